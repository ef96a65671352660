# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""One connection that brings a range of a file, or all that is missing without ranges."""

import threading
import time
from collections.abc import Callable, Sequence

from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.domain.ranges import Range
from desktop.services.downloads.blocks import CHUNK
from desktop.services.downloads.part import Part
from desktop.services.downloads.reply import Reply, read_reply
from desktop.services.downloads.throttle import Throttle
from desktop.services.http import Answer, Http
from desktop.services.stop import Stop

LONGEST = 0.5  # seconds of bytes that a kill may cost


class Stream:
    """A thread; `begin` starts it.

    Args:
        gap: what it is to bring. alone: there is no other, so it may take a whole answer.
        ranges: ask for a range. whole: all of the file is wanted, so room is taken for it, and an
        answer that holds more than the gap is not wasted. begun: is told that nothing is there.
        came: is told a place and the bytes that were written there.

    Attributes:
        end: may be lowered while it runs. pending: bytes that are not written yet.
        last: when something came, None before. error: why it ended, None when all is here.
        can_split: others may bring a part of its range.
    """

    def __init__(
        self,
        part: Part,
        gap: Range,
        stop: Stop,
        *,
        alone: bool,
        ranges: bool,
        whole: bool = True,
        came: Callable[[int, Sequence[bytes]], None] = lambda start, pieces: None,
        begun: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._part, self._stop = part, stop
        self.start, self.end = gap
        self._alone, self._ranges, self._whole = alone, ranges, whole
        self._came, self._begun, self._clock = came, begun, clock
        self.at, self.pending = self.start, 0
        self.last: float | None = None
        self.error: Exception | None = None
        self.can_split, self.is_over = False, False
        self._pieces: list[bytes] = []
        self._since = 0.0
        self._thread: threading.Thread | None = None

    def begin(self, http: Http, throttle: Throttle, ended: Callable[[], None]) -> None:
        """Ask, and receive; `ended` is called in the thread at the end."""

        def run() -> None:
            try:
                self.ask(http, throttle)
            except Exception as error:  # whoever waits for it raises it again
                self.error = error
            self.is_over = True
            ended()

        self._thread = threading.Thread(target=run, name="download stream")
        self._thread.start()

    def join(self) -> None:
        """Wait for its end."""
        assert self._thread is not None
        self._thread.join()

    def ask(self, http: Http, throttle: Throttle) -> None:
        """The same in this thread. AppError, Cancelled."""
        part, wanted = self._part, self._part.wanted
        headers: dict[str, str] = {}
        whole = (self.start, self.end) == (0, wanted.size)
        if self._ranges and not whole:
            last = "" if self.end == wanted.size else self.end - 1
            headers["Range"] = f"bytes={self.start}-{last}"
            if part.etag:
                headers["If-Range"] = part.etag
        with http.open(wanted.address, self._stop, headers) as answer:
            reply = read_reply(answer, wanted, self.start, part.etag)
            self._accept(answer, reply)
            try:
                self._receive(reply, throttle)
            finally:
                self._flush()
        if part.gaps(self.start, self.end):
            raise AppError(Problem.OFFLINE, detail="the answer ended early")

    def _accept(self, answer: Answer, reply: Reply) -> None:
        """What the answer means for what is here."""
        part, ranged = self._part, answer.status == 206
        if not ranged and not self._alone:
            raise AppError(Problem.WRONG_ANSWER, detail="no ranges", ranges=False)
        if not part.got and not (part.is_begun and reply.same):
            part.begin(reply.etag)
            self._begun()
        elif not reply.same:
            part.is_other = part.is_begun and bool(reply.etag and part.etag)
            part.doubt([(0, part.wanted.size)])
            part.call_it(reply.etag)
            self._begun()
        elif reply.etag != part.etag or not part.is_begun:
            part.call_it(reply.etag)
        if self._whole:
            part.reserve()
        # Others begin as soon as this is said: by then the part has begun, and only once.
        self.can_split = reply.known and (
            ranged or answer.headers.get("accept-ranges", "").lower() == "bytes"
        )

    def _receive(self, reply: Reply, throttle: Throttle) -> None:
        at = reply.start
        one = self.can_split or not self._whole
        gaps = [(self.start, self.end)] if one else self._part.gaps()
        for chunk in reply.chunks(throttle.piece):
            if self._stop.is_set():
                raise Cancelled
            self.last = self._clock()
            throttle.take(len(chunk), self._stop)
            while chunk and gaps:
                start, end = gaps[0]
                end = min(end, self.end) if self.can_split else end
                passed = max(start - at, 0)
                new = chunk[passed : max(passed + end - max(at, start), 0)]
                if new:
                    self._keep(at + passed, new)
                at += min(len(chunk), passed + len(new))
                chunk = chunk[passed + len(new) :]
                if at >= end:
                    self._flush()
                    gaps.pop(0)
            if not gaps:
                return  # whatever else a server sends is not wanted

    def _keep(self, start: int, data: bytes) -> None:
        if start != self.at:
            self._flush()
            self.at = start
        if not self._pieces:
            self._since = self._clock()
        self._pieces.append(data)
        self.at += len(data)
        self.pending += len(data)
        if self.pending >= CHUNK or self._clock() - self._since >= LONGEST:
            self._flush()

    def _flush(self) -> None:
        """Write what came: it is a block."""
        if self._pieces:
            pieces, start = self._pieces, self.at - self.pending
            self._pieces = []
            try:
                self._part.write(start, pieces)
            finally:
                self.pending = 0
            self._came(start, pieces)
