# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Sounds that people let a model hear: WAV, MP3 and FLAC, which the engine decodes by itself."""

import hashlib
import io
import struct

from desktop.domain.conversation import AudioPart
from desktop.domain.errors import AppError, Problem

MOST_MINUTES = 30  # a model takes 25 tokens a second: more than any context of ours holds
_BROKEN = (ValueError, TypeError, ArithmeticError, LookupError, OSError)
ENDINGS = {"audio/wav": "wav", "audio/mpeg": "mp3", "audio/flac": "flac"}


def is_sound(data: bytes) -> bool:
    """By the first bytes, as the engine will look at it."""
    return bool(_kind(data))


def sound_of(data: bytes, name: str) -> AudioPart:
    """What there is to know of a sound; the bytes are kept as they are.

    Raises:
        AppError: SOUND_DAMAGED (nothing in it can be heard), SOUND_TOO_LONG (MOST_MINUTES).
    """
    # Imported here: most starts of the program hear no sound.
    from tinytag import TinyTag, TinyTagException

    kind = _kind(data)
    if not kind:
        raise AppError(Problem.SOUND_DAMAGED, detail="of another kind", name=name)
    try:
        found = TinyTag.get(f"sound.{ENDINGS[kind]}", tags=False, file_obj=io.BytesIO(data))
        seconds = found.duration or 0.0
    except (TinyTagException, struct.error, *_BROKEN) as error:
        raise AppError(Problem.SOUND_DAMAGED, detail=str(error), name=name) from error
    if seconds <= 0:
        raise AppError(Problem.SOUND_DAMAGED, detail="no length", name=name)
    if seconds > MOST_MINUTES * 60:
        raise AppError(Problem.SOUND_TOO_LONG, detail=f"{seconds:.0f} s", name=name)
    return AudioPart(hashlib.sha256(data).hexdigest(), kind, max(round(seconds * 1000), 1), name)


def _kind(data: bytes) -> str:
    """The media type, "" for what is no sound. MP3 begins with its tags or with a frame."""
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return "audio/wav"
    if data[:4] == b"fLaC":
        return "audio/flac"
    if data[:3] == b"ID3" or (data[:1] == b"\xff" and data[1:2] in (b"\xfb", b"\xf3", b"\xf2")):
        return "audio/mpeg"
    return ""
