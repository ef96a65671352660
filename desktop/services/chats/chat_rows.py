# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Lists of chats, read from their table. For the functions see the methods of ChatStore."""

from desktop.domain.conversation import Chat
from desktop.services.chats import records
from desktop.services.chats.database import Database


def chats(db: Database) -> list[Chat]:
    """See ChatStore.chats."""
    return _chats(db, "removed IS NULL ORDER BY updated DESC, number DESC")


def removed_chats(db: Database) -> list[Chat]:
    """See ChatStore.removed_chats."""
    return _chats(db, "removed IS NOT NULL ORDER BY removed DESC")


def empty_chat(db: Database) -> Chat | None:
    """See ChatStore.empty_chat."""
    empty = "leaf_id IS NULL AND removed IS NULL AND number NOT IN (SELECT chat FROM messages)"
    return next(iter(_chats(db, f"{empty} ORDER BY updated DESC, number DESC LIMIT 1")), None)


def first_chats(db: Database, most: int) -> tuple[list[Chat], dict[str, int]]:
    """See ChatStore.first_chats."""
    shown = "removed IS NULL AND leaf_id IS NOT NULL AND NOT archived"
    order = "pinned DESC, updated DESC, number DESC"
    with db.reading():
        first = _chats(db, f"{shown} AND folder = '' ORDER BY {order} LIMIT ?", most)
        folders = db.rows(
            f"SELECT folder, count(*) FROM chats WHERE {shown} AND folder <> '' GROUP BY folder"
        )
    return first, {str(name): int(count) for name, count in folders}


def _chats(db: Database, which: str, *values: object) -> list[Chat]:
    rows = db.rows(f"SELECT {records.CHAT} FROM chats WHERE {which}", *values)
    return [records.chat(row) for row in rows]
