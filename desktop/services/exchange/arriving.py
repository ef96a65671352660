# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Finds out which program a file is of, and takes its chats in. Nothing here is overwritten."""

import json
import logging
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from desktop.domain.conversation import ImagePart, MediaPart, is_temporary
from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.domain.persona import Persona
from desktop.services.chats.store import ChatStore
from desktop.services.exchange import (
    chatgpt,
    gpt4all,
    jan,
    lm_studio,
    ollama,
    open_webui,
    ours,
)
from desktop.services.exchange.telling import NotUnderstood, Told, rooted, seconds
from desktop.services.pictures import PictureStore
from desktop.services.stop import Stop

log = logging.getLogger("desktop.exchange")

MOST_BYTES = 2_000_000_000  # of a file that JSON reads at once
MOST_FILES = 20_000  # of a folder
ENDINGS = (".json", ".jsonl", ".chat", ".sqlite", ".zip")
# What reading a damaged, locked or crafted file ends with.
UNREADABLE = (
    OSError,
    ValueError,
    LookupError,
    RuntimeError,
    EOFError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
)


@dataclass(slots=True)
class Arrived:
    """What came, and what did not.

    Attributes:
        left_out: chats of files that were understood, which are damaged or from a later version.
        not_understood: names of files that were not read, or not to their end.
        personas: who answers in the chats.
    """

    chats: int = 0
    messages: int = 0
    here_already: int = 0
    left_out: int = 0
    not_understood: list[str] = field(default_factory=list)
    personas: list[Persona] = field(default_factory=list)


class Arriving:
    """Takes in files, and folders of files."""

    def __init__(self, store: ChatStore, pictures: PictureStore) -> None:
        self._store, self._pictures = store, pictures

    def take_in(
        self, paths: Iterable[Path], stop: Stop, progress: Callable[[int], None] = lambda n: None
    ) -> Arrived:
        """Every chat of these files that is not here yet. progress: how many chats were seen.

        Raises:
            AppError: DISK_FULL, FOLDER_NOT_WRITABLE, STORE_DAMAGED; what came before stays.
            Cancelled: stopped; what came before stays.
        """
        arrived = Arrived()
        for path in _files(paths):
            try:
                for told in self._read(path):
                    if stop.is_set():
                        raise Cancelled
                    self._take_in(told, arrived)
                    progress(arrived.chats + arrived.here_already)
            except UNREADABLE as error:
                log.info("a file was not understood: %s", type(error).__name__)
                arrived.not_understood.append(path.name)
        return arrived

    def _take_in(self, told: Told | Persona | None, arrived: Arrived) -> None:
        if isinstance(told, Persona):
            arrived.personas.append(told)
            return
        right = _right(told) if told is not None else None
        if right is None:
            arrived.left_out += 1
        elif self._store.take_in(*right):
            arrived.chats += 1
            arrived.messages += len(right[1])
        else:
            arrived.here_already += 1

    def _read(self, path: Path) -> Iterator[Told | Persona | None]:
        with path.open("rb") as file:
            head = file.read(16)
        if head == ollama.MAGIC:
            yield from ollama.read(path, self._keep)
        elif head.startswith(gpt4all.MAGIC):
            yield from gpt4all.read(_bytes(path))
        elif head.startswith(b"PK"):
            yield from self._read_archive(path)
        elif path.suffix == ".jsonl":
            lines = [json.loads(line) for line in _bytes(path).splitlines() if line.strip()]
            yield from jan.read(lines, _thread(path), path.parent.name, self._keep)
        else:
            yield from self._read_json(json.loads(_bytes(path)), path.name)

    def _read_json(self, data: object, name: str) -> Iterator[Told | Persona | None]:
        forms: tuple[Callable[[], Iterator[Told | Persona | None]], ...] = (
            lambda: ours.read(data, self._put_back),
            lambda: chatgpt.read(data),
            lambda: open_webui.read(data, self._keep),
            lambda: lm_studio.read(data, name),
        )
        for form in forms:
            told = form()
            with suppress(NotUnderstood):
                yield from told
                return
        raise NotUnderstood("of no known form")

    def _read_archive(self, path: Path) -> Iterator[Told]:
        """ChatGPT's: conversations in one file or several, pictures beside them."""
        with zipfile.ZipFile(path) as archive:
            sizes = {info.filename: info.file_size for info in archive.infolist()}

            def content(name: str) -> bytes:
                if sizes[name] > MOST_BYTES:
                    raise NotUnderstood("too large")
                return archive.read(name)

            def picture(begin: str) -> ImagePart | None:
                names = (one for one in sizes if begin and Path(one).name.startswith(begin))
                name = next(names, None)
                return self._keep(content(name), Path(name).name) if name else None

            names = [one for one in sizes if Path(one).name.startswith("conversations")]
            if not names:
                raise NotUnderstood("an archive without conversations")
            for name in sorted(names):
                yield from chatgpt.read(json.loads(content(name)), picture)

    def _keep(self, data: bytes, name: str) -> ImagePart | None:
        """What is no picture is left out."""
        part = None
        with _left_out():
            part = self._pictures.add(data, name)
        return part

    def _put_back(self, part: MediaPart, data: bytes) -> None:
        with _left_out():
            self._pictures.put_back(part, data)


@contextmanager
def _left_out() -> Iterator[None]:
    """A picture that is none costs nobody the chat; a full disk is told of."""
    try:
        yield
    except AppError as error:
        if error.problem in (Problem.DISK_FULL, Problem.FOLDER_NOT_WRITABLE):
            raise
        log.info("a picture was left out: %s", error.problem)


def _right(told: Told) -> Told | None:
    """As the store can keep and show it: no message without its chat, no parent that is not there,
    no time that no calendar has. None for a chat that has no name of its own.
    """
    chat, messages = told
    ids = {message.id for message in messages}
    if not chat.id or is_temporary(chat.id) or "" in ids or len(ids) < len(messages):
        return None
    shown = [message.id for message in messages if not message.removed]
    return (
        replace(
            chat,
            created=seconds(chat.created),
            updated=seconds(chat.updated),
            removed=seconds(chat.removed),
            leaf_id=chat.leaf_id if chat.leaf_id in ids else next(reversed(shown), None),
        ),
        rooted([replace(message, created=seconds(message.created)) for message in messages]),
    )


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        found = sorted(one for one in path.rglob("*") if one.suffix in ENDINGS and one.is_file())
        # A thread's own description comes with its messages.
        yield from [one for one in found if one.name != "thread.json"][:MOST_FILES]


def _bytes(path: Path) -> bytes:
    if path.stat().st_size > MOST_BYTES:
        raise NotUnderstood("too large")
    return path.read_bytes()


def _thread(path: Path) -> object:
    """What is told of a thread beside its messages."""
    with suppress(*UNREADABLE):
        return json.loads(_bytes(path.with_name("thread.json")))
    return None
