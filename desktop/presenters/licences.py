# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The licence that is read just now, and those that were accepted."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.domain.changes import Change, changes
from desktop.domain.errors import AppError
from desktop.domain.licence import (
    LICENCES,
    Acceptance,
    Licence,
    LicenceDocument,
    LicenceText,
    find_licence,
)
from desktop.presenters.background import Background, Lane
from desktop.services.licences import Acceptances, LicenceTexts, is_accepted, save_copy
from desktop.services.stop import Stop


@dataclass(frozen=True, slots=True)
class Reading:
    """Whose licence is read. text_file: the text that came with the weights, or ""."""

    licence: Licence
    model_id: str
    model_name: str
    text_file: str


@dataclass(frozen=True, slots=True)
class Revision:
    """What changed in a document since it was accepted, for whichever model. accepted: when."""

    accepted: float
    changes: tuple[Change, ...]


class Licences(QObject):
    """What could not be shown cannot be accepted.

    Attributes:
        reading: whose licence is read just now. texts: all its documents, or none as long as one of
            them is missing. error: why it is missing.
        withdrawn: what was taken back last, as long as that can be undone.
        revisions: of those texts that were accepted in another version, by the document's id.
    """

    texts_ready = Signal()
    texts_failed = Signal(object)  # AppError
    accepted = Signal(str)  # id of the model
    changed = Signal()  # something was accepted or withdrawn, or reads differently now
    saved = Signal(object)  # None, or the AppError why a copy could not be written

    def __init__(
        self,
        texts: LicenceTexts,
        acceptances: Acceptances,
        background: Background,
        table: Mapping[str, Licence] = LICENCES,
        clock: Callable[[], float] = time.time,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._texts, self._kept = texts, acceptances
        self._background, self._table, self._clock = background, table, clock
        self._acceptances = acceptances.load()
        self._current = texts.current()
        self._stop = Stop()
        self.withdrawn: tuple[Acceptance, ...] = ()
        self.reading: Reading | None = None
        self.texts: list[LicenceText] = []
        self.revisions: dict[str, Revision] = {}
        self.error: AppError | None = None

    def open(self, licence_id: str, model_id: str, model_name: str, text_file: str = "") -> None:
        """Begin to read a licence for a model; texts_ready or texts_failed follows."""
        self.close()
        reading = Reading(self.licence(licence_id), model_id, model_name, text_file)
        self.reading, self._stop = reading, Stop()
        stop, accepted = self._stop, list(self._acceptances)

        def work() -> tuple[list[LicenceText], dict[str, Revision]]:
            texts = self._gather(reading, stop)
            return texts, self._compare(texts, reading.model_id, accepted)

        def done(found: tuple[list[LicenceText], dict[str, Revision]]) -> None:
            if self._stop is stop:
                self._on_texts(*found)

        def failed(error: Exception) -> None:
            if self._stop is stop and isinstance(error, AppError):
                self.error = error
                self.texts_failed.emit(error)

        self._background.run(Lane.POOL, work, done, failed)

    def retry(self) -> None:
        """Try again to get the texts."""
        reading = self.reading
        if reading is not None:
            self.open(reading.licence.id, reading.model_id, reading.model_name, reading.text_file)

    def close(self) -> None:
        """Stop reading; nothing is accepted."""
        self._stop.set()
        self._stop = Stop()
        self.reading, self.texts, self.error = None, [], None
        self.revisions = {}

    def accept(self) -> bool:
        """Accept what is shown. False, and nothing happens, unless every text is."""
        reading = self.reading
        if reading is None or not self.texts:
            return False
        now = self._clock()
        new = [
            Acceptance(
                reading.licence.id,
                text.document.id,
                text.origin,
                text.sha256,
                reading.model_id,
                now,
            )
            for text in self.texts
        ]
        documents = {acceptance.document for acceptance in new}
        self._acceptances = [
            a
            for a in self._acceptances
            if a.model != reading.model_id or a.document not in documents
        ] + new
        self._background.run(Lane.STORE, lambda: self._kept.add(new), failed=self._on_not_kept)
        self.close()
        self.changed.emit()
        self.accepted.emit(reading.model_id)
        return True

    def is_accepted(self, licence_id: str, model_id: str) -> bool:
        """Whether the licence was accepted for the model, as it reads now."""
        licence = find_licence(licence_id, self._table)
        return licence is not None and is_accepted(
            licence, model_id, self._acceptances, self._current
        )

    def acceptances(self) -> list[Acceptance]:
        """All that was accepted, newest first."""
        return sorted(self._acceptances, key=lambda a: a.accepted, reverse=True)

    def missing(self) -> tuple[LicenceDocument, ...]:
        """The documents of what is read that could not be had."""
        here = {text.document.id for text in self.texts}
        documents = self.reading.licence.documents if self.reading and self.texts else ()
        return tuple(document for document in documents if document.id not in here)

    def text_of(self, acceptance: Acceptance) -> str:
        """The text that was accepted, "" when it was taken away by hand."""
        return self._texts.text(acceptance.sha256) or ""

    def withdraw(self, acceptances: Sequence[Acceptance]) -> None:
        """Take acceptances back; the model's files stay, but it asks again before it runs."""
        withdrawn = self.withdrawn = tuple(acceptances)
        self._acceptances = [a for a in self._acceptances if a not in withdrawn]
        self._background.run(
            Lane.STORE, lambda: self._kept.remove(withdrawn), failed=self._on_not_kept
        )
        self.changed.emit()

    def undo_withdrawal(self) -> None:
        """What was withdrawn last counts again, of its day."""
        again, self.withdrawn = self.withdrawn, ()
        self._acceptances += again
        self._background.run(Lane.STORE, lambda: self._kept.add(again), failed=self._on_not_kept)
        self.changed.emit()

    def save_copy(self, path: str, words: str) -> None:
        """Write the record of what was accepted to a file of the person's; saved tells."""
        self._background.run(
            Lane.POOL,
            lambda: save_copy(Path(path), words),
            lambda _: self.saved.emit(None),
            self.saved.emit,
        )

    def licence(self, licence_id: str) -> Licence:
        """The licence of this id. KeyError for unknown ones."""
        licence = find_licence(licence_id, self._table)
        if licence is None:
            raise KeyError(licence_id)
        return licence

    def _gather(self, reading: Reading, stop: Stop) -> list[LicenceText]:
        """On a lane. The file that came with the weights holds the licence itself; what belongs to
        it is fetched, and told to be missing where there is no network: the weights are here."""
        first, *others = reading.licence.documents
        texts = [self._first(first, reading.text_file, stop)]
        for document in others:
            try:
                texts.append(self._texts.fetch(document, stop))
            except AppError:
                if texts[0].origin != reading.text_file:
                    raise
        return texts

    def _first(self, document: LicenceDocument, text_file: str, stop: Stop) -> LicenceText:
        if text_file:
            try:
                return self._texts.read(document, Path(text_file))
            except AppError:
                pass  # the package is broken: the official address has the text as well
        return self._texts.fetch(document, stop)

    def _compare(
        self, texts: list[LicenceText], model_id: str, accepted: list[Acceptance]
    ) -> dict[str, Revision]:
        """On a lane. Each text beside the version of it that was accepted last: for this model, or
        else for any."""
        found: dict[str, Revision] = {}
        for text in texts:
            same = [a for a in accepted if a.document == text.document.id]
            same = [a for a in same if a.model == model_id] or same
            if not same or any(a.sha256 == text.sha256 for a in same):
                continue
            last = max(same, key=lambda a: a.accepted)
            before = self._texts.text(last.sha256)
            difference = changes(before, text.text) if before is not None else ()
            if difference:
                found[text.document.id] = Revision(last.accepted, difference)
        return found

    def _on_texts(self, texts: list[LicenceText], revisions: dict[str, Revision]) -> None:
        self.texts, self.revisions = texts, revisions
        before = dict(self._current)
        for text in texts:
            self._current[text.document.id, text.origin] = text.sha256
        self.texts_ready.emit()
        if any(self._current[key] != sha256 for key, sha256 in before.items()):
            self.changed.emit()  # what was accepted in other words no longer counts

    def _on_not_kept(self, error: Exception) -> None:
        self.texts_failed.emit(error)
