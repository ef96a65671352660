# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Keeping the catalogue true: a newer one, and its files beside those of the Hub. By wish only."""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from desktop.domain.catalogue import STALE, Catalogue, PinState
from desktop.domain.errors import AppError
from desktop.presenters.background import Background, Lane
from desktop.presenters.offers import Offers
from desktop.presenters.preferences import Preferences
from desktop.services.models.pins import Pins
from desktop.services.models.updates import CatalogueUpdates
from desktop.services.stop import Stop

T = TypeVar("T")


class Doing(StrEnum):
    """What is going on."""

    NOTHING = "nothing"
    FETCHING = "fetching"
    CHECKING = "checking"


class Upkeep(QObject):
    """One thing at a time. states: of the files by id, after a check."""

    changed = Signal()

    def __init__(
        self,
        updates: CatalogueUpdates,
        pins: Pins,
        offers: Offers,
        preferences: Preferences,
        background: Background,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._updates, self._pins, self._offers = updates, pins, offers
        self._preferences, self._background = preferences, background
        self._stop = Stop()
        self.doing = Doing.NOTHING
        self.error: AppError | None = None
        self.states: dict[str, PinState] | None = None

    @property
    def published(self) -> str:
        """The day of the catalogue that is in use, "2026-11-24"."""
        return self._offers.catalogue.published

    @property
    def is_newer(self) -> bool:
        """It is not the one that came with the program."""
        return self.published > self._updates.built_in.published

    def fetch(self) -> None:
        """A newer catalogue, from the address in the settings."""
        address = self._preferences.text("catalogue_address")
        if address:
            self._do(Doing.FETCHING, lambda: self._updates.fetch(address, self._stop), self._use)

    def use_built_in(self) -> None:
        """The list that came with the program, again."""

        def work() -> Catalogue:
            self._updates.forget()
            return self._updates.built_in

        self._do(Doing.FETCHING, work, self._use)

    def check(self) -> None:
        """Every file of the catalogue, beside what the Hub has now."""
        files = [file for model in self._offers.catalogue.models for file in model.files]
        self._do(Doing.CHECKING, lambda: self._pins.check(files, self._stop), self._on_checked)

    def close(self) -> None:
        """End what is going on."""
        self._stop.set()

    def _do(self, doing: Doing, work: Callable[[], T], done: Callable[[T], None]) -> None:
        if self.doing is not Doing.NOTHING:
            return
        self.doing, self.error = doing, None
        self.changed.emit()

        def finished(result: T) -> None:
            self.doing = Doing.NOTHING
            done(result)
            self.changed.emit()

        def failed(error: Exception) -> None:
            self.doing = Doing.NOTHING
            self.error = error if isinstance(error, AppError) else None
            self.changed.emit()

        self._background.run(Lane.POOL, work, finished, failed)

    def _use(self, catalogue: Catalogue) -> None:
        self.states = None
        self._offers.avoid(())
        self._offers.use(catalogue)

    def _on_checked(self, states: dict[str, PinState]) -> None:
        self.states = states
        self._offers.avoid([file for file, state in states.items() if state in STALE])
