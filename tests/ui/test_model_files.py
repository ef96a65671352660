# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A model's page: its files in any order, and the way from one to another."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest

from desktop.domain.fit import Fit
from desktop.presenters.navigation import Page
from desktop.services.models.library import installed_of
from desktop.ui.models.files_table import CELL, SortedFiles
from desktop.ui.models.model_page import ModelPage
from desktop.ui.models.models_page import ModelsPage
from desktop.ui.theme import tabular
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
    assert column(6) == sorted(column(6), key=str.casefold, reverse=True)


def test_no_cell_but_the_name_of_the_file_is_cut(make_stage: MakeStage) -> None:
    stage = make_stage(models=())
    page = model_page(stage, "gemma-4-e4b")
    QTest.mouseClick(page.all_files.button, LEFT)
    stage.settle()
    table, model = page.files, page.files.model()
    bold = QFontMetrics(tabular(stage.themes.font("strong")))  # as the chosen row is written
    for column in range(model.columnCount() - 1):
        for row in range(model.rowCount()):
            words = str(model.index(row, column).data())
            assert table.columnWidth(column) >= bold.horizontalAdvance(words) + 2 * CELL, words
    name = model.index(0, model.columnCount() - 1)
    assert name.data(ROLE.ToolTipRole) == name.data()
    assert table.columnWidth(name.column()) > 100


def test_the_keyboard_sorts_too(make_stage: MakeStage) -> None:
    stage = make_stage(models=())
    page = model_page(stage, "gemma-4-e4b")
    QTest.mouseClick(page.all_files.button, LEFT)
    found = page.all_files.findChild(SortedFiles)
    assert found is not None
    by = found.by
    by.setFocus()
    QTest.keyClick(by, Qt.Key.Key_End)
    names = [page.files.model().index(row, 6).data() for row in range(3)]
    assert names == sorted(names, key=str.casefold) and all(n.endswith(".gguf") for n in names)
    assert by.currentText() == "File"


def test_two_files_of_one_quantization_are_told_apart(make_stage: MakeStage) -> None:
    stage = make_stage(models=())
    offers = stage.presenters.offers.offers_for("gemma-4-e4b")
    here, other = (offer for offer in offers if offer.file.quantization == "Q4_0")
    weights = stage.paths.models / "here.gguf"
    weights.write_bytes(b"GGUF")
    stage.house.services.models.add(installed_of(here.model, here.file, weights, None))
    stage.presenters.library.refresh()
    stage.wait(lambda: len(stage.presenters.library.installed) == 1)
    page = model_page(stage, "gemma-4-e4b")
    QTest.mouseClick(page.all_files.button, LEFT)
    page.files.choose(offers.index(here))
    assert page.get.text() == "Installed"
    page.files.choose(offers.index(other))
    assert page.get.text().startswith("Move to this file, ") and page.get.isEnabled()


def test_a_model_of_one_file_says_what_it_needs_and_why_it_cannot_be_had(
    make_stage: MakeStage,
) -> None:
    stage = make_stage(models=())
    offers = {o.model.id: o for o in stage.presenters.offers.offers()}
    single = [m for m, o in offers.items() if len(o.model.weights()) == 1]
    for model_id in single:
        page = model_page(stage, model_id)
        assert page.section.isVisible() and not page.section.scale.isVisible()
        shown = words(page.section)
        if offers[model_id].fit is Fit.TOO_LARGE:
            assert "Does not fit" in shown and "Recommended" not in shown
            assert not page.get.isEnabled() and "This model needs" in words(page)
        else:
            assert "Needs" in shown and "This model needs" not in words(page)
    assert {Fit.TOO_LARGE} < {offers[model_id].fit for model_id in single}


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
