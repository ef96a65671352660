# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What is tried again, how often, and after how long."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from desktop.domain.download import DownloadState, is_portal
from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.services.downloads.fetcher import Progress
from desktop.services.stop import Stop

T = TypeVar("T")

WAITS = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)  # seconds before each further try
WORTH_ANOTHER_TRY = (
    Problem.OFFLINE,
    Problem.PROXY_FAILED,
    Problem.SERVER_FAILED,
    Problem.TOO_MANY_REQUESTS,
)


@dataclass(slots=True)
class Tries:
    """That failed since something worked last. changed: of them, answers of another content."""

    failed: int = 0
    changed: int = 0
    error: AppError | None = None  # of the last one

    def worked(self) -> None:
        """Something came."""
        self.failed, self.changed, self.error = 0, 0, None


class Patience:
    """For any number of threads.

    Args:
        waits: seconds before each further try; when they are used up, the failure is told.
        for_ever: the last wait is repeated instead, also for what a network does that wants a login
            first (portal=True); but not for content that is another one.
    """

    def __init__(
        self,
        waits: tuple[float, ...] = WAITS,
        for_ever: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._waits, self._for_ever, self._clock = waits, for_ever, clock
        self._woken = 0

    def wake(self) -> None:
        """Whoever waits for another try makes it now."""
        self._woken += 1

    def seconds(self, error: AppError, tries: Tries) -> float:
        """How long to wait now. Raises the error when another try would not help."""
        values = error.values
        changed = bool(values.get("changed"))
        worth = error.problem in WORTH_ANOTHER_TRY or values.get("again")
        portal = self._for_ever and is_portal(error)
        used = tries.changed if changed else tries.failed
        over = used >= len(self._waits) and (changed or not self._for_ever)
        if not (worth or portal) or not self._waits or over:
            raise error
        tries.failed += 1
        tries.changed += changed
        tries.error = error
        seconds = self._waits[min(used, len(self._waits) - 1)]
        asked = values.get("seconds", 0.0)
        return max(seconds, asked) if isinstance(asked, float) else seconds

    def insist(self, work: Callable[[], T], progress: Callable[[Progress], None], stop: Stop) -> T:
        """Do it until it works. Raises its error when another try would not help; Cancelled."""
        tries, began = Tries(), self._clock()

        def tell(left: float) -> None:
            silent, count = self._clock() - began, tries.failed + 1
            progress(Progress(DownloadState.CONNECTING, 0, count, silent, left, tries.error))

        while True:
            try:
                return work()
            except AppError as error:
                self.rest(self.seconds(error, tries), tell, stop)

    def rest(self, seconds: float, tell: Callable[[float], None], stop: Stop) -> None:
        """Until the time has come, or somebody wakes us. Cancelled. tell: seconds left."""
        until, woken = self._clock() + seconds, self._woken
        while (left := until - self._clock()) > 0 and woken == self._woken:
            tell(left)
            if stop.wait(min(left, 1.0)):
                raise Cancelled
        if stop.is_set():
            raise Cancelled
