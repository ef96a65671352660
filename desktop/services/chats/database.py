# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""One connection to one SQLite file, for any thread, and SQLite's troubles as ours."""

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from desktop.domain.clean import clean
from desktop.domain.errors import AppError, Problem
from desktop.domain.searching import indexed
from desktop.services.chats.copies import CopyKind, keep_copy
from desktop.services.chats.migrations import APPLICATION, MIGRATIONS, Migration, migrate
from desktop.services.files import refusal, sync_folder

Row = Sequence[Any]
T = TypeVar("T")

SETTINGS = (
    "busy_timeout = 5000",
    "journal_mode = WAL",
    "journal_size_limit = 16000000",
    "fullfsync = ON",  # macOS: an fsync alone leaves it in the disk's own memory
    "cache_size = -16000",
    "secure_delete = FAST",  # what was deleted is written over where that costs nothing
)
MAGIC = b"SQLite format 3\0"
NO_ROOM = {"SQLITE_FULL", "SQLITE_IOERR_WRITE"}
NO_WRITING = {"SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_BUSY", "SQLITE_LOCKED"}
DAMAGE = {"SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR"}


class Database:
    """Every text that goes in is cleaned first (domain/clean.py).

    Raises:
        AppError: STORE_NEWER, STORE_DAMAGED (the file stays as it is), DISK_FULL or
            FOLDER_NOT_WRITABLE; when opening, and, but for STORE_NEWER, later.
    """

    def __init__(self, path: Path, migrations: Sequence[Migration] = MIGRATIONS) -> None:
        self._path, self._migrations = path, migrations
        self._lock = threading.RLock()
        self._depth = 0
        self.revision = 0  # another number after anything was written
        with told(path):
            refuse_others(path, len(migrations))
            _create(path)
            self._db = _opened(path, migrations)

    def close(self) -> None:
        """Harmless when closed already."""
        with self._lock:
            self._db.close()

    def exchanged(self, work: Callable[[], T]) -> T:
        """Do something with the file that needs it closed, and open what is there afterwards."""
        with self._lock:
            self._db.close()
            self.revision += 1
            try:
                return work()
            finally:
                with told(self._path):
                    self._db = _opened(self._path, self._migrations)

    def become(self, copy: Path, now: time.struct_time) -> None:
        """Take the whole content of a copy, in one step; what is here is copied before.

        Raises:
            AppError: STORE_DAMAGED and STORE_NEWER when the copy cannot be taken, DISK_FULL,
                FOLDER_NOT_WRITABLE; nothing is changed then.
        """
        with told(copy):
            refuse_others(copy, len(self._migrations))
            other = sqlite3.connect(f"{copy.absolute().as_uri()}?mode=ro", uri=True)
            try:
                (right,) = other.execute("PRAGMA quick_check(1)").fetchone()
                if right != "ok":
                    raise AppError(Problem.STORE_DAMAGED, detail=right, file=str(copy))
                with self._lock, told(self._path):
                    keep_copy(self._path, CopyKind.BEFORE, time.strftime("%Y-%m-%d-%H%M%S", now))
                    self.revision += 1
                    other.backup(self._db)
                    migrate(self._db, self._path, self._migrations)
                    self._db.execute("PRAGMA foreign_keys = ON")
            finally:
                other.close()

    def rows(self, query: str, *values: object) -> list[Row]:
        """All rows of a query."""
        with self._lock, told(self._path):
            return self._db.execute(query, _cleaned(values)).fetchall()

    def row(self, query: str, *values: object) -> Row | None:
        """The first row of a query or of what a statement returns; None when there is none."""
        rows = self.rows(query, *values)
        return rows[0] if rows else None

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Nobody writes between the queries inside."""
        with self._lock:
            yield

    @contextmanager
    def writing(self, *, synced: bool = True) -> Iterator[None]:
        """One transaction, all of it or nothing; one inside another belongs to the outer one.

        What was committed survives a kill in any case.

        Args:
            synced: it survives a power cut too. Takes about a millisecond; without, a hundredth.
        """
        with self._lock, told(self._path):
            if self._depth == 0:
                self._db.execute(f"PRAGMA synchronous = {'FULL' if synced else 'NORMAL'}")
                self._db.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                self._roll_back()
                raise
            self._depth -= 1
            if self._depth == 0:
                self._commit()

    def _commit(self) -> None:
        self.revision += 1
        try:
            self._db.execute("COMMIT")
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        """SQLite may have done it by itself, when the disk was full."""
        if self._depth == 0 and self._db.in_transaction:
            self._db.execute("ROLLBACK")


def _opened(path: Path, migrations: Sequence[Migration]) -> sqlite3.Connection:
    db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    try:
        db.create_function("indexed", 1, indexed, deterministic=True)
        for setting in SETTINGS:
            db.execute(f"PRAGMA {setting}")
        migrate(db, path, migrations)
        db.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        db.close()
        raise
    return db


def _cleaned(values: Sequence[object]) -> tuple[Any, ...]:
    return tuple(clean(value) if isinstance(value, str) else value for value in values)


def refuse_others(path: Path, newest: int) -> None:
    """Look at an existing file without the right to write: opening it to write may change it."""
    head = _head(path)
    if not head:
        return
    if head != MAGIC:
        raise AppError(Problem.STORE_DAMAGED, detail="no SQLite file", file=str(path))
    # What was written last may still be in the log beside the file. When there is none, SQLite is
    # told that nobody else writes: so it does not begin a new one.
    log = path.with_name(f"{path.name}-wal")
    mode = "mode=ro" if log.exists() and log.stat().st_size else "immutable=1"
    db = sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True)
    try:
        (version,) = db.execute("PRAGMA user_version").fetchone()
        (application,) = db.execute("PRAGMA application_id").fetchone()
        (tables,) = db.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        return  # opening it to write will say what is wrong
    finally:
        db.close()
    if application != APPLICATION and (version or tables):
        raise AppError(Problem.STORE_DAMAGED, detail="not a file of ours", file=str(path))
    if version > newest:
        raise AppError(Problem.STORE_NEWER, detail=f"version {version}", file=str(path))


def _head(path: Path) -> bytes:
    """The beginning of the file; nothing when there is none, or one that has just been begun."""
    try:
        if path.with_name(f"{path.name}-journal").exists():
            return b""
        with path.open("rb") as file:
            return file.read(len(MAGIC))
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise refusal(error, path) from error


def _create(path: Path) -> None:
    """An empty file for the person alone; SQLite gives its other files the same rights."""
    try:
        if path.exists():
            return
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        raise refusal(error, path) from error
    sync_folder(path.parent)


@contextmanager
def told(path: Path) -> Iterator[None]:
    """What a person can meet becomes an AppError; a mistake of ours stays what it is."""
    try:
        yield
    except OSError as error:
        raise refusal(error, path) from error
    except sqlite3.Error as error:
        names = _names(error)
        if names & NO_ROOM:
            problem = AppError(
                Problem.DISK_FULL, detail=str(error), missing=0, folder=str(path.parent)
            )
        elif names & NO_WRITING:
            problem = AppError(
                Problem.FOLDER_NOT_WRITABLE, detail=str(error), folder=str(path.parent)
            )
        elif names & DAMAGE:
            problem = AppError(Problem.STORE_DAMAGED, detail=str(error), file=str(path))
        else:
            raise
        raise problem from error


def _names(error: sqlite3.Error) -> set[str]:
    """SQLITE_IOERR_WRITE is a kind of SQLITE_IOERR."""
    name: str = getattr(error, "sqlite_errorname", "")
    return {name, "_".join(name.split("_")[:2])}
