# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""From a damaged chats' file to a right one with everything that can still be read.

Damage is a page or more of the file. What stands on the others is found by its number: a tree of
SQLite that is broken at one place still leads to everything that lies elsewhere. The damaged file
itself is kept.
"""

import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from desktop.services.chats.database import Database, Row, told
from desktop.services.chats.migrations import MIGRATIONS
from desktop.services.chats.records import CHAT_BITS, new_id
from desktop.services.files import sync_folder

TABLES = ("chats", "messages", "parts")
LAST = 1 << 62  # no number is larger


@dataclass(frozen=True, slots=True)
class Repaired:
    """What is there again, and where the damaged file is kept."""

    chats: int
    messages: int
    damaged: Path


def repair(path: Path, clock: Callable[[], float] = time.time) -> Repaired:
    """Put a new file with everything readable in the damaged one's place. Nobody may have it open.

    Raises:
        AppError: DISK_FULL, FOLDER_NOT_WRITABLE; the damaged file is then where it was.
    """
    stamp = time.strftime("%Y-%m-%d-%H%M%S", time.localtime(clock()))
    damaged = path.with_name(f"{path.name}.damaged-{stamp}")
    with told(path), tempfile.TemporaryDirectory(dir=path.parent, prefix=".repair-") as folder:
        old = _copy(path, Path(folder))
        new = Path(folder) / "new"
        version = _readable(old, new)
        db = Database(new, MIGRATIONS[:version])
        _salvage(old, db)
        _join(db)
        chats, messages = (
            db.rows(f"SELECT count(*) FROM {table}")[0][0] for table in ("chats", "messages")
        )
        db.close()
        Database(new).close()  # brought up to date
        _exchange(path, damaged, new)
    return Repaired(chats, messages, damaged)


def _copy(path: Path, folder: Path) -> Path:
    """The file and the log beside it, which SQLite may change while it reads."""
    for name in (path.name, f"{path.name}-wal"):
        with suppress(FileNotFoundError):
            shutil.copyfile(path.with_name(name), folder / name)
    return folder / path.name


def _exchange(path: Path, damaged: Path, new: Path) -> None:
    """The damaged file gets its other name before the new one takes its place.

    So does its log: SQLite would write it into the new file.
    """
    try:
        os.link(path, damaged)
    except OSError:
        shutil.copyfile(path, damaged)
    log = path.with_name(f"{path.name}-wal")
    if log.exists():
        log.replace(damaged.with_name(f"{damaged.name}-wal"))
    path.with_name(f"{path.name}-shm").unlink(missing_ok=True)
    new.replace(path)
    sync_folder(path.parent)


def _readable(old: Path, fresh: Path) -> int:
    """Make sure that the tables are found; the version of the file.

    Where each table begins stands on the first page. When that page is gone, a new file of ours
    has the same one: both were made by the same steps.
    """
    try:
        with _opened(old) as db:
            (version,) = db.execute("PRAGMA user_version").fetchone()
            (tables,) = db.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if tables and 0 < version <= len(MIGRATIONS):
                return int(version)
    except sqlite3.Error:
        pass
    Database(fresh).close()
    head = bytearray(fresh.read_bytes())
    size = int.from_bytes(head[16:18], "big")
    pages = old.stat().st_size // size
    head[28:32] = pages.to_bytes(4, "big")
    with old.open("r+b") as file:
        file.write(head[:size])
    fresh.unlink()
    return len(MIGRATIONS)


def _opened(path: Path) -> closing[sqlite3.Connection]:
    """A connection that takes damaged letters as they are."""
    db = sqlite3.connect(path, isolation_level=None)
    db.text_factory = lambda data: data.decode("utf-8", "replace")
    return closing(db)


def _salvage(old: Path, new: Database) -> None:
    """Every row that can be read, as it is; one that the new file refuses is damaged too."""
    with _opened(old) as db, new.writing():
        new.rows("PRAGMA defer_foreign_keys = ON")
        for table in TABLES:
            names = [name for _, name, *_ in new.rows(f"PRAGMA table_info({table})")]
            places = ", ".join("?" * len(names))
            statement = f"INSERT OR IGNORE INTO {table} ({', '.join(names)}) VALUES ({places})"
            for row in _rows(db, table, names):
                with suppress(sqlite3.IntegrityError, sqlite3.InterfaceError):
                    new.rows(statement, *row)
        _fill(new)


def _rows(db: sqlite3.Connection, table: str, names: list[str]) -> Iterator[Row]:
    """The rows in the order of their numbers, those left out that cannot be read."""
    query = f"SELECT {', '.join(names)} FROM {table} NOT INDEXED WHERE number > ? ORDER BY number"
    at: int | None = -1
    while at is not None:
        try:
            for row in db.execute(query, (at,)):
                at = int(row[0])
                yield row
            return
        except sqlite3.DatabaseError:
            at = _beyond(lambda number: db.execute(query, (number,)).fetchone(), at)


def _beyond(first_after: Callable[[int], object], at: int) -> int | None:
    """The smallest number after which a row can be read; None when there is none.

    Doubled steps until there is one, then halved ones back: damage is a span of numbers.
    """

    def can(number: int) -> bool:
        try:
            first_after(number)
        except sqlite3.DatabaseError:
            return False
        return True

    step = 1
    while not can(at + step):
        step *= 2
        if at + step > LAST:
            return None
    low, high = at + step // 2, at + step
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if can(middle) else (middle, high)
    return high


def _fill(db: Database) -> None:
    """A row that others hang on is made anew when it is lost: no words without their message."""
    now = time.time()
    orphans = (
        "SELECT DISTINCT message FROM parts WHERE message NOT IN (SELECT number FROM messages)"
    )
    for (number,) in db.rows(orphans):
        db.rows(
            "INSERT INTO messages (number, id, chat, parent_id, role, state, created)"
            " VALUES (?, ?, ?, 'lost', 'model', 'done', ?)",
            number,
            new_id(),
            number >> CHAT_BITS,
            now,
        )
    lost = "SELECT DISTINCT chat FROM messages WHERE chat NOT IN (SELECT number FROM chats)"
    for (number,) in db.rows(lost):
        db.rows(
            "INSERT INTO chats (number, id, created, updated) VALUES (?1, ?2, ?3, ?3)",
            number,
            new_id(),
            now,
        )


def _join(db: Database) -> None:
    """A message whose parent is lost hangs below the one before it; a chat shows its last one."""
    with db.writing():
        db.rows(
            "UPDATE messages SET parent_id = (SELECT m.id FROM messages m"
            " WHERE m.chat = messages.chat AND m.number < messages.number"
            " ORDER BY m.number DESC LIMIT 1)"
            " WHERE parent_id NOT IN (SELECT id FROM messages)"
        )
        db.rows(
            "UPDATE chats SET leaf_id = (SELECT m.id FROM messages m WHERE m.chat = chats.number"
            " ORDER BY m.number DESC LIMIT 1)"
            " WHERE leaf_id IS NULL OR leaf_id NOT IN (SELECT id FROM messages)"
        )
