# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""How fast downloads may be, all together."""

import threading
import time
from collections.abc import Callable

from desktop.services.stop import Stop

PIECE = 1 << 18  # bytes that are read in one go
SMALLEST = 1 << 12


class Throttle:
    """For any number of threads.

    Args:
        limit: bytes a second, 0 for none; asked each time.
    """

    def __init__(
        self, limit: Callable[[], int] = lambda: 0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit, self._clock = limit, clock
        self._lock = threading.Lock()
        self._paid = 0.0  # the time until which what came has been waited for

    @property
    def is_on(self) -> bool:
        """There is a limit."""
        return self._limit() > 0

    @property
    def piece(self) -> int:
        """How many bytes to read in one go, so that no wait is long."""
        limit = self._limit()
        return min(PIECE, max(SMALLEST, limit // 8)) if limit > 0 else PIECE

    def take(self, length: int, stop: Stop) -> None:
        """So many bytes came: wait until they may have."""
        limit = self._limit()
        if limit <= 0:
            return
        with self._lock:
            now = self._clock()
            self._paid = max(self._paid, now) + length / limit
            seconds = self._paid - now
        stop.wait(seconds)
