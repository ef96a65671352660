# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Models beyond the catalogue: found on the Hub, only when somebody asks for it."""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from desktop.domain.errors import AppError
from desktop.domain.fit import Offer
from desktop.domain.repository import Opened, Order, Refusal, Repository, address_of
from desktop.presenters.background import Background, Lane
from desktop.presenters.offers import Offers
from desktop.services.models.strangers import Strangers
from desktop.services.stop import Stop

T = TypeVar("T")


class Asking(StrEnum):
    """What the Hub was asked."""

    NOTHING = "nothing"
    SEARCH = "search"
    OPEN = "open"


class Repositories(QObject):
    """One question at a time; the answer to an older one is passed over.

    changed: what is found, being asked or failed. opened: the id of a model that can be looked at.
    """

    changed = Signal()
    opened = Signal(str)

    def __init__(
        self,
        strangers: Strangers,
        offers: Offers,
        background: Background,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._strangers, self._offers = strangers, offers
        self._background = background
        self._stop, self._end = Stop(), Stop()
        self._question = 0
        self._known: dict[str, Opened] = {}
        self._meant: dict[str, str] = {}
        self._measuring: set[str] = set()  # ids of files
        self.asking = Asking.NOTHING
        self.asked = Asking.NOTHING  # last
        self.words = ""  # of the last search
        self.repository = ""  # opened last
        self.order = Order.DOWNLOADS
        self.found: list[Repository] | None = None
        self.error: AppError | None = None
        self.refusal: tuple[str, Refusal] | None = None  # of the repository opened last

    def start(self) -> None:
        """What was opened before is known again."""
        self._background.run(Lane.POOL, self._strangers.known, self._on_known)

    def measure(self, offer: Offer) -> None:
        """Ask the engine about a file of a model from the Hub; offers.changed tells."""
        opened, file = self.known(offer.model.id), offer.file
        asked = self._offers.is_measured(file) or file.id in self._measuring
        if opened is None or opened.beside is None or asked:
            return
        self._measuring.add(file.id)
        end = self._end

        def done(beside: int) -> None:
            self._offers.measured(file, beside)

        def failed(error: Exception) -> None:
            """Its memory stays as its shape tells it; the download will say what is wrong."""

        self._background.run(
            Lane.POOL, lambda: self._strangers.measure(opened.model, file, end), done, failed
        )

    def known(self, model_id: str) -> Opened | None:
        """What is known of a model from the Hub; None for those of the catalogue."""
        return self._known.get(model_id)

    def take_meant(self, model_id: str) -> str:
        """Id of the file that a pasted address named, once; "" for none."""
        return self._meant.pop(model_id, "")

    def forget(self) -> None:
        """Other words are typed: what was found belongs to the old ones."""
        if self.found is not None or self.error is not None or self.asking is not Asking.NOTHING:
            self._question += 1
            self._stop.set()
            self._show(Asking.NOTHING)

    def close(self) -> None:
        """No answer is waited for any more."""
        self._question += 1
        self._stop.set()
        self._end.set()

    def search(self, words: str) -> None:
        """Ask the Hub for repositories with these words."""
        self.words = words.strip()
        if not self.words:
            return
        words, order = self.words, self.order
        self._ask(Asking.SEARCH, lambda: self._strangers.search(words, order), self._on_found)

    def sort(self, order: Order) -> None:
        """In another order, which is asked for anew."""
        if order is not self.order:
            self.order = order
            if self.found is not None:
                self.search(self.words)

    def open(self, repository: str) -> None:
        """Look at a repository's files: by its name, or by its address on the Hub."""
        name, meant = address_of(repository) or (repository, "")
        self.repository = name
        self._stop.set()
        stop = self._stop = Stop()

        def looked(answer: Opened | Refusal) -> None:
            self._on_looked(answer, meant)

        self._ask(Asking.OPEN, lambda: self._strangers.open(name, stop, meant), looked, self.found)

    def _ask(
        self,
        asking: Asking,
        work: Callable[[], T],
        done: Callable[[T], None],
        found: list[Repository] | None = None,
    ) -> None:
        self._question += 1
        question = self._question
        self.asked = asking
        self._show(asking, found)

        def answered(answer: T) -> None:
            if question == self._question:
                done(answer)

        def failed(error: Exception) -> None:
            if question == self._question and isinstance(error, AppError):
                self._show(Asking.NOTHING, found, error)

        self._background.run(Lane.POOL, work, answered, failed)

    def _on_known(self, known: list[Opened]) -> None:
        self._known = {opened.model.id: opened for opened in known} | self._known
        if known:
            self._offers.add(*self._known.values())

    def _on_found(self, found: list[Repository]) -> None:
        self._show(Asking.NOTHING, found)

    def _on_looked(self, answer: Opened | Refusal, meant: str) -> None:
        self._show(Asking.NOTHING, self.found)
        if isinstance(answer, Refusal):
            self.refusal = (self.repository, answer)
            self.changed.emit()
            return
        self._known[answer.model.id] = answer
        if meant:  # it was looked at, unless there is no such file
            self._meant[answer.model.id] = answer.looked
        self._offers.add(answer)
        self.opened.emit(answer.model.id)

    def _show(
        self,
        asking: Asking,
        found: list[Repository] | None = None,
        error: AppError | None = None,
    ) -> None:
        self.asking, self.found, self.error, self.refusal = asking, found, error, None
        self.changed.emit()
