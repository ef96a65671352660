# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Finds out which program a file is of, and takes its chats in. Nothing here is overwritten."""

import json
import logging
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from desktop.domain.conversation import ImagePart, MediaPart
from desktop.domain.errors import AppError, Cancelled, Problem
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
from desktop.services.exchange.telling import NotUnderstood, Told, rooted
from desktop.services.pictures import PictureStore
from desktop.services.stop import Stop

log = logging.getLogger("desktop.exchange")

MOST_BYTES = 2_000_000_000  # of a file that JSON reads at once
MOST_FILES = 20_000  # of a folder
ENDINGS = (".json", ".jsonl", ".chat", ".sqlite", ".zip")
UNREADABLE = (OSError, ValueError, RecursionError, zipfile.BadZipFile, NotImplementedError)


@dataclass(slots=True)
class Arrived:
    """What came, what was here already, and the names of files that nobody understood."""

    chats: int = 0
    messages: int = 0
    here_already: int = 0
    not_understood: list[str] = field(default_factory=list)


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
            before = arrived.chats + arrived.here_already
            try:
                for chat, messages in self._read(path):
                    if stop.is_set():
                        raise Cancelled
                    if self._store.take_in(chat, messages):
                        arrived.chats += 1
                        arrived.messages += len(messages)
                    else:
                        arrived.here_already += 1
                    progress(arrived.chats + arrived.here_already)
            except UNREADABLE as error:
                log.info("a file was not understood: %s", type(error).__name__)
                if arrived.chats + arrived.here_already == before:
                    arrived.not_understood.append(path.name)
        return arrived

    def _read(self, path: Path) -> Iterator[Told]:
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

    def _read_json(self, data: object, name: str) -> Iterator[Told]:
        forms: tuple[Callable[[], Iterator[Told]], ...] = (
            lambda: ours.read(data, self._put_back),
            lambda: chatgpt.read(data),
            lambda: open_webui.read(data, self._keep),
            lambda: lm_studio.read(data, name),
        )
        for form in forms:
            told = form()
            with suppress(NotUnderstood):
                first = next(told, None)
                if first is not None:
                    yield _right(first)
                yield from map(_right, told)
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


def _right(told: Told) -> Told:
    """No message without its chat, no parent that is not there."""
    chat, messages = told
    ids = {message.id for message in messages}
    if len(ids) < len(messages):
        raise NotUnderstood("two messages of one name")
    return chat, rooted(messages)


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
