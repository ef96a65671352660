# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What the system says of the network, and what follows for downloads."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QNetworkInformation
from pytestqt.qtbot import QtBot

from desktop.domain.waiting import Waiting
from desktop.presenters.background import Background
from desktop.presenters.network import Network, of_the_system
from desktop.presenters.preferences import Preferences
from desktop.services.settings_file import SettingsFile

Reachability = QNetworkInformation.Reachability


class Service(QObject):
    """A stand-in for the system's service, with the signals of QNetworkInformation."""

    reachabilityChanged = Signal(QNetworkInformation.Reachability)
    transportMediumChanged = Signal(QNetworkInformation.TransportMedium)
    isMeteredChanged = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.metered = False

    def isMetered(self) -> bool:
        return self.metered


@pytest.fixture
def preferences(tmp_path: Path, qtbot: QtBot) -> Iterator[Preferences]:
    background = Background()
    yield Preferences(SettingsFile(tmp_path / "settings.json"), background)
    background.close()


def test_a_connection_that_is_back_is_told(preferences: Preferences) -> None:
    service = Service()
    network = Network(preferences, information=lambda: service)
    back: list[bool] = []
    network.back.connect(lambda: back.append(True))
    service.reachabilityChanged.emit(Reachability.Online)
    assert back == [], "nobody listens yet"
    network.watch()
    network.watch()
    service.reachabilityChanged.emit(Reachability.Disconnected)
    assert back == []
    service.reachabilityChanged.emit(Reachability.Online)
    assert back == [True]
    service.transportMediumChanged.emit(QNetworkInformation.TransportMedium.WiFi)
    assert back == [True, True]


def test_a_metered_connection_is_spared_unless_the_person_wants_it(
    preferences: Preferences,
) -> None:
    service = Service()
    network = Network(preferences, information=lambda: service)
    network.watch()
    changed: list[bool] = []
    network.changed.connect(lambda: changed.append(True))
    assert network.conditions().obstacle(0) is None
    service.metered = True
    service.isMeteredChanged.emit(True)
    assert changed == [True] and network.conditions().obstacle(0) is Waiting.METERED
    preferences.set("metered_downloads", True)
    assert len(changed) == 2 and network.conditions().obstacle(0) is None


def test_the_hours_of_the_night_are_the_persons(preferences: Preferences) -> None:
    network = Network(preferences, information=lambda: None)
    network.watch()
    preferences.set("downloads_at_night", True)
    preferences.set("night_begins", 1)
    preferences.set("night_ends", 1)
    assert network.conditions().night == (1, 1) and network.conditions().obstacle(0) is None


def test_the_system_has_what_is_listened_to() -> None:
    """The stand-in and the real one have the same signals."""
    for name in ("reachabilityChanged", "transportMediumChanged", "isMeteredChanged", "isMetered"):
        assert hasattr(QNetworkInformation, name) and hasattr(Service, name)
    found = of_the_system()
    assert found is None or isinstance(found.isMetered(), bool)
