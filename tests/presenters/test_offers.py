# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What can be had, once the computer was looked at."""

from pytestqt.qtbot import QtBot

from desktop.domain.catalogue import Catalogue
from desktop.domain.computer import Computer
from desktop.domain.model import InstalledModel
from desktop.domain.prompt import PromptStyle
from desktop.presenters.background import Background
from desktop.presenters.offers import Offers
from desktop.services.models.catalogue import read_catalogue
from desktop.services.resources import resources_folder

COMPUTER = Computer(16 * 10**9, 12 * 10**9, 8, "", 500 * 10**9)
STARTER = InstalledModel("starter", "Starter", "w", 1, "gemma-terms", PromptStyle.PLAIN)


def offers(
    background: Background, catalogue: Catalogue, starter: InstalledModel | None = STARTER
) -> Offers:
    return Offers(catalogue, lambda: COMPUTER, lambda: starter, background)


def test_nothing_is_known_before_the_computer_was_looked_at(
    background: Background, qtbot: QtBot
) -> None:
    found = offers(background, read_catalogue(resources_folder() / "catalogue"))
    assert [found.computer, found.recommended, found.starter] == [None] * 3
    assert found.offers() == [] and found.offers_for("gemma-4-e4b") == []
    with qtbot.waitSignal(found.changed):
        found.refresh()
    assert found.computer == COMPUTER
    assert found.starter == STARTER
    assert found.recommended is not None
    assert found.recommended in found.offers()
    model = found.recommended.model
    assert found.model(model.id) == model
    assert found.recommended.file in [offer.file for offer in found.offers_for(model.id)]
    assert found.offers_for("no-such-model") == []


def test_without_starter_and_catalogue_it_still_looks(background: Background, qtbot: QtBot) -> None:
    found = offers(background, Catalogue(()), None)
    with qtbot.waitSignal(found.changed):
        found.refresh()
    assert found.recommended is None and found.starter is None
