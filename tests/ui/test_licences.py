# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Reading a licence, accepting it, and what the settings keep of that."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog

from desktop.presenters.navigation import Page
from desktop.ui.licences.licence_page import LicencePage
from desktop.ui.settings.licences import TextDialog
from tests.fakes.stage import SampleTexts, Stage
from tests.ui.conftest import MakeStage
from tests.ui.looking import FIRST, LEFT, button, licence_page, section, settings_page, words


def test_nothing_can_be_accepted_unseen(make_stage: MakeStage) -> None:
    stage = make_stage(**FIRST)
    page = licence_page(stage)
    assert not page.accept.isEnabled()
    stage.wait(lambda: bool(stage.presenters.licences.texts))
    assert page.accept.isEnabled()
    assert page.view.tabs.count() == 2
    assert "Section 1" in page.view.text.toPlainText()
    assert "You must not use it to" in words(page)


def test_terms_that_cannot_be_fetched_can_be_tried_again(make_stage: MakeStage) -> None:
    stage = make_stage(**FIRST | {"texts": False})
    page = licence_page(stage)
    stage.wait(lambda: stage.presenters.licences.error is not None)
    assert page.failure.isVisible() and not page.accept.isEnabled()
    assert "as soon as the full text is shown" in words(page)
    QTest.mouseClick(page.retry, LEFT)
    assert not page.failure.isVisible()
    stage.wait(lambda: stage.presenters.licences.error is not None)
    assert page.failure.isVisible()


def test_not_now_goes_back(make_stage: MakeStage) -> None:
    stage = make_stage(**FIRST)
    page = licence_page(stage)
    QTest.mouseClick(page.not_now, LEFT)
    assert stage.presenters.navigation.page is Page.WELCOME
    assert stage.presenters.downloads.downloads == []


def test_in_a_narrow_window_summary_and_text_are_tabs(make_stage: MakeStage) -> None:
    stage = make_stage(**FIRST)
    page = licence_page(stage)
    stage.wait(page.accept.isEnabled)
    assert page.summary.isVisible() and page.view.isVisible() and not page.halves.isVisible()
    stage.window.resize(QSize(800, 600))
    stage.settle()
    assert page.summary.isVisible() and not page.view.isVisible()
    page.halves.setCurrentIndex(1)
    assert page.view.isVisible() and not page.summary.isVisible()
    assert page.accept.isVisible()


def test_in_a_narrow_window_the_full_text_is_opened_before_it_is_accepted(
    make_stage: MakeStage,
) -> None:
    stage = make_stage(**FIRST)
    stage.window.resize(QSize(800, 600))
    page = licence_page(stage)
    stage.wait(lambda: bool(stage.presenters.licences.texts))
    stage.settle()
    assert page.summary.isVisible() and not page.accept.isEnabled()
    assert "opened the full text" in page.accept.toolTip()
    assert "opened the full text" in page._note.text()
    page.halves.setCurrentIndex(1)
    assert page.accept.isEnabled()
    page.halves.setCurrentIndex(0)  # it was seen
    assert page.accept.isEnabled()


def test_the_starters_own_text_is_not_all_of_its_terms(make_stage: MakeStage) -> None:
    stage = make_stage(**FIRST)
    stage.presenters.navigation.try_starter()
    licences = stage.presenters.licences
    stage.wait(lambda: bool(licences.texts))
    assert [text.document.id for text in licences.texts] == ["gemma-terms", "gemma-prohibited-use"]
    assert licences.texts[0].origin.endswith("terms.txt")


def test_offline_the_missing_policy_is_named_beside_the_button(make_stage: MakeStage) -> None:
    stage = make_stage(**FIRST | {"texts": False})
    stage.presenters.navigation.try_starter()
    page = stage.window.page(Page.LICENCE)
    assert isinstance(page, LicencePage)
    stage.wait(page.accept.isEnabled)
    assert "“Prohibited Use Policy” belongs to these terms and binds you too" in words(page)
    assert "https://ai.google.dev/gemma/prohibited_use_policy" in words(page)


def test_words_can_be_found_in_the_text(make_stage: MakeStage) -> None:
    stage = make_stage(**FIRST)
    page = licence_page(stage)
    stage.wait(page.accept.isEnabled)
    finder = page.view.finder
    page.view.find_button.click()
    assert finder.count.text() == ""
    QTest.keyClicks(finder.field, "SECTION 1")  # of 1, 10, 11 and 12
    assert finder.count.text() == "1 of 4"
    marks = page.view.text.extraSelections()
    assert [mark.cursor.selectedText() for mark in marks] == ["Section 1"] * 4
    assert page.view.text.textCursor().position() == marks[0].cursor.selectionStart()
    QTest.keyClick(finder.field, Qt.Key.Key_Return)
    assert finder.count.text() == "2 of 4"
    QTest.keyClick(finder.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.mouseClick(finder.before, LEFT)  # round to the last one
    assert finder.count.text() == "4 of 4"
    assert page.view.text.textCursor().position() == marks[3].cursor.selectionStart()
    page.view.tabs.setCurrentIndex(1)  # the same words in the other text
    assert finder.count.text() == "1 of 4"
    QTest.keyClicks(finder.field, " is not there")
    assert finder.count.text() == "not found"
    assert not finder.next.isEnabled() and not page.view.text.extraSelections()
    finder.field.clear()
    QTest.keyClick(finder.field, Qt.Key.Key_Escape)
    assert not finder.isVisible() and page.view.text.hasFocus()


def test_letters_of_the_text_grow_and_become_small_again(make_stage: MakeStage) -> None:
    stage = make_stage(**FIRST)
    page = licence_page(stage)
    stage.wait(page.accept.isEnabled)
    sizes = []
    for _ in range(4):
        sizes.append(page.view.text.font().pointSizeF())
        page.view.size_button.click()
    assert sizes == sorted(set(sizes))
    assert page.view.text.font().pointSizeF() == sizes[0]


def test_an_acceptance_can_be_read_and_withdrawn(stage: Stage) -> None:
    page = settings_page(stage)
    licences = section(page, "Licences")
    assert "Apache License 2.0" in words(licences)
    QTest.mouseClick(button(licences, "Read"), LEFT)
    dialog = stage.window.findChild(QDialog)
    assert isinstance(dialog, TextDialog) and dialog.view.toPlainText()
    dialog.accept()
    stage.settle()
    before = stage.presenters.licences.acceptances()
    chosen = stage.presenters.library.chosen
    QTest.mouseClick(button(licences, "Withdraw"), LEFT)
    assert len(stage.presenters.licences.acceptances()) < len(before)
    assert stage.presenters.library.chosen != chosen  # it is not used any more
    stage.settle()
    assert "The model stays on this computer" in words(licences)
    undo = button(licences, "Undo")
    assert stage.window.focusWidget() is undo and button(licences, "Show its files")
    QTest.mouseClick(undo, LEFT)
    assert stage.presenters.licences.acceptances() == before
    stage.settle()
    assert "The model stays" not in words(licences)


def test_what_was_accepted_can_be_saved(
    make_stage: MakeStage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = make_stage(**FIRST)
    page = licence_page(stage)
    stage.wait(page.accept.isEnabled)
    QTest.mouseClick(page.accept, LEFT)
    licences = section(settings_page(stage), "Licences")
    copy = tmp_path / "copy.txt"
    # the system's own dialogue, which no test can press
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(copy), ""))
    QTest.mouseClick(button(licences, "Save a copy"), LEFT)
    stage.wait(copy.exists)
    stage.wait(lambda: "Saved" in words(licences))
    text = copy.read_text(encoding="utf-8")
    for acceptance in stage.presenters.licences.acceptances():
        assert acceptance.sha256 in text and acceptance.origin in text
        assert stage.presenters.licences.text_of(acceptance) in text
    assert "Prohibited Use Policy, for Gemma 3 4B" in text


def test_what_changed_in_the_terms_stands_first(make_stage: MakeStage) -> None:
    stage = make_stage(**FIRST)
    page = licence_page(stage)
    stage.wait(page.accept.isEnabled)
    QTest.mouseClick(page.accept, LEFT)
    texts = stage.house.services.licence_texts
    assert isinstance(texts, SampleTexts)
    texts.edits = (("Section 3: Sample", "Section 3: Another sample"), ("Section 9: Sample\n", ""))
    page = licence_page(stage, "gemma-3-1b")
    stage.wait(page.accept.isEnabled)
    tabs = page.view.tabs
    assert tabs.tabText(0) == "What changed"
    assert "have changed since you accepted them" in words(page)
    told = page.view.text.toPlainText()
    assert "Before: Section 3: Sample" in told and "Now: Section 3: Another sample" in told
    assert "Removed: Section 9: Sample" in told
    tabs.setCurrentIndex(1)
    assert page.view.text.toPlainText().startswith("Gemma Terms of Use")


def test_what_changed_is_in_sight_in_the_smallest_window(make_stage: MakeStage) -> None:
    stage = make_stage(**FIRST)
    page = licence_page(stage)
    stage.wait(page.accept.isEnabled)
    QTest.mouseClick(page.accept, LEFT)
    texts = stage.house.services.licence_texts
    assert isinstance(texts, SampleTexts)
    texts.edits = (("Section 3: Sample", "Section 3: Another sample"),)
    stage.window.resize(QSize(640, 400))
    page = licence_page(stage, "gemma-3-1b")
    stage.wait(lambda: bool(stage.presenters.licences.texts))
    stage.settle()
    assert page.view.isVisible() and page.view.tabs.tabText(0) == "What changed"
    assert "have changed since you accepted them" in words(page)
