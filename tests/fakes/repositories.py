# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What the stand-in Hub says of repositories, in the real Hub's form, and its search."""

from collections.abc import Mapping

Card = dict[str, object]


def card(
    architecture: str = "gemma3",
    parameters: int = 4_300_000_000,
    *,
    licence: str = "gemma",
    base: str = "google/gemma-3-4b-it",
    downloads: int = 1000,
    likes: int = 10,
    modified: str = "2026-05-04T10:20:30.000Z",
    **more: object,
) -> Card:
    """A repository of GGUF files that was made from a Gemma."""
    tags = ["gguf", f"license:{licence}", f"base_model:quantized:{base}"]
    gguf = {"architecture": architecture, "total": parameters, "context_length": 131_072}
    return {
        "downloads": downloads,
        "likes": likes,
        "lastModified": modified,
        "gated": False,
        "tags": tags,
        "gguf": gguf | {"chat_template": "{{ messages }}"},
        **more,
    }


def files_of(*names: str, size: int = 2_500_000_000) -> list[dict[str, object]]:
    """Siblings as model_info lists them; the hash follows from the place."""
    return [
        {
            "rfilename": name,
            "size": size,
            "lfs": {"sha256": f"{place + 1:064x}", "size": size, "pointerSize": 134},
        }
        for place, name in enumerate(names)
    ]


def found_in(cards: Mapping[str, Card], query: Mapping[str, list[str]]) -> list[Card]:
    """GET /api/models: the words are in the name, all tags are there, the largest first."""
    words = query.get("search", [""])[0].lower()
    tags = set(query.get("filter", []))
    sort = query.get("sort", ["downloads"])[0]
    found = [
        {"_id": "0", "modelId": name, "id": name, "private": False} | without_files(about)
        for name, about in cards.items()
        if words in name.lower() and tags <= set(_texts(about.get("tags")))
    ]
    found.sort(key=lambda about: str(about.get(sort, "")).rjust(30, "0"), reverse=True)
    return found[: int(query.get("limit", ["1000"])[0])]


def without_files(about: Card) -> Card:
    """A search says nothing of files."""
    return {key: value for key, value in about.items() if key != "siblings"}


def _texts(value: object) -> list[str]:
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []
