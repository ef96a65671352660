# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Fetches and repairs files, goes on after every kind of cut, and believes neither server nor disk.

Each try asks the first address again, so a signed address that has run out is renewed. The Hub says
there what the file is (X-Linked-Etag is its sha256): a file that was replaced is noticed before a
byte of it is taken. When the whole does not hash to what it should, its blocks are read again: what
the disk changed is fetched again. When the disk changed nothing, the origin sent something wrong:
first the seams between streams, then everything is fetched once more, and what comes differently is
asked for until it is right. Right bytes are never thrown away: what is written over in doubt is
kept until the whole is right, and comes back when it does not become so.
"""

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from desktop.domain.download import DownloadState
from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.domain.ranges import Ranges, Width
from desktop.services.computer import disk_free
from desktop.services.downloads.blocks import CHUNK
from desktop.services.downloads.fetcher import Progress, Wanted
from desktop.services.downloads.gathering import bring, forget_copied
from desktop.services.downloads.part import Part, digest_of, writing
from desktop.services.downloads.patience import WAITS, Patience
from desktop.services.downloads.run import Run
from desktop.services.downloads.streams import Streams
from desktop.services.downloads.throttle import Throttle
from desktop.services.files import alone, write_atomically
from desktop.services.http import Http
from desktop.services.stop import Stop

log = logging.getLogger("desktop.downloads")

T = TypeVar("T")

ROOM = 64 << 20  # bytes that stay free on the disk
MOST_RENEWALS = 3
MOST_OPINIONS = 3  # how often what came differently is asked for again


class StreamFetcher:
    """A Fetcher.

    Args:
        free: bytes free in a folder. waits: seconds before each further try; when they are used up
            without a byte, the failure is told. for_ever: the last wait is repeated instead.
        interval: seconds between two reports. throttle: shared by all downloads.
        memory: a folder that remembers the blocks of finished files, so that one that goes bad on
            the disk is repaired with few bytes. width: how many streams a file is worth.
    """

    def __init__(
        self,
        http: Http,
        *,
        free: Callable[[Path], int] = disk_free,
        waits: tuple[float, ...] = WAITS,
        for_ever: bool = False,
        interval: float = 0.1,
        throttle: Throttle | None = None,
        memory: Path | None = None,
        width: Callable[[], Width] = Width,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._http, self._free, self._memory = http, free, memory
        self._width = width
        self._patience = Patience(waits, for_ever, clock)
        self._interval, self._clock = interval, clock
        self._throttle = throttle or Throttle()
        self._turn = threading.Condition()
        self._busy: set[Path] = set()  # files that somebody fetches

    def fetch(self, wanted: Wanted, progress: Callable[[Progress], None], stop: Stop) -> None:
        """See Fetcher.fetch."""
        with self._alone(wanted, stop):
            run = Run(Part(wanted), progress, stop, self._width(), self._clock)
            if self._is_there(run):
                run.part.forget()
                return
            with run.opened():
                self._complete(run)
            self._finish(run.part)

    def repair(self, wanted: Wanted, progress: Callable[[Progress], None], stop: Stop) -> int:
        """See Fetcher.repair."""
        if not wanted.target.exists():
            self.fetch(wanted, progress, stop)
            return wanted.size
        with self._alone(wanted, stop):
            part = Part(wanted, installed=True)
            run = Run(part, progress, stop, self._width(), self._clock)
            run.tell(DownloadState.CHECKING)
            known = part.is_begun  # it was stopped, and goes on
            if not known:
                part.begin("")
                known = self._memory is not None and recall(part, self._memory)
            try:
                with run.opened():
                    part.reserve()
                    if not known:
                        adopt(part, stop)
                    self._complete(run)
            except AppError as error:
                if error.problem is Problem.CONTENT_WRONG:
                    part.forget()
                raise
            self._finish(part)
        return run.fetched

    def got(self, wanted: Wanted) -> int:
        """See Fetcher.got."""
        return wanted.size if wanted.target.exists() else Part(wanted).got

    def is_other(self, wanted: Wanted) -> bool:
        """See Fetcher.is_other."""
        return Part(wanted).is_of_other

    def reserved(self, wanted: Wanted) -> int:
        """See Fetcher.reserved."""
        part = Part(wanted)
        return max(part.allocated - part.got, 0)

    def gather(
        self,
        wanted: Wanted,
        former: Sequence[Path],
        shared: Collection[Path],
        progress: Callable[[Progress], None],
        stop: Stop,
    ) -> None:
        """See Fetcher.gather."""
        places = [place for place in former if place != wanted.target]
        got = {place: self.got(replace(wanted, target=place)) for place in places}
        best = max(got, key=lambda place: got[place], default=wanted.target)
        if got.get(best, 0) > self.got(wanted):
            there = replace(wanted, target=best)
            ranges = Ranges([(0, wanted.size)])
            for start, end in [] if best.exists() else Part(there).gaps():
                ranges.remove(start, end)

            def tell(done: int) -> None:
                progress(Progress(DownloadState.MOVING, done))

            tell(0)
            with self._alone(wanted, stop), self._alone(there, stop):
                keep = best in shared
                bring(best, wanted.target, ranges.ranges, keep=keep, stop=stop, tell=tell)
        for place in places:
            with contextlib.suppress(AppError):  # it may be on a disk that is broken or away
                if place not in shared:
                    forget_copied(place, wanted.target)

    def insist(self, work: Callable[[], T], progress: Callable[[Progress], None], stop: Stop) -> T:
        """See Fetcher.insist."""
        return self._patience.insist(work, progress, stop)

    def discard(self, wanted: Wanted) -> None:
        """See Fetcher.discard."""
        if wanted.target in self._busy or not wanted.target.parent.is_dir():
            return  # another model wants it too
        stop = Stop()
        stop.set()  # another program that fetches it is not waited for
        with contextlib.suppress(Cancelled), alone(wanted.target, stop):
            Part(wanted).discard()
            Part(wanted, installed=True).discard()

    def wake(self) -> None:
        """See Fetcher.wake."""
        self._patience.wake()

    @contextlib.contextmanager
    def _alone(self, wanted: Wanted, stop: Stop) -> Iterator[None]:
        """Nobody else fetches this file: neither another model's download nor another program."""
        with self._turn:
            while wanted.target in self._busy:
                self._turn.wait(0.2)
                if stop.is_set():
                    raise Cancelled
            self._busy.add(wanted.target)
        try:
            with contextlib.suppress(OSError):  # which is told when it is written
                wanted.target.parent.mkdir(parents=True, exist_ok=True)
            with alone(wanted.target, stop):
                yield
        finally:
            with self._turn:
                self._busy.discard(wanted.target)
                self._turn.notify_all()

    def _finish(self, part: Part) -> None:
        """Remember the blocks, for the day on which the disk lies, and give the file its name."""
        if self._memory is not None:
            with writing(self._memory):
                write_atomically(self._memory / f"{part.wanted.sha256}.blocks", part.records)
        part.finish()

    def _complete(self, run: Run) -> None:
        """Until all of it is here and right; else what was right before is so again."""
        try:
            self._fill(run)
            if not run.is_right():
                self._make_right(run)
            run.part.settle()
        except AppError as error:
            if error.problem is Problem.CONTENT_WRONG:
                run.part.take_back()
            raise

    def _make_right(self, run: Run) -> None:
        """All of it is here, and not right."""
        name = run.part.wanted.target.name
        log.warning("%s is not what it should be", name)
        differing = run.part.differing(run.stop)
        if differing:
            log.warning("%d blocks are not what was received: %s", len(differing), name)
            run.part.drop(differing)
            if self._again(run):
                return
        if run.part.is_other:  # all of it was fetched once more already
            raise AppError(Problem.CONTENT_WRONG, name=name, changed=True)
        whole = run.part.wanted.size
        for ranges in (run.part.seams, [(0, whole)]):
            run.part.doubt(ranges)
            if ranges and self._again(run):
                return
            for _ in range(MOST_OPINIONS if ranges else 0):
                changed = run.part.before.changed
                if not changed or sum(end - start for start, end in changed) > whole / 2:
                    break  # more than that is another file
                run.part.doubt(changed)
                if self._again(run):
                    return
        raise AppError(Problem.CONTENT_WRONG, name=name)

    def _again(self, run: Run) -> bool:
        """Fetch what is missing now, and look at the whole once more."""
        run.restart()
        self._fill(run)
        return run.is_right()

    def _fill(self, run: Run) -> None:
        """Until nothing is missing."""
        while run.part.gaps():
            try:
                run.need_place()
                self._need_room(run)
                room = partial(self._need_room, run)
                Streams(self._http, run, self._throttle, self._interval, room).fill()
            except AppError as error:
                self._wait(run, error)

    def _is_there(self, run: Run) -> bool:
        """A file that has the name already is taken when it is right, and never written over."""
        wanted = run.part.wanted
        try:
            size = wanted.target.stat().st_size
        except OSError:
            return False
        run.tell(DownloadState.CHECKING)
        if size == wanted.size and digest_of(wanted.target, size, run.stop) == wanted.sha256:
            return True
        raise AppError(
            Problem.CONTENT_WRONG,
            detail="another file has this name",
            name=wanted.target.name,
            taken=True,
        )

    def _need_room(self, run: Run) -> None:
        part = run.part
        folder = part.wanted.target.parent
        missing = part.wanted.size - part.allocated + ROOM - self._free(folder)
        if missing > 0:
            raise AppError(Problem.DISK_FULL, missing=missing, folder=str(folder))

    def _wait(self, run: Run, error: AppError) -> None:
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
        seconds = self._patience.seconds(error, run.tries)
        log.info("try %d: %s", run.tries.failed, error)
        self._patience.rest(seconds, partial(run.tell, DownloadState.CONNECTING, 0), run.stop)
        run.tell(DownloadState.CONNECTING)


def recall(part: Part, memory: Path) -> bool:
    """Take what is remembered of a file's blocks; False when nothing is. Before it is opened."""
    try:
        part.blocks_path.write_bytes((memory / f"{part.wanted.sha256}.blocks").read_bytes())
    except OSError:
        return False
    part.load()
    return part.got > 0


def adopt(part: Part, stop: Stop) -> None:
    """Nothing is remembered of an installed file: its blocks are what they are now. Cancelled."""
    for start in range(0, part.wanted.size, CHUNK):
        if stop.is_set():
            raise Cancelled
        length = min(CHUNK, part.wanted.size - start)
        part.write(start, [part.read(start, length)])  # compared, and so not written
