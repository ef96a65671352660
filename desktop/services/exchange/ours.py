# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Our own file: JSON with everything, from which the same chats come again.

{"format": "jewelbox-chats", "version": 1,
 "chats": [{…fields of Chat, "messages": [{…fields of Message, "parts": [{"kind": …}]}]}],
 "personas": [{…fields of Persona}], "media": {sha256: base64 of the kept file}}
"""

import base64
import binascii
import json
import math
import re
import types
import typing
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, fields
from typing import Any, TextIO, TypeVar

from desktop.domain.clean import clean
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
from desktop.domain.persona import Cast, Persona
from desktop.services.exchange.telling import NotUnderstood, Told

FORMAT, VERSION = "jewelbox-chats", 1
PARTS: dict[str, type[Part]] = {
    "text": TextPart,
    "thought": ThoughtPart,
    "image": ImagePart,
    "audio": AudioPart,
    "document": DocumentPart,
}
KINDS = {made: kind for kind, made in PARTS.items()}
NOBODY = Cast()
LARGEST = 1 << 63  # numbers from here on have no place in the chats' file

T = TypeVar("T")


def write(
    file: TextIO,
    chats: Iterable[tuple[Chat, list[Message]]],
    content: Callable[[MediaPart], bytes | None],
    cast: Cast = NOBODY,
) -> None:
    """Write chats and everything in them.

    Args:
        content: of a picture's file, None when it is gone.
        cast: those who answer in the chats are written too.
    """
    file.write(f'{{"format": "{FORMAT}", "version": {VERSION}, "chats": [')
    media: dict[str, MediaPart] = {}
    met: set[str] = set()
    for number, (chat, messages) in enumerate(chats):
        told = _chat(chat) | {"messages": [_message(message) for message in messages]}
        file.write(f"{',' if number else ''}\n{json.dumps(told, ensure_ascii=False)}")
        met.add(chat.persona)
        media |= {part.sha256: part for message in messages for part in message.media}
        media |= {part.sha256: part for draft in _drafts(chat) for part in draft.media}
    personas = [asdict(one) for one in cast.personas if one.id in met]
    file.write(f'], "personas": {json.dumps(personas, ensure_ascii=False)}, "media": {{')
    begun = False
    for sha256, part in media.items():
        data = content(part)
        if data is not None:
            text = base64.b64encode(data).decode("ascii")
            file.write(f'{"," if begun else ""}\n"{sha256}": "{text}"')
            begun = True
    file.write("}}\n")


def read(
    data: object, put_back: Callable[[MediaPart, bytes], None]
) -> Iterator[Told | Persona | None]:
    """The chats of a file that JSON has read, and before them the personas that answer in them.

    None for a chat that is damaged or from a later version; such a persona is left out.

    Args:
        put_back: keeps the file of a picture; raises AppError for one that is not what it says.

    Raises:
        NotUnderstood: not a file of ours.
    """
    if not isinstance(data, dict) or data.get("format") != FORMAT or data.get("version") != VERSION:
        raise NotUnderstood("not a file of ours")
    media = _dict(data.get("media", {}))
    for kept in _list(data.get("personas", [])):
        with suppress(ValueError):
            yield _made(Persona, _dict(kept))
    for kept in _list(data.get("chats")):
        try:
            chat, messages = _told_chat(_dict(kept))
            parts = [part for message in messages for part in message.media]
            parts += [part for draft in _drafts(chat) for part in draft.media]
            for part in dict.fromkeys(parts):
                if part.sha256 in media:
                    put_back(part, _bytes(media[part.sha256]))
        except NotUnderstood:
            yield None
        else:
            yield chat, messages


def _drafts(chat: Chat) -> tuple[Draft, ...]:
    return (chat.draft, *chat.queue)


def _chat(chat: Chat) -> dict[str, object]:
    drafts = {"draft": _draft(chat.draft), "queue": [_draft(one) for one in chat.queue]}
    return asdict(chat) | drafts


def _draft(draft: Draft) -> dict[str, object]:
    return {"text": draft.text, "media": [_part(part) for part in draft.media]}


def _message(message: Message) -> dict[str, object]:
    return asdict(message) | {"parts": [_part(part) for part in message.parts]}


def _part(part: Part) -> dict[str, object]:
    return {"kind": KINDS[type(part)], **asdict(part)}


def _told_chat(kept: dict[str, Any]) -> Told:
    chat = _made(
        Chat,
        kept,
        draft=_told_draft(kept.get("draft", {})),
        queue=tuple(map(_told_draft, _list(kept.get("queue", [])))),
    )
    return chat, [_told_message(_dict(one), chat.id) for one in _list(kept.get("messages"))]


def _told_draft(value: object) -> Draft:
    kept = _dict(value)
    media = (_told_part(_dict(part)) for part in _list(kept.get("media", [])))
    return Draft(
        _text(kept.get("text", "")), tuple(part for part in media if isinstance(part, MediaPart))
    )


def _told_message(kept: dict[str, Any], chat_id: str) -> Message:
    try:
        role, state = Role(str(kept.get("role"))), MessageState(str(kept.get("state")))
    except ValueError as error:
        raise NotUnderstood(str(error)) from error
    return _made(
        Message,
        kept,
        chat_id=chat_id,
        role=role,
        # Nobody writes it any more.
        state=MessageState.INTERRUPTED if state is MessageState.GENERATING else state,
        parts=tuple(_told_part(_dict(part)) for part in _list(kept.get("parts"))),
        facts=_made(AnswerFacts, _dict(kept.get("facts", {}))),
    )


def _told_part(kept: dict[str, Any]) -> Part:
    kind = PARTS.get(str(kept.get("kind")))
    if kind is None:
        raise NotUnderstood("a part of an unknown kind")
    part: Part = _made(kind, kept)
    # The hash becomes the name of a file.
    if isinstance(part, MediaPart) and not re.fullmatch("[0-9a-f]{64}", part.sha256):
        raise NotUnderstood("a picture without its hash")
    return part


def _made(made: type[T], kept: dict[str, Any], **known: object) -> T:
    """A value of a class from what was kept; fields that are not there have their defaults."""
    values = dict(known)
    for field in fields(made):  # type: ignore[arg-type]
        if field.name not in known and field.name in kept:
            values[field.name] = _checked(kept[field.name], field.type)
    try:
        return made(**values)
    except TypeError as error:
        raise NotUnderstood("something is missing") from error


def _checked(value: object, kind: object) -> object:
    """The value, when it is of the type that a field wants."""
    allowed = typing.get_args(kind) if isinstance(kind, types.UnionType) else (kind,)
    if value is None and type(None) in allowed:
        return None
    if str in allowed and isinstance(value, str):
        return clean(value)
    if bool in allowed and isinstance(value, bool):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < LARGEST:
        if float in allowed and math.isfinite(value):
            return float(value)
        if int in allowed and isinstance(value, int):
            return value
    raise NotUnderstood("a value of another type")


def _dict(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise NotUnderstood("no object")
    return value


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise NotUnderstood("no list")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise NotUnderstood("no text")
    return clean(value)


def _bytes(value: object) -> bytes:
    try:
        return base64.b64decode(_text(value), validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotUnderstood("a picture that is no Base64") from error
