# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The only thread code: lanes for work, a pump for what arrives in small pieces, tidy garbage.

A lane is a plain executor. What it returns comes back to the main thread through one queued signal
that carries a closure, so nobody else needs to know about threads.
"""

import gc
import itertools
import logging
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from enum import StrEnum
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from desktop.domain.errors import AppError, Cancelled, Problem

log = logging.getLogger(__name__)

T = TypeVar("T")

# Seconds after which a thread of Python gives way to another one. The usual 5 ms are a third of a
# frame: the window waited that long for its turn whenever it had something to draw.
GIVES_WAY = 0.001
PATIENCE = 2.0  # seconds that the end waits for disks, some of which may never answer
PUMP_INTERVAL = 33  # milliseconds: thirty times a second is smooth to read, and cheap


class Lane(StrEnum):
    """Where work is done."""

    ENGINE = "engine"  # one thread, which alone touches llama.cpp
    STORE = "store"  # one thread: what is written to the chats stays in order
    POOL = "pool"  # three threads: pictures, asking the Hub
    DISKS = "disks"  # a thread for each work: a disk that never answers holds up nobody else
    DOWNLOADS = "downloads"  # as many threads as downloads may run at once, and one


class Background(QObject):
    """Runs work on lanes and brings results back to the main thread, in order of completion."""

    troubled = Signal(object)  # an AppError that nobody waited for
    _settled = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes: dict[Lane, Executor] = {
            Lane.ENGINE: ThreadPoolExecutor(1, "engine"),
            Lane.STORE: ThreadPoolExecutor(1, "store"),
            Lane.POOL: ThreadPoolExecutor(3, "pool"),
            Lane.DISKS: _Disks(),
            Lane.DOWNLOADS: ThreadPoolExecutor(4, "downloads"),
        }
        self._closed = False
        sys.setswitchinterval(GIVES_WAY)
        self._settled.connect(self._call, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        lane: Lane,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Do `work` on a lane; then call `done` with its result on the main thread.

        Args:
            failed: gets AppError and Cancelled, and UNEXPECTED for every other exception, which
                goes to the crash handler as well. Without it `troubled` tells of an AppError.
        """
        if self._closed:
            return
        future = self._lanes[lane].submit(work)
        future.add_done_callback(lambda f: self._report(f, done, failed))

    def close(self) -> None:
        """Finish what runs, but for disks that do not answer; of what waits, only the store's work
        is still done.
        """
        self._closed = True
        self._lanes[Lane.ENGINE].shutdown(wait=True, cancel_futures=True)
        self._lanes[Lane.POOL].shutdown(wait=True, cancel_futures=True)
        self._lanes[Lane.DOWNLOADS].shutdown(wait=True, cancel_futures=True)
        self._lanes[Lane.STORE].shutdown(wait=True)
        self._lanes[Lane.DISKS].shutdown(wait=True)

    def _report(
        self,
        future: "Future[T]",
        done: Callable[[T], None] | None,
        failed: Callable[[Exception], None] | None,
    ) -> None:
        """Runs in the lane's thread."""
        if future.cancelled():
            return
        error = future.exception()
        call: Callable[[], None] | None = None
        if error is None:
            if done is not None:
                result, tell = future.result(), done
                call = lambda: tell(result)  # noqa: E731
        elif isinstance(error, AppError | Cancelled) and failed is not None:
            failure, tell_failure = error, failed
            call = lambda: tell_failure(failure)  # noqa: E731
        elif isinstance(error, AppError):
            trouble = error
            log.warning("nobody waited for this: %s %s", error.problem, error.detail)
            call = lambda: self.troubled.emit(trouble)  # noqa: E731
        elif not isinstance(error, Cancelled):
            mistake = error
            call = lambda: _report_mistake(mistake, failed)  # noqa: E731
        if call is not None and not self._closed:
            self._settled.emit(call)

    def _call(self, call: Callable[[], None]) -> None:
        if not self._closed:
            call()


class _Disks(Executor):
    """Folders of models may be on a network that is gone, and whoever looks there waits for ever.

    Who starts work here sees to it that the same look is never out twice. The threads are daemons:
    the program ends without them.
    """

    def __init__(self) -> None:
        self._threads: list[threading.Thread] = []

    def submit(self, fn: Callable[..., T], /, *args: object, **kwargs: object) -> "Future[T]":
        """Begin at once, in a thread of its own."""
        future: Future[T] = Future()

        def work() -> None:
            try:
                future.set_result(fn(*args, **kwargs))
            except BaseException as error:
                future.set_exception(error)

        thread = threading.Thread(target=work, name="disks", daemon=True)
        self._threads = [*(one for one in self._threads if one.is_alive()), thread]
        thread.start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Give all of them together a moment to end."""
        end = time.monotonic() + PATIENCE
        for thread in self._threads if wait else ():
            thread.join(max(end - time.monotonic(), 0.0))


class Look:
    """A look at disks that is never out twice; asked for meanwhile, it is repeated afterwards.

    Args:
        look: done in a thread. seen: gets what it returns. failed: gets why it does not.
    """

    def __init__(
        self,
        background: Background,
        look: Callable[[], T],
        seen: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        self._background, self._look, self._seen = background, look, seen
        self._failed = failed
        self._again = False
        self.is_out = False

    def begin(self) -> None:
        """Look, or look again."""
        self._again = self.is_out
        if not self.is_out:
            self.is_out = True
            self._background.run(Lane.DISKS, self._look, self._on_seen, self._on_failed)

    def _on_seen(self, found: object) -> None:
        self._back()
        self._seen(found)  # type: ignore[arg-type]

    def _on_failed(self, error: Exception) -> None:
        log.info("a look at the disks: %s", error)
        self._back()
        if self._failed is not None:
            self._failed(error)

    def _back(self) -> None:
        self.is_out = False
        if self._again:
            self.begin()


def _report_mistake(error: BaseException, failed: Callable[[Exception], None] | None) -> None:
    """To the crash handler; and whoever waits for the work is not left waiting."""
    sys.excepthook(type(error), error, error.__traceback__)
    if failed is not None:
        failed(AppError(Problem.UNEXPECTED, detail=type(error).__name__))


class Pump(QObject):
    """Takes items from any thread and hands them over in batches on the main thread.

    One signal a token would drown the event loop; one a 33 ms batch does not. The timer only runs
    while something arrives.
    """

    drained = Signal(list)
    _wake = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: deque[object] = deque()
        self._awake = threading.Event()
        self._timer = QTimer(self)
        self._timer.setInterval(PUMP_INTERVAL)
        self._timer.timeout.connect(self.drain)
        self._wake.connect(self._timer.start, Qt.ConnectionType.QueuedConnection)

    def put(self, item: object) -> None:
        """From any thread; returns at once."""
        self._items.append(item)
        if not self._awake.is_set():
            self._awake.set()
            self._wake.emit()

    def drain(self) -> None:
        """Hand over what has come since the last time. On the main thread."""
        if not self._items:
            self._timer.stop()
            self._awake.clear()
            if not self._items:  # what came between the two lines wakes the timer by itself
                return
            self._awake.set()
            self._timer.start()
        items: list[object] = []
        while self._items:
            items.append(self._items.popleft())
        self.drained.emit(items)


def collect_on_main_thread(parent: QObject, every: int = 10_000) -> QTimer:
    """Take garbage collection away from the worker threads.

    Python collects on whichever thread happens to allocate, and a QObject in a reference cycle
    would then be destroyed there, which Qt does not survive ("Timers cannot be stopped from
    another thread"). So automatic collection is off, and a timer collects here.

    Args:
        every: milliseconds.
    """
    gc.collect()
    gc.freeze()  # what the program is made of stays; so a whole round later is short
    gc.disable()
    rounds = itertools.count(1)
    timer = QTimer(parent)
    timer.setInterval(every)
    timer.timeout.connect(lambda: gc.collect(2 if next(rounds) % 6 == 0 else 1))
    timer.start()
    return timer
