# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What is on this computer: models that were got, and files that the person named."""

import contextlib
import hashlib
import itertools
import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import msgspec

from desktop.domain.errors import AppError, Problem
from desktop.domain.library import Entry, Place
from desktop.domain.model import InstalledModel, Model, ModelFile
from desktop.services.files import locked, refusal, write_atomically

log = logging.getLogger("desktop.library")


class Shelf(msgspec.Struct, forbid_unknown_fields=True):
    """What is on the disk. Version 1 was a bare list of installed models.

    The models are read one by one: others get their turn between two, and one that cannot be read
    takes none with it.
    """

    version: int = 2
    models: list[msgspec.Raw] = []


class ModelLibrary:
    """The list of models, in one file; the models are ordinary files anywhere.

    For any number of threads, and of processes. What is not there is not forgotten: it may be on a
    disk that is not connected.
    """

    def __init__(self, record: Path) -> None:
        self._record = record
        self._lock = threading.Lock()
        self._last: tuple[tuple[int, int, int], list[Entry]] | None = None

    def entries(self) -> list[Entry]:
        """All that is known, in the order in which it came, as it was at the last look.

        AppError LIST_DAMAGED, once, when the list had to be put aside; LIST_UNREADABLE when it
        cannot be read just now.
        """
        with self._lock:
            return self._read()

    def installed(self) -> list[InstalledModel]:
        """The models in use whose files are there, in the order in which they came."""
        found = [replace(entry, place=place_of(entry)) for entry in self.entries()]
        return [e.installed for e in found if e.taken and not e.hidden and e.place is Place.HERE]

    def update(self, change: Callable[[list[Entry]], list[Entry]]) -> list[Entry]:
        """Change the list, while nobody else does; what it is then.

        AppError DISK_FULL or FOLDER_NOT_WRITABLE. change: quick, since others wait.
        """
        with self._lock, self._writing():
            before = self._read()
            after = change(before)
            if after == before:
                return before
            models = [msgspec.Raw(msgspec.json.encode(entry)) for entry in after]
            write_atomically(self._record, msgspec.json.encode(Shelf(models=models)))
            self._last = stamp_of(str(self._record)), after
            return after

    def change(self, model_id: str, **changes: object) -> list[Entry]:
        """Change what is kept of one model. AppError as of update."""

        def change(entries: list[Entry]) -> list[Entry]:
            return [
                replace(entry, **changes) if entry.id == model_id else entry  # type: ignore[arg-type]
                for entry in entries
            ]

        return self.update(change)

    def add(self, installed: InstalledModel, sources: tuple[ModelFile, ...] = ()) -> InstalledModel:
        """Remember a model, the newest from now on. AppError as of update.

        One with the same id, or in the same place, is replaced; what the person said of it stays.

        Args:
            sources: where its files are from, the weights first; they were checked just now.
        """

        def change(entries: list[Entry]) -> list[Entry]:
            same = [e for e in entries if installed.id == e.id]
            same += [e for e in entries if installed.weights == e.installed.weights]
            now = time.time()
            entry = Entry(installed, added=now)
            if same:
                kept = same[0]
                entry = replace(
                    entry,
                    added=kept.added,
                    used=kept.used,
                    own_name=kept.own_name,
                    note=kept.note,
                    favourite=kept.favourite,
                )
            if sources:
                stamp, sha256 = stamp_of(installed.weights), sources[0].sha256
                entry = replace(entry, sha256=sha256, checked=now, stamp=stamp, sources=sources)
                entry = replace(entry, others=tuple(source.sha256 for source in sources[1:]))
            return [*(e for e in entries if e not in same), entry]

        self.update(change)
        return installed

    def forget(self, model_id: str) -> None:
        """Take a model off the list; its files stay."""
        self.update(lambda entries: [entry for entry in entries if entry.id != model_id])

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            with locked(self._record):
                yield
        except OSError as error:
            raise refusal(error, self._record) from error

    def _read(self) -> list[Entry]:
        """What the file says; it is read again only when it is another one."""
        stamp = stamp_of(str(self._record))
        if self._last is None or self._last[0] != stamp or not any(stamp):
            self._last = stamp, self._from_disk()
        return list(self._last[1])

    def _from_disk(self) -> list[Entry]:
        try:
            data = self._record.read_bytes()
        except FileNotFoundError:
            return []
        except OSError as error:  # it is no worse than before, and nothing is written over it
            detail = f"{type(error).__name__} {error.errno}"
            raise AppError(Problem.LIST_UNREADABLE, detail=detail) from error
        try:
            read = msgspec.json.decode(data, type=Shelf | list[InstalledModel])
        except msgspec.MsgspecError as error:
            log.warning("the list of models could not be read: %s", type(error).__name__)
            aside = self._aside()
            self._record.replace(aside)
            raise AppError(Problem.LIST_DAMAGED, detail=str(error), name=str(aside)) from error
        if isinstance(read, list):
            return [Entry(installed) for installed in read]
        return [entry for raw in read.models if (entry := _entry(raw)) is not None]

    def _aside(self) -> Path:
        """A name for a list that cannot be read; none is written over."""
        stem = self._record.stem
        names = (f"{stem}.bad{number or ''}.json" for number in itertools.count())
        return next(p for p in map(self._record.with_name, names) if not p.exists())


def _entry(raw: msgspec.Raw) -> Entry | None:
    try:
        return msgspec.json.decode(raw, type=Entry)
    except msgspec.MsgspecError as error:
        log.warning("a model of the list could not be read: %s", error)
        return None


def place_of(entry: Entry) -> Place:
    """Where the files are now. It may wait for a disk that has gone to sleep.

    A disk that answers with an error is away, and so is one of which only the folder is left to
    which it was joined.
    """
    try:
        missing = [path for path in map(Path, entry.paths) if not path.is_file()]
        if not missing:
            return Place.HERE
        disks = {path.parent.stat().st_dev for path in missing}
    except OSError:
        return Place.AWAY
    return Place.GONE if disks == {entry.device} or not entry.device else Place.AWAY


def stamp_of(path: str) -> tuple[int, int, int]:
    """Size, time and inode of a file, as in Entry; zeros when it is not there."""
    try:
        status = Path(path).stat()
    except OSError:
        return 0, 0, 0
    return status.st_size, status.st_mtime_ns, status.st_ino


def device_of(path: str) -> int:
    """Number of the disk of a file, as in Entry; 0 when it is not there."""
    try:
        return Path(path).stat().st_dev
    except OSError:
        return 0


def installed_of(
    model: Model, file: ModelFile, weights: Path, projector: Path | None
) -> InstalledModel:
    """A model of the catalogue as it is once its files are there."""
    eyes = model.projector() if projector is not None else None
    return InstalledModel(
        id=f"{model.id}-{file.quantization}-{_mark(file)}".lower(),
        name=model.name,
        weights=str(weights),
        size=file.size + (eyes.size if eyes else 0),
        licence=model.licence,
        style=model.style,
        model=model.id,
        projector=str(projector) if projector is not None else "",
        quantization=file.quantization,
        stone=model.stone,
        sees=projector is not None,
        hears=model.hears and projector is not None,
        thinks=model.thinks,
        origin="download",
        sampling=model.sampling,
        sha256=file.sha256,
    )


def _mark(file: ModelFile) -> str:
    """Eight characters that tell a file from others of its quantization."""
    return (file.sha256 or hashlib.sha256(file.id.encode()).hexdigest())[:8]
