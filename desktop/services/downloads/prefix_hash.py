# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The sha256 of the whole file, which follows as far as the file is there from its start.

A thread of its own: what has just come is hashed from memory, what came out of turn or before is
read again. When the last byte comes, little is left to do.
"""

import hashlib
import threading
from collections.abc import Sequence

from desktop.domain.errors import AppError, Problem
from desktop.services.downloads.blocks import CHUNK
from desktop.services.downloads.part import Part

MEMORY = 64 << 20  # bytes that wait to be hashed; beyond that they are read from the disk


class PrefixHash:
    """Of one part, which is open. `close` ends the thread.

    Attributes:
        at: bytes that are hashed.
    """

    def __init__(self, part: Part) -> None:
        self._part = part
        self._digest = hashlib.sha256()
        self.at = 0
        self._waiting: dict[int, Sequence[bytes]] = {}
        self._held = 0  # bytes in _waiting
        self._changed = threading.Condition()
        self._closed = False
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="prefix hash")
        self._thread.start()

    def add(self, start: int, pieces: Sequence[bytes]) -> None:
        """The part has these bytes now."""
        length = sum(map(len, pieces))
        with self._changed:
            if start >= self.at and self._held + length <= MEMORY:
                self._waiting[start] = pieces
                self._held += length
            self._changed.notify_all()

    def result(self, seconds: float) -> str | None:
        """The sha256 of the whole, None when it is not known within so many seconds."""
        with self._changed:
            self._changed.notify_all()  # what is there may not have come through `add`
            self._changed.wait_for(self._is_over, seconds)
            if self._error is not None:
                raise self._error
            return self._digest.hexdigest() if self.at == self._part.wanted.size else None

    def close(self) -> None:
        """End the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join()

    def _is_over(self) -> bool:
        return self._error is not None or self.at == self._part.wanted.size

    def _run(self) -> None:
        try:
            while (pieces := self._next()) is not None:
                length = 0
                for piece in pieces:
                    self._digest.update(piece)
                    length += len(piece)
                with self._changed:
                    self.at += length
                    self._changed.notify_all()
        except Exception as error:  # told to whoever asks for the result
            with self._changed:
                self._error = error
                self._changed.notify_all()

    def _next(self) -> Sequence[bytes] | None:
        """The bytes that come next, None at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._ready() > self.at)
            if self._closed:
                return None
            for start in [start for start in self._waiting if start < self.at]:
                self._held -= sum(map(len, self._waiting.pop(start)))
            if self.at in self._waiting:
                pieces = self._waiting.pop(self.at)
                self._held -= sum(map(len, pieces))
                return pieces
            end = min([self._ready(), self.at + CHUNK, *self._waiting])
        data = self._part.read(self.at, end - self.at)
        if not data:
            raise AppError(
                Problem.FOLDER_NOT_WRITABLE, detail="cut short", folder=str(self._part.path.parent)
            )
        return [data]

    def _ready(self) -> int:
        return self._part.prefix
