# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Models move to another folder or disk, also when the program ends in the middle of it.

Where the files are about to be is in the list before the first of them is touched. What a kill
leaves behind is put right by the next look: a move is then either done, or as if it had never been.
"""

import contextlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import filelock

from desktop.domain.errors import AppError, Cancelled
from desktop.domain.library import Entry
from desktop.services.models.library import ModelLibrary, device_of, stamp_of
from desktop.services.models.moving import UNFINISHED, move_files
from desktop.services.stop import Stop

log = logging.getLogger("desktop.library")

Places = dict[str, str]  # where files are, by where they were
PATIENCE = 0.5  # seconds between two looks whether another window still moves something


class Moves:
    """One at a time, of all windows that share a list.

    Args:
        lock: a file that is held as long as something moves.
    """

    def __init__(self, library: ModelLibrary, lock: Path) -> None:
        self._library, self._lock = library, lock

    def move(
        self,
        entry: Entry,
        folder: Path,
        stop: Stop,
        tell: Callable[[int], None] = lambda count: None,
        copy: bool = False,
    ) -> Entry:
        """Move a model's files into a folder, and remember where they are.

        Args:
            copy: the old files stay, since they are another program's.

        Raises what move_files raises.
        """
        others = [e for e in self._library.entries() if e.id != entry.id]
        needed = {path for other in others for path in other.paths}
        keep = entry.paths if copy else tuple(p for p in entry.paths if p in needed)

        def intend(places: Places) -> None:
            self._library.change(entry.id, moving=tuple(places[path] for path in entry.paths))

        def remember(places: Places) -> None:
            self._remember(entry.id, places, copy)

        with self._alone(stop):
            try:
                move_files(entry.paths, folder, stop, tell, remember, keep, intend)
            except (AppError, Cancelled):
                with contextlib.suppress(AppError):  # else the next look does it
                    self._tidy_all()
                raise
        return next(e for e in self._library.entries() if e.id == entry.id)

    def tidy(self) -> None:
        """Put right what a kill left of a move. AppError when the list cannot be written."""
        if any(entry.moving for entry in self._library.entries()):
            self._lock.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(filelock.Timeout), filelock.FileLock(self._lock, timeout=0):
                self._tidy_all()

    def _tidy_all(self) -> None:
        for entry in self._library.entries():
            if entry.moving:
                self._tidy(entry)

    def _tidy(self, entry: Entry) -> None:
        pairs = [(Path(o), Path(n)) for o, n in zip(entry.paths, entry.moving, strict=False)]
        if not all(new.parent.is_dir() for _, new in pairs):
            return  # its disk is not connected
        try:
            for _, new in pairs:
                new.with_name(new.name + UNFINISHED).unlink(missing_ok=True)
            if any(old.exists() for old, _ in pairs):  # as if it had never been
                for old, new in pairs:
                    _back(old, new)
        except OSError as error:
            log.info("what a move has left stays: %s", type(error).__name__)
            return
        if all(new.is_file() and not old.exists() for old, new in pairs):
            self._remember(entry.id, {str(old): str(new) for old, new in pairs}, copy=False)
        else:
            self._library.change(entry.id, moving=())

    def _remember(self, model_id: str, places: Places, copy: bool) -> None:
        self._library.update(
            lambda entries: [
                _moved(one, places, copy) if one.id == model_id else one for one in entries
            ]
        )

    @contextlib.contextmanager
    def _alone(self, stop: Stop) -> Iterator[None]:
        """While no other window moves anything. Cancelled on stop."""
        lock = filelock.FileLock(self._lock)
        self._lock.parent.mkdir(parents=True, exist_ok=True)
        while True:
            try:
                lock.acquire(timeout=0)
                break
            except filelock.Timeout:
                if stop.wait(PATIENCE):
                    raise Cancelled from None
        try:
            yield
        finally:
            lock.release()


def _back(old: Path, new: Path) -> None:
    """A file that had its new name already: renamed back, or the second copy taken away."""
    if not new.is_file():
        return
    if not old.exists():
        new.rename(old)
    elif _same(old, new):
        new.unlink()


def _same(old: Path, new: Path) -> bool:
    """The copy that was made of it, and nothing that came since: it has its size and its time."""
    one, other = old.stat(), new.stat()
    return not old.samefile(new) and (one.st_size, int(one.st_mtime)) == (
        other.st_size,
        int(other.st_mtime),
    )


def _moved(entry: Entry, places: Places, copy: bool) -> Entry:
    """In its new place; what stayed is a copy."""
    installed = entry.installed
    there = tuple(places[path] for path in entry.paths)
    moved = replace(
        installed,
        weights=places[installed.weights],
        projector=places.get(installed.projector, ""),
    )
    device = device_of(moved.weights)
    left = (installed.weights,) if copy else ()
    return replace(
        entry,
        installed=moved,
        files=there,
        moving=(),
        stamp=stamp_of(moved.weights),
        device=device,
        program="" if copy else entry.program,
        taken=True,
        copies=(*entry.copies, *left),
        apart=(*entry.apart, *(path for path in left if device_of(path) != device)),
    )
