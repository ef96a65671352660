# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Chats that come from a file: as they are, beside what is here."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from desktop.domain.conversation import Chat, Message
from desktop.services.chats import records
from desktop.services.chats.database import Database
from desktop.services.chats.message_rows import MessageRows


class Arrivals:
    """For the method see ChatStore.take_in; it is called inside a transaction."""

    def __init__(self, db: Database, messages: MessageRows) -> None:
        self._db, self._messages = db, messages

    def take_in(self, chat: Chat, messages: Sequence[Message]) -> bool:
        """See ChatStore.take_in."""
        ids = {message.id for message in messages}
        here = {message.id for message in self._messages.of_chat(chat.id)}
        known = self._db.row("SELECT number FROM chats WHERE id = ?", chat.id)
        if known and ids <= here:
            back = "UPDATE chats SET removed = NULL WHERE id = ? AND removed IS NOT NULL"
            return bool(self._db.rows(f"{back} RETURNING 1", chat.id))
        if known and here <= ids and not any(self._is_taken(ident) for ident in ids - here):
            self._go_on(known[0], chat, [one for one in messages if one.id not in here])
            return True
        if known or any(self._is_taken(ident) for ident in ids):
            chat, messages = _named_anew(chat, messages)
            if self._db.row("SELECT 1 FROM chats WHERE id = ?", chat.id):
                return False
        number = self._insert(chat)
        for message in messages:
            self._messages.insert(number, message)
        return True

    def _go_on(self, number: int, chat: Chat, more: Sequence[Message]) -> None:
        """The chat went on elsewhere, and not here."""
        for message in more:
            self._messages.insert(number, message)
        self._db.rows(
            "UPDATE chats SET removed = NULL, leaf_id = ?, updated = max(updated, ?)"
            " WHERE number = ?",
            chat.leaf_id,
            chat.updated,
            number,
        )

    def _is_taken(self, message_id: str) -> bool:
        return self._db.row("SELECT 1 FROM messages WHERE id = ?", message_id) is not None

    def _insert(self, chat: Chat) -> int:
        row = self._db.row(
            "INSERT INTO chats (id, title, named, created, updated, pinned, leaf_id, draft,"
            " draft_pictures, folder, archived, removed, persona, queue)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number",
            chat.id,
            chat.title,
            chat.named,
            chat.created,
            chat.updated,
            chat.pinned,
            chat.leaf_id,
            chat.draft.text,
            records.media_text(chat.draft.media),
            chat.folder,
            chat.archived,
            chat.removed or None,
            chat.persona,
            records.queue_text(chat.queue),
        )
        assert row is not None
        return int(row[0])


def _named_anew(chat: Chat, messages: Sequence[Message]) -> tuple[Chat, list[Message]]:
    """The same with other ids, which follow from what is in it: coming once more it is known."""
    whole = "".join([chat.id, *sorted(message.id for message in messages)])

    def named(ident: str) -> str:
        return hashlib.sha256(f"{whole}/{ident}".encode()).hexdigest()[:32]

    chat_id = named("")
    made = [
        replace(
            message,
            id=named(message.id),
            chat_id=chat_id,
            parent_id=None if message.parent_id is None else named(message.parent_id),
            facts=replace(
                message.facts, begins=message.facts.begins and named(message.facts.begins)
            ),
        )
        for message in messages
    ]
    leaf = None if chat.leaf_id is None else named(chat.leaf_id)
    return replace(chat, id=chat_id, leaf_id=leaf), made
