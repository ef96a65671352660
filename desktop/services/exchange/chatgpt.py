# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""ChatGPT's export of all data: conversations.json, alone or in the archive that comes by mail.

A list of conversations, each a tree: mapping {id: {message, parent, children}}, of which
current_node is the end that was shown. message: author.role, content.parts (texts, and objects that
point at a file of the archive by the beginning of its name), create_time, metadata.model_slug.
"""

from collections.abc import Callable, Iterator

from desktop.domain.conversation import ImagePart
from desktop.services.exchange.shapes import inside, items, texts
from desktop.services.exchange.telling import NotUnderstood, Telling, Told

Picture = Callable[[str], ImagePart | None]  # by the beginning of its name in the archive


def read(data: object, picture: Picture = lambda name: None) -> Iterator[Told]:
    """The conversations. Raises NotUnderstood when it is no such list."""
    conversations = [one for one in items(data) if isinstance(inside(one, "mapping"), dict)]
    if not conversations:
        raise NotUnderstood("no conversations of ChatGPT")
    for one in conversations:
        key = inside(one, "conversation_id") or inside(one, "id") or inside(one, "create_time")
        telling = Telling("chatgpt", key, inside(one, "title"), inside(one, "create_time"))
        mapping = inside(one, "mapping")
        for node_id, node in mapping.items():
            _add(telling, mapping, node_id, node, picture)
        told = telling.told(_shown(mapping, inside(one, "current_node")))
        if told is not None:
            yield told


def _add(
    telling: Telling, mapping: dict[str, object], node_id: str, node: object, picture: Picture
) -> None:
    message = inside(node, "message")
    if inside(message, "metadata", "is_visually_hidden_from_conversation"):
        return
    parts = items(inside(message, "content", "parts"))
    pointers = [inside(part, "asset_pointer") for part in parts]
    found = [picture(p.rpartition("/")[2]) for p in pointers if isinstance(p, str)]
    kind = inside(message, "content", "content_type")
    if kind not in ("text", "multimodal_text"):
        return
    telling.add(
        inside(message, "author", "role"),
        "\n".join(texts(parts)),
        node_id,
        _shown(mapping, inside(node, "parent")) or "",
        created=inside(message, "create_time"),
        model=inside(message, "metadata", "model_slug"),
        pictures=[part for part in found if part is not None],
    )


def _shown(mapping: dict[str, object], node_id: object) -> str | None:
    """The node itself or the next one above it that is a message of the conversation."""
    seen: set[object] = set()
    while isinstance(node_id, str) and node_id not in seen:
        seen.add(node_id)
        message = inside(mapping.get(node_id), "message")
        role, kind = inside(message, "author", "role"), inside(message, "content", "content_type")
        has_words = any(items(inside(message, "content", "parts")))
        hidden = inside(message, "metadata", "is_visually_hidden_from_conversation")
        turn = role in ("user", "assistant") and kind in ("text", "multimodal_text")
        if turn and has_words and not hidden:
            return node_id
        node_id = inside(mapping.get(node_id), "parent")
    return None
