# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Sounds for tests, made here."""

import io
import math
import struct
import wave

RATE = 16_000


def wav(seconds: float, hertz: float = 440.0) -> bytes:
    """One tone, 16 bits, one channel."""
    count = int(seconds * RATE)
    samples = [int(12_000 * math.sin(2 * math.pi * hertz * n / RATE)) for n in range(count)]
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(struct.pack(f"<{count}h", *samples))
    return out.getvalue()


def flac_head(seconds: float) -> bytes:
    """What a FLAC says of itself, without a sound in it."""
    samples = int(seconds * RATE)
    packed = RATE << 44 | 0 << 41 | 15 << 36 | samples
    info = struct.pack(">HH6x", 4096, 4096) + packed.to_bytes(8, "big") + bytes(16)
    return b"fLaC" + b"\x80" + len(info).to_bytes(3, "big") + info


def mp3(seconds: float) -> bytes:
    """Silent frames of 128 kbit/s at 44,100 Hz, 417 bytes each."""
    frame = b"\xff\xfb\x90\x64" + bytes(413)
    return frame * math.ceil(seconds * 44_100 / 1152)
