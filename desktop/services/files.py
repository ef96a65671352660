# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Writing files so that a power cut leaves the old one or the new one, never half of one."""

import contextlib
import errno
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import filelock

from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.services.stop import Stop

BLOCK = 1 << 20  # bytes read at a time
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def write_atomically(path: Path, data: bytes) -> None:
    """Replace a file's content; see `replacing`."""
    with replacing(path) as file:
        file.write(data)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file to write the new content into; readable by the person alone (0600). A link stays one.

    Its folder is made when it is not there. OSError when it cannot be written (`refusal` turns it
    into an AppError); the old file is then as it was.
    """
    path = Path(os.path.realpath(path))
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:80]}.", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Inside, no other process that asks as well changes the file. OSError where that fails."""
    lock = path.with_name(f".{path.name}.lock")
    lock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with filelock.FileLock(lock):
        yield


@contextlib.contextmanager
def alone(path: Path, stop: Stop) -> Iterator[None]:
    """Inside, no other program of ours works on the file; nothing is left afterwards.

    Waits for the other one. Cancelled on stop. Where a disk knows no locks there is none.
    """
    lock = filelock.FileLock(path.with_name(f".{path.name}.lock"))
    held = False
    while not held:
        try:
            lock.acquire(timeout=0.2)
            held = True
        except filelock.Timeout:
            if stop.is_set():
                raise Cancelled from None
        except (OSError, NotImplementedError):
            break
    try:
        yield
    finally:
        if held and os.name != "nt":  # whoever waits looks whether it is still the same file
            with contextlib.suppress(OSError):
                Path(lock.lock_file).unlink()
        lock.release()
        if held and os.name == "nt":
            with contextlib.suppress(OSError):
                Path(lock.lock_file).unlink()


def sha256_of(path: Path, stop: Stop, tell: Callable[[int], None] = lambda count: None) -> str:
    """The sha256 of a file. tell: bytes read so far.

    Raises Cancelled on stop; AppError FILE_MISSING when it cannot be read.
    """
    digest = hashlib.sha256()
    read = 0
    try:
        with path.open("rb", buffering=0) as file:
            while chunk := file.read(BLOCK):
                if stop.is_set():
                    raise Cancelled
                digest.update(chunk)
                read += len(chunk)
                tell(read)
    except OSError as error:
        raise AppError(Problem.FILE_MISSING, detail=str(error), name=path.name) from error
    return digest.hexdigest()


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut, where the system can."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def refusal(error: OSError, path: Path, size: int = 0) -> AppError:
    """What a person is told when a file could not be written.

    DISK_FULL (quota=True when the disk has room, but not for this person), FILE_TOO_LARGE for its
    file system, or FOLDER_NOT_WRITABLE.

    Args:
        size: bytes that there was no room for, 0 when unknown.
    """
    detail = f"{errno.errorcode.get(error.errno or 0, type(error).__name__)}: {path.name}"
    folder = str(path.parent)
    if error.errno == errno.EFBIG:
        return AppError(Problem.FILE_TOO_LARGE, detail=detail, folder=folder)
    if error.errno in NO_ROOM:
        quota = error.errno == errno.EDQUOT
        return AppError(Problem.DISK_FULL, detail=detail, missing=size, folder=folder, quota=quota)
    return AppError(Problem.FOLDER_NOT_WRITABLE, detail=detail, folder=folder)
