# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Files in the composer and in a question: seen, named, moved, removed, opened, by keyboard too."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton

from desktop.ui.chat.attachments import TooLong
from desktop.ui.chat.composer_text import LONG_PASTE
from desktop.ui.chat.documents import DocumentChip, DocumentDialog, DraftDocumentChip

from .conftest import Chat, StartChat


def attached(one: Chat, tmp_path: Path, *names: str) -> list[DraftDocumentChip]:
    paths = []
    for name in names:
        path = tmp_path / name
        path.write_text(f"{name} says something.\n" * 40, "utf-8")
        paths.append(str(path))
    one.conversation.attach_files(paths)
    one.wait(lambda: len(one.conversation.draft.media) == len(names))
    return chips(one)


def chips(one: Chat) -> list[DraftDocumentChip]:
    found = [chip for chip in one.page.findChildren(DraftDocumentChip) if chip.isVisible()]
    return sorted(found, key=lambda chip: (chip.y(), chip.x()))


def names(one: Chat) -> list[str]:
    return [chip.accessibleName().split(",")[0] for chip in chips(one)]


def press(words: str, *within: QAbstractButton) -> None:
    next(button for button in within if words in (button.text(), button.accessibleName())).click()


def test_a_document_has_a_name_and_a_size(chat: StartChat, tmp_path: Path) -> None:
    one = chat()
    (chip,) = attached(one, tmp_path, "letter.txt")
    assert chip.accessibleName() == "letter.txt, about 250 tokens"
    buttons = [button.accessibleName() for button in chip.findChildren(QAbstractButton)]
    assert buttons == ["Put the words into the message", "Remove letter.txt"]
    press("Remove letter.txt", *chip.findChildren(QAbstractButton))
    one.wait(lambda: not chips(one))


def test_files_are_moved_and_removed_by_keys(chat: StartChat, tmp_path: Path) -> None:
    one = chat()
    first = attached(one, tmp_path, "a.txt", "b.txt", "c.txt")[0]
    one.page.activateWindow()
    first.setFocus()
    one.wait(first.hasFocus)
    QTest.keyClick(first, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert names(one) == ["b.txt", "a.txt", "c.txt"]
    moved = chips(one)[1]
    assert moved.hasFocus()
    QTest.keyClick(moved, Qt.Key.Key_Delete)
    assert names(one) == ["b.txt", "c.txt"]
    assert chips(one)[1].hasFocus()
    QTest.keyClick(chips(one)[1], Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert names(one) == ["c.txt", "b.txt"]


def test_files_are_moved_by_the_mouse(chat: StartChat, tmp_path: Path) -> None:
    one = chat()
    first, second = attached(one, tmp_path, "a.txt", "b.txt")
    QTest.mousePress(first, Qt.MouseButton.LeftButton, pos=first.rect().center())
    target = first.mapFromGlobal(second.mapToGlobal(second.rect().center()))
    QTest.mouseRelease(first, Qt.MouseButton.LeftButton, pos=target)
    assert names(one) == ["b.txt", "a.txt"]
    assert not one.page.findChildren(DocumentDialog)


def test_many_files_stand_in_rows(chat: StartChat, tmp_path: Path) -> None:
    one = chat()
    found = attached(one, tmp_path, *(f"{number}.txt" for number in range(6)))
    assert len({chip.y() for chip in found}) > 1
    assert max(chip.geometry().right() for chip in found) < one.page.composer.width()


def test_a_very_long_text_that_is_pasted_becomes_a_document_and_comes_back(
    chat: StartChat,
) -> None:
    one = chat()
    text = one.page.composer.text
    data = QMimeData()
    data.setText("many words " * (LONG_PASTE // 10))
    text.insertFromMimeData(data)
    one.wait(lambda: chips(one))
    assert text.toPlainText() == ""
    assert names(one) == ["Pasted text"]
    buttons = chips(one)[0].findChildren(QAbstractButton)
    press("Put the words into the message", *buttons)
    one.wait(lambda: text.toPlainText() == data.text())
    assert not chips(one)


def test_a_document_in_a_question_opens(chat: StartChat, tmp_path: Path) -> None:
    one = chat("Yes.")
    attached(one, tmp_path, "letter.txt")
    one.ask("What does it say?")
    one.wait(lambda: one.page.transcript.findChildren(DocumentChip))
    (card,) = one.page.transcript.findChildren(DocumentChip)
    card.click()
    one.wait(lambda: one.page.findChildren(DocumentDialog))
    (dialog,) = one.page.findChildren(DocumentDialog)
    assert dialog.text.toPlainText() == "letter.txt says something.\n" * 40
    press("Copy all", *dialog.findChildren(QPushButton))
    assert QApplication.clipboard().text() == dialog.text.toPlainText()
    press("Close", *dialog.findChildren(QPushButton))
    one.wait(lambda: not one.page.findChildren(DocumentDialog))


@pytest.mark.parametrize("place", [0, 1, 2])
def test_what_is_too_long_offers_three_ways(
    chat: StartChat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    one = chat()
    monkeypatch.setattr(one.house.presenters.engine, "room", lambda model: 100)
    attached(one, tmp_path, "letter.txt")
    choice = one.page.findChild(TooLong)
    assert choice is not None and choice.isVisible()
    choice.buttons[place].click()
    one.wait(lambda: not choice.isVisible())
    expected = [["letter.txt"], [], ["letter.txt"]][place]
    assert [document.name for document in one.conversation.draft.documents] == expected
    if place == 0:
        assert "the first 90 of 250 tokens" in chips(one)[0].accessibleName()
