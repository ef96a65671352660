# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Welcome, licence, models and settings: what is offered, and what comes of it."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.domain.download import DownloadState
from desktop.domain.model import Step
from desktop.presenters.navigation import Page
from desktop.ui.languages import languages_in
from desktop.ui.licences.licence_page import LicencePage
from desktop.ui.models.model_page import ModelPage
from desktop.ui.models.models_page import ModelsPage
from desktop.ui.settings.network import NetworkSection
from desktop.ui.settings.writing import InstructionsField
from desktop.ui.welcome.welcome_page import WelcomePage
from desktop.ui.widgets.choice import Choice
from desktop.ui.widgets.scale import CHOSEN
from desktop.ui.widgets.switch import Switch
from tests.fakes.stage import Stage
from tests.ui.conftest import MakeStage
from tests.ui.looking import FIRST, LEFT, button, section, settings_page, words


def test_three_decisions_from_welcome_to_the_composer(make_stage: MakeStage) -> None:
    stage = make_stage(**FIRST)
    page = stage.window.page(Page.WELCOME)
    assert isinstance(page, WelcomePage)
    assert not stage.window.sidebar.isVisible()
    assert "16 GB of memory" in words(page) and "Gemma 4 E4B" in words(page)
    QTest.mouseClick(page.card.get, LEFT)
    licence = stage.window.page(Page.LICENCE)
    assert isinstance(licence, LicencePage) and licence.isVisible()
    stage.wait(licence.accept.isEnabled)
    QTest.mouseClick(licence.accept, LEFT)
    assert stage.window.page(Page.CHAT).isVisible()
    assert [d.name for d in stage.presenters.downloads.downloads] == ["Gemma 4 E4B"]


def test_the_starter_is_offered_with_its_own_text(make_stage: MakeStage) -> None:
    stage = make_stage(**FIRST)
    page = stage.window.page(Page.WELCOME)
    assert isinstance(page, WelcomePage)
    assert "Gemma 3 270M is already here" in words(page)
    QTest.mouseClick(page.starter.button, LEFT)
    licence = stage.window.page(Page.LICENCE)
    assert isinstance(licence, LicencePage)
    assert licence.accept.text() == "Accept and use"


def test_without_a_starter_nothing_is_said_of_one(make_stage: MakeStage) -> None:
    stage = make_stage(**FIRST | {"starter": False})
    page = stage.window.page(Page.WELCOME)
    assert isinstance(page, WelcomePage)
    assert not page.starter.isVisible()
    QTest.mouseClick(page.card.others, LEFT)
    assert stage.presenters.navigation.page is Page.MODELS


def models_page(stage: Stage) -> ModelsPage:
    stage.presenters.navigation.go(Page.MODELS)
    page = stage.window.page(Page.MODELS)
    assert isinstance(page, ModelsPage)
    stage.settle()
    return page


def test_one_model_answers_and_another_can_be_chosen(stage: Stage) -> None:
    page = models_page(stage)
    assert "In use" in words(page.installed)
    QTest.mouseClick(button(page.installed, "Use"), LEFT)
    stage.wait(lambda: getattr(stage.presenters.library.chosen, "name", "") == "Gemma 3 1B")
    assert stage.presenters.navigation.page is Page.CHAT


def test_without_models_those_to_be_had_are_shown(make_stage: MakeStage) -> None:
    stage = make_stage(models=())
    page = models_page(stage)
    assert page.currentWidget() is page.get
    card = page.get.cards["gemma-4-e4b"]
    assert "Recommended" in words(card)
    QTest.mouseClick(card.button, LEFT)
    assert stage.presenters.navigation.page is Page.LICENCE


def test_what_does_not_fit_says_why(make_stage: MakeStage) -> None:
    stage = make_stage(models=())
    card = models_page(stage).get.cards["gemma-4-31b"]
    assert card.button.text() == "Why?"
    QTest.mouseClick(card.button, LEFT)
    assert "is the best one that fits" in words(card)


def test_cards_say_what_is_here_and_what_comes(make_stage: MakeStage) -> None:
    stage = make_stage()
    page = models_page(stage)
    page.bar.tabs.setCurrentIndex(1)
    assert "Installed" in words(page.get.cards["gemma-4-e4b"])
    offer = next(o for o in stage.presenters.offers.offers() if o.model.id == "gemma-4-e2b")
    stage.presenters.downloads.start(offer)
    stage.wait(lambda: any(d.share > 0.3 for d in stage.presenters.downloads.downloads))
    assert "%" in words(page.get.cards["gemma-4-e2b"])


@pytest.mark.parametrize(("width", "columns"), [(640, 1), (1280, 2), (1900, 3)])
def test_as_many_columns_as_there_is_room_for(
    make_stage: MakeStage, width: int, columns: int
) -> None:
    stage = make_stage(models=())
    page = models_page(stage)
    stage.window.resize(QSize(width, 800))
    stage.settle()
    assert len({card.x() for card in page.get.cards.values()}) == columns


def test_a_download_can_be_paused_and_given_up(make_stage: MakeStage) -> None:
    stage = make_stage(models=())
    downloads, offer = stage.presenters.downloads, stage.presenters.offers.recommended
    assert offer is not None
    download_id = downloads.start(offer)
    stage.wait(lambda: any(d.share > 0.3 for d in downloads.downloads))
    page = models_page(stage)
    page.show_installed()
    QTest.mouseClick(button(page.installed, "Pause"), LEFT)
    paused = downloads.find(download_id)
    assert paused is not None and paused.state is DownloadState.PAUSED
    assert "paused" in words(page.installed)
    QTest.mouseClick(button(page.installed, "Go on"), LEFT)
    QTest.mouseClick(button(page.installed, "Cancel"), LEFT)
    assert downloads.downloads == []


def model_page(stage: Stage, model_id: str) -> ModelPage:
    stage.presenters.navigation.go(Page.MODEL, model_id)
    page = stage.window.page(Page.MODEL)
    assert isinstance(page, ModelPage)
    stage.settle()
    return page


def test_scale_and_table_choose_the_same_file(make_stage: MakeStage) -> None:
    stage = make_stage(models=())
    page = model_page(stage, "gemma-4-e4b")
    smaller = page.get.text()
    assert smaller.startswith("Get, ")
    QTest.keyClick(page.section.scale, Qt.Key.Key_Right)
    assert page.get.text() != smaller
    QTest.mouseClick(page.all_files.button, LEFT)
    row = page.files.selectionModel().selectedRows()[0].row()
    offer = stage.presenters.offers.offers_for("gemma-4-e4b")[row]
    assert offer.file.step is Step.MIDDLE
    page.files.choose(0)
    assert page.get.text() == smaller
    assert page.section.scale.value() == 0


def test_the_scale_has_its_points_on_every_model_page(make_stage: MakeStage) -> None:
    stage = make_stage(models=())
    for model_id in ("gemma-4-e4b", "gemma-3-4b", "gemma-3-12b"):
        page = model_page(stage, model_id)
        stage.settle()
        scale, columns = page.section.scale, page.section._columns
        starts = [column.x() - scale.x() for column in columns]
        assert [place - CHOSEN // 2 for place in scale._points] == starts
        assert len(set(starts)) == len(columns) > 1


def test_getting_the_chosen_file(make_stage: MakeStage) -> None:
    stage = make_stage(models=())
    page = model_page(stage, "gemma-4-e4b")
    QTest.keyClick(page.section.scale, Qt.Key.Key_End)
    QTest.mouseClick(page.get, LEFT)
    wish = stage.presenters.navigation.wish
    assert wish is not None and wish.offer is not None
    assert wish.offer.file.step is Step.BETTER


def test_what_is_here_is_not_offered_again(stage: Stage) -> None:
    page = model_page(stage, "gemma-4-e4b")
    assert page.get.text() == "Installed" and not page.get.isEnabled()
    QTest.mouseClick(page.bar.button, LEFT)
    assert stage.presenters.navigation.page is not Page.MODEL


def test_columns_stand_under_each_other_in_a_narrow_window(stage: Stage) -> None:
    page = model_page(stage, "gemma-4-e4b")
    stage.window.resize(QSize(700, 700))
    stage.settle()
    columns = page.section._columns
    assert columns[0].y() < columns[1].y() and columns[0].x() == columns[1].x()
    assert page.section.scale.orientation() is Qt.Orientation.Vertical


def test_choices_are_the_settings(stage: Stage) -> None:
    page = settings_page(stage)
    colours = section(page, "Look").findChildren(Choice)[0]
    colours.setFocus()
    QTest.keyClick(colours, Qt.Key.Key_Down)
    assert stage.presenters.preferences.text("colours") == "dark"
    stage.presenters.preferences.set("colours", "light")
    assert colours.currentText() == "Light"


def test_switches_are_the_settings(stage: Stage) -> None:
    switch = section(settings_page(stage), "Writing and answers").findChildren(Switch)[0]
    QTest.keyClick(switch, Qt.Key.Key_Space)
    assert stage.presenters.preferences.flag("enter_sends") is False


def test_instructions_are_kept_as_they_are_written(stage: Stage) -> None:
    field = settings_page(stage).findChild(InstructionsField)
    assert isinstance(field, InstructionsField)
    field.editor.setFocus()
    QTest.keyClicks(field.editor, "I live in Lyon.")
    stage.wait(lambda: stage.presenters.preferences.text("instructions") == "I live in Lyon.")


def test_an_address_that_is_none_is_refused(stage: Stage) -> None:
    network = settings_page(stage).findChild(NetworkSection)
    assert isinstance(network, NetworkSection)
    before = stage.presenters.preferences.text("hub_address")
    network.address.setText("somewhere")
    network.address.editingFinished.emit()
    assert stage.presenters.preferences.text("hub_address") == before
    assert "This is no address" in network.row.note.text()
    network.address.setText("https://example.org")
    network.address.editingFinished.emit()
    assert stage.presenters.preferences.text("hub_address") == "https://example.org"
    network.address.clear()
    network.address.editingFinished.emit()
    assert stage.presenters.preferences.text("hub_address") == before


def test_memory_can_be_given_back(stage: Stage) -> None:
    page = settings_page(stage)
    experts = section(page, "For experts")
    assert "No model is in memory" in words(experts)
    assert not button(experts, "Release now").isEnabled()
    stage.presenters.conversation.send("Hello")
    stage.wait(lambda: button(experts, "Release now").isEnabled())
    assert "Gemma 4 E4B" in words(experts)
    QTest.mouseClick(button(experts, "Release now"), LEFT)
    assert "No model is in memory" in words(experts)


def test_the_list_of_sections_leads_to_them(stage: Stage, qtbot: QtBot) -> None:
    page = settings_page(stage)
    page.show_section(3)
    stage.settle()
    shown = page.sections[3]
    top = shown.mapTo(page, shown.rect().topLeft()).y()
    assert 0 <= top < page.height() / 2


def test_languages_have_their_own_names(tmp_path: Path) -> None:
    for code in ("de", "en", "fr"):
        (tmp_path / f"{code}.qm").touch()
    (tmp_path / "it.ts").touch()
    assert languages_in(tmp_path) == [("de", "Deutsch"), ("en", "English"), ("fr", "Français")]


def test_one_language_is_no_choice(make_stage: MakeStage) -> None:
    from desktop.ui.settings.look import look_section

    stage = make_stage(chats=False, models=())
    one = look_section(stage.themes, stage.presenters.preferences, (("en", "English"),))
    two = look_section(
        stage.themes, stage.presenters.preferences, (("en", "English"), ("de", "Deutsch"))
    )
    assert len(two.findChildren(Choice)) == len(one.findChildren(Choice)) + 1
