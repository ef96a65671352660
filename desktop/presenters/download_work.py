# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""One download of the queue, and the work on its files: never two at once on the same."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from desktop.domain.download import Download, DownloadState
from desktop.domain.errors import AppError, Problem
from desktop.domain.model import InstalledModel
from desktop.domain.waiting import Waiting
from desktop.presenters.background import Background, Lane, Pump
from desktop.services.downloads.installation import Installation, InstallationRecord
from desktop.services.downloads.installer import Installer
from desktop.services.stop import Stop

log = logging.getLogger("desktop.downloads")

T = TypeVar("T")


@dataclass(slots=True)
class Item:
    """What is to be done, and how it is shown.

    Attributes:
        stop: of the work that is under way, or of the next.
        watched: somebody has just asked for it, and it did not have to wait.
    """

    installation: Installation
    shown: Download
    stop: Stop = field(default_factory=Stop)
    watched: bool = False

    @property
    def id(self) -> str:
        """Of the installation."""
        return self.installation.id

    @property
    def is_local(self) -> bool:
        """It needs no network."""
        return not self.installation.pieces

    @property
    def is_waiting(self) -> bool:
        """It runs as soon as it may."""
        return self.shown.state is DownloadState.WAITING

    def halt(self, state: DownloadState) -> Download:
        """Stop what runs; what has come stays. Returns how it is shown."""
        self.stop.set()
        self.stop = Stop()
        return self._still(state, None, None)

    def settle(self, certain: Installation) -> None:
        """What is fetched, and where it goes, is certain now, also for the next start."""
        wish = self.installation
        self.installation = replace(certain, paused=wish.paused, insisted=wish.insisted)

    def again(self) -> Download:
        """From a pause or a failure back into the queue. Returns how it is shown."""
        shown = self._still(DownloadState.WAITING, None, None)
        return replace(shown, silent=0.0, attempt=1)

    def fail(self, error: AppError) -> Download:
        """It cannot go on; on a full disk it waits for room. Returns how it is shown."""
        self.stop = Stop()
        if error.problem is Problem.DISK_FULL:
            return self._still(DownloadState.WAITING, Waiting.ROOM, error)
        return self._still(DownloadState.FAILED, None, error)

    def _still(
        self, state: DownloadState, waiting: Waiting | None, error: AppError | None
    ) -> Download:
        return replace(
            self.shown,
            state=state,
            waiting=waiting,
            error=error,
            speed=0.0,
            seconds_left=None,
            wait=0.0,
        )


class DownloadWork(QObject):
    """The work, in the background; all functions are called back on the main thread.

    Attributes:
        running: ids of those whose files a worker holds, paused or not.
    """

    progressed = Signal(object, object)  # Item, and how it is shown now
    settled = Signal()  # what is to be done is certain now, and to be remembered

    def __init__(
        self,
        installer: Installer,
        record: InstallationRecord,
        background: Background,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._installer, self._record, self._background = installer, record, background
        self.running: set[str] = set()
        self._pump = Pump(self)
        self._pump.drained.connect(self._on_progress)

    def load(self) -> list[Installation]:
        """What was not finished."""
        return self._record.load()

    def save(self, installations: list[Installation]) -> None:
        """Remember what is not finished."""
        self._background.run(
            Lane.STORE,
            lambda: self._record.save(installations),
            failed=lambda error: log.warning("the downloads were not remembered: %s", error),
        )

    def look(self, items: list[Item]) -> None:
        """How many bytes are there of each."""

        def done(found: list[int]) -> None:
            for item, got in zip(items, found, strict=True):
                if item.id not in self.running:
                    self.progressed.emit(item, replace(item.shown, got=got))

        known = [item.installation for item in items]
        self._background.run(Lane.POOL, lambda: [self._installer.got(one) for one in known], done)

    def run(
        self,
        item: Item,
        done: Callable[[InstalledModel], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Install it."""
        installation, stop = item.installation, item.stop

        def tell(download: Download) -> None:
            self._pump.put((item, stop, download))

        def settle(certain: Installation) -> None:
            self._pump.put((item, stop, certain))

        self._hold(
            item.id,
            lambda: self._installer.run(installation, tell, stop, settle),
            done,
            failed,
        )

    def relocate(
        self,
        item: Item,
        folder: Path,
        done: Callable[[Installation], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Move what is there of it."""
        before = item.installation
        self._hold(item.id, lambda: self._installer.relocate(before, folder), done, failed)

    def discard(self, installation: Installation, done: Callable[[object], None]) -> None:
        """Take it away; the same model can be got again only when this is done."""

        def failed(error: Exception) -> None:
            log.warning("not taken away: %s", error)
            done(None)

        self._hold(installation.id, lambda: self._installer.discard(installation), done, failed)

    def look_for_room(self, item: Item, found: Callable[[str], None]) -> None:
        """How many bytes have to be freed for what waits for room; `found` when none."""
        installation = item.installation

        def done(missing: int) -> None:
            error = item.shown.error
            if item.installation is not installation or item.shown.waiting is not Waiting.ROOM:
                return
            if missing == 0 or error is None:
                found(item.id)
            elif missing != error.values.get("missing"):
                values = {**error.values, "missing": missing}
                error = AppError(Problem.DISK_FULL, detail=error.detail, **values)
                self.progressed.emit(item, replace(item.shown, error=error))

        self._background.run(Lane.POOL, lambda: self._installer.missing(installation), done)

    def drain(self) -> None:
        """Tell now how far everything has come."""
        self._pump.drain()

    def _hold(
        self,
        key: str,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self.running.add(key)

        def let_go(result: T) -> None:
            self._pump.drain()
            self.running.discard(key)
            done(result)

        def give_up(error: Exception) -> None:
            self._pump.drain()
            self.running.discard(key)
            failed(error)

        self._background.run(Lane.DOWNLOADS, work, let_go, give_up)

    def _on_progress(self, reports: list[object]) -> None:
        latest: dict[str, tuple[Item, Stop, Download]] = {}
        for report in reports:
            assert isinstance(report, tuple)
            if isinstance(report[2], Installation):
                report[0].settle(report[2])
                self.settled.emit()
            else:
                latest[report[0].id] = report
        for item, stop, download in latest.values():
            if item.stop is stop and not stop.is_set():
                self.progressed.emit(item, download)
