# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Questions and answers to be kept."""

from desktop.domain.conversation import ImagePart, Message, MessageState, Part, Role, TextPart


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
