# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The licence that is read just now, and those that were accepted."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.domain.errors import AppError
from desktop.domain.licence import LICENCES, Acceptance, Licence, LicenceText
from desktop.presenters.background import Background, Lane
from desktop.services.licences import Acceptances, LicenceTexts, is_accepted
from desktop.services.stop import Stop


@dataclass(frozen=True, slots=True)
class Reading:
    """Whose licence is read. text_file: the text that came with the weights, or ""."""

    licence: Licence
    model_id: str
    model_name: str
    text_file: str


class Licences(QObject):
    """What could not be shown cannot be accepted.

    Attributes:
        reading: whose licence is read just now. texts: all its documents, or none as long as one of
            them is missing. error: why it is missing.
    """

    texts_ready = Signal()
    texts_failed = Signal(object)  # AppError
    accepted = Signal(str)  # id of the model
    changed = Signal()  # something was accepted or withdrawn

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
        self.reading: Reading | None = None
        self.texts: list[LicenceText] = []
        self.error: AppError | None = None

    def open(self, licence_id: str, model_id: str, model_name: str, text_file: str = "") -> None:
        """Begin to read a licence for a model; texts_ready or texts_failed follows."""
        self.close()
        reading = Reading(self._table[licence_id], model_id, model_name, text_file)
        self.reading, self._stop = reading, Stop()
        stop = self._stop

        def done(texts: list[LicenceText]) -> None:
            if self._stop is stop:
                self._on_texts(texts)

        def failed(error: Exception) -> None:
            if self._stop is stop and isinstance(error, AppError):
                self.error = error
                self.texts_failed.emit(error)

        self._background.run(Lane.POOL, lambda: self._gather(reading, stop), done, failed)

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
        licence = self._table.get(licence_id)
        return licence is not None and is_accepted(
            licence, model_id, self._acceptances, self._current
        )

    def acceptances(self) -> list[Acceptance]:
        """All that was accepted, newest first."""
        return sorted(self._acceptances, key=lambda a: a.accepted, reverse=True)

    def text_of(self, acceptance: Acceptance) -> str:
        """The text that was accepted, "" when it was taken away by hand."""
        return self._texts.text(acceptance.sha256) or ""

    def withdraw(self, acceptance: Acceptance) -> None:
        """Take an acceptance back; the model's files stay, but it asks again before it runs."""
        self._acceptances = [a for a in self._acceptances if a != acceptance]
        self._background.run(
            Lane.STORE, lambda: self._kept.remove(acceptance), failed=self._on_not_kept
        )
        self.changed.emit()

    def licence(self, licence_id: str) -> Licence:
        """The licence of this id. KeyError for unknown ones."""
        return self._table[licence_id]

    def _gather(self, reading: Reading, stop: Stop) -> list[LicenceText]:
        """On a lane. From the file that came with the weights only the licence itself is known."""
        documents = reading.licence.documents
        if reading.text_file:
            try:
                return [self._texts.read(documents[0], Path(reading.text_file))]
            except AppError:
                pass  # the package is broken: the official address has the text as well
        return [self._texts.fetch(document, stop) for document in documents]

    def _on_texts(self, texts: list[LicenceText]) -> None:
        self.texts = texts
        for text in texts:
            self._current[text.document.id, text.origin] = text.sha256
        self.texts_ready.emit()

    def _on_not_kept(self, error: Exception) -> None:
        self.texts_failed.emit(error)
