# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Two or three models side by side, at the real window."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from desktop.presenters.navigation import Page
from desktop.ui.models.compare_page import ComparePage
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


def labels(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def test_marked_models_stand_side_by_side(make_stage: MakeStage) -> None:
    stage, page = get_models(make_stage)
    bar = page.get.comparing
    assert not bar.isVisible()
    QTest.mouseClick(page.get.cards["gemma-4-e4b"].compare, LEFT)
    stage.settle()
    assert bar.isVisible() and not bar.compare.isEnabled()
    QTest.mouseClick(page.get.cards["gemma-3-4b"].compare, LEFT)
    stage.settle()
    assert page.get.cards["gemma-3-4b"].compare.text() == "Do not compare"
    QTest.mouseClick(bar.compare, LEFT)
    stage.settle()
    compare = stage.window.page(Page.COMPARE)
    assert isinstance(compare, ComparePage)
    shown = labels(compare)
    assert shown.count("Gemma 4 E4B") == 1 and shown.count("Gemma 3 4B") == 1
    assert shown.count("Licence") == 1
    assert "Apache License 2.0" in shown and "Gemma Terms of Use" in shown
    assert "sees pictures, hears, thinks" in shown


def test_a_screen_reader_hears_a_whole_model_at_its_button(make_stage: MakeStage) -> None:
    stage, _ = get_models(make_stage)
    for model_id in ("gemma-4-e4b", "gemma-4-31b", "gemma-3-1b"):
        stage.presenters.choosing.mark(model_id, True)
    stage.presenters.navigation.go(Page.COMPARE)
    compare = stage.window.page(Page.COMPARE)
    assert isinstance(compare, ComparePage)
    stage.settle()
    second = compare.buttons[1]
    assert second.accessibleName() == "Open Gemma 4 31B"
    assert "Does not fit" in second.accessibleDescription()
    assert "Licence: Apache License 2.0" in second.accessibleDescription()
    QTest.mouseClick(second, LEFT)
    assert stage.presenters.navigation.model_id == "gemma-4-31b"


def test_marks_can_be_taken_away(make_stage: MakeStage) -> None:
    stage, page = get_models(make_stage)
    for model_id in ("gemma-4-e4b", "gemma-3-4b"):
        stage.presenters.choosing.mark(model_id, True)
    QTest.mouseClick(page.get.comparing.none, LEFT)
    stage.settle()
    assert not page.get.comparing.isVisible()
    assert page.get.cards["gemma-4-e4b"].compare.text() == "Compare"
    stage.presenters.navigation.go(Page.COMPARE)
    stage.settle()
    assert "Mark two or three models" in " ".join(labels(stage.window.page(Page.COMPARE)))
