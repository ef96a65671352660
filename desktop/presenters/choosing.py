# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What somebody looks for among the models: purposes, words, and two or three to compare."""

from PySide6.QtCore import QObject, Signal

from desktop.domain.catalogue import Absent
from desktop.domain.choosing import Purpose, absent_of, choose
from desktop.domain.fit import Offer
from desktop.domain.model import Model
from desktop.domain.recommendation import Recommendation
from desktop.presenters.offers import Offers

MOST_COMPARED = 3


class Choosing(QObject):
    """Works without a network. changed: other models are shown; marked_changed: to compare."""

    changed = Signal()
    marked_changed = Signal()

    def __init__(self, offers: Offers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._offers = offers
        self.purposes: frozenset[Purpose] = frozenset()
        self.words = ""
        self.marked: tuple[str, ...] = ()
        offers.changed.connect(self.changed)

    def want(self, purpose: Purpose, wanted: bool) -> None:
        """One purpose more, or less."""
        purposes = self.purposes | {purpose} if wanted else self.purposes - {purpose}
        if purposes != self.purposes:
            self.purposes = purposes
            self.changed.emit()

    def want_anything(self) -> None:
        """No purposes and no words: everything, the recommended one first."""
        if self.purposes or self.words:
            self.purposes, self.words = frozenset(), ""
            self.changed.emit()

    def search(self, words: str) -> None:
        """Only models that hold these words."""
        words = words.strip()
        if words != self.words:
            self.words = words
            self.changed.emit()

    def recommendation(self) -> Recommendation | None:
        """What to take for the purposes; None where nothing suits, or before the look."""
        return self._offers.recommended_for(self.purposes)

    def offers(self) -> list[Offer]:
        """What suits, the likeliest choice first. Empty before the computer is known."""
        found = self.recommendation()
        best = found.offer.model.id if found is not None else ""
        return choose(self._offers.offers(), self.purposes, self.words, best)

    def absent(self) -> list[tuple[Absent, Model]]:
        """The Gemmas that were searched for and cannot be had, and the model to take instead."""
        found = [
            (gone, self._offers.model(gone.instead))
            for gone in absent_of(self._offers.catalogue, self.words)
        ]
        return [(gone, model) for gone, model in found if model is not None]

    def mark(self, model_id: str, marked: bool) -> None:
        """Take a model to the comparison, or away; the first one goes when there are too many."""
        others = tuple(known for known in self.marked if known != model_id)
        chosen = (*others, model_id)[-MOST_COMPARED:] if marked else others
        if chosen != self.marked:
            self.marked = chosen
            self.marked_changed.emit()

    def unmark_all(self) -> None:
        """Nothing is compared."""
        if self.marked:
            self.marked = ()
            self.marked_changed.emit()

    def marked_offers(self) -> list[Offer]:
        """The models to compare, in the order in which they were marked."""
        known = {offer.model.id: offer for offer in self._offers.offers()}
        return [known[model_id] for model_id in self.marked if model_id in known]
