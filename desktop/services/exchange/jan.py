# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Jan's threads: a folder each, with thread.json (title, assistants) and messages.jsonl.

A message: id, role, created_at (seconds, later milliseconds), content: parts of type text
{"value"}, reasoning (as text), and image_url {"url"} with a data: address.
"""

from collections.abc import Iterator, Sequence

from desktop.services.exchange.shapes import inside, items, picture_of
from desktop.services.exchange.telling import Keep, NotUnderstood, Telling, Told


def read(lines: Sequence[object], thread: object, name: str, keep: Keep) -> Iterator[Told]:
    """The chat.

    Args:
        lines: of messages.jsonl; thread: what thread.json holds, None without one.
        name: of the folder, the key of a thread that does not tell its own.

    Raises:
        NotUnderstood: no line is a message of Jan's.
    """
    messages = [line for line in lines if isinstance(inside(line, "content"), list)]
    if not messages:
        raise NotUnderstood("no messages of Jan")
    key = inside(thread, "id") or inside(messages[0], "thread_id") or name
    created = inside(thread, "created") or inside(messages[0], "created_at")
    telling = Telling("jan", key, inside(thread, "title"), created)
    model = None
    for first in items(inside(thread, "assistants"))[:1]:
        model = inside(first, "model", "id")
    for message in messages:
        parts = inside(message, "content")
        data = [picture_of(inside(part, "image_url", "url")) for part in parts]
        found = [keep(one, "") for one in data if one is not None]
        telling.add(
            inside(message, "role"),
            _words(parts, "text"),
            inside(message, "id"),
            thought=_words(parts, "reasoning"),
            created=inside(message, "created_at"),
            model=model,
            pictures=[part for part in found if part is not None],
        )
    told = telling.told()
    if told is not None:
        yield told


def _words(parts: list[object], kind: str) -> str:
    found = (inside(part, "text", "value") for part in parts if inside(part, "type") == kind)
    return "\n\n".join(words for words in found if isinstance(words, str))
