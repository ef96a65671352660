# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The models on this computer, and which of them answers."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Signal

from desktop.domain.conversation import AudioPart, ImagePart, MediaPart
from desktop.domain.errors import AppError, Problem
from desktop.domain.fit import Fit
from desktop.domain.model import InstalledModel
from desktop.presenters.background import Background, Lane
from desktop.presenters.offers import Offers
from desktop.presenters.preferences import Preferences
from desktop.services.models.library import ModelLibrary


class Library(QObject):
    """Empty until refresh() has looked.

    Args:
        may_run: whether a model's licence is accepted; one that may not run is listed, but never
            the chosen one.
    """

    changed = Signal()
    chosen_changed = Signal()
    thinks_changed = Signal()

    def __init__(
        self,
        library: ModelLibrary,
        preferences: Preferences,
        offers: Offers,
        background: Background,
        may_run: Callable[[InstalledModel], bool] = lambda installed: True,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._library, self._preferences = library, preferences
        self._offers, self._background = offers, background
        self._may_run = may_run
        self._wanted = preferences.text("model")
        self.installed: list[InstalledModel] = []
        self.chosen: InstalledModel | None = None

    def refresh(self) -> None:
        """Look again which models are there, in the background."""
        self._background.run(Lane.POOL, self._library.installed, self._on_looked)

    def choose(self, model_id: str) -> None:
        """Let this model answer; one that has just come is looked for first."""
        self._wanted = model_id
        self._preferences.set("model", model_id)
        if any(model.id == model_id for model in self.installed):
            self.review()
        else:
            self.refresh()

    def review(self) -> None:
        """Find the chosen one anew, after a licence was accepted or withdrawn.

        When the wanted one is not there (its disk may be away) the newest answers in its place, and
        the wish stays.
        """
        ready = [model for model in self.installed if self._may_run(model)]
        wanted = [model for model in ready if model.id == self._wanted]
        chosen = next(reversed(wanted or ready), None)
        if chosen != self.chosen:
            self.chosen = chosen
            self.chosen_changed.emit()

    @property
    def can_think(self) -> bool:
        """The chosen model can think before it answers."""
        return self.chosen is not None and self.chosen.thinks

    @property
    def thinks(self) -> bool:
        """The chosen model can think first, and is to do so."""
        thinking = self._preferences.text("thinking").split("\n")
        return self.chosen is not None and self.chosen.thinks and self.chosen.id in thinking

    def let_think(self, on: bool) -> None:
        """Let the chosen model think first, from the next question on; kept for this model."""
        if self.chosen is None or on == self.thinks:
            return
        ids = [one for one in self._preferences.text("thinking").split("\n") if one]
        kept = [one for one in ids if one != self.chosen.id]
        self._preferences.set("thinking", "\n".join([*kept, *([self.chosen.id] if on else [])]))
        self.thinks_changed.emit()

    def find(self, model_id: str) -> InstalledModel | None:
        """The installed model of this id."""
        return next((model for model in self.installed if model.id == model_id), None)

    def sees_instead(self) -> str:
        """The name of a model that sees: one that is here, else the best to be had, else ""."""
        here = [model.name for model in self.installed if model.sees]
        if here:
            return here[-1]
        recommended = self._offers.recommended
        if recommended is not None and recommended.model.sees:
            return recommended.model.name
        seeing = [o for o in self._offers.offers() if o.model.sees and o.fit is not Fit.TOO_LARGE]
        return min(seeing, key=lambda offer: offer.memory).model.name if seeing else ""

    def hears_instead(self) -> str:
        """The name of a model that hears, as `sees_instead` finds one that sees."""
        here = [model.name for model in self.installed if model.hears]
        offers = [o for o in self._offers.offers() if o.model.hears and o.fit is not Fit.TOO_LARGE]
        had = [min(offers, key=lambda offer: offer.memory).model.name] if offers else []
        return next(iter([*here[-1:], *had]), "")

    def refusal(self, media: Iterable[MediaPart]) -> AppError | None:
        """CANNOT_SEE or CANNOT_HEAR, when the chosen model cannot take all of these."""
        model = self.chosen
        kinds = {type(part) for part in media}
        if model is not None and ImagePart in kinds and not model.sees:
            return AppError(Problem.CANNOT_SEE, name=model.name, instead=self.sees_instead())
        if model is not None and AudioPart in kinds and not model.hears:
            return AppError(Problem.CANNOT_HEAR, name=model.name, instead=self.hears_instead())
        return None

    def _on_looked(self, installed: list[InstalledModel]) -> None:
        if installed != self.installed:
            self.installed = installed
            self.changed.emit()
        self.review()
