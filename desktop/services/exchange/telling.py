# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What another program's file tells, made into one of our chats."""

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from desktop.domain.clean import clean
from desktop.domain.conversation import (
    Chat,
    ImagePart,
    Message,
    MessageState,
    Part,
    Role,
    TextPart,
    ThoughtPart,
    title_from,
)

Told = tuple[Chat, list[Message]]
Keep = Callable[[bytes, str], ImagePart | None]  # keeps a picture; None when it is none

ROLES = {"user": Role.USER, "assistant": Role.MODEL, "model": Role.MODEL}
MOST_MESSAGES = 200_000  # of one chat


class NotUnderstood(ValueError):
    """A file that is not of this form, or is damaged."""


class Telling:
    """Builds one chat, message by message. Every id follows from what the other program calls a
    thing, so that the same file gives the same chat again.
    """

    def __init__(self, program: str, key: object, title: object = "", created: object = 0) -> None:
        self._key = f"{program}\0{key}"
        self._id = _hash(self._key)
        self._title, self._created = _words(title), seconds(created)
        self._messages: dict[str, Message] = {}
        self._last: str | None = None

    def add(
        self,
        role: object,
        text: object,
        key: object = None,
        parent: object = None,
        *,
        thought: object = "",
        created: object = 0,
        model: object = "",
        pictures: Sequence[ImagePart] = (),
    ) -> None:
        """A message; of a role that is no turn of a conversation (system, tool) nothing is kept.

        Args:
            parent: the key of the message before; None for the one that was added last.
        """
        known = ROLES.get(str(role))
        words: list[Part] = [ThoughtPart(_words(thought))] if _words(thought).strip() else []
        words += [TextPart(_words(text))] if _words(text).strip() else []
        parts = (*pictures, *words)
        if known is None or not parts or len(self._messages) >= MOST_MESSAGES:
            return
        ident = self.id_of(len(self._messages) if key is None else key)
        if ident in self._messages:
            return
        self._messages[ident] = Message(
            id=ident,
            chat_id=self._id,
            parent_id=self._last if parent is None else self.id_of(parent),
            role=known,
            parts=parts,
            state=MessageState.DONE,
            created=seconds(created) or self._created,
            model=_words(model) if known is Role.MODEL else "",
        )
        self._last = ident

    def id_of(self, key: object) -> str:
        """What a message is called here."""
        return _hash(f"{self._key}\0{key}")

    def told(self, leaf: object = None) -> Told | None:
        """The chat; None without messages. leaf: the key of the last message that was shown."""
        if not self._messages:
            return None
        messages = rooted(list(self._messages.values()))
        wanted = self.id_of(leaf) if leaf is not None else ""
        first = next((m.text for m in messages if m.role is Role.USER), messages[0].text)
        return Chat(
            id=self._id,
            title=self._title.strip()[:200] or title_from(first),
            named=bool(self._title.strip()),
            created=self._created or messages[0].created,
            updated=max(message.created for message in messages),
            leaf_id=wanted if wanted in self._messages else messages[-1].id,
        ), messages


def rooted(messages: Sequence[Message]) -> list[Message]:
    """In an order in which every parent comes before its children. A message whose parent is not
    there, or is one of its own children, begins a branch of its own.
    """
    by_id = {message.id: message for message in messages}
    placed: dict[str, Message] = {}
    for message in messages:
        path: list[Message] = []
        on_path: set[str] = set()
        at: Message | None = message
        while at is not None and at.id not in placed and at.id not in on_path:
            on_path.add(at.id)
            path.append(at)
            at = by_id.get(at.parent_id) if at.parent_id is not None else None
        for one in reversed(path):
            known = one.parent_id is None or one.parent_id in placed
            placed[one.id] = one if known else replace(one, parent_id=None)
    return list(placed.values())


def seconds(value: object) -> float:
    """Seconds since 1970 of a number of seconds or milliseconds, or an ISO date; 0 for nothing."""
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value.strip().replace(" UTC", "+00:00"))
        except ValueError:
            return 0.0
        return max(0.0, (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return 0.0
    value = value / 1000 if value > 1e11 else value  # from the year 5138 on it is milliseconds
    return float(value) if 0 <= value < 1e11 else 0.0


def _words(value: object) -> str:
    return clean(value) if isinstance(value, str) else ""


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]
