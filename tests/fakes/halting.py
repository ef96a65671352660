# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A download that comes to a state and stays there, to be looked at."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from desktop.domain.download import DownloadState
from desktop.domain.errors import AppError, Cancelled
from desktop.services.downloads.fetcher import Progress, Wanted
from desktop.services.stop import Stop

T = TypeVar("T")


class HaltingFetcher:
    """Brings a share of a file and then waits until it is stopped, or fails."""

    share = 0.5
    error: AppError | None = None
    last: Progress | None = None

    def __init__(self, *_: object, **__: object) -> None:
        self._got = 0

    def fetch(self, wanted: Wanted, progress: Callable[[Progress], None], stop: Stop) -> None:
        """Some steps, so that speed and time left are known."""
        for step in range(1, 9):
            got = round(wanted.size * self.share * (0.7 + 0.3 * step / 8))
            progress(Progress(DownloadState.DOWNLOADING, got))
            if stop.wait(0.12):
                raise Cancelled
        if self.error is not None:
            raise self.error
        if self.last is not None:
            progress(replace(self.last, got=round(wanted.size * self.share)))
        stop.wait()
        raise Cancelled

    def got(self, wanted: Wanted) -> int:
        """Nothing that counts."""
        return self._got

    def is_other(self, wanted: Wanted) -> bool:
        """Nothing is there."""
        return False

    def reserved(self, wanted: Wanted) -> int:
        """Nothing is there."""
        return 0

    def gather(self, *_: object) -> None:
        """Nothing is there."""

    def insist(self, work: Callable[[], T], *_: object) -> T:
        """Nothing fails."""
        return work()

    def wake(self) -> None:
        """Nobody waits."""

    def discard(self, wanted: Wanted) -> None:
        """Nothing is there."""
