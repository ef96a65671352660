# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Moves models to another folder or disk, and makes one file of two with the same content.

A kill at any moment leaves every file whole: the old ones are taken away only when the new ones
are read back, have their names, and are in the list.
"""

import contextlib
import hashlib
import os
import shutil
import sys
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.services.files import BLOCK, refusal, sha256_of, sync_folder
from desktop.services.stop import Stop

UNFINISHED = ".moving"
FICLONE = 0x40049409  # Linux, linux/fs.h: let a file share the content of another
MOST_FOLDERS = 100

Tell = Callable[[int], None]


def move_files(
    files: Sequence[str],
    folder: Path,
    stop: Stop,
    tell: Tell,
    remember: Callable[[dict[str, str]], None],
    keep: Collection[str] = (),
    intend: Callable[[dict[str, str]], None] = lambda places: None,
) -> dict[str, str]:
    """Move files that belong together into a folder; where they are now, by where they were.

    Args:
        tell: bytes written and read back so far; at most twice the size of all.
        remember: is told where they are before the old ones go.
        keep: files that stay as well, since something else needs them.
        intend: is told where they are about to be before anything is written.

    Raises:
        Cancelled: nothing was changed.
        AppError: FILE_MISSING, DISK_FULL, FOLDER_NOT_WRITABLE, MOVE_FAILED (the copy differs).
    """
    sources = [Path(file) for file in files]
    try:
        target = _free_folder(sources, folder)
        target.mkdir(parents=True, exist_ok=True)
        places = {str(source): str(target / source.name) for source in sources}
        intend(places)
        renamed = not keep and _rename(sources, target)
    except OSError as error:
        raise refusal(error, folder / sources[0].name) from error
    if renamed:
        _remember(places, remember)
        return places
    _need_room(sources, target)
    _copy_all(sources, target, stop, tell)
    remember(places)
    for source in sources:
        if str(source) not in keep:
            with contextlib.suppress(OSError):  # it is a second copy then, and shown as one
                source.unlink()
    return places


def make_one(keep: Path, copy: Path, stop: Stop, tell: Tell = lambda count: None) -> int:
    """Let two files of the same content share their place on the disk; the bytes that are free now.

    They share their content and change apart (a reflink) where the disk can, else they become one
    file under two names. A copy that is a link takes no place, and stays one.

    Raises Cancelled; AppError MERGE_FAILED when they differ, or are on different disks.
    """
    keep = Path(os.path.realpath(keep))  # a second name of a link would be a link
    try:
        one, other = keep.stat(), copy.stat()
        if copy.is_symlink():
            raise AppError(Problem.MERGE_FAILED, detail="a link", name=copy.name)
        if (one.st_dev, one.st_ino) == (other.st_dev, other.st_ino):
            return 0
        if one.st_dev != other.st_dev or not _same(keep, copy, stop, tell):
            raise AppError(Problem.MERGE_FAILED, detail="another disk or content", name=copy.name)
        temporary = copy.with_name(f".{copy.name[:80]}{UNFINISHED}")
        temporary.unlink(missing_ok=True)
        if not _share(keep, temporary):
            temporary.hardlink_to(keep)
        else:
            shutil.copystat(copy, temporary)
        temporary.replace(copy)
    except OSError as error:
        detail = f"{type(error).__name__} {error.errno}"
        raise AppError(Problem.MERGE_FAILED, detail=detail, name=copy.name) from error
    return other.st_size


def _free_folder(sources: Sequence[Path], folder: Path) -> Path:
    """The folder itself, or one in it where names are taken already."""
    stem = sources[0].stem
    inside = (folder / (stem if n == 1 else f"{stem} {n}") for n in range(1, MOST_FOLDERS))
    for place in (folder, *inside):
        if not any((place / source.name).exists() for source in sources):
            return place
    raise FileExistsError(str(folder))


def _rename(sources: Sequence[Path], target: Path) -> bool:
    """At once, on the same disk. False when that cannot be; then nothing was changed.

    A link would lead nowhere from its new place: what it leads to is copied, and stays.
    """
    if any(source.is_symlink() for source in sources):
        return False
    done: list[Path] = []
    for source in sources:
        try:
            source.rename(target / source.name)
            done.append(source)
        except OSError:
            for moved in done:
                (target / moved.name).rename(moved)
            if not source.is_file():
                raise AppError(Problem.FILE_MISSING, name=source.name) from None
            return False
    sync_folder(target)
    return True


def _remember(places: dict[str, str], remember: Callable[[dict[str, str]], None]) -> None:
    """Tell where they are; when that cannot be kept, they go back to where they were."""
    try:
        remember(places)
    except AppError:
        for before, now in places.items():
            with contextlib.suppress(OSError):
                Path(now).rename(before)
        raise


def _need_room(sources: Sequence[Path], target: Path) -> None:
    try:
        size = sum(source.stat().st_size for source in sources)
    except OSError as error:
        raise AppError(Problem.FILE_MISSING, name=sources[0].name) from error
    free = shutil.disk_usage(target).free
    if free < size:
        raise AppError(Problem.DISK_FULL, missing=size - free, folder=str(target))


def _copy_all(sources: Sequence[Path], target: Path, stop: Stop, tell: Tell) -> None:
    """Write, read back, and give the names when all are right."""
    made: list[Path] = []
    done = 0
    try:
        for source in sources:
            unfinished = target / f"{source.name}{UNFINISHED}"
            made.append(unfinished)
            digest = _copy(source, unfinished, stop, _beyond(done, tell))
            done += source.stat().st_size
            if sha256_of(unfinished, stop, _beyond(done, tell)) != digest:
                raise AppError(Problem.MOVE_FAILED, name=source.name)
            done += source.stat().st_size
        for source, unfinished in zip(sources, made, strict=True):
            unfinished.replace(target / source.name)
        sync_folder(target)
    except OSError as error:
        raise refusal(error, target / sources[0].name) from error
    finally:
        for unfinished in made:
            with contextlib.suppress(OSError):
                unfinished.unlink(missing_ok=True)


def _beyond(before: int, tell: Tell) -> Tell:
    """Tells of what comes after what is done."""
    return lambda count: tell(before + count)


def _copy(source: Path, target: Path, stop: Stop, tell: Tell) -> str:
    """The sha256 of what was read; the copy is on the disk afterwards, and not in memory only."""
    digest, written = hashlib.sha256(), 0
    with source.open("rb", buffering=0) as old, target.open("wb", buffering=0) as new:
        while chunk := old.read(BLOCK):
            if stop.is_set():
                raise Cancelled
            digest.update(chunk)
            new.write(chunk)
            written += len(chunk)
            tell(written)
        os.fsync(new.fileno())
        if sys.platform == "linux":  # else reading back would only ask the memory
            os.posix_fadvise(new.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    shutil.copystat(source, target)
    return digest.hexdigest()


def _same(one: Path, other: Path, stop: Stop, tell: Tell) -> bool:
    """To the last byte."""
    if one.stat().st_size != other.stat().st_size:
        return False
    read = 0
    with one.open("rb", buffering=0) as first, other.open("rb", buffering=0) as second:
        while True:
            if stop.is_set():
                raise Cancelled
            chunk = first.read(BLOCK)
            if chunk != second.read(BLOCK):
                return False
            if not chunk:
                return True
            read += len(chunk)
            tell(read)


def _share(source: Path, target: Path) -> bool:
    """A file with the same content in the same place on the disk, where it can do that."""
    if sys.platform != "linux":
        return False
    import fcntl

    try:
        with source.open("rb") as old, target.open("wb") as new:
            fcntl.ioctl(new.fileno(), FICLONE, old.fileno())
    except OSError:
        target.unlink(missing_ok=True)
        return False
    return True
