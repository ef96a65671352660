# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Which version wrote the data, a backup before another version's first start, and the way back.

The number of the data's form covers all files but the chats', which carries its own. A program
that finds a larger one touches nothing. A backup is a folder below `data/backups`, named after the
version whose data it holds, with the files as they lie below `data` and `config`.
"""

import logging
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from desktop.domain.errors import AppError, Problem
from desktop.services.chats.copies import copy_database
from desktop.services.chats.database import refuse_others, told
from desktop.services.chats.migrations import MIGRATIONS
from desktop.services.files import refusal, write_atomically
from desktop.services.paths import Paths

log = logging.getLogger("desktop.backups")

FORM = 1  # larger when an older version could no longer read, or would lose, what is written
KEPT = 3
NAME = "version.json"
SMALL = 20_000_000  # bytes; a list of models has some thousand
PATTERNS = ("*.json", "*.msgpack", "licences/index.json")


class Written(msgspec.Struct, frozen=True):
    """Who wrote the data. version: "" before anybody said so. when: seconds since 1970."""

    form: int = FORM
    version: str = ""
    when: float = 0.0


@dataclass(frozen=True, slots=True)
class Backup:
    """The data as a version left it. made: seconds since 1970, UTC."""

    folder: Path
    version: str
    made: float


def prepare(paths: Paths, version: str, form: int = FORM) -> None:
    """Before anything else looks at the data: may this version? Its first time makes a backup.

    Raises:
        AppError: DATA_NEWER and STORE_NEWER, and nothing was touched; STORE_DAMAGED, DISK_FULL,
            FOLDER_NOT_WRITABLE.
    """
    written = _may_read(paths, form)
    if written.version == version and written.form == form:
        return
    refuse_others(paths.chats, len(MIGRATIONS))
    with told(paths.chats):
        if any(_files(paths)):
            _back_up(paths, written)
        _sign(paths.data, Written(form, version, time.time()))


def refuse_newer(paths: Paths, form: int = FORM) -> None:
    """Only look whether this version may read the data. AppError DATA_NEWER, STORE_NEWER."""
    _may_read(paths, form)
    refuse_others(paths.chats, len(MIGRATIONS))


def backups(paths: Paths, form: int = FORM) -> list[Backup]:
    """Those that this version can read, newest first."""
    found = []
    for folder in (paths.data / "backups").glob("*"):
        written = _written(folder / "data")
        try:
            refuse_others(folder / "data" / paths.chats.name, len(MIGRATIONS))
        except AppError:
            continue
        if written.form <= form and written.when and not folder.name.endswith(".part"):
            found.append(Backup(folder, written.version, written.when))
    return sorted(found, key=lambda backup: backup.made, reverse=True)


def go_back(paths: Paths, backup: Backup) -> Path:
    """Make the data what it was; what is here is kept. Returns the folder where.

    The program must not have opened the data. AppError DISK_FULL, FOLDER_NOT_WRITABLE.
    """
    top = paths.data / "backups"
    aside, coming = _free(top / f"newer-{time.strftime('%Y-%m-%d')}"), top / "back.part"
    try:
        # All the room is taken first: what follows only gives files other places.
        shutil.rmtree(coming, ignore_errors=True)
        for file in sorted(backup.folder.rglob("*")):
            if file.is_file():
                shutil.copy2(file, _with_folder(coming / file.relative_to(backup.folder)))
        for name, file in [*_files(paths), *_logs(paths.chats)]:
            shutil.move(file, _with_folder(aside / name))
        for part, folder in (("config", paths.config), ("data", paths.data)):
            for file in sorted((coming / part).rglob("*")):
                # Who wrote it comes last: cut off before, the next start offers the same again.
                if file.is_file() and file.name != NAME:
                    shutil.move(file, _with_folder(folder / file.relative_to(coming / part)))
        shutil.rmtree(coming, ignore_errors=True)
        _sign(paths.data, msgspec.structs.replace(_written(backup.folder / "data")))
    except OSError as error:
        raise refusal(error, aside) from error
    return aside


def _may_read(paths: Paths, form: int) -> Written:
    written = _written(paths.data)
    if written.form > form:
        raise AppError(Problem.DATA_NEWER, detail=f"form {written.form}", version=written.version)
    return written


def _back_up(paths: Paths, written: Written) -> None:
    top = paths.data / "backups"
    target = _free(top / (written.version or "first"))
    unfinished = target.with_name(f"{target.name}.part")
    shutil.rmtree(unfinished, ignore_errors=True)
    for name, file in _files(paths):
        copy = _with_folder(unfinished / name)
        if file == paths.chats:
            copy_database(file, copy)
        else:
            shutil.copy2(file, copy)
    _sign(unfinished / "data", Written(written.form, written.version, time.time()))
    unfinished.rename(target)
    log.info("the data of version %s was backed up", written.version or "unknown")
    made = sorted(top.iterdir(), key=lambda folder: folder.stat().st_mtime, reverse=True)
    for old in [f for f in made if not f.name.startswith("newer-")][KEPT:]:
        shutil.rmtree(old, ignore_errors=True)


def _files(paths: Paths) -> Iterator[tuple[str, Path]]:
    """The names inside of a backup, and the files: all that is small, and the chats."""
    for part, folder in (("config", paths.config), ("data", paths.data)):
        for pattern in PATTERNS:
            for file in sorted(folder.glob(pattern)):
                if file.is_file() and file.stat().st_size <= SMALL and file.name != NAME:
                    yield f"{part}/{file.relative_to(folder).as_posix()}", file
    if paths.chats.is_file():
        yield f"data/{paths.chats.name}", paths.chats


def _logs(chats: Path) -> Iterator[tuple[str, Path]]:
    """What SQLite keeps beside its file."""
    for ending in ("-wal", "-shm", "-journal"):
        file = chats.with_name(f"{chats.name}{ending}")
        if file.exists():
            yield f"data/{file.name}", file


def _with_folder(path: Path) -> Path:
    """The same path; a file can be put there now."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def _free(folder: Path) -> Path:
    """A name that is not taken."""
    number = 2
    free = folder
    while free.exists():
        free = folder.with_name(f"{folder.name}-{number}")
        number += 1
    return free


def _written(folder: Path) -> Written:
    try:
        return msgspec.json.decode((folder / NAME).read_bytes(), type=Written)
    except FileNotFoundError:
        return Written()
    except (OSError, msgspec.MsgspecError) as error:
        log.warning("which version wrote the data is not known: %s", type(error).__name__)
        return Written()


def _sign(folder: Path, written: Written) -> None:
    write_atomically(folder / NAME, msgspec.json.encode(written))
