# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The chooser at the real window: wishes, words, and what cannot be had."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from desktop.domain.choosing import Purpose
from desktop.presenters.navigation import Page
from desktop.ui.models.models_page import ModelsPage
from tests.fakes.stage import Stage
from tests.ui.conftest import MakeStage

LEFT = Qt.MouseButton.LeftButton


def get_models(make_stage: MakeStage) -> tuple[Stage, ModelsPage]:
    stage = make_stage(models=())
    stage.presenters.navigation.go(Page.MODELS)
    page = stage.window.page(Page.MODELS)
    assert isinstance(page, ModelsPage)
    stage.settle()
    return stage, page


def shown(page: ModelsPage) -> list[str]:
    return [model_id for model_id, card in page.get.cards.items() if card.isVisible()]


def words(widget: QWidget) -> str:
    labels = [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
    return " ".join(labels)


def test_a_wish_is_chosen_with_the_keyboard(make_stage: MakeStage) -> None:
    stage, page = get_models(make_stage)
    everything = len(shown(page))
    chip = page.get.chooser.chips[Purpose.PHOTOS]
    chip.setFocus()
    QTest.keyClick(chip, Qt.Key.Key_Space)
    stage.settle()
    assert "gemma-3-1b" not in shown(page) and "gemma-3-4b" in shown(page)
    assert not page.get.chooser.anything.isChecked()
    assert "see pictures" in words(page.get.chooser)
    QTest.mouseClick(page.get.chooser.anything, LEFT)
    stage.settle()
    assert len(shown(page)) == everything
    assert page.get.chooser.anything.isChecked() and not chip.isChecked()


def test_the_order_of_the_cards_is_that_of_the_choice(make_stage: MakeStage) -> None:
    stage, page = get_models(make_stage)
    stage.presenters.choosing.want(Purpose.FAST, True)
    stage.settle()
    first = min(
        (card for card in page.get.cards.values() if card.isVisible()),
        key=lambda card: (card.y(), card.x()),
    )
    assert first is page.get.cards["gemma-3-270m"]


def test_the_line_above_recommends_for_what_is_wished(make_stage: MakeStage) -> None:
    stage, page = get_models(make_stage)
    assert "Recommended here: Gemma 4 E4B" in page.get._computer.text()
    assert "room for a chat of about" in page.get._computer.text()
    stage.presenters.choosing.want(Purpose.FAST, True)
    best = stage.presenters.choosing.recommendation()
    assert best is not None and best.offer.model.id != "gemma-3-270m"
    assert f"Recommended here: {best.offer.model.name}." in page.get._computer.text()
    stage.presenters.choosing.want(Purpose.MEDICAL, True)
    assert "Recommended here" not in page.get._computer.text()


def test_fewer_wishes_never_hide_one_that_holds(make_stage: MakeStage) -> None:
    stage, page = get_models(make_stage)
    chooser = page.get.chooser
    stage.presenters.choosing.want(Purpose.MEDICAL, True)
    stage.settle()
    QTest.mouseClick(chooser.more, LEFT)
    stage.settle()
    assert chooser.chips[Purpose.SOUNDS].isVisible() and chooser.more.text() == "Fewer"
    QTest.mouseClick(chooser.more, LEFT)
    stage.settle()
    assert chooser.chips[Purpose.MEDICAL].isVisible()
    assert not chooser.chips[Purpose.SOUNDS].isVisible() and chooser.more.text() == "More"


def test_more_wishes_are_behind_a_button(make_stage: MakeStage) -> None:
    stage, page = get_models(make_stage)
    medical = page.get.chooser.chips[Purpose.MEDICAL]
    assert not medical.isVisible()
    QTest.mouseClick(page.get.chooser.more, LEFT)
    stage.settle()
    QTest.mouseClick(medical, LEFT)
    stage.settle()
    assert shown(page) and all(model_id.startswith("medgemma") for model_id in shown(page))
    assert "No model is a doctor" in words(page.get.chooser)
    assert "Not a doctor" in words(page.get.cards["medgemma-4b"])


def test_what_suits_nothing_says_so_and_leads_back(make_stage: MakeStage) -> None:
    stage, page = get_models(make_stage)
    QTest.keyClicks(page.bar.search, "nothing like this")
    stage.settle()
    assert shown(page) == []
    assert "No model that Jewelbox knows" in words(page.get)
    QTest.mouseClick(page.get.show_all, LEFT)
    assert shown(page) and page.bar.search.text() == ""


def test_a_search_for_a_gemma_that_cannot_chat_says_why(make_stage: MakeStage) -> None:
    stage, page = get_models(make_stage)
    QTest.keyClicks(page.bar.search, "EmbeddingGemma 2")
    stage.settle()
    assert "EmbeddingGemma 2 turns texts into numbers" in words(page.get.absent)
    buttons = page.get.absent.findChildren(QPushButton)
    (instead,) = [button for button in buttons if button.isVisible()]
    assert instead.text() == "Gemma 4 E2B"
    QTest.mouseClick(instead, LEFT)
    navigation = stage.presenters.navigation
    assert (navigation.page, navigation.model_id) == (Page.MODEL, "gemma-4-e2b")
