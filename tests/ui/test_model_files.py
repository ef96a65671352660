# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A model's page: its files in any order, and the way from one to another."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from desktop.presenters.navigation import Page
from desktop.ui.models.files_table import SortedFiles
from desktop.ui.models.model_page import ModelPage
from desktop.ui.models.models_page import ModelsPage
from tests.ui.conftest import MakeStage
from tests.ui.looking import LEFT, button, words
from tests.ui.test_pages import model_page

ROLE = Qt.ItemDataRole


def test_the_table_is_sorted_by_every_column_and_the_choice_stays(make_stage: MakeStage) -> None:
    stage = make_stage(models=())
    page = model_page(stage, "gemma-4-e4b")
    QTest.mouseClick(page.all_files.button, LEFT)
    table, chosen = page.files, page.get.text()
    model, header = table.model(), table.horizontalHeader()

    def column(number: int) -> list[str]:
        return [model.index(row, number).data() for row in range(model.rowCount())]

    for number in range(model.columnCount()):
        place = QPoint(header.sectionViewportPosition(number) + 8, header.height() // 2)
        QTest.mouseClick(header.viewport(), LEFT, pos=place)
        first = column(number)
        said = model.headerData(number, Qt.Orientation.Horizontal, ROLE.AccessibleTextRole)
        assert said.endswith("smallest first")
        QTest.mouseClick(header.viewport(), LEFT, pos=place)
        assert sorted(column(number)) == sorted(first)
        assert len(set(first)) < 2 or column(number) != first
        assert page.get.text() == chosen
    assert column(5) == sorted(column(5), key=str.casefold, reverse=True)


def test_the_keyboard_sorts_too(make_stage: MakeStage) -> None:
    stage = make_stage(models=())
    page = model_page(stage, "gemma-4-e4b")
    QTest.mouseClick(page.all_files.button, LEFT)
    found = page.all_files.findChild(SortedFiles)
    assert found is not None
    by = found.by
    by.setFocus()
    QTest.keyClick(by, Qt.Key.Key_End)
    makers = [page.files.model().index(row, 5).data() for row in range(3)]
    assert makers == sorted(makers, key=str.casefold)
    assert by.currentText() == "Made by"


def test_a_model_that_is_here_can_move_to_another_file(make_stage: MakeStage) -> None:
    stage = make_stage(models=("gemma-4-e4b",))
    stage.presenters.navigation.go(Page.MODELS)
    models = stage.window.page(Page.MODELS)
    assert isinstance(models, ModelsPage)
    models.show_installed()
    QTest.mouseClick(button(models.installed, "Other files"), LEFT)
    page = stage.window.page(Page.MODEL)
    assert isinstance(page, ModelPage)
    assert page.get.text() == "Installed" and not page.get.isEnabled()
    assert "On this computer" in words(page.section)
    QTest.keyClick(page.section.scale, Qt.Key.Key_End)
    assert page.get.text().startswith("Move to this file, ") and page.get.isEnabled()
    QTest.mouseClick(page.get, LEFT)
    assert [d.model for d in stage.presenters.downloads.downloads] == ["gemma-4-e4b"]
