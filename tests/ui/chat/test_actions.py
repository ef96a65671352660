# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What is done with a message: its menu, with and without a mouse, and changing it in its place."""

import threading

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.chat.message_editor import MessageEditor
from desktop.ui.chat.message_menu import MessageMenu
from desktop.ui.chat.message_view import MessageView
from tests.fakes.fake_engine import FakeEngine

from .conftest import Chat, StartChat
from .test_endings import button, click, said
from .typing_engine import TypingEngine

ANSWER = "# Ships\n\nA **ship** ![at sea](https://a.b/c.png), <b>x</b> and $x^2$.\n\n- one\n- two\n"


def view(one: Chat, place: int) -> MessageView:
    found = one.page.transcript.view(one.conversation.messages[place].id)
    assert found is not None
    return found


def menu(one: Chat, target: QWidget, by_key: bool = True) -> MessageMenu:
    """Opened as the menu key does, or the right button of the mouse."""
    reason = QContextMenuEvent.Reason.Keyboard if by_key else QContextMenuEvent.Reason.Mouse
    place = QPoint(4, 4)
    event = QContextMenuEvent(reason, place, target.mapToGlobal(place))
    QApplication.sendEvent(target, event)
    found = [one for one in one.page.findChildren(MessageMenu) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def words(opened: MessageMenu) -> list[str]:
    return [action.text() for action in opened.actions() if action.text()]


def choose(opened: MessageMenu, wanted: str) -> None:
    action = next(action for action in opened.actions() if action.text() == wanted)
    assert action.isEnabled()
    action.trigger()
    opened.close()


def texts(one: Chat) -> list[str]:
    return [message.text for message in one.conversation.messages]


def test_everything_that_can_be_done_is_in_the_menu(chat: StartChat) -> None:
    one = chat("First.")
    one.ask("Why?")
    opened = menu(one, view(one, 0))
    assert words(opened) == [
        "Copy",
        "Change and ask again",
        "Go on in a new chat from here",
        "Delete this message",
        "Delete this and all that follows",
    ]
    opened.close()
    answer = view(one, 1)
    text = answer.views()[0]
    opened = menu(one, text.viewport(), by_key=False)
    assert words(opened) == [
        "Copy",
        "Copy as plain text",
        "Copy as Markdown",
        "Answer again",
        "Change the answer",
        "Go on in a new chat from here",
        "Delete this message",
        "About this answer",
    ]
    opened.close()


def test_an_answer_is_copied_in_every_form(chat: StartChat) -> None:
    one = chat(engine=TypingEngine([ANSWER]))
    one.ask("Ships?")
    clipboard = QGuiApplication.clipboard()
    choose(menu(one, view(one, 1)), "Copy as plain text")
    assert clipboard.text() == "Ships\n\nA ship at sea, <b>x</b> and $x^2$.\n\n• one\n• two"
    choose(menu(one, view(one, 1)), "Copy as Markdown")
    assert clipboard.text() == ANSWER
    choose(menu(one, view(one, 1)), "Copy")
    data = clipboard.mimeData()
    assert data.text() == ANSWER
    assert "<h1>Ships</h1>" in data.html() and "<strong>ship</strong>" in data.html()
    assert "<img" not in data.html() and "&lt;b&gt;" in data.html()
    assert "$x^2$" in data.html()


def test_selected_words_and_links_are_copied(chat: StartChat) -> None:
    one = chat(engine=TypingEngine(["[a link](https://a.b/c) and words"]))
    one.ask("A link?")
    answer = view(one, 1)
    text = answer.views()[0]
    text.selectAll()
    choose(menu(one, text.viewport(), by_key=False), "Copy the selected words")
    assert QGuiApplication.clipboard().text() == "a link and words"
    choose(menu(one, text.viewport(), by_key=False), "Copy the link")
    assert QGuiApplication.clipboard().text() == "https://a.b/c"


def edited(one: Chat, place: int, way: str) -> MessageEditor:
    choose(menu(one, view(one, place)), way)
    editors = [e for e in view(one, place).findChildren(MessageEditor) if e.isVisible()]
    assert len(editors) == 1
    assert editors[0].text.hasFocus()
    return editors[0]


def test_a_question_is_changed_in_its_place_by_keyboard(chat: StartChat) -> None:
    one = chat("First.", "Second.")
    one.ask("Why?")
    before = view(one, 0).height()
    editor = edited(one, 0, "Change and ask again")
    assert editor.text.toPlainText() == "Why?"
    QTest.keyClick(editor.text, Qt.Key.Key_Escape)
    assert not view(one, 0).is_edited
    assert view(one, 0).height() == before
    assert view(one, 0).hasFocus()
    editor = edited(one, 0, "Change and ask again")
    QTest.keyClicks(editor.text, " And how?")
    QTest.keyClick(editor.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    one.wait(lambda: texts(one) == ["Why? And how?", "Second."])
    one.wait(lambda: one.house.presenters.editing.possible)
    click(view(one, 0), "Version before")
    assert texts(one) == ["Why?", "First."]
    assert button(view(one, 0), "Version after") is not None


def test_an_answer_is_changed(chat: StartChat) -> None:
    one = chat("First.")
    one.ask("Why?")
    editor = edited(one, 1, "Change the answer")
    editor.text.setPlainText("")
    take = button(editor, "Keep")
    assert take is not None and not take.isEnabled()
    editor.text.setPlainText("Because.")
    click(editor, "Keep")
    assert texts(one) == ["Why?", "Because."]
    assert button(view(one, 1), "Version before") is not None
    assert "Changed by you" in said(view(one, 1))


def test_deleting_from_the_menu(chat: StartChat) -> None:
    one = chat("First.", "Second.")
    one.ask("Why?")
    one.ask("And?")
    choose(menu(one, view(one, 2)), "Delete this and all that follows")
    assert texts(one) == ["Why?", "First."]
    one.house.presenters.editing.undo()
    assert texts(one) == ["Why?", "First.", "And?", "Second."]
    choose(menu(one, view(one, 2)), "Delete this and all that follows")
    choose(menu(one, view(one, 0)), "Delete this message")
    assert texts(one) == ["First."]


def test_while_an_answer_is_written_nothing_can_be_changed(
    chat: StartChat, gate: threading.Semaphore, qtbot: QtBot
) -> None:
    one = chat(engine=FakeEngine(["a b c"], gate))
    one.conversation.send("Why?")
    one.wait(lambda: len(one.conversation.messages) == 2)
    opened = menu(one, view(one, 0))
    able = [action.text() for action in opened.actions() if action.isEnabled() and action.text()]
    assert able == ["Copy"]
    opened.close()
    gate.release(5)
    one.wait(lambda: one.house.presenters.editing.possible)


def test_the_buttons_below_a_question_come_with_the_keyboard(chat: StartChat) -> None:
    one = chat("First.")
    one.ask("Why?")
    question = view(one, 0)
    one.page.activateWindow()
    one.page.composer.text.setFocus()
    question.set_near(False)  # where the pointer happens to be
    assert button(question, "Change and ask again") is None
    question.setFocus(Qt.FocusReason.TabFocusReason)
    one.wait(question.hasFocus)
    click(question, "More")
    found = [one for one in one.page.findChildren(MessageMenu) if one.isVisible()]
    assert len(found) == 1
    found[0].close()
    click(question, "Change and ask again")
    assert question.is_edited


def test_what_is_typed_in_the_place_of_a_message_outlives_its_view(chat: StartChat) -> None:
    one = chat("First.")
    one.ask("Why?")
    editor = edited(one, 0, "Change and ask again")
    QTest.keyClicks(editor.text, " And how?")
    chat_id = one.conversation.chat_id
    one.conversation.new()
    one.conversation.open(chat_id)
    one.wait(lambda: texts(one) == ["Why?", "First."])
    again = view(one, 0).findChildren(MessageEditor)
    assert [found.text.toPlainText() for found in again] == ["Why? And how?"]
    QTest.keyClick(again[0].text, Qt.Key.Key_Escape)
    one.conversation.new()
    one.conversation.open(chat_id)
    one.wait(lambda: texts(one) == ["Why?", "First."])
    assert not view(one, 0).is_edited  # it was given up


def test_what_is_taken_while_another_answer_is_written_stays_and_says_so(
    chat: StartChat, gate: threading.Semaphore
) -> None:
    one = chat("First.", "a b", "Third.", gate=gate)
    gate.release(1)
    one.ask("Why?")
    editor = edited(one, 0, "Change and ask again")
    QTest.keyClicks(editor.text, " And how?")
    one.conversation.send("Else?")
    one.wait(lambda: len(one.conversation.messages) == 4)
    QTest.keyClick(editor.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert view(one, 0).is_edited
    assert any("Wait for its end" in words for words in said(editor))
    gate.release(2)
    one.wait(lambda: one.house.presenters.editing.possible)
    QTest.keyClick(editor.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    gate.release(1)
    one.wait(lambda: texts(one) == ["Why? And how?", "Third."])
    assert not view(one, 0).is_edited
