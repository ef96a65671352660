# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Brings what has come of a file from a place that it had before to the one that it has now.

A kill or an error at any moment leaves all of it in one of the two: the journals are copied first,
then the bytes, which are read back; the name that makes them count comes after both, and what was
before goes last.
"""

import contextlib
import errno
import hashlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.domain.ranges import Range
from desktop.services.downloads.blocks import CHUNK
from desktop.services.downloads.disk import read_at, reserve, write_at
from desktop.services.downloads.part import writing
from desktop.services.files import sync_folder
from desktop.services.stop import Stop

UNFINISHED = ".moving"


def bring(
    old: Path,
    new: Path,
    ranges: Sequence[Range],
    *,
    keep: bool,
    stop: Stop,
    tell: Callable[[int], None],
) -> None:
    """Move a file, or the part of one, with its journals.

    Args:
        old, new: what it is called when it is whole. ranges: the bytes that count.
        keep: the old one is wanted by somebody else, too. tell: bytes that were brought.

    The old one stays, but for what is renamed.

    Raises Cancelled; AppError DISK_FULL, FOLDER_NOT_WRITABLE, MOVE_FAILED: the old one is whole.
    """
    whole = old.exists()
    source, target = (old, new) if whole else (_part(old), _part(new))
    with writing(new.parent):
        new.parent.mkdir(parents=True, exist_ok=True)
        forget(new)  # less than what comes
        for journal in () if whole else _journals(old):
            _copy_journal(journal, new.with_name(new.name + journal.name[len(old.name) :]))
        if keep or not _rename(source, target):
            _copy(source, target, ranges, stop, tell)
        sync_folder(new.parent)


def forget(place: Path) -> None:
    """Take away what there is of a part, its journals, and a copy that was not finished."""
    with writing(place.parent):
        for path in (_part(place), place.with_name(place.name + UNFINISHED), *_journals(place)):
            path.unlink(missing_ok=True)


def forget_copied(old: Path, new: Path) -> None:
    """The same, and the whole file when the new one is its copy."""
    forget(old)
    with writing(old.parent), contextlib.suppress(FileNotFoundError):
        found, copy = old.stat(), new.stat()
        if (found.st_size, found.st_mtime_ns) == (copy.st_size, copy.st_mtime_ns):
            old.unlink()


def _part(place: Path) -> Path:
    return place.with_name(f"{place.name}.part")


def _journals(place: Path) -> list[Path]:
    """Beside the part, and named after it."""
    if not place.parent.is_dir():
        return []
    begin = f"{place.name}.part."
    return [path for path in place.parent.iterdir() if path.name.startswith(begin)]


def _copy_journal(source: Path, target: Path) -> None:
    if source.name.endswith(UNFINISHED):
        return
    shutil.copyfile(source, target)
    with target.open("rb+") as file:
        os.fsync(file.fileno())


def _rename(source: Path, target: Path) -> bool:
    """False when they are on two disks. OSError."""
    try:
        source.rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        return False
    return True


def _copy(
    source: Path,
    target: Path,
    ranges: Sequence[Range],
    stop: Stop,
    tell: Callable[[int], None],
) -> None:
    """Write, read back, and give the name."""
    unfinished = target.with_name(target.name + UNFINISHED)
    try:
        with (
            _opened(source, os.O_RDONLY) as old,
            _opened(unfinished, os.O_RDWR | os.O_CREAT) as new,
        ):
            reserve(new, os.fstat(old).st_size)
            written = hashlib.sha256()
            done = 0
            for start, chunk in _chunks(old, ranges, stop):
                write_at(new, start, chunk)
                written.update(chunk)
                done += len(chunk)
                tell(done)
            os.fsync(new)
            if sys.platform == "linux":  # else reading back would only ask the memory
                os.posix_fadvise(new, 0, 0, os.POSIX_FADV_DONTNEED)
            back = hashlib.sha256()
            for _, chunk in _chunks(new, ranges, stop):
                back.update(chunk)
            if back.digest() != written.digest():
                raise AppError(Problem.MOVE_FAILED, name=source.name)
        shutil.copystat(source, unfinished)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


@contextlib.contextmanager
def _opened(path: Path, flags: int) -> Iterator[int]:
    handle = os.open(path, flags | getattr(os, "O_BINARY", 0), 0o666)
    try:
        yield handle
    finally:
        os.close(handle)


def _chunks(handle: int, ranges: Sequence[Range], stop: Stop) -> Iterator[tuple[int, bytes]]:
    """The bytes of these ranges, and where they are. OSError when the file is shorter."""
    for start, end in ranges:
        while start < end:
            if stop.is_set():
                raise Cancelled
            chunk = read_at(handle, start, min(CHUNK, end - start))
            if not chunk:
                raise OSError(errno.EIO, "cut short")
            yield start, chunk
            start += len(chunk)
