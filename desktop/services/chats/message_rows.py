# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What is done to the rows of messages and their parts, inside a transaction of the caller."""

from collections.abc import Iterable

from desktop.domain.conversation import (
    AnswerFacts,
    MediaPart,
    Message,
    MessageState,
    Part,
    TextPart,
    ThoughtPart,
)
from desktop.services.chats import records
from desktop.services.chats.database import Database


class MessageRows:
    """The tables messages and parts. For the methods see those of ChatStore."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def of_chat(self, chat_id: str) -> list[Message]:
        """See ChatStore.messages."""
        chat = self._db.row("SELECT number FROM chats WHERE id = ?", chat_id)
        if chat is None:
            return []
        span = records.numbers(chat[0])
        rows = self._db.rows(
            f"SELECT {records.MESSAGE} FROM messages WHERE number BETWEEN ? AND ? ORDER BY number",
            *span,
        )
        parts = self._db.rows(
            f"SELECT {records.PART} FROM parts WHERE number BETWEEN ? AND ? ORDER BY number",
            *span,
        )
        return records.messages(chat_id, rows, parts)

    def add(self, message: Message) -> None:
        """See ChatStore.add_message."""
        row = self._db.row(
            "UPDATE chats SET updated = ?, leaf_id = ? WHERE id = ? RETURNING number",
            message.created,
            message.id,
            message.chat_id,
        )
        if row is None:
            raise LookupError("a message of a chat that is not there")
        self.insert(row[0], message)

    def insert(self, chat: int, message: Message) -> None:
        """Put a message into the chat of this number, which goes on showing what it shows."""
        number = self._next("messages", chat)
        self._db.rows(
            "INSERT INTO messages (number, id, chat, parent_id, role, state, created, model,"
            " problem, facts, removed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            number,
            message.id,
            chat,
            message.parent_id,
            message.role,
            message.state,
            message.created,
            message.model,
            message.problem,
            records.facts_text(message.facts),
            message.created if message.removed else None,
        )
        for position, part in enumerate(message.parts):
            self._add_part(number, position, part)
        if message.state is not MessageState.GENERATING and not message.removed:
            self._make_findable(number)

    def append_text(self, message_id: str, kind: type[TextPart | ThoughtPart], text: str) -> None:
        """See ChatStore.append_text."""
        last = self._db.row(
            "SELECT m.number, m.state, p.number, p.position, p.kind FROM messages m"
            " LEFT JOIN parts p ON p.message = m.number"
            " WHERE m.id = ? ORDER BY p.position DESC LIMIT 1",
            message_id,
        )
        if last is None:
            return
        message, state, part, position, last_kind = last
        if last_kind == records.kind_of(kind):
            self._db.rows("UPDATE parts SET text = text || ? WHERE number = ?", text, part)
            return
        self._add_part(message, 0 if position is None else position + 1, kind(text))
        if state != MessageState.GENERATING:
            self._make_findable(message)

    def finish(
        self, message_id: str, state: MessageState, facts: AnswerFacts, problem: str
    ) -> None:
        """See ChatStore.finish."""
        row = self._db.row(
            "UPDATE messages SET state = ?, facts = ?, problem = ? WHERE id = ? RETURNING number",
            state,
            records.facts_text(facts),
            problem,
            message_id,
        )
        if row is not None and state is not MessageState.GENERATING:
            self._make_findable(row[0])

    def take_back(self, message_id: str) -> None:
        """See ChatStore.remove_message."""
        row = self._db.row(
            "DELETE FROM messages WHERE id = ? AND state = ? RETURNING chat, parent_id",
            message_id,
            MessageState.WAITING,
        )
        if row is None:
            return
        chat, parent_id = row
        for statement in (
            "UPDATE messages SET parent_id = ? WHERE chat = ? AND parent_id = ?",
            "UPDATE chats SET leaf_id = ? WHERE number = ? AND leaf_id = ?",
        ):
            self._db.rows(statement, parent_id, chat, message_id)

    def mark_removed(self, message_ids: Iterable[str], removed: float | None) -> None:
        """See ChatStore.mark_removed; removed: when, None for not any more."""
        for message_id in message_ids:
            row = self._db.row(
                "UPDATE messages SET removed = ? WHERE id = ? AND state <> ? RETURNING number",
                removed,
                message_id,
                MessageState.GENERATING,
            )
            if row is not None:
                self._db.rows(
                    "UPDATE parts SET findable = ? WHERE message = ? AND kind <> ?",
                    int(removed is None),
                    row[0],
                    records.THOUGHT,
                )

    def empty_removed(self, before: float) -> list[MediaPart]:
        """What was said in messages that were removed before a time is gone; their media."""
        gone = "message IN (SELECT number FROM messages WHERE removed < ?)"
        rows = self._db.rows(f"SELECT {records.PART} FROM parts WHERE {gone}", before)
        self._db.rows(f"DELETE FROM parts WHERE {gone}", before)
        return [part for row in rows if isinstance(part := records.part(row), MediaPart)]

    def interrupt(self) -> int:
        """See ChatStore.recover."""
        rows = self._db.rows(
            "UPDATE messages SET state = ? WHERE state = ? RETURNING number",
            MessageState.INTERRUPTED,
            MessageState.GENERATING,
        )
        for (number,) in rows:
            self._make_findable(number)
        return len(rows)

    def _next(self, table: str, chat: int) -> int:
        """The number that comes after the last one of this chat."""
        first, last = records.numbers(chat)
        query = f"SELECT max(number) FROM {table} WHERE number BETWEEN ? AND ?"
        row = self._db.row(query, first, last)
        return (row[0] if row and row[0] is not None else first) + 1

    def _add_part(self, message: int, position: int, part: Part) -> None:
        self._db.rows(
            "INSERT INTO parts (number, message, position, kind, text, sha256, media_type, width,"
            " height, name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            self._next("parts", message >> records.CHAT_BITS),
            message,
            position,
            *records.part_values(part),
        )

    def _make_findable(self, message: int) -> None:
        self._db.rows(
            "UPDATE parts SET findable = 1 WHERE message = ? AND kind <> ? AND NOT findable",
            message,
            records.THOUGHT,
        )
