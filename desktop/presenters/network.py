# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What the system says of the network: whether there is one, and whether it costs by the byte."""

import time
from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QNetworkInformation

from desktop.domain.waiting import Conditions
from desktop.presenters.preferences import Preferences

SETTINGS = (
    "downloads_at_once",
    "downloads_at_night",
    "night_begins",
    "night_ends",
    "metered_downloads",
)


class Information(Protocol):
    """What is used of QNetworkInformation."""

    reachabilityChanged: Any
    transportMediumChanged: Any
    isMeteredChanged: Any

    def isMetered(self) -> bool:
        """The connection costs by the byte."""
        ...


def of_the_system() -> QNetworkInformation | None:
    """What the system's own service says; None where there is none that could be asked."""
    return QNetworkInformation.instance() if QNetworkInformation.loadDefaultBackend() else None


class Network(QObject):
    """Asks the system once `watch` was called, and nobody else; says nothing where it cannot.

    Args:
        information: who is asked then.
    """

    back = Signal()  # there is a connection again, or another one
    changed = Signal()  # what counts for downloads

    def __init__(
        self,
        preferences: Preferences,
        parent: QObject | None = None,
        information: Callable[[], Information | None] = of_the_system,
    ) -> None:
        super().__init__(parent)
        self._preferences = preferences
        preferences.changed.connect(self._on_preference)
        self._ask = information
        self._information: Information | None = None

    @property
    def metered(self) -> bool:
        """The connection costs by the byte, as far as the system knows."""
        return self._information is not None and self._information.isMetered()

    def conditions(self) -> Conditions:
        """What counts now for who may download."""
        return Conditions(
            at_once=self._preferences.number("downloads_at_once"),
            at_night=self._preferences.flag("downloads_at_night"),
            hour=time.localtime().tm_hour,
            night=(
                self._preferences.number("night_begins"),
                self._preferences.number("night_ends"),
            ),
            spares=not self._preferences.flag("metered_downloads"),
            metered=self.metered,
        )

    def watch(self) -> None:
        """Begin to listen. What is listened to belongs to the system's own service."""
        if self._information is not None:
            return
        self._information = self._ask()
        if self._information is not None:
            self._information.reachabilityChanged.connect(self._on_reachability)
            self._information.transportMediumChanged.connect(self._on_another)
            self._information.isMeteredChanged.connect(self._on_metered)

    def _on_reachability(self, reachability: QNetworkInformation.Reachability) -> None:
        if reachability is QNetworkInformation.Reachability.Online:
            self.back.emit()

    def _on_another(self) -> None:
        self.back.emit()
        self.changed.emit()

    def _on_metered(self) -> None:
        self.changed.emit()

    def _on_preference(self, key: str) -> None:
        if key in SETTINGS:
            self.changed.emit()
