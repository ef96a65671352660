# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The streams of one file: as many at once as make it faster."""

import logging
import threading
from collections.abc import Callable

from desktop.domain.download import DownloadState
from desktop.domain.errors import AppError, Cancelled
from desktop.domain.ranges import Range, Ranges
from desktop.services.downloads.part import writing
from desktop.services.downloads.patience import WORTH_ANOTHER_TRY
from desktop.services.downloads.run import Run
from desktop.services.downloads.stream import Stream
from desktop.services.downloads.throttle import Throttle
from desktop.services.http import Http
from desktop.services.stop import Stop

log = logging.getLogger("desktop.downloads")

SEGMENT = 64 << 20  # bytes that each of several streams takes; so the hash is never far behind
UPKEEP = 2.0  # seconds between two looks at the disk


class Streams:
    """Until nothing is missing, or nothing comes any more.

    Args:
        interval: seconds between two reports. room: AppError when the disk is getting full.
    """

    def __init__(
        self,
        http: Http,
        run: Run,
        throttle: Throttle,
        interval: float,
        room: Callable[[], None],
    ) -> None:
        self._http, self._run, self._throttle = http, run, throttle
        self._interval, self._room = max(interval, 0.005), room
        self._active: list[Stream] = []
        self._ended = threading.Event()
        self._stop = Stop()
        self._error: Exception | None = None
        self._kept = run.clock()

    def fill(self) -> None:
        """AppError or Cancelled when something is still missing; what came is written."""
        self._run.tell(DownloadState.CONNECTING)
        with self._run.stop.calling(self._stop.set):
            try:
                while self._begin_more():
                    self._ended.wait(self._interval)
                    self._ended.clear()
                    self._look()
            finally:
                self._stop.set()
                for stream in self._active:
                    stream.join()
        if self._run.stop.is_set():
            raise Cancelled
        if self._error is not None:
            raise self._error
        self._tell()

    def _begin_more(self) -> bool:
        """Start what is worth it; False when no stream is left."""
        while not self._stop.is_set() and len(self._active) < self._wanted():
            gap = self._next_gap()
            if gap is None:
                break
            run = self._run
            stream = Stream(
                run.part,
                gap,
                self._stop,
                alone=not self._active,
                ranges=run.ranges,
                came=run.came,
                begun=run.restart,
                clock=run.clock,
            )
            self._active.append(stream)
            stream.begin(self._http, self._throttle, self._ended.set)
        return bool(self._active)

    def _wanted(self) -> int:
        one = self._throttle.is_on or not self._run.ranges
        if one or not all(stream.can_split for stream in self._active):
            return 1
        return self._run.width.streams

    def _next_gap(self) -> Range | None:
        """What the next stream brings: the first that nobody does, or a piece of another's."""
        missing = Ranges(self._run.part.gaps())
        for stream in self._active:
            missing.remove(stream.start, stream.end)
        for start, end in missing.ranges:
            one = not self._active and self._run.width.streams == 1
            return start, end if one else min(end, start + SEGMENT)
        longest = max(self._active, key=lambda each: each.end - each.at, default=None)
        if longest is None or longest.end - longest.at <= 2 * SEGMENT:
            return None
        start, end = longest.at + SEGMENT, longest.end
        longest.end = start
        return start, min(end, start + SEGMENT)

    def _look(self) -> None:
        """Tell how far it is, and see who has ended."""
        for stream in self._active:
            self._run.heard(stream.last)
        self._tell()
        for stream in [stream for stream in self._active if stream.is_over]:
            stream.join()
            self._active.remove(stream)
            if stream.error is not None:
                self._failed(stream.error)
        now = self._run.clock()
        if now - self._kept >= UPKEEP:
            self._kept = now
            with writing(self._run.part.path.parent):
                self._run.part.sync()
            self._room()
            self._run.width.note(now, self._run.part.got)

    def _failed(self, error: Exception) -> None:
        """One ended too early. The others go on when that helps."""
        values = error.values if isinstance(error, AppError) else {}
        again = any(key in values for key in ("renew", "ranges", "again"))
        worth = isinstance(error, AppError) and (error.problem in WORTH_ANOTHER_TRY or again)
        if values.get("ranges") is False and self._active:
            self._run.ranges = False
        if self._active and worth:
            log.info("one of several streams ended: %s", error)
            self._run.width.refused()
        elif self._error is None:
            self._error = error
            self._stop.set()

    def _tell(self) -> None:
        going = any(stream.last is not None for stream in self._active)
        pending = sum(stream.pending for stream in self._active)
        state = DownloadState.DOWNLOADING if going or not self._active else DownloadState.CONNECTING
        self._run.tell(state, pending)
