# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""LM Studio's chats: one *.conversation.json each, in .lmstudio/conversations.

messages, each with versions and which of them is shown (currentlySelected). A version is one step
(content: parts of type text) or, for an answer, several (steps of type contentBlock, those of a
thought with style.type "thinking"). Pictures lie elsewhere and are not in the file.
"""

from collections.abc import Iterator

from desktop.services.exchange.shapes import inside, items
from desktop.services.exchange.telling import NotUnderstood, Telling, Told


def read(data: object, name: str) -> Iterator[Told]:
    """The chat. name: of the file, which is its key. Raises NotUnderstood."""
    messages = items(inside(data, "messages"))
    if not any(isinstance(inside(message, "versions"), list) for message in messages):
        raise NotUnderstood("no conversation of LM Studio")
    created = inside(data, "createdAt")
    telling = Telling("lm-studio", f"{name} {created}", inside(data, "name"), created)
    before: str | None = None
    for place, message in enumerate(messages):
        shown = inside(message, "currentlySelected")
        chosen: str | None = None
        for number, version in enumerate(items(inside(message, "versions"))):
            key = f"{place}.{number}"
            text, thought = _words(version)
            telling.add(
                inside(version, "role"),
                text,
                key,
                before or "",
                thought=thought,
                created=created,
                model=inside(version, "senderInfo", "senderName"),
            )
            if (number == shown or chosen is None) and (text.strip() or thought.strip()):
                chosen = key
        before = chosen or before
    told = telling.told(before)
    if told is not None:
        yield told


def _words(version: object) -> tuple[str, str]:
    """Text and thought of a version."""
    text, thought = [_text(inside(version, "content"))], list[str]()
    for step in items(inside(version, "steps")):
        thinks = inside(step, "style", "type") == "thinking"
        (thought if thinks else text).append(_text(inside(step, "content")))
    return "\n\n".join(filter(None, text)), "\n\n".join(filter(None, thought))


def _text(content: object) -> str:
    parts = (inside(part, "text") for part in items(content) if inside(part, "type") == "text")
    return "".join(part for part in parts if isinstance(part, str))
