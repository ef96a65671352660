# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What is done with the models on this computer, one thing after the other: looking, opening,
checking. Each can be stopped, and nothing of it blocks the window.
"""

import logging
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain.errors import AppError
from desktop.domain.library import Entry, Place
from desktop.presenters.background import Background, Lane
from desktop.presenters.library import Library
from desktop.presenters.preferences import Preferences
from desktop.services.models.inventory import Inventory
from desktop.services.stop import Stop

log = logging.getLogger("desktop.library")

LOOK_INTERVAL = 20_000  # milliseconds: a disk that was connected is noticed in that time
TELL_INTERVAL = 200  # milliseconds between two looks at how far it has come


class Task(StrEnum):
    """What is being done."""

    LOOK = "look"
    OPEN = "open"
    CHECK = "check"
    MOVE = "move"
    MERGE = "merge"


@dataclass(slots=True)
class Work:
    """One thing to do. done, size: bytes, or files for LOOK; size 0 where nobody knows."""

    task: Task
    model_id: str = ""
    name: str = ""
    size: int = 0
    done: int = 0
    quiet: bool = False  # nobody asked for it
    stop: Stop = field(default_factory=Stop)


Result = Callable[[list[Entry] | Entry], None]


class Holdings(QObject):
    """Does one thing at a time; `work` is all that is to be done, the first is under way.

    Args:
        folder: where new models go; it is looked into with the folders that the person added.
    """

    changed = Signal()  # of work
    opened = Signal(object)  # Entry: a file was taken into the library
    refused = Signal(object)  # AppError: why something was not done
    leaving = Signal(str)  # id of a model: whoever holds its file lets go of it
    checked = Signal(object)  # Entry: its content was read

    def __init__(
        self,
        inventory: Inventory,
        library: Library,
        preferences: Preferences,
        folder: Callable[[], Path],
        background: Background,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._inventory, self._library = inventory, library
        self._preferences, self._folder, self._background = preferences, folder, background
        self._queue: deque[tuple[Work, Callable[[], object], Result]] = deque()
        self._closed = False
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_INTERVAL)
        self._timer.timeout.connect(self._look_for_lost)
        preferences.changed.connect(self._on_preference)

    @property
    def work(self) -> list[Work]:
        """What is under way, and what waits."""
        return [work for work, _, _ in self._queue]

    @property
    def folders(self) -> list[Path]:
        """The person's folders of models, that for new ones first."""
        added = [Path(line) for line in self._preferences.text("folders").split("\n") if line]
        return list(dict.fromkeys([self._folder(), *added]))

    def start(self) -> None:
        """Look into all folders, and from then on notice disks that come and go."""
        self._timer.start()
        self.rescan(quiet=True)

    def rescan(self, quiet: bool = False) -> None:
        """Look into all folders again."""
        if any(work.task is Task.LOOK for work in self.work[1:]):
            return
        work, folders = Work(Task.LOOK, quiet=quiet), self.folders
        others = self._preferences.flag("other_programs")
        self._do(
            work,
            lambda: self._inventory.rescan(folders, work.stop, self._teller(work), others),
            self._on_scanned,
        )

    def look_again(self) -> None:
        """Somebody looks at the list: another program may have changed files meanwhile."""
        if self._timer.isActive() and not self._queue:
            self.rescan(quiet=True)

    def add_folder(self, folder: str) -> None:
        """Look into one folder more, from now on."""
        kept = [str(path) for path in self.folders[1:]]
        if folder and Path(folder) not in self.folders:
            self._preferences.set("folders", "\n".join([*kept, folder]))

    def remove_folder(self, folder: str) -> None:
        """Look no longer there. Its files stay where they are; its models leave the list, but for
        those that were got or used here.
        """
        kept = [str(path) for path in self.folders[1:] if str(path) != folder]
        for entry in self._library.entries:
            below = Path(folder) in Path(entry.installed.weights).parents
            if below and not entry.used and entry.installed.origin == "file":
                self.forget(entry)
        self._preferences.set("folders", "\n".join(kept))

    def take(self, paths: Sequence[str]) -> list[str]:
        """Take models into the library, where they are; opened or refused follows for each.

        A folder is looked into from now on. Returns the paths of what is neither.
        """
        rest = []
        for path in map(Path, paths):
            if path.suffix.lower() == ".gguf":
                work = Work(Task.OPEN, name=path.name)
                self._do(work, self._opening(path, work), self._on_opened)
            elif path.is_dir():
                self.add_folder(str(path))
            else:
                rest.append(str(path))
        return rest

    def check(self, entry: Entry) -> None:
        """Read a model whole, and compare it with what it should be."""
        self._check(entry, quiet=False)

    def check_all(self) -> None:
        """Read all that is here."""
        for entry in self._library.entries:
            if entry.taken and entry.place is Place.HERE:
                self.check(entry)

    def move(self, entry: Entry, folder: str, copy: bool = False) -> None:
        """Move a model to another folder or disk; copy: its files stay with another program."""
        work = Work(Task.MOVE, entry.id, entry.named.name, 2 * entry.installed.size)
        self.leaving.emit(entry.id)
        self._do(
            work,
            lambda: self._inventory.move(entry, Path(folder), work.stop, self._teller(work), copy),
            self._on_changed,
        )

    def merge(self, entry: Entry) -> None:
        """Let the copies of a model take the place of one."""
        size = entry.stamp[0] * len(entry.copies)
        work = Work(Task.MERGE, entry.id, entry.named.name, size)
        self._do(
            work,
            lambda: self._inventory.merge(entry, work.stop, self._teller(work)),
            self._on_changed,
        )

    def forget(self, entry: Entry) -> None:
        """Take a model that is not here off the list."""
        self._library.forget(entry.id)

    def refuse(self, error: AppError) -> None:
        """Say why something cannot be done with a model."""
        self.refused.emit(error)

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
        for work in self.work:
            work.stop.set()

    def _do(self, work: Work, act: Callable[[], object], done: Result) -> None:
        if self._closed:
            return
        self._queue.append((work, act, done))
        if len(self._queue) == 1:
            self._next()
        self.changed.emit()

    def _next(self) -> None:
        if not self._queue or self._closed:
            return
        _, act, _ = self._queue[0]
        self._background.run(Lane.POOL, act, self._on_done, self._on_failed)

    def _on_done(self, result: object) -> None:
        _, _, done = self._queue.popleft()
        done(result)  # type: ignore[arg-type]
        self._next()
        self.changed.emit()

    def _on_failed(self, error: Exception) -> None:
        work, _, _ = self._queue.popleft()
        if isinstance(error, AppError):
            log.info("%s: %s", work.task, error.problem)
            if not work.quiet:
                self.refused.emit(error)
        self._next()
        self.changed.emit()

    def _teller(self, work: Work) -> Callable[[int], None]:
        """Notes from the lane how far it has come; the window looks at it a few times a second."""

        def tell(done: int) -> None:
            work.done = done

        return tell

    def _opening(self, path: Path, work: Work) -> Callable[[], Entry]:
        return lambda: self._inventory.import_file(path, work.stop, self._teller(work))

    def _check(self, entry: Entry, quiet: bool) -> None:
        work = Work(Task.CHECK, entry.id, entry.named.name, entry.stamp[0], quiet=quiet)
        self._do(
            work,
            lambda: self._inventory.check(entry, work.stop, self._teller(work)),
            self._on_checked,
        )

    def _on_scanned(self, result: object) -> None:
        assert isinstance(result, list)
        self._library.show(result)
        self._background.run(Lane.POOL, self._inventory.unknown, self._on_unknown)

    def _on_unknown(self, entries: Iterable[Entry]) -> None:
        waiting = {work.model_id for work in self.work}
        for entry in entries:
            if entry.id not in waiting and entry.place is Place.HERE:
                self._check(entry, quiet=True)

    def _on_opened(self, result: object) -> None:
        assert isinstance(result, Entry)
        self._library.refresh()
        self.opened.emit(result)

    def _on_changed(self, _: object) -> None:
        self._library.refresh()

    def _on_checked(self, result: object) -> None:
        assert isinstance(result, Entry)
        self._library.refresh()
        self.checked.emit(result)

    def _look_for_lost(self) -> None:
        self._library.refresh()

    def _on_preference(self, key: str) -> None:
        if key in ("folders", "models_folder", "other_programs") and self._timer.isActive():
            self.rescan(quiet=True)
