# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Gives our tiny projector ears, in the form of Gemma 4 12B: one matrix, and no encoder.

It takes the samples of 40 milliseconds at 16 kHz for one token. The numbers in it are drawn, so the
model hears that sounds differ, and has learnt nothing of what they mean.
"""

import random
import struct
from pathlib import Path

FRAME = 640  # samples of a token
ALIGNMENT = 32
UINT32, FLOAT32, BOOL, STRING, ARRAY = 4, 6, 7, 8, 9
SIZES = {0: 1, 1: 1, 2: 2, 3: 2, UINT32: 4, 5: 4, FLOAT32: 4, BOOL: 1, 10: 8, 11: 8, 12: 8}


def give_ears(eyes: Path, target: Path, width: int) -> Path:
    """Write a projector that sees as the given one does, and hears. width: of the text model."""
    data = eyes.read_bytes()
    tensors, pairs = struct.unpack_from("<QQ", data, 8)
    at = start = 24
    kept = b""
    for _ in range(pairs):
        end = _after_value(data, _after_text(data, at))
        pair = data[at:end]
        kept += pair.replace(_text("clip.projector_type"), _text("clip.vision.projector_type"))
        at = end
    start = at
    for _ in range(tensors):
        at = _after_text(data, at)
        at += 4 + 8 * struct.unpack_from("<I", data, at)[0] + 4 + 8
    infos = data[start:at]
    weights = data[_aligned(at) :]
    weights += bytes(_aligned(len(weights)) - len(weights))
    mine = _facts(width)
    infos += _text("mm.a.input_projection.weight")
    infos += struct.pack("<IQQIQ", 2, FRAME, width, 0, len(weights))
    drawn = random.Random(7)
    matrix = [drawn.gauss(0, FRAME**-0.5) for _ in range(FRAME * width)]
    head = data[:8] + struct.pack("<QQ", tensors + 1, pairs + len(mine)) + kept + b"".join(mine)
    head += infos
    head += bytes(_aligned(len(head)) - len(head))
    target.write_bytes(head + weights + struct.pack(f"<{len(matrix)}f", *matrix))
    return target


def _facts(width: int) -> list[bytes]:
    """What the projector says of its ears."""
    numbers = {
        "embedding_length": FRAME,
        "feed_forward_length": 1,
        "block_count": 0,
        "attention.head_count": 1,
        "projection_dim": width,
        "num_mel_bins": FRAME,
    }
    return [
        _text("clip.has_audio_encoder") + struct.pack("<I?", BOOL, True),
        _text("clip.audio.projector_type") + struct.pack("<I", STRING) + _text("gemma4ua"),
        _text("clip.audio.attention.layer_norm_epsilon") + struct.pack("<If", FLOAT32, 1e-6),
        *(_text(f"clip.audio.{key}") + struct.pack("<II", UINT32, n) for key, n in numbers.items()),
    ]


def _text(text: str) -> bytes:
    return struct.pack("<Q", len(text)) + text.encode()


def _after_text(data: bytes, at: int) -> int:
    return at + 8 + int(struct.unpack_from("<Q", data, at)[0])


def _after_value(data: bytes, at: int) -> int:
    (kind,) = struct.unpack_from("<I", data, at)
    if kind == STRING:
        return _after_text(data, at + 4)
    if kind != ARRAY:
        return at + 4 + SIZES[kind]
    of, count = struct.unpack_from("<IQ", data, at + 4)
    at += 16
    for _ in range(count):
        at = _after_text(data, at) if of == STRING else at + SIZES[of]
    return at


def _aligned(at: int) -> int:
    return -(-at // ALIGNMENT) * ALIGNMENT
