# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Answers as they are shown: Markdown, growing, and never more than text."""

import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QUrl
from PySide6.QtGui import QGuiApplication, QTextTable
from pytestqt.qtbot import QtBot

from desktop.services.resources import resources_folder
from desktop.ui.chat.answer_body import AnswerBody
from desktop.ui.chat.answer_view import AnswerView
from desktop.ui.chat.code_block import CodeBlock, CodeText
from desktop.ui.chat.text_view import TextView
from desktop.ui.theme import ThemeSource

from .conftest import PAGE, StartChat


def body(qtbot: QtBot) -> AnswerBody:
    made = AnswerBody(ThemeSource(resources_folder(), "light"))
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show()
    return made


def texts(answer: AnswerBody) -> list[str]:
    """What stands in the views and code blocks, from top to bottom."""
    shown: list[str] = []
    column = answer.layout()
    assert column is not None
    for place in range(column.count()):
        item = column.itemAt(place)
        widget = item.widget() if item is not None else None
        if isinstance(widget, TextView):
            shown.append(widget.toPlainText())
        elif isinstance(widget, CodeBlock):
            code = widget.findChild(CodeText)
            assert code is not None
            shown.append(code.toPlainText())
    return shown


def test_the_page_is_shown_with_its_parts(qtbot: QtBot) -> None:
    answer = body(qtbot)
    answer.show_text(PAGE, growing=False)
    words, code, end = texts(answer)
    assert words.startswith("The Lighthouse on Grey Island")
    assert "**" not in words
    assert "1874" in words
    assert code.startswith("def ships(log):\n    total = 0")
    assert "The sea is never in a hurry" in end
    view = answer.findChild(TextView)
    assert view is not None
    (table,) = (f for f in view.document().rootFrame().childFrames() if isinstance(f, QTextTable))
    assert (table.rows(), table.columns()) == (3, 3)
    assert table.cellAt(2, 2).firstCursorPosition().block().text() == "15"


@pytest.mark.parametrize("step", [1, 3, 50])
def test_a_growing_answer_ends_as_if_it_had_come_at_once(qtbot: QtBot, step: int) -> None:
    whole, growing = body(qtbot), body(qtbot)
    whole.show_text(PAGE, growing=False)
    growing.show_text("", growing=True)
    for at in range(0, len(PAGE), step):
        growing.add_text(PAGE[at : at + step])
    growing.finish()
    assert "".join(texts(growing)) == "".join(texts(whole))
    assert growing.text == PAGE


def test_finished_blocks_are_not_written_again(qtbot: QtBot) -> None:
    answer = body(qtbot)
    answer.show_text("First paragraph.\n\nSecond one.\n\nTh", growing=True)
    view = answer.findChild(TextView)
    assert view is not None
    changes: list[int] = []
    view.document().contentsChange.connect(lambda at, gone, new: changes.append(at))
    answer.add_text("ird one, which grows and")
    answer.add_text(" grows.")
    finished = len("First paragraph.\nSecond one.")
    assert changes
    assert min(changes) >= finished


def test_html_and_pictures_are_text_and_nothing_is_loaded(qtbot: QtBot, tmp_path: Path) -> None:
    picture = tmp_path / "p.png"
    picture.write_bytes(b"x")
    answer = body(qtbot)
    text = (
        f"<b>bold</b> <img src='file://{picture}'> ![a cat]({picture.as_uri()}) <script>x</script>"
    )
    answer.show_text(text, growing=False)
    (shown,) = texts(answer)
    assert "<b>bold</b>" in shown
    assert "<script>" in shown
    assert "a cat" in shown
    view = answer.findChild(TextView)
    assert view is not None
    assert view.loadResource(2, QUrl.fromLocalFile(str(picture))) is None


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet='ab#*_`-|>[]()!<&\n 1.~\\:"', max_size=120), st.integers(1, 9))
def test_no_text_breaks_it(qtbot: QtBot, text: str, step: int) -> None:
    answer = body(qtbot)
    answer.show_text("", growing=True)
    for at in range(0, len(text), step):
        answer.add_text(text[at : at + step])
    answer.finish()
    answer.deleteLater()


def test_numbers_of_a_list_go_on(qtbot: QtBot) -> None:
    answer = body(qtbot)
    answer.show_text("3. three\n4. four\n\n   more of four\n5. five\n", growing=False)
    view = answer.findChild(TextView)
    assert view is not None
    numbers = []
    block = view.document().begin()
    while block.isValid():
        listed = block.textList()
        if listed is not None:
            numbers.append((listed.itemText(block), block.text()))
        block = block.next()
    assert [number for number, _ in numbers] == ["3.", "4.", "5."]


def test_an_answer_is_shown_while_it_comes(chat: StartChat, gate: threading.Semaphore) -> None:
    one = chat("The **sea** is wide.", gate=gate)
    one.conversation.send("Tell me.")
    gate.release(2)
    view = AnswerView
    one.wait(lambda: one.page.findChild(view) is not None)
    answer = one.page.findChild(view)
    assert answer is not None
    one.wait(lambda: "sea" in "".join(texts(answer.findChild(AnswerBody))))  # type: ignore[arg-type]
    gate.release(9)
    one.wait(lambda: "wide" in "".join(texts(answer.findChild(AnswerBody))))  # type: ignore[arg-type]


def test_an_answer_can_be_copied(chat: StartChat) -> None:
    one = chat("Some **bold** words.")
    one.ask("Go on")
    answer = one.page.findChild(AnswerView)
    assert answer is not None
    answer._copy()
    assert QGuiApplication.clipboard().text() == "Some **bold** words."
