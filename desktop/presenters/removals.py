# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Models that go into the system's trash, and come back from it."""

import contextlib
import logging
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QFile, QObject, QStandardPaths, Signal

from desktop.domain.errors import AppError, Problem
from desktop.domain.library import Entry, Place
from desktop.domain.model import InstalledModel
from desktop.domain.overview import size_alone, users_of
from desktop.presenters.background import Background, Lane
from desktop.presenters.library import Library
from desktop.services.models.library import ModelLibrary

log = logging.getLogger("desktop.library")

Places = list[tuple[str, str]]  # where a file was, and where it is in the trash


@dataclass(frozen=True, slots=True)
class Removed:
    """What was taken away last.

    Attributes:
        places: empty where the system does not say where it is.
        frees: bytes that are free once the trash is emptied; a content that has another name stays.
    """

    entry: Entry
    places: Places
    frees: int = 0


class Removals(QObject):
    """Nothing is deleted for ever here: that is for the person, who empties the trash.

    Attributes:
        last: what can be brought back.
    """

    leaving = Signal(str)  # id: whoever holds its file lets go of it
    removed = Signal(object)  # Entry: it is in the trash
    undone = Signal(str)  # id
    refused = Signal(object)  # AppError: why it was not done
    outdated = Signal(object)  # Entry: another file of the same model has come to stay

    def __init__(
        self,
        models: ModelLibrary,
        library: Library,
        background: Background,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._models, self._library, self._background = models, library, background
        self.last: Removed | None = None

    def remove(self, entry: Entry) -> None:
        """Move a model's files to the trash, but for those that another model needs."""
        self.leaving.emit(entry.id)
        needed = {path for e in self._library.entries if e.id != entry.id for path in e.paths}
        paths = [path for path in entry.paths if path not in needed]

        def work() -> Removed:
            frees = _frees(paths, entry.shared)
            places = _to_trash(paths)
            self._models.forget(entry.id)
            return Removed(entry, places if all(place for _, place in places) else [], frees)

        self._background.run(Lane.DISKS, work, self._on_removed, self.refused.emit)

    def size_alone(self, entry: Entry) -> int:
        """Bytes of the files that no other model needs."""
        return size_alone(entry, users_of(self._library.entries))

    def undo(self) -> None:
        """Bring back what was removed last, with everything that was said of it."""
        last, self.last = self.last, None
        if last is None or not last.places:
            return

        def work() -> str:
            _from_trash(last.places)
            self._models.update(lambda entries: [*entries, last.entry])
            return last.entry.id

        self._background.run(Lane.DISKS, work, self._on_undone, self.refused.emit)

    def note_installed(self, installed: InstalledModel) -> None:
        """A model has come: an older file of the same one may be no longer wanted."""
        if not installed.model or self._library.entry(installed.id) is not None:
            return  # it was here before, and is only used
        same = [
            entry
            for entry in self._library.entries
            if entry.installed.model == installed.model
            and entry.installed.weights != installed.weights
            and (entry.installed.origin, entry.place) == ("download", Place.HERE)
        ]
        if same:
            self.outdated.emit(same[-1])

    def _on_removed(self, removed: Removed) -> None:
        self.last = removed
        self._library.refresh()
        self.removed.emit(removed.entry)

    def _on_undone(self, model_id: str) -> None:
        self._library.refresh()
        self.undone.emit(model_id)


def _frees(paths: Sequence[str], shared: Sequence[str]) -> int:
    """Bytes that nothing else holds: no second name of a file, no copy that shares its place."""
    frees = 0
    for number, path in enumerate(paths):
        with contextlib.suppress(OSError):
            status = Path(path).lstat()
            kept = number == 0 and any(Path(copy).is_file() for copy in shared)
            if stat.S_ISREG(status.st_mode) and status.st_nlink < 2 and not kept:
                frees += status.st_size
    return frees


def _to_trash(paths: Sequence[str]) -> Places:
    """All of them, or none: AppError TRASH_FAILED."""
    # Qt makes the trash, but not the folder in which it lies on Linux.
    share = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
    Path(share).mkdir(parents=True, exist_ok=True)
    places: Places = []
    for path in paths:
        file = QFile(path)
        if file.moveToTrash():
            places.append((path, file.fileName() if file.fileName() != path else ""))
            continue
        log.warning("a file could not be moved to the trash: %s", file.error())
        with contextlib.suppress(AppError):
            _from_trash([pair for pair in places if pair[1]])
        raise AppError(Problem.TRASH_FAILED, detail=file.errorString(), name=Path(path).name)
    return places


def _from_trash(places: Places) -> None:
    """Back to where they were; AppError FILE_MISSING for what is no longer in the trash, and
    PLACE_TAKEN when something else is there now.
    """
    for path, _ in places:
        if Path(path).exists():
            raise AppError(Problem.PLACE_TAKEN, name=Path(path).name)
    for path, place in places:
        try:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            Path(place).rename(path)
        except OSError as error:
            raise AppError(Problem.FILE_MISSING, detail=str(error), name=Path(path).name) from error
        # What the desktops of Linux keep beside it (freedesktop.org, Trash specification 1.0).
        info = Path(place).parents[1] / "info" / f"{Path(place).name}.trashinfo"
        with contextlib.suppress(OSError):
            info.unlink(missing_ok=True)
