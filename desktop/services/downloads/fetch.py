# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Fetches one file in one stream, goes on after every kind of cut, and believes no server.

Each try asks the first address again, so a signed address that has run out is renewed. The Hub says
there what the file is (X-Linked-Etag is its sha256): a file that was replaced is noticed before a
byte of it is taken. A whole-file hash cannot tell which bytes are wrong: a part that was put
together from several streams is put aside and fetched once more; a file that came in one stream and
is wrong is wrong at its origin. Blocks with hashes of their own are another engine's.
"""

import hashlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from desktop.domain.download import DownloadState
from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.services.computer import disk_free
from desktop.services.downloads.fetcher import Progress, Wanted
from desktop.services.downloads.part import Part, digest_of
from desktop.services.downloads.reply import Reply, read_reply
from desktop.services.http import Http
from desktop.services.stop import Stop

log = logging.getLogger("desktop.downloads")

WAITS = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)  # seconds; more tries without a byte are not made
WORTH_ANOTHER_TRY = (Problem.OFFLINE, Problem.SERVER_FAILED, Problem.TOO_MANY_REQUESTS)
ROOM = 64 << 20  # bytes that stay free on the disk
MOST_RENEWALS = 3


@dataclass(slots=True)
class _Run:
    """One call of fetch: what is tried, and how it goes."""

    wanted: Wanted
    part: Part
    tell: Callable[[Progress], None]
    stop: Stop
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    hashed: int = 0  # bytes from the start that the digest has seen
    tries: int = 0  # that failed since the last byte came
    renewals: int = 0
    silent: float = 0.0
    ranges: bool = True
    streams: int = 0  # from which the part was put together
    told: float = 0.0

    def restart(self) -> None:
        self.digest, self.hashed, self.streams = hashlib.sha256(), 0, 0


class StreamFetcher:
    """A Fetcher with one connection.

    Args:
        free: bytes free in a folder. waits: seconds before each further try; when they are used up
            without a byte, the failure is told. interval: seconds between two reports.
    """

    def __init__(
        self,
        http: Http,
        *,
        free: Callable[[Path], int] = disk_free,
        waits: tuple[float, ...] = WAITS,
        interval: float = 0.1,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._http, self._free = http, free
        self._waits, self._interval, self._clock = waits, interval, clock

    def fetch(self, wanted: Wanted, progress: Callable[[Progress], None], stop: Stop) -> None:
        """See Fetcher.fetch."""
        part = Part(wanted)
        run = _Run(wanted, part, progress, stop, streams=1 if part.got else 0)
        if self._is_there(run):
            return
        again = False
        while not self._is_right(run):
            if part.got == wanted.size:  # all bytes, and they are wrong
                mixed = run.streams > 1
                log.warning("%s is not what it should be", wanted.target.name)
                part.put_aside()
                if again or not mixed:
                    raise AppError(Problem.CONTENT_WRONG, name=wanted.target.name)
                run.restart()
                again = True
            self._need_room(run)
            try:
                self._ask(run)
            except AppError as error:
                self._wait(run, error)
        part.finish()

    def got(self, wanted: Wanted) -> int:
        """See Fetcher.got."""
        return wanted.size if wanted.target.exists() else Part(wanted).got

    def discard(self, wanted: Wanted) -> None:
        """See Fetcher.discard."""
        Part(wanted).discard()

    def _is_there(self, run: _Run) -> bool:
        """A file that has the name already is taken when it is right, and never written over."""
        target = run.wanted.target
        try:
            size = target.stat().st_size
        except OSError:
            return False
        self._tell(run, DownloadState.CHECKING, 0)
        if size == run.wanted.size and digest_of(target, size, run.stop) == run.wanted.sha256:
            return True
        raise AppError(Problem.CONTENT_WRONG, detail="another file has this name", name=target.name)

    def _is_right(self, run: _Run) -> bool:
        """Hash what is here and not yet hashed; True when it is the whole and right."""
        got = run.part.got
        if run.hashed != got:
            self._tell(run, DownloadState.CHECKING, got)
            run.digest = run.part.digest(got, run.stop)
            run.hashed = got
        return got == run.wanted.size and run.digest.hexdigest() == run.wanted.sha256

    def _need_room(self, run: _Run) -> None:
        folder = run.wanted.target.parent
        missing = run.wanted.size - run.part.got + ROOM - self._free(folder)
        if missing > 0:
            raise AppError(Problem.DISK_FULL, missing=missing, folder=str(folder))

    def _ask(self, run: _Run) -> None:
        """One answer, as far as it goes. AppError when it ends before the file does."""
        wanted, part = run.wanted, run.part
        have = part.got
        self._tell(run, DownloadState.CONNECTING, have)
        headers = {"Range": f"bytes={have}-"} if have and run.ranges else {}
        if headers and part.etag:
            headers["If-Range"] = part.etag
        with self._http.open(wanted.address, run.stop, headers) as answer:
            reply = read_reply(answer, wanted, have, part.etag)
            if reply.keep == 0:
                run.restart()
            if reply.keep == 0 or reply.etag != part.etag:
                part.write_journal(reply.etag)
            run.streams += 1
            self._receive(run, reply)
        if part.got < wanted.size:
            raise AppError(Problem.OFFLINE, detail="the answer ended early")

    def _receive(self, run: _Run, reply: Reply) -> None:
        again = reply.keep - reply.start  # bytes that come although they are here
        with run.part.append(reply.keep) as file:
            for chunk in reply.chunks():
                passed = min(again, len(chunk))
                again -= passed
                new = chunk[passed : passed + run.wanted.size - run.hashed]
                if new:
                    file.write(new)
                    run.digest.update(new)
                    run.hashed += len(new)
                    run.tries, run.renewals, run.silent = 0, 0, 0.0
                if run.hashed == run.wanted.size:
                    break  # whatever else a server sends is not of this file
                if self._clock() - run.told >= self._interval:
                    self._tell(run, DownloadState.DOWNLOADING, run.hashed)
        self._tell(run, DownloadState.DOWNLOADING, run.hashed)

    def _wait(self, run: _Run, error: AppError) -> None:
        """Wait before the next try. Raises the error when another would not help, or Cancelled."""
        values = error.values
        if error.problem is Problem.DISK_FULL:
            self._need_room(run)  # raises, and says how much
            raise error
        if values.get("renew") and run.renewals < MOST_RENEWALS:
            run.renewals += 1
            return
        if values.get("ranges") is False and run.ranges:
            run.ranges = False
            return
        worth = error.problem in WORTH_ANOTHER_TRY or values.get("again")
        if not worth or run.tries >= len(self._waits):
            raise error
        seconds = self._waits[run.tries]
        asked = values.get("seconds", 0.0)
        seconds = max(seconds, asked) if isinstance(asked, float) else seconds
        run.tries += 1
        run.silent += (self._http.silence if values.get("silent") else 0.0) + seconds
        log.info("try %d: %s", run.tries, error)
        self._tell(run, DownloadState.CONNECTING, run.part.got)
        if run.stop.wait(seconds):
            raise Cancelled

    def _tell(self, run: _Run, state: DownloadState, got: int) -> None:
        run.told = self._clock()
        run.tell(Progress(state, got, run.tries + 1, run.silent))
