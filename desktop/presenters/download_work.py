# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The work on the files of downloads: never two at once on the same."""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from desktop.domain.download import Download
from desktop.domain.errors import AppError
from desktop.domain.model import InstalledModel
from desktop.presenters.background import Background, Lane, Pump
from desktop.presenters.download_items import Item
from desktop.services.downloads.installation import Installation, InstallationRecord
from desktop.services.downloads.installer import Installer
from desktop.services.stop import Stop

log = logging.getLogger("desktop.downloads")

T = TypeVar("T")


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
        self._asked: dict[str, bool] = {}  # disks that have not answered; ask again afterwards
        self._pump = Pump(self)
        self._pump.drained.connect(self._on_progress)

    def load(self) -> list[Installation]:
        """What was not finished."""
        return self._record.load()

    def save(
        self, installations: list[Installation], done: Callable[[object], None] | None = None
    ) -> None:
        """Remember what is not finished; `done` when that is on the disk."""
        self._background.run(
            Lane.STORE,
            lambda: self._record.save(installations),
            done,
            failed=lambda error: log.warning("the downloads were not remembered: %s", error),
        )

    def look(self, items: list[Item]) -> None:
        """How many bytes are there of each."""

        def done(found: list[int]) -> None:
            for item, got in zip(items, found, strict=True):
                if item.id not in self.running:
                    self.progressed.emit(item, replace(item.shown, got=got))

        known = [item.installation for item in items]
        self._background.run(
            Lane.DISKS, lambda: [self._installer.disk.got(one) for one in known], done
        )

    def run(
        self,
        item: Item,
        others: frozenset[str],
        done: Callable[[InstalledModel], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Install it. others: paths of the files that other downloads want."""
        installation, stop = item.installation, item.stop

        def tell(download: Download) -> None:
            self._pump.put((item, stop, download))

        def settle(certain: Installation) -> None:
            self._pump.put((item, stop, certain))

        self._hold(
            item.id,
            lambda: self._installer.run(installation, tell, stop, settle, others),
            done,
            failed,
        )

    def wake(self) -> None:
        """Whoever waits for another try makes it now."""
        self._installer.wake()

    def discard(
        self, installation: Installation, others: frozenset[str], done: Callable[[object], None]
    ) -> None:
        """Take it away; the same model can be got again only when this is done."""

        def failed(error: Exception) -> None:
            log.warning("not taken away: %s", error)
            done(None)

        key, discard = installation.id, self._installer.discard
        self._hold(key, lambda: discard(installation, others), done, failed)

    def look_at_disk(self, item: Item, found: Callable[[str], None]) -> None:
        """What the disk still lacks for what waits for it; `found` when nothing."""
        if item.id in self._asked:
            self._asked[item.id] = True
            return
        installation = item.installation

        def done(error: AppError | None) -> None:
            if self._asked.pop(item.id, False):
                self.look_at_disk(item, found)
            if item.installation is not installation or not item.waits_for_disk:
                return
            before = item.shown.error
            if error is None or before is None:
                found(item.id)
            elif (error.problem, error.values) != (before.problem, before.values):
                self.progressed.emit(item, item.fail(error))

        def failed(error: Exception) -> None:
            self._asked.pop(item.id, None)

        self._asked[item.id] = False
        self._background.run(
            Lane.DISKS,
            lambda: self._installer.disk.obstacle(installation),
            done,
            failed,
        )

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
                if report[0].stop is report[1]:  # else the person decided something else
                    report[0].settle(report[2])
                    self.settled.emit()
            else:
                latest[report[0].id] = report
        for item, stop, download in latest.values():
            if item.stop is stop and not stop.is_set():
                self.progressed.emit(item, download)
