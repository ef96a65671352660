# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Which models can be had, and how each would fit this computer."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from desktop.domain.catalogue import Catalogue, recommended_file
from desktop.domain.choosing import Purpose
from desktop.domain.computer import Computer
from desktop.domain.fit import Offer, fit_of, offers, offers_for
from desktop.domain.forecast import USUAL_DETAIL
from desktop.domain.memory import looking
from desktop.domain.model import InstalledModel, Model, ModelFile
from desktop.domain.recommendation import Recommendation, recommend
from desktop.domain.repository import Opened
from desktop.presenters.background import Background, Look


@dataclass(frozen=True, slots=True)
class _Seen:
    computer: Computer
    starter: InstalledModel | None


class Offers(QObject):
    """Empty until refresh() has looked at the computer; then changed tells.

    Args:
        look: looks at the computer; find_starter: the model that came as a package. Both block.
    """

    changed = Signal()

    def __init__(
        self,
        catalogue: Catalogue,
        look: Callable[[], Computer],
        find_starter: Callable[[], InstalledModel | None],
        background: Background,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.catalogue = catalogue
        self._look = Look(background, lambda: _Seen(look(), find_starter()), self._on_looked)
        self._strangers: dict[str, Model] = {}
        self._beside: dict[str, int] = {}  # the engine's word, by the file's id
        self._stale: frozenset[str] = frozenset()  # ids of files that cannot be had any more
        self.computer: Computer | None = None
        self.recommendation: Recommendation | None = None
        self.starter: InstalledModel | None = None

    @property
    def recommended(self) -> Offer | None:
        """What to take when nothing was wished for."""
        return self.recommendation.offer if self.recommendation is not None else None

    def recommended_for(self, wishes: Collection[Purpose]) -> Recommendation | None:
        """What to take for these wishes; None where nothing suits, or before the look."""
        if self.computer is None:
            return None
        return recommend(self.catalogue, self.computer, wishes, self._stale)

    def refresh(self) -> None:
        """Look at the computer again, in the background."""
        self._look.begin()

    def offers(self) -> list[Offer]:
        """One for each model, newest family first. Empty before the computer is known."""
        if self.computer is None:
            return []
        return offers(self.catalogue, self.computer, self._stale)

    def best_file(self, model: Model) -> ModelFile:
        """The one that stands for a model, as far as it can be had."""
        return recommended_file(model, self._stale)

    def avoid(self, stale: Collection[str]) -> None:
        """Files with these ids cannot be had any more: another one is recommended."""
        if frozenset(stale) != self._stale:
            self._stale = frozenset(stale)
            self._recommend()
            self.changed.emit()

    def offers_for(self, model_id: str) -> list[Offer]:
        """One for each file of a model, smallest first. Empty for unknown models."""
        model = self.model(model_id)
        if model is None or self.computer is None:
            return []
        return [self._measured(offer) for offer in offers_for(model, self.computer)]

    def model(self, model_id: str) -> Model | None:
        """What the catalogue knows, or was found on the Hub."""
        return self._strangers.get(model_id) or self.catalogue.model(model_id)

    def use(self, catalogue: Catalogue) -> None:
        """Another catalogue takes the place of the one before."""
        self.catalogue = catalogue
        self._recommend()
        self.changed.emit()

    def add(self, *found: Opened) -> None:
        """Models that were found on the Hub can be looked at and got like the others."""
        for opened in found:
            self._strangers[opened.model.id] = opened.model
            if opened.beside is not None:
                self._beside[opened.looked] = opened.beside
        self.changed.emit()

    def is_measured(self, file: ModelFile) -> bool:
        """The engine was asked about this file."""
        return file.id in self._beside

    def measured(self, file: ModelFile, beside: int) -> None:
        """The engine wants so many bytes of memory beside the weights of a file."""
        self._beside[file.id] = beside
        self.changed.emit()

    def _measured(self, offer: Offer) -> Offer:
        """With the engine's own word for the memory, instead of what follows from the shape."""
        beside = self._beside.get(offer.file.id)
        if beside is None or self.computer is None:
            return offer
        eyes = 0
        if offer.projector is not None:
            eyes = offer.projector.size + looking(offer.model.architecture, USUAL_DETAIL)
        memory = offer.file.size + beside + eyes
        fit = fit_of(memory - offer.on_devices, self.computer)
        return replace(offer, memory=memory, fit=fit)

    def _on_looked(self, look: _Seen) -> None:
        self.computer, self.starter = look.computer, look.starter
        self._recommend()
        self.changed.emit()

    def _recommend(self) -> None:
        if self.computer is not None:
            self.recommendation = self.recommended_for(())
