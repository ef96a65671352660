# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Between rows of the chats' file and the values of domain/conversation.py.

What a newer version wrote and this one does not know is left out here, and stays in the file.
"""

import json
import os
from collections.abc import Callable, Iterable
from dataclasses import asdict, fields
from typing import Any

from desktop.domain.conversation import (
    AnswerFacts,
    AudioPart,
    Chat,
    DocumentPart,
    Draft,
    ImagePart,
    MediaPart,
    Message,
    MessageState,
    Part,
    Role,
    TextPart,
    ThoughtPart,
)
from desktop.services.chats.database import Row

CHAT_BITS = 24  # a message's number begins with its chat's, and so does a part's

CHAT = (
    "id, title, named, created, updated, pinned, leaf_id, draft, draft_pictures,"
    " folder, archived, removed, persona, queue"
)
MESSAGE = "number, id, parent_id, role, state, created, model, problem, facts, removed"
PART = "message, kind, text, sha256, media_type, width, height, name"

TEXT, THOUGHT, IMAGE, AUDIO, DOCUMENT = "text", "thought", "image", "audio", "document"

_ROLES = {role.value: role for role in Role}
_STATES = {state.value: state for state in MessageState}
_NO_DRAFT = Draft()
_NO_FACTS = AnswerFacts()
_FACTS = {field.name for field in fields(AnswerFacts)}
_AUDIO = {field.name for field in fields(AudioPart)}
_DOCUMENT = {field.name for field in fields(DocumentPart)}
_IMAGE = {field.name for field in fields(ImagePart)}


def new_id() -> str:
    """128 random bits for a chat or a message, 32 hexadecimal digits."""
    return os.urandom(16).hex()


def chat(row: Row) -> Chat:
    """row: the columns of CHAT."""
    ident, title, named, created, updated, pinned, leaf_id, draft, pictures, *where = row
    folder, archived, removed, persona, waiting = where
    return Chat(
        id=ident,
        title=title,
        named=bool(named),
        created=created,
        updated=updated,
        pinned=bool(pinned),
        leaf_id=leaf_id,
        draft=_NO_DRAFT if not draft and pictures == "[]" else Draft(draft, media(pictures)),
        folder=folder,
        archived=bool(archived),
        removed=removed or 0.0,
        persona=persona,
        queue=() if waiting == "[]" else queue(waiting),
    )


def numbers(chat: int) -> tuple[int, int]:
    """The first and the last number that messages and parts of a chat may have."""
    return chat << CHAT_BITS, (chat + 1 << CHAT_BITS) - 1


class _Kept(Message):
    """A message of the file, most of which is made only when somebody looks at it.

    A long chat is opened for its last screen. To make ten thousand messages whole takes a tenth of
    a second and more; where each of them hangs in the tree is all that is needed of the others.
    """

    __slots__ = ("_part_rows", "_row")

    _part_rows: tuple[Row, ...]
    _row: Row

    def __getattr__(self, name: str) -> object:
        made = _LATER.get(name)
        if made is None:
            raise AttributeError(name)
        value = made(self._row, self._part_rows)
        object.__setattr__(self, name, value)
        return value

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Message):
            return NotImplemented
        return _values(self) == _values(other)

    def __hash__(self) -> int:
        return hash(_values(self))


def _values(message: Message) -> tuple[object, ...]:
    return tuple(getattr(message, field.name) for field in fields(Message))


_LATER: dict[str, Callable[[Row, tuple[Row, ...]], object]] = {
    "role": lambda row, _: _ROLES.get(row[3], Role.MODEL),
    "parts": lambda _, parts: tuple(known for row in parts if (known := part(row)) is not None),
    "state": lambda row, _: _STATES.get(row[4], MessageState.DONE),
    "created": lambda row, _: row[5],
    "model": lambda row, _: row[6],
    "problem": lambda row, _: row[7],
    "facts": lambda row, _: _facts(row[8]),
}


def messages(chat_id: str, rows: Iterable[Row], parts: Iterable[Row]) -> list[Message]:
    """rows: the columns of MESSAGE; parts: those of PART, of all messages, in order."""
    of_message: dict[int, tuple[Row, ...]] = {}
    for row in parts:
        number = row[0]
        of_message[number] = (*of_message[number], row) if number in of_message else (row,)
    put, made = object.__setattr__, object.__new__
    found: list[Message] = []
    for row in rows:
        kept = made(_Kept)
        put(kept, "_row", row)
        put(kept, "_part_rows", of_message.get(row[0], ()))
        put(kept, "id", row[1])
        put(kept, "chat_id", chat_id)
        put(kept, "parent_id", row[2])
        put(kept, "removed", row[9] is not None)
        found.append(kept)
    return found


def kind_of(part: type[Part]) -> str:
    """The kind as it is written."""
    kinds: dict[type[Part], str] = {
        TextPart: TEXT,
        ThoughtPart: THOUGHT,
        ImagePart: IMAGE,
        AudioPart: AUDIO,
        DocumentPart: DOCUMENT,
    }
    return kinds[part]


def part_values(part: Part) -> tuple[object, ...]:
    """kind, text, sha256, media_type, width, height, name.

    The name of a file is its text too: that is how a search finds it.
    How many milliseconds a sound has stands where the width of a picture does, and there the tokens
    of a document and those that are taken of it.
    """
    if isinstance(part, DocumentPart):
        measures: tuple[object, object] = part.tokens, part.taken
    elif isinstance(part, AudioPart):
        measures = part.milliseconds, None
    elif isinstance(part, ImagePart):
        measures = part.width, part.height
    else:
        return (kind_of(type(part)), part.text, None, None, None, None, None)
    return (kind_of(type(part)), part.name, part.sha256, part.media_type, *measures, part.name)


def facts_text(facts: AnswerFacts) -> str:
    """As JSON."""
    return "{}" if facts == _NO_FACTS else json.dumps(asdict(facts))


def media_text(media: Iterable[MediaPart]) -> str:
    """As JSON."""
    return json.dumps([asdict(part) for part in media])


def media(text: str) -> tuple[MediaPart, ...]:
    """Of what media_text() wrote."""
    return tuple(_medium(kept) for kept in json.loads(text))


def queue_text(queue: Iterable[Draft]) -> str:
    """As JSON."""
    kept = [{"text": one.text, "media": [asdict(part) for part in one.media]} for one in queue]
    return json.dumps(kept, ensure_ascii=False)


def queue(text: str) -> tuple[Draft, ...]:
    """Of what queue_text() wrote."""
    return tuple(
        Draft(one["text"], tuple(_medium(part) for part in one["media"]))
        for one in json.loads(text)
    )


def _medium(kept: dict[str, Any]) -> MediaPart:
    if "milliseconds" in kept:
        return AudioPart(**{name: value for name, value in kept.items() if name in _AUDIO})
    if "tokens" in kept:
        return DocumentPart(**{name: value for name, value in kept.items() if name in _DOCUMENT})
    return ImagePart(**{name: value for name, value in kept.items() if name in _IMAGE})


def part(row: Row) -> Part | None:
    """None for a kind that this version does not know."""
    _, kind, text, sha256, media_type, width, height, name = row
    if kind == TEXT:
        return TextPart(text)
    if kind == THOUGHT:
        return ThoughtPart(text)
    if kind == IMAGE and sha256:
        return ImagePart(sha256, media_type or "", width or 0, height or 0, name or "")
    if kind == AUDIO and sha256:
        return AudioPart(sha256, media_type or "", width or 0, name or "")
    if kind == DOCUMENT and sha256:
        return DocumentPart(sha256, media_type or "", width or 0, height or 0, name or "")
    return None


def _facts(text: str) -> AnswerFacts:
    if text == "{}":
        return _NO_FACTS
    try:
        kept: dict[str, Any] = json.loads(text)
    except ValueError:
        return _NO_FACTS  # a damaged file; the words are what counts
    return AnswerFacts(**{name: value for name, value in kept.items() if name in _FACTS})
