# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The real presenters over a real store, with an engine that types a script."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import House
from desktop.domain.licence import LICENCES, Acceptance
from desktop.domain.model import InstalledModel
from desktop.domain.prompt import PromptStyle
from desktop.presenters.background import Background
from desktop.services.licences import Acceptances
from desktop.services.models.library import ModelLibrary
from desktop.services.paths import Paths
from tests.fakes.fake_engine import FakeEngine

LICENCE = LICENCES["apache-2.0"]


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    lanes = Background()
    yield lanes
    lanes.close()


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    made = Paths.of_environment({"JEWELBOX_HOME": str(tmp_path / "home")})
    made.ensure()
    return made


@pytest.fixture
def gate() -> threading.Semaphore:
    """Each release lets the engine type one more word."""
    return threading.Semaphore(0)


MakeHouse = Callable[..., House]


@pytest.fixture
def make_house(paths: Paths, qtbot: QtBot) -> Iterator[MakeHouse]:
    """Build the house over the same folders as often as wished; closed afterwards."""
    made: list[House] = []

    def make(engine: FakeEngine, sees: bool = True, model: bool = True, stone: int = 1) -> House:
        if model:
            add_model(paths, sees, stone)
        else:
            accept_licence(paths)
        house = House(paths, engine)
        made.append(house)
        if model:
            with qtbot.waitSignal(house.presenters.library.chosen_changed):
                house.presenters.library.choose("stand-in")
        return house

    yield make
    for house in made:
        house.close()


def have_model(house: House, paths: Paths) -> None:
    """A model comes onto this computer, and it is chosen."""
    house.presenters.library.choose(add_model(paths).id)


def add_model(paths: Paths, sees: bool = True, stone: int = 1) -> InstalledModel:
    """Files and record of a model, with its licence accepted. Before the house is built."""
    file = paths.models / "stand-in.gguf"
    file.write_bytes(b"GGUF")
    accept_licence(paths)
    return ModelLibrary(paths.data / "models.json").add(
        InstalledModel(
            id="stand-in",
            name="Stand-in",
            weights=str(file),
            size=4,
            licence=LICENCE.id,
            style=PromptStyle.TURNS,
            sees=sees,
            stone=stone,
        )
    )


def accept_licence(paths: Paths) -> None:
    """The stand-in's licence was accepted earlier."""
    document = LICENCE.documents[0]
    Acceptances(paths.config / "acceptances.json").add(
        [Acceptance(LICENCE.id, document.id, document.address, "ab" * 32, "stand-in", 1.0)]
    )
