# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Copies of the chats' file, kept beside it: one a day, one before each change of its shape."""

import logging
import os
import sqlite3
import time
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from desktop.services.files import sync_folder

log = logging.getLogger("desktop.chats")

KEPT = 3  # of each kind


class CopyKind(StrEnum):
    """Why a copy was made; the word stands in its file's name."""

    DAY = "day"
    VERSION = "version"  # a newer Jewelbox was about to change the file's shape
    BEFORE = "before"  # the person went back to another copy


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy. made: seconds since 1970, UTC."""

    path: Path
    kind: CopyKind
    made: float


def copies(path: Path) -> list[Copy]:
    """The copies of a chats' file, newest first."""
    found = [
        Copy(file, kind, file.stat().st_mtime)
        for kind in CopyKind
        for file in path.parent.glob(f"{path.name}.{kind}-*")
        if file.suffix != ".part"
    ]
    # The clock of a disk is coarse: of two made at once the one with the larger number is newer.
    return sorted(found, key=lambda c: (c.made, len(c.path.name), c.path.name), reverse=True)


def keep_copy(path: Path, kind: CopyKind, label: str) -> Path:
    """Copy the file as it is, complete or not at all; of this kind the oldest copies go.

    Others may read and write meanwhile. Raises sqlite3.Error and OSError.
    """
    target = path.with_name(f"{path.name}.{kind}-{label}")
    copy_database(path, target)
    for old in [copy for copy in copies(path) if copy.kind is kind][KEPT:]:
        old.path.unlink()
    return target


def copy_database(path: Path, target: Path) -> None:
    """A copy of the file, complete or not at all. Raises sqlite3.Error and OSError."""
    unfinished = target.with_name(f"{target.name}.part")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    original, copy = sqlite3.connect(path), sqlite3.connect(unfinished)
    try:
        original.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # else whoever looks into it leaves files
    finally:
        copy.close()
        original.close()
    with unfinished.open("rb") as file:
        os.fsync(file.fileno())
    unfinished.replace(target)
    sync_folder(target.parent)


def keep_copy_of_day(path: Path, now: float) -> None:
    """The first time each day, when anything was written since the last copy.

    A copy that cannot be made is no failure that stops anybody; the log knows why.
    """
    today = time.strftime("%Y-%m-%d", time.localtime(now))
    last = next((copy for copy in copies(path) if copy.kind is CopyKind.DAY), None)
    try:
        if last is not None:
            log_file = path.with_name(f"{path.name}-wal")
            written = max(file.stat().st_mtime for file in (path, log_file) if file.exists())
            if last.path.name.endswith(today) or written <= last.made:
                return
        keep_copy(path, CopyKind.DAY, today)
    except (OSError, sqlite3.Error) as error:
        log.info("no copy of the chats was made: %s", error)
