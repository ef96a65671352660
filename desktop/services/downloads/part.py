# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""An unfinished file on the disk: `name.part`, and two journals that say what is in it.

`name.part.json` is written before the first byte and holds what the file must become (size, sha256)
and what the server called it (its ETag); a part whose journal says something else is of another
file, and one whose journal cannot be read is looked at again. `name.part.blocks` says which bytes
were received (see blocks.py), `name.part.before` what stood where doubted bytes came differently
(see before.py). The part has its full length from the start, so its length says nothing.
"""

import contextlib
import errno
import hashlib
import logging
import os
import shutil
import threading
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Self

import msgspec

from desktop.domain.errors import Cancelled
from desktop.domain.ranges import Range, Ranges
from desktop.services.downloads.before import Before
from desktop.services.downloads.blocks import CHUNK, Block, BlockLog, differing, records_of
from desktop.services.downloads.disk import read_at, reserve
from desktop.services.downloads.fetcher import Wanted
from desktop.services.files import refusal, sync_folder, write_atomically
from desktop.services.stop import Stop

log = logging.getLogger("desktop.downloads")

VERSION = 2


class Journal(msgspec.Struct, forbid_unknown_fields=True):
    """What a part is of."""

    size: int
    sha256: str
    address: str = ""
    revision: str = ""
    etag: str = ""
    version: int = VERSION


class Part:
    """The unfinished file of one target; `write` is for any number of threads.

    Args:
        installed: the file has its name already and is to be made right again, in its place.
    """

    def __init__(self, wanted: Wanted, *, installed: bool = False) -> None:
        self.wanted, self._installed = wanted, installed
        target = wanted.target
        stem = f"{target.name}.repair" if installed else f"{target.name}.part"
        self.path = target if installed else target.with_name(stem)
        self.journal_path = target.with_name(f"{stem}.json")
        self.blocks_path = target.with_name(f"{stem}.blocks")
        self._log = BlockLog(self.blocks_path)
        self._lock = threading.Lock()
        self._handle: int | None = None
        self.before = Before(target.with_name(f"{stem}.before"))
        self.is_other = False  # the server's content has another name than what came before
        self._reserved = False
        self._here = Ranges()
        self.etag, self.is_begun, self.is_of_other = "", False, False
        self.load()

    @property
    def got(self) -> int:
        """Bytes that are here."""
        with self._lock:
            return self._here.total

    @property
    def prefix(self) -> int:
        """Bytes from the first one on without a gap."""
        with self._lock:
            return self._here.prefix

    @property
    def allocated(self) -> int:
        """Bytes that it takes on the disk already."""
        try:
            found = self.path.stat()
        except OSError:
            return 0
        blocks = getattr(found, "st_blocks", None)
        return found.st_size if blocks is None else min(blocks * 512, self.wanted.size)

    def gaps(self, start: int = 0, end: int | None = None) -> list[Range]:
        """What is missing."""
        with self._lock:
            return self._here.gaps(start, self.wanted.size if end is None else end)

    def begin(self, etag: str) -> None:
        """Say what the part is of, before its bytes come; those of other content are dropped."""
        with writing(self.path.parent), self._lock:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if self._handle is None:
                self.blocks_path.unlink(missing_ok=True)
                self._log.load(0)
            for block in list(self._log.blocks.values()):
                self._log.drop(block)
            self._here = Ranges()
        self.call_it(etag)

    def call_it(self, etag: str) -> None:
        """The server calls the content so."""
        wanted = self.wanted
        journal = Journal(wanted.size, wanted.sha256, wanted.address, wanted.revision, etag)
        with writing(self.path.parent):
            write_atomically(self.journal_path, msgspec.json.encode(journal))
        self.etag, self.is_begun = etag, True

    @contextlib.contextmanager
    def opened(self, stop: Stop) -> Iterator[Self]:
        """Open for reading and writing. What may not have reached the disk is read again first."""
        with writing(self.path.parent):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
            self._handle = os.open(self.path, flags, 0o666)
            try:
                self._log.open()
                if self._installed:  # never written over without keeping what stood there
                    self.before.doubt()
                doubtful = self._log.doubtful(os.fstat(self._handle).st_size)
                lost = differing(doubtful, self.read, stop)
                if lost:
                    log.warning(
                        "%d blocks are not what was received: %s", len(lost), self.path.name
                    )
                self.drop(lost)
                try:
                    yield self
                finally:
                    with contextlib.suppress(OSError):  # what is not synced is read again
                        self.sync()
            finally:
                self._log.close()
                os.close(self._handle)
                self._handle = None
                if not self.got and not self._installed:
                    self.discard()

    def reserve(self) -> None:
        """Take the room for all of it on the disk. AppError DISK_FULL."""
        assert self._handle is not None
        if not self._reserved:
            with writing(self.path.parent):
                reserve(self._handle, self.wanted.size)
            self._reserved = True

    def write(self, start: int, pieces: Sequence[bytes]) -> None:
        """Bytes were received: they are a block from now on."""
        assert self._handle is not None
        with writing(self.path.parent):
            digest = self.before.write(self._handle, start, pieces)
            length = sum(map(len, pieces))
            with self._lock:
                self._log.add(Block(start, length, digest))
                self._here.add(start, start + length)

    def read(self, start: int, length: int) -> bytes:
        """Bytes of it, fewer when it ends before."""
        assert self._handle is not None
        with writing(self.path.parent):
            return read_at(self._handle, start, length)

    def sync(self) -> None:
        """What was written is on the disk. OSError."""
        assert self._handle is not None
        with self._lock:
            records, unsure = self._log.records, bool(self._log.unsure)
        if unsure:
            getattr(os, "fdatasync", os.fsync)(self._handle)
            with self._lock:
                self._log.synced(records)

    def settle(self) -> None:
        """All of it is on the disk, in its length. AppError when the disk does not have it."""
        assert self._handle is not None
        with writing(self.path.parent):
            self.sync()
            if os.fstat(self._handle).st_size != self.wanted.size:
                raise OSError(errno.EIO, "cut short")

    def differing(self, stop: Stop) -> list[Block]:
        """Read everything again; the blocks that are not what was received. Cancelled."""
        return differing(self._log.blocks.values(), self.read, stop)

    def drop(self, blocks: Sequence[Block]) -> None:
        """These are not to be believed; they are gaps from now on."""
        with writing(self.path.parent), self._lock:
            for block in blocks:
                self._log.drop(block)
                self._here.remove(block.start, block.end)

    def doubt(self, ranges: Sequence[Range]) -> None:
        """Make gaps of these, and note in `before.changed` which bytes come differently this time.

        What stood there is kept until the whole is right, and can be taken back.
        """
        with writing(self.path.parent):
            self.before.doubt()
        self.drop(
            [
                block
                for block in self._log.blocks.values()
                if any(start < block.end and block.start < end for start, end in ranges)
            ]
        )

    def take_back(self) -> None:
        """What came instead of the doubted bytes is not right either: they are here again."""
        assert self._handle is not None
        with writing(self.path.parent), self._lock:
            back = self.before.put_back(self._handle)
            self._log.renew(back, partial(read_at, self._handle))
            self._here = Ranges((b.start, b.end) for b in self._log.blocks.values())
            os.fsync(self._handle)
            self.before.forget()

    @property
    def seams(self) -> list[Range]:
        """Where one stream ended and another began: likelier wrong than other places."""
        return self._log.seams(self.wanted.size)

    @property
    def records(self) -> bytes:
        """Its blocks as a journal."""
        return records_of(self._log.blocks.values())

    def finish(self) -> None:
        """The content is right: give the file its name. To be called when it is not open."""
        with writing(self.path.parent):
            if not self._installed:
                self.path.replace(self.wanted.target)
                sync_folder(self.path.parent)
        self.forget()

    def forget(self) -> None:
        """Take the journals away, and what a kill left of their writing."""
        with writing(self.path.parent):
            self.before.forget()
            for path in (self.journal_path, self.blocks_path):
                path.unlink(missing_ok=True)
            for path in self.path.parent.iterdir():
                if path.name.startswith(f".{self.journal_path.name[:80]}."):
                    path.unlink(missing_ok=True)

    def take_over(self, other: "Part") -> None:
        """What came for another target of the same content is this one's beginning."""
        self.discard()
        # The journal last: a part without one is of nothing.
        move_file(other.path, self.path)
        for old, new in (
            (other.blocks_path, self.blocks_path),
            (other.before.path, self.before.path),
        ):
            if old.exists():
                move_file(old, new)
        move_file(other.journal_path, self.journal_path)
        self.load()

    def discard(self) -> None:
        """Take everything away; an installed file is as it was."""
        with writing(self.path.parent):
            if not self._installed:
                self.path.unlink(missing_ok=True)
            elif self.before.path.exists() and self.path.exists():
                with self.path.open("r+b") as file:
                    self.before.put_back(file.fileno())
        if self.path.parent.is_dir():
            self.forget()
        self.load()

    def load(self) -> None:
        """What the journals say."""
        self._here, self.etag, self.is_begun = Ranges(), "", False
        try:
            journal = msgspec.json.decode(self.journal_path.read_bytes(), type=Journal)
        except (OSError, msgspec.MsgspecError):
            journal = None
        known = (self.wanted.size, self.wanted.sha256)
        is_ours = journal is None or (journal.size, journal.sha256) == known
        self.is_of_other = not is_ours and self.path.exists()
        with contextlib.suppress(OSError):
            self._log.load(self.wanted.size if is_ours and self.path.exists() else 0)
        self._here = Ranges((b.start, b.end) for b in self._log.blocks.values())
        if journal is None:  # the blocks say what is here, but perhaps of another file
            self._log.doubt_all()
        elif is_ours:
            self.etag, self.is_begun = journal.etag, True


def move_file(source: Path, target: Path) -> None:
    """Give a file another place, on another disk too; the old one stays until the new is whole.

    AppError when it cannot be written; then nothing has happened.
    """
    with writing(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            source.rename(target)
            return
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
        copy = target.with_name(f"{target.name}.moving")
        try:
            shutil.copyfile(source, copy)
            with copy.open("rb+") as file:
                os.fsync(file.fileno())
            copy.replace(target)
        except BaseException:
            copy.unlink(missing_ok=True)
            raise
        source.unlink()


def digest_of(path: Path, length: int, stop: Stop) -> str:
    """The sha256 of a file's first bytes. Cancelled on stop, AppError when it cannot be read."""
    digest = hashlib.sha256()
    with writing(path.parent), path.open("rb", buffering=0) as file:
        while length > 0:
            if stop.is_set():
                raise Cancelled
            chunk = file.read(min(CHUNK, length))
            if not chunk:
                break
            digest.update(chunk)
            length -= len(chunk)
    return digest.hexdigest()


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[None]:
    """The disk's refusals as ours."""
    try:
        yield
    except OSError as error:
        raise refusal(error, folder / "part") from error
