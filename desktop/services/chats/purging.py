# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Deletes chats for ever, inside a transaction of the caller."""

from desktop.domain.conversation import MediaPart
from desktop.services.chats import records
from desktop.services.chats.database import Database


def purge(db: Database, condition: str, value: object) -> list[MediaPart]:
    """Delete the chats of which a condition with one value holds.

    Returns:
        Their pictures, sounds and documents; others may show some of them.
    """
    gone = f"SELECT number FROM chats WHERE {condition}"
    shown = db.rows(
        f"SELECT {records.PART} FROM parts WHERE sha256 IS NOT NULL"
        f" AND message IN (SELECT number FROM messages WHERE chat IN ({gone}))",
        value,
    )
    drafts = db.rows(f"SELECT draft_pictures, queue FROM chats WHERE {condition}", value)
    db.rows(f"DELETE FROM chats WHERE {condition}", value)
    found = [part for row in shown if isinstance(part := records.part(row), MediaPart)]
    for draft, queue in drafts:
        found += records.media(draft)
        found += (part for one in records.queue(queue) for part in one.media)
    return found


def unshown(db: Database, media: list[MediaPart]) -> list[MediaPart]:
    """Those that no chat shows, each once."""
    once = {part.sha256: part for part in media}
    return [part for sha256, part in once.items() if not _is_shown(db, sha256)]


def _is_shown(db: Database, sha256: str) -> bool:
    """Something stands in a message or in a draft."""
    query = (
        "SELECT EXISTS (SELECT 1 FROM parts WHERE sha256 = ?1)"
        " OR EXISTS (SELECT 1 FROM chats WHERE instr(draft_pictures, ?1) OR instr(queue, ?1))"
    )
    row = db.row(query, sha256)
    return bool(row and row[0])
