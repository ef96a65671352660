# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Reads the head of a GGUF file, strictly and within limits.

llama.cpp ends the whole process at some damaged files, so they have to be found before it sees
them. Nothing here trusts a number of the file: counts and lengths have ceilings, and everything
must lie within the file. Of long arrays (the vocabulary) only the length is kept.
"""

import os
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from desktop.domain.errors import AppError, Problem

MAGIC = b"GGUF"
VERSIONS = (2, 3)
NEWER_VERSION, NEWER_TYPE = 16, 128  # what is above is no later version, but damage
LARGEST_HEAD = 96 << 20  # bytes; Gemma 4's head with its vocabulary and merges has 17 MB
MOST_KEYS = 4096
MOST_TENSORS = 65536
LONGEST_KEY = 1024
LONGEST_TEXT = 4 << 20
LONGEST_ARRAY = 1 << 20  # entries; Gemma 4 has 514,906 merges
LONGEST_KEPT = 1024  # entries of an array that are kept
LONGEST_NAME = 63
MOST_DIMENSIONS = 4

STRING, ARRAY, BOOL = 8, 9, 7
_SCALARS = {
    0: struct.Struct("<B"),
    1: struct.Struct("<b"),
    2: struct.Struct("<H"),
    3: struct.Struct("<h"),
    4: struct.Struct("<I"),
    5: struct.Struct("<i"),
    6: struct.Struct("<f"),
    BOOL: struct.Struct("<?"),
    10: struct.Struct("<Q"),
    11: struct.Struct("<q"),
    12: struct.Struct("<d"),
}
_U32, _U64 = _SCALARS[4], _SCALARS[10]

# How tensors are stored: number of the type -> (values in a block, bytes of a block).
BLOCKS = {
    0: (1, 4),
    1: (1, 2),
    2: (32, 18),
    3: (32, 20),
    6: (32, 22),
    7: (32, 24),
    8: (32, 34),
    9: (32, 40),
    10: (256, 84),
    11: (256, 110),
    12: (256, 144),
    13: (256, 176),
    14: (256, 210),
    15: (256, 292),
    16: (256, 66),
    17: (256, 74),
    18: (256, 98),
    19: (256, 50),
    20: (32, 18),
    21: (256, 110),
    22: (256, 82),
    23: (256, 136),
    24: (1, 1),
    25: (1, 2),
    26: (1, 4),
    27: (1, 8),
    28: (1, 8),
    29: (256, 56),
    30: (1, 2),
    34: (256, 54),
    35: (256, 66),
    39: (32, 17),
    40: (64, 36),
    41: (128, 18),
    42: (64, 18),
}

Value = int | float | bool | str


class HeadIncomplete(Exception):
    """More of the file is needed. values: what was read of the metadata until there."""

    def __init__(self, values: "dict[str, Value | Array]") -> None:
        super().__init__("the head is not all there")
        self.values = values


@dataclass(frozen=True, slots=True)
class Array:
    """An array of the file: its length, and its entries when they are few (else empty)."""

    count: int
    entries: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Header:
    """What the head of a GGUF says.

    Attributes:
        values: metadata by key.
        tensors: shapes by name, fastest running dimension first. sizes: their bytes.
        data: bytes of all tensors.
    """

    values: dict[str, Value | Array]
    tensors: dict[str, tuple[int, ...]]
    sizes: dict[str, int]
    data: int

    def text(self, key: str) -> str:
        """A text, "" when there is none."""
        value = self.values.get(key)
        return value if isinstance(value, str) else ""

    def number(self, key: str) -> int:
        """A whole number, 0 when there is none. Of an array (one value a layer) the largest."""
        value = self.values.get(key)
        if isinstance(value, Array):
            return max((v for v in value.entries if isinstance(v, int)), default=0)
        return int(value) if isinstance(value, int) else 0

    def fraction(self, key: str) -> float | None:
        """A number, None when there is none."""
        value = self.values.get(key)
        return float(value) if isinstance(value, int | float) else None

    def count(self, key: str) -> int:
        """Length of an array, 0 when there is none."""
        value = self.values.get(key)
        return value.count if isinstance(value, Array) else 0


def read_header(path: Path, size: int | None = None) -> Header:
    """The head of a GGUF file.

    Args:
        size: bytes of the whole file, of which only the first ones need be here; None: all are.

    Raises:
        HeadIncomplete: the head goes on beyond what is here.
        AppError: FILE_MISSING, FILE_NOT_GGUF, MODEL_NEWER, or FILE_DAMAGED (also when the file is
            too short).
    """
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):  # a pipe would wait for ever
            raise AppError(Problem.FILE_NOT_GGUF, name=path.name)
        with path.open("rb") as file:
            whole = os.fstat(file.fileno()).st_size if size is None else size
            return _Reader(path, file, whole).header()
    except OSError as error:
        raise AppError(Problem.FILE_MISSING, detail=str(error), name=path.name) from error


class _Reader:
    """Walks through the head; fetches more of the file as it goes."""

    def __init__(self, path: Path, file: BinaryIO, size: int) -> None:
        self._path, self._file, self._size = path, file, size
        self._data = b""
        self._at = 0
        self._values: dict[str, Value | Array] = {}

    def header(self) -> Header:
        self._fetch(min(4, self._size))
        if self._data[:4] != MAGIC:
            raise AppError(Problem.FILE_NOT_GGUF, name=self._path.name)
        self._at = 4
        version = self._number(_U32)
        if VERSIONS[-1] < version < NEWER_VERSION:
            raise AppError(Problem.MODEL_NEWER, detail=f"version {version}", name=self._path.name)
        if version not in VERSIONS:
            raise self._damaged(f"version {version}")
        tensor_count = self._count(MOST_TENSORS, "tensors")
        key_count = self._count(MOST_KEYS, "keys")
        values = self._values
        for _ in range(key_count):
            key = self._text(LONGEST_KEY)
            if not key or key in values:
                raise self._damaged(f"key {key!r} is empty or there twice")
            values[key] = self._value()
        tensors, sizes, data = self._tensors(tensor_count, self._alignment(values))
        return Header(values, tensors, sizes, data)

    def _damaged(self, detail: str) -> AppError:
        return AppError(Problem.FILE_DAMAGED, detail=detail, name=self._path.name)

    def _fetch(self, count: int) -> None:
        """Have at least so many bytes beyond the current place."""
        wanted = self._at + count
        if wanted <= len(self._data):
            return
        if wanted > self._size:
            raise self._damaged(f"the head ends at byte {self._size}, {wanted} are needed")
        if wanted > LARGEST_HEAD:
            raise self._damaged(f"the head has more than {LARGEST_HEAD} bytes")
        more = max(wanted - len(self._data), len(self._data), 1 << 16)
        self._data += self._file.read(min(more, self._size - len(self._data)))
        if wanted > len(self._data):
            raise HeadIncomplete(self._values)

    def _number(self, kind: struct.Struct) -> int:
        self._fetch(kind.size)
        value: int = kind.unpack_from(self._data, self._at)[0]
        self._at += kind.size
        return value

    def _count(self, most: int, what: str) -> int:
        count = self._number(_U64)
        if count > most:
            raise self._damaged(f"{count} {what}")
        return count

    def _text(self, longest: int) -> str:
        length = self._count(longest, "bytes of text")
        self._fetch(length)
        text = self._data[self._at : self._at + length]
        self._at += length
        return text.decode("utf-8", "replace")

    def _value(self) -> Value | Array:
        kind = self._number(_U32)
        if kind == STRING:
            return self._text(LONGEST_TEXT)
        if kind == ARRAY:
            return self._array()
        if kind not in _SCALARS:
            raise self._damaged(f"kind of value {kind}")
        return self._number(_SCALARS[kind])

    def _array(self) -> Array:
        kind = self._number(_U32)
        count = self._count(LONGEST_ARRAY, "entries")
        if kind == STRING:
            return self._texts(count)
        if kind not in _SCALARS:
            raise self._damaged(f"kind of entries {kind}")
        scalar = _SCALARS[kind]
        self._fetch(count * scalar.size)
        start, self._at = self._at, self._at + count * scalar.size
        if count > LONGEST_KEPT:
            return Array(count)
        entries = (scalar.unpack_from(self._data, start + i * scalar.size)[0] for i in range(count))
        return Array(count, tuple(entries))

    def _texts(self, count: int) -> Array:
        """Skips texts. A vocabulary has half a million of them: the loop is kept lean."""
        unpack, size, at = _U64.unpack_from, len(self._data), self._at
        for _ in range(count):
            if at + 8 > size:
                self._at = at
                self._fetch(8)
                size = len(self._data)
            length = unpack(self._data, at)[0]
            at += 8 + length
            if length > LONGEST_TEXT:
                raise self._damaged(f"{length} bytes of text")
            if at > size:
                self._at = at - length
                self._fetch(length)
                size = len(self._data)
        self._at = at
        return Array(count)

    def _alignment(self, values: dict[str, Value | Array]) -> int:
        alignment = values.get("general.alignment", 32)
        if not isinstance(alignment, int) or alignment < 1 or alignment & (alignment - 1):
            raise self._damaged(f"alignment {alignment}")
        if alignment > 1 << 20:
            raise self._damaged(f"alignment {alignment}")
        return alignment

    def _tensors(
        self, count: int, alignment: int
    ) -> tuple[dict[str, tuple[int, ...]], dict[str, int], int]:
        """Shapes and bytes by name, and the bytes of all; each tensor follows the one before it."""
        tensors: dict[str, tuple[int, ...]] = {}
        sizes: dict[str, int] = {}
        end = size = 0
        for _ in range(count):
            name = self._text(LONGEST_NAME)
            if name in tensors:
                raise self._damaged(f"tensor {name!r} is there twice")
            dimensions = self._number(_U32)
            if dimensions > MOST_DIMENSIONS:
                raise self._damaged(f"tensor {name!r} has {dimensions} dimensions")
            shape = tuple(self._number(_U64) for _ in range(dimensions))
            kind, offset = self._number(_U32), self._number(_U64)
            if offset != size:
                raise self._damaged(f"tensor {name!r} is at {offset} and not at {size}")
            sizes[name] = self._bytes(name, shape, kind)
            end = offset + sizes[name]
            size = -(-end // alignment) * alignment
            tensors[name] = shape
        start = -(-self._at // alignment) * alignment
        if count and start + end > self._size:
            raise self._damaged(f"{start + end} bytes are needed, the file has {self._size}")
        return tensors, sizes, size

    def _bytes(self, name: str, shape: tuple[int, ...], kind: int) -> int:
        if max(BLOCKS) < kind < NEWER_TYPE:
            raise AppError(Problem.MODEL_NEWER, detail=f"type {kind}", name=self._path.name)
        block, size = BLOCKS.get(kind, (0, 0))
        row = shape[0] if shape else 1
        if not block or row % block:
            raise self._damaged(f"tensor {name!r}: type {kind}, rows of {row}")
        values = 1
        for dimension in shape:
            values *= dimension
        if values >= 1 << 48:
            raise self._damaged(f"tensor {name!r} has the shape {shape}")
        return values // block * size
