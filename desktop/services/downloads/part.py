# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""An unfinished file on the disk: `name.part`, and `name.part.json` which says what it is of.

The journal is written before the first byte and holds what the file must become (size, sha256) and
what the server called it (its ETag). A part whose journal says something else is of another file.
Bytes are appended only, so the length of the part is how far it has come.
"""

import contextlib
import errno
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import msgspec

from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.services.downloads.fetcher import Wanted
from desktop.services.files import sync_folder, write_atomically
from desktop.services.stop import Stop

CHUNK = 1 << 20


class Journal(msgspec.Struct, forbid_unknown_fields=True):
    """What a part is of."""

    size: int
    sha256: str
    address: str = ""
    revision: str = ""
    etag: str = ""
    version: int = 1


class Part:
    """The unfinished file of one target."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        target = wanted.target
        self.path = target.with_name(f"{target.name}.part")
        self.journal_path = target.with_name(f"{target.name}.part.json")
        # A whole file of the right length with wrong bytes somewhere: another issue repairs it.
        self.wrong_path = target.with_name(f"{target.name}.part.wrong")

    @property
    def got(self) -> int:
        """Bytes that can be gone on from."""
        journal = self._journal()
        if journal is None or (journal.size, journal.sha256) != (
            self._wanted.size,
            self._wanted.sha256,
        ):
            return 0
        try:
            return min(self.path.stat().st_size, self._wanted.size)
        except OSError:
            return 0

    @property
    def etag(self) -> str:
        """What the server called the content from which these bytes are."""
        journal = self._journal()
        return journal.etag if journal is not None else ""

    def write_journal(self, etag: str) -> None:
        """Say what the part is of, before its bytes come."""
        wanted = self._wanted
        journal = Journal(wanted.size, wanted.sha256, wanted.address, wanted.revision, etag)
        with writing(self.path.parent):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self.journal_path, msgspec.json.encode(journal))

    @contextlib.contextmanager
    def append(self, start: int) -> Iterator[IO[bytes]]:
        """Write from this byte on, cutting off what lies behind; afterwards it is on the disk."""
        with writing(self.path.parent):
            mode = "r+b" if self.path.exists() else "w+b"
            with self.path.open(mode, buffering=CHUNK) as file:
                file.truncate(start)
                file.seek(start)
                try:
                    yield file
                finally:
                    file.flush()
                    os.fsync(file.fileno())

    def digest(self, length: int, stop: Stop) -> "hashlib._Hash":
        """The sha256 of the first bytes, to be gone on with. Cancelled on stop."""
        if length == 0:
            return hashlib.sha256()
        with writing(self.path.parent):
            return _digest(self.path, length, stop)

    def finish(self) -> None:
        """The content is right: give the file its name."""
        with writing(self.path.parent):
            self.path.replace(self._wanted.target)
            sync_folder(self.path.parent)
            self.journal_path.unlink(missing_ok=True)
            self.wrong_path.unlink(missing_ok=True)

    def put_aside(self) -> None:
        """The content is wrong; a hash of the whole cannot tell where. Begin again beside it."""
        with writing(self.path.parent):
            self.path.replace(self.wrong_path)
            self.journal_path.unlink(missing_ok=True)

    def discard(self) -> None:
        """Take everything away."""
        with writing(self.path.parent):
            for path in (self.path, self.wrong_path, self.journal_path):
                path.unlink(missing_ok=True)

    def _journal(self) -> Journal | None:
        try:
            return msgspec.json.decode(self.journal_path.read_bytes(), type=Journal)
        except (OSError, msgspec.MsgspecError):
            return None


def digest_of(path: Path, length: int, stop: Stop) -> str:
    """The sha256 of a file's first bytes. Cancelled on stop, AppError when it cannot be read."""
    with writing(path.parent):
        return _digest(path, length, stop).hexdigest()


def _digest(path: Path, length: int, stop: Stop) -> "hashlib._Hash":
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while length > 0:
            if stop.is_set():
                raise Cancelled
            chunk = file.read(min(CHUNK, length))
            if not chunk:
                break
            digest.update(chunk)
            length -= len(chunk)
    return digest


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[None]:
    """The disk's refusals as ours."""
    try:
        yield
    except OSError as error:
        detail = errno.errorcode.get(error.errno or 0, type(error).__name__)
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise AppError(Problem.DISK_FULL, detail=detail, missing=0) from error
        raise AppError(Problem.FOLDER_NOT_WRITABLE, detail=detail, folder=str(folder)) from error
