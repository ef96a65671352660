# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What was read, as files: so that a chat of yesterday goes on without being read again.

A file is what llama.cpp wrote, then what it is (`Label`, MessagePack), then the label's length, its
CRC-32, that of everything before, and MAGIC. It is written under another name and never waited
for: what a kill or a power cut leaves of it has no right sum, and goes. All of it could be had
again by reading, so no failure here is anybody's concern.

The files hold what was said. They are the person's alone, and go when their chat does: one that was
not talked in for as long as removed chats are kept is forgotten (`forget_sessions`).
"""

import contextlib
import hashlib
import logging
import os
import shutil
import struct
import uuid
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import msgspec

from desktop.domain.plan import Plan
from desktop.services.engine.session import Given, Seen, Session, Tokens

log = logging.getLogger(__name__)

MAGIC = b"Jewels02"
FOOT = struct.Struct("<III8s")
LARGEST_LABEL = 64 << 20
MOST_BYTES = 4 << 30
SHARE = 0.1  # of what is free on the disk
MOST_OF_A_KIND = 32  # of one model that are looked at, the newest
BLOCK = 1 << 20


class Kind(StrEnum):
    """What a file holds, which is how its name ends."""

    WHOLE = "whole"  # everything that was read
    WINDOW = "window"  # what the sliding layers held
    SCORES = "scores"  # what the words of its session ended with
    PICTURE = "picture"  # what a projector made of the one picture of its session


class Piece(msgspec.Struct):
    """A span: tokens, or the hash of a picture and the positions it takes."""

    ids: list[int] = []
    sha256: str = ""
    count: int = 0


class Label(msgspec.Struct):
    """What was read for a state. answers: position, text, tokens."""

    pieces: list[Piece]
    answers: list[tuple[int, str, list[int]]]


@dataclass(eq=False, slots=True)
class SavedState:
    """A state on the disk.

    Attributes:
        size: bytes of the state itself, at the file's beginning.
        sound: the sum is known to be right.
    """

    session: Session
    path: Path
    size: int
    sound: bool


def writer(data: bytearray) -> Callable[[Path], bool]:
    """Fills a file with what is in memory."""
    return lambda path: path.write_bytes(data) == len(data)


class SessionFiles:
    """The folder of one model as it is loaded. One thread uses it.

    Args:
        root: of all models. key: names the folder; another file, cache or version has another.
    """

    def __init__(self, root: Path, key: str) -> None:
        self._root, self._folder = root, root / key

    def found(self, kind: Kind) -> list[SavedState]:
        """The newest of this kind, the oldest of them first; what makes no sense is deleted."""
        files = sorted(self._folder.glob(f"*.{kind}"), key=_age)[-MOST_OF_A_KIND:]
        return [state for path in files if (state := _look(path)) is not None]

    def write(
        self, kind: Kind, session: Session, fill: Callable[[Path], bool]
    ) -> SavedState | None:
        """Keep a state; None when that did not work.

        Args:
            fill: writes the state to the path, which is there and empty.
        """
        name = uuid.uuid4().hex
        part, path = self._folder / f"{name}.part", self._folder / f"{name}.{kind}"
        try:
            for folder in (self._root, self._folder):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            if not fill(part):
                raise OSError("llama.cpp did not write it")
            size = _seal(part, _label(session))
            part.replace(path)
        except OSError as error:
            log.info("a session was not kept: %s", error)
            _delete(part)
            return None
        self._make_room()
        return SavedState(session, path, size, sound=True) if path.exists() else None

    def is_sound(self, state: SavedState) -> bool:
        """Whether the file is as it was written; it is deleted when not."""
        if not state.sound:
            state.sound = _sum_is_right(state.path)
        if not state.sound:
            self.drop(state)
        return state.sound

    def read(self, state: SavedState) -> bytearray:
        """The state itself; empty when it cannot be had."""
        data = bytearray(state.size)
        with contextlib.suppress(OSError), state.path.open("rb") as file:
            if self.is_sound(state) and file.readinto(data) == state.size:
                return data
        return bytearray()

    def drop(self, state: SavedState) -> None:
        """Delete what is of no more use."""
        _delete(state.path)

    def _make_room(self) -> None:
        """Delete the oldest of all models, until the rest fits."""
        files = sorted(_files(self._root), key=_age)
        taken = sum(_size(path) for path in files)
        room = min(MOST_BYTES, int((shutil.disk_usage(self._root).free + taken) * SHARE))
        for path in files:
            if taken <= room:
                break
            taken -= _size(path)
            _delete(path)


def key_of(plan: Plan, version: str) -> str:
    """Names what a state depends on: files, cache, version. Context and batch may be larger.

    A file is known by its size, its time and its first mebibyte.
    """
    digest = hashlib.blake2b(f"{version} {plan.cache} {plan.flash_attention}".encode())
    for name in filter(None, (plan.weights, plan.projector)):
        with Path(name).open("rb") as file:
            found = os.fstat(file.fileno())
            digest.update(f" {found.st_size} {found.st_mtime_ns} ".encode())
            digest.update(file.read(BLOCK))
    return digest.hexdigest()[:32]


def forget_sessions(root: Path, before: float) -> None:
    """Delete what was not talked in since (seconds since 1970), and what a kill left half done."""
    for path in _files(root):
        if _age(path) < before or path.suffix == ".part":
            _delete(path)


def size_of_sessions(root: Path) -> int:
    """Bytes of all that is kept, of whichever model."""
    return sum(_size(path) for path in _files(root))


def _label(session: Session) -> bytes:
    pieces = [
        Piece(span.ids) if isinstance(span, Tokens) else Piece([], span.sha256, span.count)
        for span in session.spans
    ]
    answers = [(start, given.text, given.ids) for start, given in session.answers.items()]
    return msgspec.msgpack.encode(Label(pieces, answers))


def _seal(path: Path, label: bytes) -> int:
    """Write the label and the sum behind the state; the state's size."""
    with path.open("r+b") as file:
        total = 0
        for block in _blocks(file.read):
            total = zlib.crc32(block, total)
        size = file.tell()
        file.write(label)
        file.write(FOOT.pack(len(label), zlib.crc32(label), zlib.crc32(label, total), MAGIC))
    return size


def _look(path: Path) -> SavedState | None:
    """What a file says it holds. Whether the state itself is right is seen when it is used."""
    try:
        with path.open("rb") as file:
            end = file.seek(-FOOT.size, os.SEEK_END)
            length, sum_, _, magic = FOOT.unpack(file.read(FOOT.size))
            if magic != MAGIC or length > min(end, LARGEST_LABEL):
                raise ValueError("no label")
            file.seek(end - length)
            data = file.read(length)
        if zlib.crc32(data) != sum_:
            raise ValueError("the label is damaged")
        label = msgspec.msgpack.decode(data, type=Label)
        session = Session()
        for piece in label.pieces:
            _add(session, piece)
        session.answers = {start: Given(text, ids) for start, text, ids in label.answers}
        return SavedState(session, path, end - length, sound=False)
    except (OSError, ValueError, msgspec.MsgspecError) as error:
        log.info("a session's file makes no sense: %s", error)
        _delete(path)
        return None


def _add(session: Session, piece: Piece) -> None:
    if piece.ids:
        session.add_tokens(piece.ids)
    elif piece.count > 0:
        session.add_picture(Seen(piece.sha256, piece.count))


def _sum_is_right(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            left = file.seek(0, os.SEEK_END) - FOOT.size
            file.seek(0)
            total = 0
            while left > 0 and (block := file.read(min(BLOCK, left))):
                total = zlib.crc32(block, total)
                left -= len(block)
            return not left and FOOT.unpack(file.read())[2] == total
    except (OSError, struct.error):
        return False


def _blocks(read: Callable[[int], bytes]) -> Iterator[bytes]:
    while block := read(BLOCK):
        yield block


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.suffix[1:] in ("part", *Kind)]


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _delete(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
