# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The models on this computer, and which of them answers."""

import time
from collections.abc import Callable, Iterable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from desktop.domain.conversation import AudioPart, ImagePart, MediaPart
from desktop.domain.errors import AppError, Problem
from desktop.domain.fit import Fit
from desktop.domain.library import Entry, Place
from desktop.domain.model import InstalledModel
from desktop.domain.overview import Disk
from desktop.presenters.background import Background, Lane, Look
from desktop.presenters.offers import Offers
from desktop.presenters.preferences import Preferences
from desktop.services.models.library import ModelLibrary, place_of

USED_AGAIN = 600  # seconds after which it is kept once more that a model was used


class Library(QObject):
    """Empty until refresh() has looked.

    Attributes:
        entries: every model that is known, also those that are away or only found elsewhere.
        installed: those that are in use and here, under the names that the person gave them.
        disks: on which they are.

    Args:
        disks: looks on which disks models are; it may wait for them.
        may_run: whether a model's licence is accepted; one that may not run is listed, but never
            the chosen one.
    """

    changed = Signal()
    chosen_changed = Signal()
    thinks_changed = Signal()
    disks_changed = Signal()

    def __init__(
        self,
        library: ModelLibrary,
        preferences: Preferences,
        offers: Offers,
        background: Background,
        disks: Callable[[Iterable[Entry]], list[Disk]],
        may_run: Callable[[InstalledModel], bool] = lambda installed: True,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._library, self._preferences = library, preferences
        self._offers, self._background = offers, background
        self._may_run = may_run
        self._wanted = preferences.text("model")
        self._disks_of = disks
        self._looking = Look(background, self._look, self._on_looked, self._on_not_looked)
        self.entries: list[Entry] = []
        self.disks: list[Disk] = []
        self.installed: list[InstalledModel] = []
        self.chosen: InstalledModel | None = None

    def refresh(self) -> None:
        """Look again which models are there, in the background; at first as they were last time."""
        if not self.entries or self._looking.is_out:  # a disk may be long in answering
            self._background.run(Lane.POOL, self._library.entries, self._show_known)
        self._looking.begin()

    def _show_known(self, entries: list[Entry]) -> None:
        """The list as it is now; where the files are, as it was seen last."""
        places = {entry.id: entry.place for entry in self.entries}
        seen = [(entry, places.get(entry.id, entry.place)) for entry in entries]
        self.show([e if e.place is place else replace(e, place=place) for e, place in seen])

    def _on_looked(self, looked: tuple[list[Entry], list[Disk]]) -> None:
        entries, disks = looked
        self.show(entries)
        if disks != self.disks:
            self.disks = disks
            self.disks_changed.emit()

    def _on_not_looked(self, error: Exception) -> None:
        """A damaged list is said once, to whoever reads it first."""
        if isinstance(error, AppError) and error.problem is Problem.LIST_DAMAGED:
            self._background.troubled.emit(error)

    def show(self, entries: list[Entry]) -> None:
        """These are the models now, but for those whose folder was left out."""
        entries = [entry for entry in entries if not entry.hidden]
        if entries != self.entries:
            self.entries = entries
            here = [e for e in entries if e.taken and e.place is Place.HERE]
            self.installed = [entry.named for entry in here]
            self.changed.emit()
            self.review()

    def choose(self, model_id: str) -> None:
        """Let this model answer; one that has just come is looked for first."""
        self._wanted = model_id
        self._preferences.set("model", model_id)
        entry = self.entry(model_id)
        if entry is not None and not entry.taken:
            self.keep(model_id, taken=True)
        elif any(model.id == model_id for model in self.installed):
            self.review()
        else:
            self.refresh()

    def entry(self, model_id: str) -> Entry | None:
        """What is kept of the model of this id."""
        return next((entry for entry in self.entries if entry.id == model_id), None)

    def keep(self, model_id: str, **changes: object) -> None:
        """Change what is kept of a model: own_name, note, favourite, taken, used."""

        self._background.run(
            Lane.STORE, lambda: self._library.change(model_id, **changes), self._on_kept
        )

    def forget(self, model_id: str) -> None:
        """Take a model off the list; its files, wherever they are, stay."""

        def work() -> list[Entry]:
            self._library.forget(model_id)
            return self._library.entries()

        self._background.run(Lane.STORE, work, self._on_kept)

    def _on_kept(self, entries: list[Entry]) -> None:
        """The list is another; where the files are was seen before, and is looked at again."""
        self._show_known(entries)
        self.refresh()

    def note_used(self, installed: InstalledModel, _: object) -> None:
        """It has just answered."""
        entry = self.entry(installed.id)
        now = time.time()
        if entry is not None and now - entry.used > USED_AGAIN:
            self.keep(installed.id, used=now)

    def _look(self) -> tuple[list[Entry], list[Disk]]:
        """In a thread of its own."""
        found = [(entry, place_of(entry)) for entry in self._library.entries()]
        entries = [e if e.place is place else replace(e, place=place) for e, place in found]
        return entries, self._disks_of(entries)

    def review(self) -> None:
        """Find the chosen one anew, after a licence was accepted or withdrawn.

        When the wanted one is not there (its disk may be away) the newest answers in its place, and
        the wish stays.
        """
        wanted = self.find(self._wanted)
        # One after the other: of thousands, each costs the reading of its licence's acceptance.
        order = [*([wanted] if wanted is not None else []), *reversed(self.installed)]
        chosen = next(filter(self._may_run, order), None)
        if chosen != self.chosen:
            self.chosen = chosen
            self.chosen_changed.emit()

    @property
    def ready(self) -> list[InstalledModel]:
        """Those that may run: their licences are accepted."""
        return [model for model in self.installed if self._may_run(model)]

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

    def refusal(
        self, media: Iterable[MediaPart], model: InstalledModel | None = None
    ) -> AppError | None:
        """CANNOT_SEE or CANNOT_HEAR, when a model, the chosen one, cannot take all of these."""
        model = model or self.chosen
        kinds = {type(part) for part in media}
        if model is not None and ImagePart in kinds and not model.sees:
            return AppError(Problem.CANNOT_SEE, name=model.name, instead=self.sees_instead())
        if model is not None and AudioPart in kinds and not model.hears:
            return AppError(Problem.CANNOT_HEAR, name=model.name, instead=self.hears_instead())
        return None
