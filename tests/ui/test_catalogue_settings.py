# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The list of models in the settings, at the real window: a newer one, and its files checked."""

import json
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from desktop.domain.catalogue import PinState
from desktop.presenters.navigation import Page
from desktop.presenters.upkeep import Doing
from desktop.services.resources import resources_folder
from desktop.ui.models.model_page import ModelPage
from desktop.ui.settings.catalogue import CatalogueSection
from desktop.ui.settings.settings_page import SettingsPage
from tests.fakes.hub import HubServer
from tests.fakes.repositories import card, files_of
from tests.fakes.stage import Stage
from tests.ui.conftest import MakeStage

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def server() -> Iterator[HubServer]:
    with HubServer() as hub:
        yield hub


def section(make_stage: MakeStage, server: HubServer) -> tuple[Stage, CatalogueSection]:
    stage = make_stage(models=(), hub=server.endpoint)
    stage.presenters.navigation.go(Page.SETTINGS)
    page = stage.window.page(Page.SETTINGS)
    assert isinstance(page, SettingsPage)
    stage.settle()
    return stage, next(s for s in page.sections if isinstance(s, CatalogueSection))


def done(stage: Stage) -> None:
    stage.wait(lambda: stage.presenters.upkeep.doing is Doing.NOTHING, 30)
    stage.settle()


def words(widget: QWidget) -> str:
    labels = [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
    return " ".join(labels)


def notes(found: CatalogueSection) -> str:
    return f"{found._newer.note.text()} | {found._files.note.text()}"


def test_nothing_can_be_fetched_without_an_address(
    make_stage: MakeStage, server: HubServer
) -> None:
    _, found = section(make_stage, server)
    assert not found.fetch.isEnabled()
    assert "the list of this program" in notes(found)
    found.address.setText("file:///etc/passwd")
    found.address.editingFinished.emit()
    assert "This is no address" in notes(found) and not found.fetch.isEnabled()
    assert server.asked == []


def test_a_newer_list_is_in_use_at_once(make_stage: MakeStage, server: HubServer) -> None:
    family = json.loads((resources_folder() / "catalogue" / "gemma-4.json").read_text())
    family["models"][0]["name"] = "Gemma 4 E2B again"
    tomorrow = date.today() + timedelta(days=1)
    newer = {"published": tomorrow.isoformat(), "families": [family]}
    server.pages = {"/list": json.dumps(newer)}
    stage, found = section(make_stage, server)
    found.address.setText(f"{server.endpoint}/list")
    found.address.editingFinished.emit()
    QTest.mouseClick(found.fetch, LEFT)
    done(stage)
    assert "a fetched list of " in notes(found)
    names = [offer.model.name for offer in stage.presenters.offers.offers()]
    assert "Gemma 4 E2B again" in names and "Gemma 3 4B" not in names
    assert found.own.isVisible()
    QTest.mouseClick(found.own, LEFT)
    done(stage)
    assert "the list of this program" in notes(found) and not found.own.isVisible()
    assert stage.presenters.offers.model("gemma-3-4b") is not None


def test_a_wrong_list_says_so_and_changes_nothing(make_stage: MakeStage, server: HubServer) -> None:
    server.pages = {"/list": "{}"}
    stage, found = section(make_stage, server)
    found.address.setText(f"{server.endpoint}/list")
    found.address.editingFinished.emit()
    QTest.mouseClick(found.fetch, LEFT)
    done(stage)
    assert "is still used" in notes(found)
    assert stage.presenters.offers.model("gemma-3-4b") is not None


def test_stale_files_are_named(make_stage: MakeStage, server: HubServer) -> None:
    stage, found = section(make_stage, server)
    files = [f for model in stage.presenters.offers.catalogue.models for f in model.files]
    for file in files:
        known = server.cards.setdefault(file.repository, card(siblings=[]))
        (sibling,) = files_of(file.name, size=file.size)
        sibling["lfs"] = {"sha256": file.sha256 or "a" * 64, "size": file.size, "pointerSize": 1}
        siblings = known["siblings"]
        assert isinstance(siblings, list)
        siblings.append(sibling)
    QTest.mouseClick(found.check, LEFT)
    done(stage)
    assert f"All {len(files)} files are as the list says" in notes(found)
    del server.cards[files[0].repository]
    QTest.mouseClick(found.check, LEFT)
    done(stage)
    assert "not as the list says" in notes(found) and files[0].id in notes(found)
    states = stage.presenters.upkeep.states
    assert states is not None and states[files[0].id] is PinState.GONE
    model = next(m for m in stage.presenters.offers.catalogue.models if files[0] in m.files)
    stage.presenters.navigation.go(Page.MODEL, model.id)
    stage.settle()
    page = stage.window.page(Page.MODEL)
    assert isinstance(page, ModelPage)
    assert "gone from the Hub" not in words(page)  # another file is shown
    page.files.choose([offer.file.id for offer in page.files._offers].index(files[0].id))
    assert "gone from the Hub" in words(page)
    assert not page.get.isEnabled()


def test_a_file_that_is_gone_is_recommended_no_more(
    make_stage: MakeStage, server: HubServer
) -> None:
    stage, _ = section(make_stage, server)
    p = stage.presenters
    model = p.offers.model("gemma-4-e4b")
    assert model is not None
    best = p.offers.best_file(model)
    p.upkeep._on_checked({best.id: PinState.GONE})
    stage.settle()
    (offer,) = (o for o in p.offers.offers() if o.model.id == model.id)
    assert offer.file == p.offers.best_file(model) != best


def test_a_newer_version_and_a_hub_that_failed_are_told(
    make_stage: MakeStage, server: HubServer
) -> None:
    stage, found = section(make_stage, server)
    model = stage.presenters.offers.model("gemma-4-e4b")
    assert model is not None
    first, second, third = (file.id for file in model.files[:3])
    states = {first: PinState.OUTDATED, second: PinState.UNASKED, third: PinState.RIGHT}
    stage.presenters.upkeep._on_checked(states)
    stage.presenters.upkeep.changed.emit()
    assert "2 files are as the list says" in notes(found)
    assert f"the Hub has a newer version:\n{first}" in notes(found)
    assert "the Hub could not be asked" in notes(found)


def test_a_file_of_unknown_content_is_shown_as_not_pinned(
    make_stage: MakeStage, server: HubServer
) -> None:
    stage, _ = section(make_stage, server)
    stage.presenters.navigation.go(Page.MODEL, "gemma-1.1-2b")
    stage.settle()
    assert "Not pinned" in words(stage.window.page(Page.MODEL))
    stage.presenters.navigation.go(Page.MODEL, "gemma-4-e4b")
    stage.settle()
    assert "Not pinned" not in words(stage.window.page(Page.MODEL))


def test_without_a_connection_it_says_so(make_stage: MakeStage, server: HubServer) -> None:
    stage, found = section(make_stage, server)
    stage.presenters.preferences.set("hub_address", "http://127.0.0.1:9")
    QTest.mouseClick(found.check, LEFT)
    done(stage)
    assert stage.presenters.upkeep.error is not None
    assert stage.presenters.upkeep.states is None
