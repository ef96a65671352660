# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What is looked for, and what is to be compared."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.choosing import Purpose
from desktop.domain.computer import Computer
from desktop.presenters.background import Background
from desktop.presenters.choosing import Choosing
from desktop.presenters.offers import Offers
from desktop.services.models.catalogue import read_catalogue
from desktop.services.resources import resources_folder

COMPUTER = Computer(16 * 10**9, 12 * 10**9, 8, "", 500 * 10**9)


@pytest.fixture
def choosing(qtbot: QtBot) -> Iterator[Choosing]:
    lanes = Background()
    catalogue = read_catalogue(resources_folder() / "catalogue")
    found = Offers(catalogue, lambda: COMPUTER, lambda: None, lanes)
    made = Choosing(found)
    with qtbot.waitSignal(made.changed):
        found.refresh()
    yield made
    lanes.close()


def test_each_change_is_told_once(choosing: Choosing, qtbot: QtBot) -> None:
    told: list[int] = []
    choosing.changed.connect(lambda: told.append(len(choosing.offers())))
    everything = len(choosing.offers())
    choosing.want(Purpose.MEDICAL, True)
    choosing.want(Purpose.MEDICAL, True)
    choosing.search(" 4b ")
    choosing.search("4b")
    choosing.want_anything()
    choosing.want_anything()
    assert told == [4, 2, everything]


def test_what_is_not_here_comes_with_what_to_take(choosing: Choosing) -> None:
    choosing.search("paligemma")
    assert [(gone.name, model.name) for gone, model in choosing.absent()] == [
        ("PaliGemma", "Gemma 3 4B")
    ]


def test_three_can_be_compared_and_the_oldest_goes(choosing: Choosing, qtbot: QtBot) -> None:
    for model_id in ("gemma-3-1b", "gemma-3-4b", "gemma-4-e4b", "gemma-4-e2b"):
        with qtbot.waitSignal(choosing.marked_changed):
            choosing.mark(model_id, True)
    assert [o.model.id for o in choosing.marked_offers()] == [
        "gemma-3-4b",
        "gemma-4-e4b",
        "gemma-4-e2b",
    ]
    choosing.mark("gemma-4-e4b", False)
    assert choosing.marked == ("gemma-3-4b", "gemma-4-e2b")
