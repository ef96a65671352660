# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The texts of licences, and what of them was accepted.

A text is fetched from its official address when it is needed, or read from the file that came with
the weights. It is kept by its hash for ever, since it is what somebody agreed to. An index says
which text was seen last at each origin: an acceptance of another text no longer counts.
"""

import hashlib
import logging
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from desktop.domain.errors import AppError, Problem
from desktop.domain.gate import GATE_PROBLEMS
from desktop.domain.licence import Acceptance, Licence, LicenceDocument, LicenceText
from desktop.services.downloads.part import writing
from desktop.services.files import write_atomically
from desktop.services.http import Http
from desktop.services.licence_page import cleaned, text_of_page
from desktop.services.stop import Stop

log = logging.getLogger("desktop.licences")

T = TypeVar("T")

LARGEST = 2_000_000  # bytes of a page; the terms' has 170,000


class Seen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The text that was seen last at an origin."""

    document: str
    origin: str
    sha256: str
    fetched: float


class LicenceTexts:
    """Blocking, for any number of threads.

    Args:
        folder: where texts are kept, with index.json.
        addresses: where the licence of a repository ("owner/name") may be; raises AppError.
    """

    def __init__(
        self,
        folder: Path,
        http: Http,
        clock: Callable[[], float] = time.time,
        addresses: Callable[[str], list[str]] = lambda repository: [],
    ) -> None:
        self._folder, self._http, self._clock = folder, http, clock
        self._addresses = addresses
        self._index = folder / "index.json"
        self._lock = threading.Lock()

    def fetch(self, document: LicenceDocument, stop: Stop) -> LicenceText:
        """The document as it is at its address now, or as it was there last.

        Raises AppError LICENCE_UNAVAILABLE when it was never there for us, one of domain/gate.py
        when its repository wants to know who asks; Cancelled.
        """
        try:
            return self._fetch(document, stop)
        except AppError as error:
            kept = self._last(document)
            if kept is not None:
                log.info("%s: shown as it was kept (%s)", document.id, error.problem)
                return kept
            if error.problem in GATE_PROBLEMS and error.problem is not Problem.REPOSITORY_GONE:
                raise
            raise _unavailable(document, str(error)) from error

    def _fetch(self, document: LicenceDocument, stop: Stop) -> LicenceText:
        """From the first of its addresses that has it."""
        addresses = [document.address]
        if document.repository:
            addresses = self._addresses(document.repository)
        last = AppError(Problem.NOT_FOUND, detail="no text in the repository")
        for address in addresses:
            try:
                text, kind = self._http.get_text(address, stop, LARGEST)
            except AppError as error:
                last = error
                continue
            page = "html" in kind or (kind != "text/plain" and "<html" in text[:20_000].lower())
            text = text_of_page(text) if page else cleaned(text)
            if document.recognises(text):
                return self._keep(document, text, address)
            last = AppError(Problem.WRONG_ANSWER, detail="some other page")
        raise last

    def read(self, document: LicenceDocument, path: Path) -> LicenceText:
        """The document from a file that came with the weights. AppError LICENCE_UNAVAILABLE."""
        try:
            with path.open("rb") as file:
                raw = file.read(LARGEST).decode("utf-8", "replace")
        except OSError as error:
            raise _unavailable(document, type(error).__name__) from error
        text = text_of_page(raw) if "<html" in raw[:20_000].lower() else cleaned(raw)
        if not document.recognises(text):
            raise _unavailable(document, "some other text")
        return self._keep(document, text, str(path))

    def _last(self, document: LicenceDocument) -> LicenceText | None:
        """The text that was seen last where it is fetched from."""
        for seen in reversed(self._seen()):
            here = bool(document.repository) or seen.origin == document.address
            if seen.document == document.id and here:
                text = self.text(seen.sha256)
                if text is not None:
                    return LicenceText(document, text, seen.sha256, seen.origin, seen.fetched)
        return None

    def text(self, sha256: str) -> str | None:
        """A kept text by its hash; None when it is not there, or not any more what it was."""
        try:
            data = (self._folder / f"{sha256}.txt").read_bytes()
        except OSError:
            return None
        return data.decode() if hashlib.sha256(data).hexdigest() == sha256 else None

    def current(self) -> dict[tuple[str, str], str]:
        """The hash of what was seen last, by document and origin."""
        return {(seen.document, seen.origin): seen.sha256 for seen in self._seen()}

    def _keep(self, document: LicenceDocument, text: str, origin: str) -> LicenceText:
        data = text.encode()
        sha256 = hashlib.sha256(data).hexdigest()
        now = self._clock()
        with self._lock, writing(self._folder):
            if self.text(sha256) is None:
                write_atomically(self._folder / f"{sha256}.txt", data)
            others = [s for s in self._seen() if (s.document, s.origin) != (document.id, origin)]
            seen = Seen(document.id, origin, sha256, now)
            write_atomically(self._index, _encoded([*others, seen]))
        return LicenceText(document, text, sha256, origin, now)

    def _seen(self) -> list[Seen]:
        return _read(self._index, list[Seen])


class Acceptances:
    """What was accepted, in one file. For any number of threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def load(self) -> list[Acceptance]:
        """All of them, oldest first."""
        return _read(self._path, list[Acceptance])

    def add(self, new: Sequence[Acceptance]) -> list[Acceptance]:
        """Remember; the same document accepted again for the same model is replaced. AppError."""
        keys = {(a.document, a.model) for a in new}
        with self._lock, writing(self._path.parent):
            kept = [a for a in self.load() if (a.document, a.model) not in keys]
            write_atomically(self._path, _encoded([*kept, *new]))
            return [*kept, *new]

    def remove(self, withdrawn: Sequence[Acceptance]) -> list[Acceptance]:
        """Withdraw some. AppError when the disk does not take it."""
        with self._lock, writing(self._path.parent):
            kept = [a for a in self.load() if a not in withdrawn]
            write_atomically(self._path, _encoded(kept))
            return kept


def save_copy(path: Path, words: str) -> None:
    """Write a text where the person wants it. AppError DISK_FULL, FOLDER_NOT_WRITABLE."""
    with writing(path.parent):
        write_atomically(path, words.encode())


def is_accepted(
    licence: Licence,
    model_id: str,
    acceptances: Sequence[Acceptance],
    current: dict[tuple[str, str], str],
) -> bool:
    """Whether a licence, and what its makers add to it, was accepted for a model as it reads now.

    The other documents are accepted together with it, but for those that could not be had beside a
    text that came with the weights; one that has changed since is asked again.

    current: see LicenceTexts.current.
    """
    found = [a for a in acceptances if a.licence == licence.id and a.model == model_id]
    unchanged = all(current.get((a.document, a.origin), a.sha256) == a.sha256 for a in found)
    needed = {licence.documents[0].id} | {d.id for d in licence.documents if d.repository}
    return unchanged and needed <= {a.document for a in found}


def _unavailable(document: LicenceDocument, detail: str) -> AppError:
    return AppError(
        Problem.LICENCE_UNAVAILABLE, detail=detail, name=document.name, address=document.address
    )


def _encoded(items: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(items), indent=2)


def _read(path: Path, kind: type[list[T]]) -> list[T]:
    """A list from its file. What cannot be read is put aside and never written over."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except FileNotFoundError:
        return []
    except (OSError, msgspec.MsgspecError) as error:
        log.warning("%s could not be read: %s", path.name, type(error).__name__)
        if path.is_file():
            path.replace(path.with_name(f"{path.stem}.bad.json"))
        return []
