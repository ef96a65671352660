# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Writing: keys, pictures, drafts, and that nothing is lost."""

import threading

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QImage, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.domain.conversation import MessageState
from desktop.ui.chat.answer_view import AnswerView
from desktop.ui.chat.empty_chat import StarterRow
from desktop.ui.chat.pictures import RemovableThumbnail

from .conftest import StartChat


def test_enter_sends_and_shift_enter_does_not(chat: StartChat) -> None:
    one = chat("Yes.")
    text = one.page.composer.text
    QTest.keyClicks(text, "one")
    QTest.keyClick(text, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(text, "two")
    assert one.conversation.messages == []
    QTest.keyClick(text, Qt.Key.Key_Return)
    one.wait(lambda: len(one.conversation.messages) == 2)
    assert one.conversation.messages[0].text == "one\ntwo"
    assert text.toPlainText() == ""


def test_enter_belongs_to_whoever_composes_a_character(chat: StartChat) -> None:
    one = chat()
    text = one.page.composer.text
    QTest.keyClicks(text, "ni")
    text.inputMethodEvent(QInputMethodEvent("你", []))
    QTest.keyClick(text, Qt.Key.Key_Return)
    assert one.conversation.messages == []


def test_tab_leaves_the_field(chat: StartChat) -> None:
    one = chat()
    text = one.page.composer.text
    text.setFocus()
    QTest.keyClick(text, Qt.Key.Key_Tab)
    assert not text.hasFocus()


def test_what_is_sent_while_an_answer_comes_waits_for_its_turn(
    chat: StartChat, gate: threading.Semaphore
) -> None:
    one = chat("one two three", gate=gate)
    one.conversation.send("Count")
    gate.release(1)
    one.wait(lambda: one.conversation.messages[-1].text == "one")
    text = one.page.composer.text
    QTest.keyClicks(text, "next question")
    QTest.keyClick(text, Qt.Key.Key_Return)
    assert text.toPlainText() == ""
    assert len(one.conversation.messages) == 2
    QTest.keyClick(text, Qt.Key.Key_Escape)
    one.wait(lambda: one.conversation.messages[-1].state is MessageState.STOPPED)
    assert [draft.text for draft in one.house.presenters.queue.waiting] == ["next question"]


def test_a_pasted_picture_becomes_a_thumbnail_and_can_be_removed(chat: StartChat) -> None:
    one = chat()
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    data = QMimeData()
    data.setImageData(image)
    QTest.keyClicks(one.page.composer.text, "look")
    one.page.composer.text.insertFromMimeData(data)
    one.wait(lambda: one.conversation.draft.images)
    one.wait(lambda: one.page.findChild(RemovableThumbnail) is not None)
    assert one.page.composer.text.toPlainText() == "look"
    thumbnail = one.page.findChild(RemovableThumbnail)
    assert thumbnail is not None
    thumbnail.removed.emit()
    assert one.conversation.draft.images == ()


RICH = (
    "<h2>Soil</h2><p>Some <b>strong</b> and <i>soft</i> words, a"
    " <a href='https://example.org/a'>link</a>, a <a href='javascript:x'>bad one</a> and"
    " <code>code()</code>.</p><ul><li>one</li><li>two<ul><li>in it</li></ul></li></ul>"
    "<ol><li>a<li>b</ol><table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2<br>3</td></tr>"
    "</table><blockquote>said</blockquote><pre>x = 1\n  y</pre><img src='file:///etc/passwd'>"
)
MARKDOWN = """## Soil

Some **strong** and *soft* words, a [link](https://example.org/a), a bad one and `code()`.

- one
- two
   - in it
1. a
2. b

| A | B |
| --- | --- |
| 1 | 2 3 |

> said

    x = 1
      y"""


@pytest.mark.parametrize(
    ("html", "text", "expected"),
    [
        (RICH, "anything", MARKDOWN),
        ("<span style='color: red'>1 * 2</span>", "1 * 2", "1 * 2"),
        ("<b>" * 600_000, "long", "long"),
        ("", "just words", "just words"),
    ],
    ids=["rich", "colour alone", "very long", "words"],
)
def test_what_is_pasted_becomes_markdown_where_its_look_says_something(
    chat: StartChat, html: str, text: str, expected: str
) -> None:
    one = chat()
    data = QMimeData()
    if html:
        data.setHtml(html)
    data.setText(text)
    one.page.composer.text.insertFromMimeData(data)
    assert one.page.composer.text.toPlainText() == expected
    one.page.composer.text.clear()
    data.setData("vscode-editor-data", b"{}")
    one.page.composer.text.insertFromMimeData(data)
    assert one.page.composer.text.toPlainText() == text


def test_ctrl_shift_v_pastes_plain_words(chat: StartChat) -> None:
    one = chat()
    data = QMimeData()
    data.setHtml("<b>bold</b>")
    data.setText("bold")
    QApplication.clipboard().setMimeData(data)
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(one.page.composer.text, Qt.Key.Key_V, both)
    assert one.page.composer.text.toPlainText() == "bold"
    QApplication.clipboard().clear()  # what lies there at the end crashes Qt's clipboard


def test_up_brings_questions_back(chat: StartChat) -> None:
    one = chat("Yes.")
    for question in ("First?", "Second?", "First?"):
        one.ask(question)
    text = one.page.composer.text
    shown = []
    for key in ("Up", "Up", "Up", "Down", "Down"):
        QTest.keyClick(text, Qt.Key[f"Key_{key}"])
        shown.append(text.toPlainText())
    assert shown == ["First?", "Second?", "Second?", "First?", ""]
    QTest.keyClicks(text, "new")
    QTest.keyClick(text, Qt.Key.Key_Up)
    assert text.toPlainText() == "new"
    text.clear()
    QTest.keyClick(text, Qt.Key.Key_Up)
    QTest.keyClicks(text, "!")
    QTest.keyClick(text, Qt.Key.Key_Up)
    assert text.toPlainText() == "First?!"


@pytest.mark.parametrize("place", [1, 2, 3])
def test_a_starter_begins_a_question(chat: StartChat, place: int) -> None:
    one = chat()
    one.page.findChildren(StarterRow)[place].click()
    assert one.page.composer.text.toPlainText()
    assert one.page.composer.text.hasFocus()


def test_each_chat_keeps_its_draft(chat: StartChat) -> None:
    one = chat("Yes.")
    one.ask("First?")
    first = one.conversation.chat_id
    QTest.keyClicks(one.page.composer.text, "half a")
    one.conversation.new()
    one.wait(lambda: one.conversation.chat_id != first)
    assert one.page.composer.text.toPlainText() == ""
    one.conversation.open(first)
    one.wait(lambda: one.page.composer.text.toPlainText() == "half a")


def test_typing_goes_to_the_composer_wherever_the_focus_is(chat: StartChat) -> None:
    one = chat("Yes.")
    one.ask("First?")
    message = one.page.findChild(AnswerView)
    assert message is not None
    one.page.activateWindow()
    message.setFocus()
    one.wait(message.hasFocus)
    QTest.keyClicks(message, "a")
    assert one.page.composer.text.toPlainText() == "a"
    assert one.page.composer.text.hasFocus()
