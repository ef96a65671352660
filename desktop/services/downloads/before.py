# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What stood in a file before somebody's second opinion was written over it.

Bytes that are doubted may be the right ones after all: the origin may send another file by now. So
they are kept beside the file, on the disk before they are written over, until the whole is right
or the attempt is given up. Records of 16 bytes, little endian, each followed by its bytes: start
(8), length (4), CRC-32 of the bytes (4). One that was cut short counts for nothing: what it was to
keep was not written over yet.
"""

import hashlib
import os
import struct
import threading
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from desktop.domain.ranges import Range, Ranges
from desktop.services.downloads.disk import read_at, write_at

HEAD = struct.Struct("<QII")


class Before:
    """The bytes of one file that were doubted and written over. Any thread may call; OSError.

    Attributes:
        changed: what came differently since `doubt`; None while nothing is doubted.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self.changed: list[Range] | None = [] if path.exists() else None

    def doubt(self) -> None:
        """From now on nothing is written over without being kept."""
        self.path.touch()
        self.changed = []

    def write(self, handle: int, start: int, pieces: Sequence[bytes]) -> bytes:
        """Write what came into the file; what it says already only when nothing is doubted.

        Returns:
            The sha256 of what came.
        """
        digest = hashlib.sha256()
        for piece in pieces:
            digest.update(piece)
        length = sum(map(len, pieces))
        if self.changed is not None:
            old = read_at(handle, start, length)
            if old == b"".join(pieces):
                return digest.digest()
            self.changed.append((start, start + length))
            if old.strip(b"\0"):
                self._keep(start, old)
        for piece in pieces:
            write_at(handle, start, piece)
            start += len(piece)
        return digest.digest()

    def put_back(self, handle: int) -> Ranges:
        """Write what stood there into the file again. Returns where."""
        back = Ranges()
        for start, data in self._newest_first():  # so that the oldest is there in the end
            write_at(handle, start, data)
            back.add(start, start + len(data))
        return back

    def forget(self) -> None:
        """What is in the file now counts."""
        self.path.unlink(missing_ok=True)
        self.changed = None

    def _keep(self, start: int, data: bytes) -> None:
        with self._lock, self.path.open("ab") as file:
            file.write(HEAD.pack(start, len(data), zlib.crc32(data)))
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    def _newest_first(self) -> Iterator[tuple[int, bytes]]:
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            end, places, at = file.seek(0, os.SEEK_END), [], 0
            while at + HEAD.size <= end:
                file.seek(at)
                places.append(at)
                at += HEAD.size + int(HEAD.unpack(file.read(HEAD.size))[1])
            for place in reversed(places):
                file.seek(place)
                start, length, crc = HEAD.unpack(file.read(HEAD.size))
                data = file.read(min(length, end))
                if len(data) == length and zlib.crc32(data) == crc:
                    yield start, data
