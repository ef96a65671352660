# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""About how much a model has to read of what is about to be sent, and how long that takes."""

from dataclasses import dataclass

from desktop.domain.conversation import Draft
from desktop.domain.tokens import about_tokens

SOUND_TOKENS = 25  # for each second: one for 40 milliseconds (Gemma 4)


@dataclass(frozen=True, slots=True)
class Reader:
    """The model that will read.

    Attributes:
        speed: tokens a second that it reads, 0.0 when unknown.
        picture_tokens: that one picture takes; picture: seconds it takes altogether, 0.0 when
            unknown.
        room: tokens that a prompt may take, 0 when unknown.
    """

    speed: float = 0.0
    picture_tokens: int = 0
    picture: float = 0.0
    room: int = 0


@dataclass(frozen=True, slots=True)
class Estimate:
    """Of one draft.

    Attributes:
        seconds: of reading it; None when the speed is unknown.
        fits: there is room for it, or nobody knows.
    """

    tokens: int
    seconds: float | None
    fits: bool


def estimate(draft: Draft, reader: Reader) -> Estimate:
    """What the draft alone takes; what the chat holds before it has been read, as a rule."""
    pictures = len(draft.images)
    tokens = sum(document.read for document in draft.documents)
    tokens += sum(sound_tokens(sound.milliseconds) for sound in draft.sounds)
    tokens += about_tokens(draft.text) if draft.text.strip() else 0
    seconds: float | None = None
    if reader.speed > 0:
        each = reader.picture or reader.picture_tokens / reader.speed
        seconds = tokens / reader.speed + pictures * each
    tokens += pictures * reader.picture_tokens
    return Estimate(tokens, seconds, fits=not reader.room or tokens <= reader.room)


def of_tokens(tokens: int, reader: Reader) -> Estimate:
    """What so many tokens take, whatever they are of."""
    seconds = tokens / reader.speed if reader.speed > 0 else None
    return Estimate(tokens, seconds, fits=not reader.room or tokens <= reader.room)


def sound_tokens(milliseconds: int) -> int:
    """That a sound takes."""
    return round(milliseconds / 1000 * SOUND_TOKENS)
