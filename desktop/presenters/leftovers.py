# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Unfinished files that no download goes on with, and what can be done with them."""

import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.domain.fit import Offer
from desktop.presenters.background import Background, Lane
from desktop.presenters.downloads import Downloads
from desktop.presenters.offers import Offers
from desktop.services.downloads.leftovers import Leftover, find_leftovers, take_away

log = logging.getLogger("desktop.downloads")


class Leftovers(QObject):
    """Empty until `look` was called.

    Args:
        folder: where new models go.
    """

    changed = Signal()

    def __init__(
        self,
        folder: Callable[[], Path],
        downloads: Downloads,
        offers: Offers,
        background: Background,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._folder, self._downloads, self._offers = folder, downloads, offers
        self._background = background
        self.found: list[Leftover] = []
        offers.changed.connect(self._on_offers)

    def look(self) -> None:
        """In the background."""
        folder, known = self._folder(), self._downloads.paths
        self._background.run(Lane.DISKS, lambda: find_leftovers(folder, known), self._on_found)

    def offer(self, leftover: Leftover) -> Offer | None:
        """What it is the beginning of, as far as the list of models knows."""
        for family in self._offers.catalogue.families:
            for model in family.models:
                for file in model.weights():
                    if leftover.sha256 and file.sha256 == leftover.sha256:
                        offers = self._offers.offers_for(model.id)
                        return next((o for o in offers if o.file.id == file.id), None)
        return None

    def go_on(self, leftover: Leftover) -> None:
        """Get the model; what is there of it is not fetched again."""
        offer = self.offer(leftover)
        if offer is not None:
            self._drop(leftover)
            self._downloads.start(offer, leftover.path)

    def take_away(self, leftover: Leftover) -> None:
        """Free its room."""
        self._drop(leftover)
        self._background.run(
            Lane.DISKS,
            lambda: take_away(leftover),
            failed=lambda error: log.warning("not taken away: %s", error),
        )

    def _drop(self, leftover: Leftover) -> None:
        self.found = [each for each in self.found if each != leftover]
        self.changed.emit()

    def _on_offers(self) -> None:
        """More may be known of what they are."""
        if self.found:
            self.changed.emit()

    def _on_found(self, found: list[Leftover]) -> None:
        known = self._downloads.paths  # one may have begun meanwhile
        self.found = [each for each in found if each.path not in known]
        self.changed.emit()
