# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Writes GGUF files that have a head and a hole: the shape of a model without any weights."""

import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

from desktop.services.engine.gguf_header import BLOCKS, MAGIC

UINT32, INT32, FLOAT32, BOOL, STRING, ARRAY = 4, 5, 6, 7, 8, 9
ALIGNMENT = 32

Tensor = tuple[str, tuple[int, ...], int]  # name, shape with the fastest dimension first, ggml_type
Value = int | float | bool | str | list[int] | list[bool] | list[float] | list[str]


def write_shape(path: Path, values: Mapping[str, Value], tensors: Sequence[Tensor]) -> int:
    """Write the head, and leave a hole for the rest; the bytes of the file.

    Source: the GGUF specification, version 3 (ggml, docs/gguf.md).
    """
    head = bytearray(MAGIC + struct.pack("<IQQ", 3, len(tensors), len(values)))
    for key, value in values.items():
        head += _text(key) + _typed(value)
    at = 0
    for name, shape, kind in tensors:
        head += _text(name) + struct.pack("<I", len(shape))
        head += struct.pack(f"<{len(shape)}Q", *shape) + struct.pack("<IQ", kind, at)
        at += -(-tensor_bytes(shape, kind) // ALIGNMENT) * ALIGNMENT
    head += bytes(-len(head) % ALIGNMENT)
    with path.open("wb") as file:
        file.write(head)
        file.truncate(len(head) + at)
    return len(head) + at


def tensor_bytes(shape: tuple[int, ...], kind: int) -> int:
    """Bytes of a tensor of a ggml_type."""
    values = 1
    for dimension in shape:
        values *= dimension
    block, size = BLOCKS[kind]
    return values // block * size


def dummy_words(count: int) -> dict[str, Value]:
    """A vocabulary of so many words, at least 260, of about the usual length and no meaning."""
    named = ["<pad>", "<eos>", "<bos>", "<unk>", *(f"<0x{number:02X}>" for number in range(256))]
    return {
        "tokenizer.ggml.model": "llama",
        "tokenizer.ggml.tokens": named + [f"word{number}" for number in range(count - len(named))],
        "tokenizer.ggml.scores": [float(-number) for number in range(count)],
        "tokenizer.ggml.token_type": [3, 3, 3, 2] + [6] * 256 + [1] * (count - len(named)),
        "tokenizer.ggml.bos_token_id": 2,
        "tokenizer.ggml.eos_token_id": 1,
        "tokenizer.ggml.unknown_token_id": 3,
        "tokenizer.ggml.padding_token_id": 0,
    }


def _text(text: str) -> bytes:
    raw = text.encode()
    return struct.pack("<Q", len(raw)) + raw


def _typed(value: Value) -> bytes:
    if isinstance(value, list):
        kind, content = _array(value)
        return struct.pack("<IIQ", ARRAY, kind, len(value)) + content
    if isinstance(value, bool):
        return struct.pack("<I?", BOOL, value)
    if isinstance(value, int):
        return struct.pack("<II", UINT32, value)
    if isinstance(value, float):
        return struct.pack("<If", FLOAT32, value)
    return struct.pack("<I", STRING) + _text(value)


def _array(value: list[int] | list[bool] | list[float] | list[str]) -> tuple[int, bytes]:
    first = value[0]
    if isinstance(first, str):
        return STRING, b"".join(_text(str(one)) for one in value)
    if isinstance(first, bool):
        return BOOL, struct.pack(f"<{len(value)}?", *value)
    if isinstance(first, float):
        return FLOAT32, struct.pack(f"<{len(value)}f", *value)
    return INT32, struct.pack(f"<{len(value)}i", *value)
