# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Questions and answers to be kept."""

import sqlite3
from pathlib import Path

from desktop.domain.conversation import ImagePart, Message, MessageState, Part, Role, TextPart
from desktop.domain.searching import Search, indexed
from desktop.services.chats.store import ChatStore


def picture(number: int) -> ImagePart:
    """Another picture for each number."""
    return ImagePart(f"{number:064x}", "image/jpeg", 640, 480, f"harbour {number}.jpg")


PICTURE = picture(1)


def question(chat_id: str, number: int, *parts: Part, parent: str | None = None) -> Message:
    """q1, q2 … with "question 1" …, which wait."""
    return Message(
        id=f"q{number}",
        chat_id=chat_id,
        parent_id=parent,
        role=Role.USER,
        parts=parts or (TextPart(f"question {number}"),),
        state=MessageState.WAITING,
        created=float(number),
    )


def answer(chat_id: str, number: int, parent: str, *parts: Part) -> Message:
    """a1, a2 …, which are being written, half a second after the question of that number."""
    return Message(
        id=f"a{number}",
        chat_id=chat_id,
        parent_id=parent,
        role=Role.MODEL,
        parts=parts,
        state=MessageState.GENERATING,
        created=number + 0.5,
        model="m",
    )


def found_in(store: ChatStore, text: str) -> list[str]:
    """The ids of the chats with these words."""
    return [found.chat.id for found in store.search(Search(text))]


def opened_raw(path: Path) -> sqlite3.Connection:
    """The file without our code, but with what the triggers call."""
    db = sqlite3.connect(path)
    db.create_function("indexed", 1, indexed, deterministic=True)
    return db
