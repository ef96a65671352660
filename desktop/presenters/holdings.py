# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What is done with the models on this computer, one thing after the other: looking, opening,
checking. Each can be stopped, and nothing of it blocks the window.
"""

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain.errors import AppError
from desktop.domain.library import Entry, Place
from desktop.domain.pairing import LeftOut
from desktop.presenters.background import Background, Lane
from desktop.presenters.library import Library
from desktop.presenters.preferences import Preferences
from desktop.presenters.work_queue import Task, Work, WorkQueue
from desktop.services.models.inventory import Inventory

LOOK_INTERVAL = 20_000  # milliseconds: a disk that was connected is noticed in that time


class Intake(StrEnum):
    """What becomes of a file that is opened."""

    IN_PLACE = "in_place"
    COPY = "copy"
    MOVE = "move"


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
        self._queue = WorkQueue(background, self)
        self._queue.changed.connect(self.changed)
        self._queue.refused.connect(self.refused)
        self._queue.answered.connect(self._on_answered)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_INTERVAL)
        self._timer.timeout.connect(self._look_for_lost)
        preferences.changed.connect(self._on_preference)

    @property
    def work(self) -> list[Work]:
        """What is under way, and what waits."""
        return self._queue.work

    @property
    def folders(self) -> list[Path]:
        """The person's folders of models, that for new ones first."""
        added = [Path(line) for line in self._preferences.text("folders").split("\n") if line]
        return list(dict.fromkeys([self._folder(), *added]))

    @property
    def left_out(self) -> list[LeftOut]:
        """Files of the folders that are no models."""
        return self._inventory.left_out

    def start(self) -> None:
        """Look into all folders, and from then on notice disks that come and go."""
        self._timer.start()
        self.rescan(quiet=True)

    def rescan(self, quiet: bool = False) -> None:
        """Look into all folders again."""
        if self._queue.waits_for(Task.LOOK):
            return
        work, folders = Work(Task.LOOK, quiet=quiet), self.folders
        others = self._preferences.flag("other_programs")
        self._queue.add(
            work,
            lambda: self._inventory.rescan(folders, work.stop, work.tell, others),
            self._on_scanned,
        )

    def look_again(self) -> None:
        """Somebody looks at the list: another program may have changed files meanwhile."""
        if self._timer.isActive() and not self.work:
            self.rescan(quiet=True)

    def add_folder(self, folder: str) -> None:
        """Look into one folder more, from now on."""
        kept = [str(path) for path in self.folders[1:]]
        if folder and Path(folder) not in self.folders:
            self._preferences.set("folders", "\n".join([*kept, folder]))

    def remove_folder(self, folder: str) -> None:
        """Look no longer there. Its files stay where they are; its models leave the list, but for
        those that were got or used here, and come back with what was said of them.
        """
        kept = [str(path) for path in self.folders[1:] if str(path) != folder]
        stay = {*kept, *map(str, self.folders[:1])}
        for entry in self._library.entries:
            above = set(map(str, Path(entry.installed.weights).parents))
            found = not entry.used and entry.installed.origin == "file"
            if found and folder in above and not above & stay:
                self._library.keep(entry.id, hidden=True)
        self._preferences.set("folders", "\n".join(kept))

    def take(self, paths: Sequence[str], way: Intake = Intake.IN_PLACE) -> list[str]:
        """Take models into the library; opened or refused follows for each.

        A folder is looked into from now on. Returns the paths of what is neither.

        Args:
            way: where files are to be; what is not to stay goes into the folder for new models.
        """
        opened = {
            Intake.IN_PLACE: self._on_opened,
            Intake.COPY: self._on_opened_to_copy,
            Intake.MOVE: self._on_opened_to_move,
        }[way]
        rest = []
        for path in map(Path, paths):
            if path.suffix.lower() == ".gguf":
                work = Work(Task.OPEN, name=path.name)
                self._queue.add(work, self._opening(path, work), opened)
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
        self._queue.add(
            work,
            lambda: self._inventory.moves.move(entry, Path(folder), work.stop, work.tell, copy),
            self._on_changed,
        )

    def merge(self, entry: Entry) -> None:
        """Let the copies of a model take the place of one."""
        size = entry.stamp[0] * len(entry.doubles)
        work = Work(Task.MERGE, entry.id, entry.named.name, size)
        self._queue.add(
            work,
            lambda: self._inventory.merge(entry, work.stop, work.tell),
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
        self._queue.stop(work)

    def close(self) -> None:
        """Stop everything."""
        self._timer.stop()
        self._queue.close()

    def _opening(self, path: Path, work: Work) -> Callable[[], Entry]:
        return lambda: self._inventory.import_file(path, work.stop, work.tell)

    def _check(self, entry: Entry, quiet: bool) -> None:
        work = Work(Task.CHECK, entry.id, entry.named.name, entry.installed.size, quiet=quiet)
        self._queue.add(
            work,
            lambda: self._inventory.check(entry, work.stop, work.tell),
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

    def _on_opened_to_copy(self, result: object) -> None:
        self._on_opened(result)
        self._bring_in(result, copy=True)

    def _on_opened_to_move(self, result: object) -> None:
        self._on_opened(result)
        self._bring_in(result, copy=False)

    def _bring_in(self, result: object, *, copy: bool) -> None:
        """Into the folder for new models, unless it is there."""
        assert isinstance(result, Entry)
        folder = self._folder()
        if folder not in Path(result.installed.weights).parents:
            self.move(result, str(folder), copy or bool(result.program))

    def _on_changed(self, _: object) -> None:
        self._library.refresh()

    def _on_checked(self, result: object) -> None:
        assert isinstance(result, Entry)
        self._library.refresh()
        self.checked.emit(result)

    def _on_answered(self) -> None:
        if self._timer.isActive():
            self.rescan(quiet=True)

    def _look_for_lost(self) -> None:
        self._library.refresh()

    def _on_preference(self, key: str) -> None:
        if key in ("folders", "models_folder", "other_programs") and self._timer.isActive():
            self.rescan(quiet=True)
