# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The journal of finished blocks: which bytes were received, and the sha256 of each block of them.

A file of records that is only ever appended to, 48 bytes each, little endian: start (8), length
(4), sha256 (32), CRC-32 of what is before it (4). A record whose sum is wrong was being written
when the power went, or the disk lies: it counts for nothing, and all blocks are read again before
they are believed. Three kinds:

- a block: these bytes were written, and hash to this when they are still what was received;
- length 0: the block that starts here is not to be believed any more;
- start 2^64-1: the bytes of the first N records are on the disk; N is in the hash's first 8 bytes.

The last kind follows an fsync of the data. Blocks behind it are read again before they are believed
after a new start: so neither a kill nor a power cut can turn the journal into a lie.
"""

import errno
import hashlib
import os
import struct
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from desktop.domain.errors import Cancelled
from desktop.domain.ranges import Range, Ranges
from desktop.services.files import write_atomically
from desktop.services.stop import Stop

RECORD = struct.Struct("<QI32sI")
COUNT = struct.Struct("<Q24x")
SYNCED = (1 << 64) - 1
CHUNK = 1 << 20  # bytes of a full block
LARGEST = 64 << 20  # bytes of a journal; a file of 50 GB has 2.4 MB


class Block(NamedTuple):
    """Bytes of a file as they were received."""

    start: int
    length: int
    digest: bytes

    @property
    def end(self) -> int:
        """The byte after its last."""
        return self.start + self.length


class BlockLog:
    """The journal of one file. What it says is known after `load`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None
        self._records = 0
        self._is_damaged = False
        self.blocks: dict[int, Block] = {}
        self.unsure: dict[int, int] = {}  # starts of blocks that may not be on the disk: record

    def load(self, size: int) -> None:
        """Read it; blocks beyond the size of the file count for nothing. OSError."""
        self.blocks, self.unsure, self._records, self._is_damaged = {}, {}, 0, False
        try:
            with self._path.open("rb") as file:
                data = file.read(LARGEST)
        except FileNotFoundError:
            return
        for place in range(0, len(data) - RECORD.size + 1, RECORD.size):
            start, length, digest, crc = RECORD.unpack_from(data, place)
            if crc != zlib.crc32(data[place : place + RECORD.size - 4]):
                self._is_damaged = True
            elif start == SYNCED:
                self._believe(COUNT.unpack(digest)[0])
            elif length == 0:
                self.blocks.pop(start, None)
                self.unsure.pop(start, None)
            elif start + length <= size:
                self.blocks[start] = Block(start, length, digest)
                self.unsure[start] = self._records
            self._records += 1
        if self._is_damaged:
            self.doubt_all()

    def doubt_all(self) -> None:
        """Nothing is known to be on the disk."""
        self.unsure = dict(zip(self.blocks, range(len(self.blocks)), strict=True))

    def open(self) -> None:
        """Begin to append, behind the last whole record. OSError."""
        if self._is_damaged:
            write_atomically(self._path, records_of(self.blocks.values()))
            self._records, self._is_damaged = len(self.blocks), False
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        self._handle = os.open(self._path, flags, 0o666)
        os.ftruncate(self._handle, self._records * RECORD.size)

    def close(self) -> None:
        """Let go of the file."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def add(self, block: Block) -> None:
        """A block was written. OSError."""
        self._append(*block)
        self.blocks[block.start] = block
        self.unsure[block.start] = self._records - 1

    def drop(self, block: Block) -> None:
        """A block is not to be believed. OSError."""
        self._append(block.start, 0, bytes(32))
        self.blocks.pop(block.start, None)
        self.unsure.pop(block.start, None)

    def renew(self, ranges: Ranges, read: Callable[[int, int], bytes]) -> None:
        """What is in the file there now counts as received. read: as in `differing`. OSError."""
        for block in list(self.blocks.values()):
            if ranges.gaps(block.start, block.end) != [(block.start, block.end)]:
                ranges.add(block.start, block.end)
                self.drop(block)
        for start, end in ranges.ranges:
            for at in range(start, end, CHUNK):
                data = read(at, min(CHUNK, end - at))
                self.add(Block(at, len(data), hashlib.sha256(data).digest()))

    def doubtful(self, length: int) -> list[Block]:
        """Those that may not be in a file that is so long."""
        return [b for b in self.blocks.values() if b.start in self.unsure or b.end > length]

    def seams(self, size: int) -> list[Range]:
        """Where a block ended early in a file of this size, with a byte on either side."""
        found = [b for b in sorted(self.blocks.values()) if b.length < CHUNK and b.end < size]
        return [(max(b.start - 1, 0), b.end + 1) for b in found]

    @property
    def records(self) -> int:
        """How many there are: what `synced` wants to know from before the fsync."""
        return self._records

    def synced(self, records: int) -> None:
        """The data of the first so many records are on the disk. OSError."""
        self._append(SYNCED, 0, COUNT.pack(records))
        self._believe(records)

    def _believe(self, records: int) -> None:
        self.unsure = {start: at for start, at in self.unsure.items() if at >= records}

    def _append(self, start: int, length: int, digest: bytes) -> None:
        assert self._handle is not None
        if os.write(self._handle, _record(start, length, digest)) != RECORD.size:
            raise OSError(errno.ENOSPC, "half a record")  # it is cut off when the file is opened
        self._records += 1


def differing(
    blocks: Iterable[Block], read: Callable[[int, int], bytes], stop: Stop
) -> list[Block]:
    """Those that are not what was received. read: gives bytes from a place. Cancelled on stop."""
    found = []
    for block in sorted(blocks):
        if stop.is_set():
            raise Cancelled
        data = read(block.start, block.length)
        if len(data) != block.length or hashlib.sha256(data).digest() != block.digest:
            found.append(block)
    return found


def records_of(blocks: Iterable[Block]) -> bytes:
    """A journal that says just these blocks, in their order."""
    return b"".join(_record(*block) for block in sorted(blocks))


def _record(start: int, length: int, digest: bytes) -> bytes:
    body = RECORD.pack(start, length, digest, 0)[:-4]
    return body + struct.pack("<I", zlib.crc32(body))
