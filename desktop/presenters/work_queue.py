# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Work with models' files, one after the other, each of which can be stopped."""

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.presenters.background import Background, Lane
from desktop.services.stop import Stop

log = logging.getLogger("desktop.library")

SILENT = 20_000  # milliseconds without a sign of life


class Task(StrEnum):
    """What is being done."""

    LOOK = "look"
    OPEN = "open"
    CHECK = "check"
    MOVE = "move"
    MERGE = "merge"


class Heard(Stop):
    """Whoever asks whether to stop is alive."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def is_set(self) -> bool:
        """As Stop has it."""
        self.count += 1
        return super().is_set()


@dataclass(slots=True, eq=False)
class Work:
    """One thing to do. done, size: bytes, or files for LOOK; size 0 where nobody knows."""

    task: Task
    model_id: str = ""
    name: str = ""
    size: int = 0
    done: int = 0
    quiet: bool = False  # nobody asked for it
    stop: Heard = field(default_factory=Heard)

    def tell(self, done: int) -> None:
        """From the thread that does it; the window looks at it a few times a second."""
        self.done = done


class WorkQueue(QObject):
    """Does one thing at a time.

    A disk that does not answer may never do so: a look at it, and what the person has stopped, is
    put aside then, and what waits goes on.
    """

    changed = Signal()
    refused = Signal(object)  # AppError: why something was not done
    answered = Signal()  # what was put aside has come to an end

    def __init__(self, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._background = background
        self._queue: deque[tuple[Work, Callable[[], object], Callable[[object], None]]] = deque()
        self._aside: list[Work] = []
        self._heard: tuple[Work | None, int] = None, 0
        self._closed = False
        self._timer = QTimer(self)
        self._timer.setInterval(SILENT)
        self._timer.timeout.connect(self.listen)

    @property
    def work(self) -> list[Work]:
        """What is under way, and what waits."""
        return [work for work, _, _ in self._queue]

    def waits_for(self, task: Task) -> bool:
        """Something of this kind is to be done yet, or was put aside."""
        return any(work.task is task for work in (*self.work[1:], *self._aside))

    def add(self, work: Work, act: Callable[[], object], done: Callable[[object], None]) -> None:
        """Do it after what waits; then `done` gets what it returns."""
        if self._closed:
            return
        self._queue.append((work, act, done))
        if len(self._queue) == 1:
            self._next()
        self.changed.emit()

    def stop(self, work: Work) -> None:
        """Leave it; everything is as it was before."""
        work.stop.set()
        if self._queue and self._queue[0][0] is not work:
            self._queue = deque(item for item in self._queue if item[0] is not work)
            self.changed.emit()

    def close(self) -> None:
        """Stop everything."""
        self._closed = True
        self._timer.stop()
        for work in (*self.work, *self._aside):
            work.stop.set()

    def listen(self) -> None:
        """Put aside what has not been heard of since the last time."""
        work = next(iter(self.work), None)
        heard = work.stop.count if work is not None else 0
        before, self._heard = self._heard, (work, heard)
        if work is None or before != self._heard:
            return
        stopped = work.stop.is_set()
        if work.task is Task.LOOK or stopped:
            log.info("%s: a disk does not answer", work.task)
            work.stop.set()
            self._aside.append(work)
            if work.task is Task.LOOK:  # another would wait for the same disk; one follows later
                self._queue = deque(
                    item for item in self._queue if item[0] is work or item[0].task is not Task.LOOK
                )
            self._end(work, Cancelled() if stopped else AppError(Problem.DISK_SILENT))

    def _next(self) -> None:
        if not self._queue or self._closed:
            self._timer.stop()
            return
        work, act, _ = self._queue[0]
        self._heard = None, 0
        self._timer.start()
        self._background.run(
            Lane.DISKS, act, partial(self._on_done, work), partial(self._on_failed, work)
        )

    def _on_done(self, work: Work, result: object) -> None:
        if not self._was_aside(work):
            _, _, done = self._queue.popleft()
            self._next()  # before: what `done` adds begins by itself
            done(result)
            self.changed.emit()

    def _on_failed(self, work: Work, error: Exception) -> None:
        if not self._was_aside(work):
            self._end(work, error)

    def _end(self, work: Work, error: Exception) -> None:
        self._queue.popleft()
        if isinstance(error, AppError):
            log.info("%s: %s", work.task, error.problem)
            if not work.quiet or error.problem is Problem.LIST_DAMAGED:  # it is said only once
                self.refused.emit(error)
        self._go_on()

    def _go_on(self) -> None:
        self._next()
        self.changed.emit()

    def _was_aside(self, work: Work) -> bool:
        """It comes too late: what it found may no longer be so."""
        if work not in self._aside:
            return False
        self._aside.remove(work)
        self.answered.emit()
        return True
