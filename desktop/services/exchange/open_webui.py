# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Open WebUI's export of chats: a list of {id, title, chat}.

chat.history: messages {id: {parentId, role, content, timestamp, model, files}}, a tree, of which
currentId is the end that was shown. Thoughts stand in the content, as <details type="reasoning">.
"""

import html
import re
from collections.abc import Iterator

from desktop.services.exchange.shapes import inside, items, picture_of
from desktop.services.exchange.telling import Keep, NotUnderstood, Telling, Told

_THOUGHT = re.compile(r'<details type="reasoning"[^>]*>(.*?)</details>\s*', re.DOTALL)
_SUMMARY = re.compile(r"<summary>.*?</summary>", re.DOTALL)


def read(data: object, keep: Keep) -> Iterator[Told]:
    """The chats. Raises NotUnderstood when it is no such list."""
    chats = items(data) or [data]
    chats = [one for one in chats if isinstance(_messages(one), dict)]
    if not chats:
        raise NotUnderstood("no chats of Open WebUI")
    for one in chats:
        title = inside(one, "title") or inside(one, "chat", "title")
        created = inside(one, "created_at") or inside(one, "chat", "timestamp")
        telling = Telling("open-webui", inside(one, "id") or created, title, created)
        for key, message in _messages(one).items():
            _add(telling, key, message, keep)
        told = telling.told(inside(one, "chat", "history", "currentId"))
        if told is not None:
            yield told


def _messages(chat: object) -> dict[str, object]:
    found: dict[str, object] = inside(chat, "chat", "history", "messages")
    return found


def _add(telling: Telling, key: str, message: object, keep: Keep) -> None:
    content = inside(message, "content")
    content = content if isinstance(content, str) else ""
    thoughts = [_plain(found) for found in _THOUGHT.findall(content)]
    data = [picture_of(inside(file, "url")) for file in items(inside(message, "files"))]
    found = [keep(one, "") for one in data if one is not None]
    telling.add(
        inside(message, "role"),
        _THOUGHT.sub("", content),
        key,
        inside(message, "parentId") or "",
        thought="\n\n".join(thoughts),
        created=inside(message, "timestamp"),
        model=inside(message, "model"),
        pictures=[part for part in found if part is not None],
    )


def _plain(thought: str) -> str:
    """A thought is kept as a quotation, its signs as entities."""
    lines = html.unescape(_SUMMARY.sub("", thought)).strip().splitlines()
    return "\n".join(line.removeprefix(">").strip() for line in lines)
