# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A day's tasks without a mouse: real window, real model, and nothing but keys."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QTimer, QUrl
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QWidget

from desktop.domain.conversation import Role
from desktop.domain.model import InstalledModel
from desktop.presenters.answering import Activity
from desktop.presenters.chat_list import ChatRole
from desktop.presenters.navigation import Page
from desktop.ui.chat.answer_view import AnswerView
from desktop.ui.chat.question_view import QuestionView
from desktop.ui.key_sheet import KeySheet
from desktop.ui.text.personas import starting_personas

from .conftest import MOST_TABS, Running, Start

pytestmark = pytest.mark.timeout(300)


class Hands:
    """Two of them, on a keyboard."""

    def __init__(self, app: Running) -> None:
        self.app, self.conversation = app, app.presenters.conversation
        app.wait(lambda: app.presenters.library.chosen)

    def press(self, keys: str) -> None:
        """Keys, wherever the focus is."""
        focus = QApplication.focusWidget()
        assert focus is not None, "nothing has the focus"
        QTest.keySequence(focus, QKeySequence(keys))

    def write(self, words: str) -> None:
        """Words, wherever the focus is."""
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClicks(focus, words)

    def tab_to(self, kind: type[QWidget]) -> QWidget:
        """Go with Tab until a widget of this kind has the focus."""
        for _ in range(MOST_TABS):
            focus = QApplication.focusWidget()
            if isinstance(focus, kind):
                return focus
            self.press("Tab")
        raise AssertionError(f"no way to {kind.__name__}")

    def choose(self, button: str, wanted: str) -> None:
        """Open the menu of a button, and choose in it."""
        done: list[bool] = []

        def pick() -> None:
            """Some menus hold up everything else until they are closed."""
            menu = QApplication.activePopupWidget()
            if not isinstance(menu, QMenu):
                QTimer.singleShot(20, pick)
                return
            for _ in menu.actions():
                QTest.keySequence(menu, QKeySequence("Down"))
                action = menu.activeAction()
                if action is not None and action.text() == wanted:
                    done.append(True)
                    break
            QTest.keySequence(menu, QKeySequence("Return" if done else "Esc"))

        QTimer.singleShot(0, pick)
        self.app.reach(button)
        self.app.wait(lambda: done)
        self.app.wait(lambda: QApplication.activePopupWidget() is None)
        self.settle()

    def settle(self) -> None:
        """Until the keyboard writes to the window again, and nothing is answered."""
        self.app.window.activateWindow()  # the stand-in for a desktop does not by itself
        self.app.wait(lambda: QApplication.focusWidget() is not None)
        self.app.wait(lambda: self.conversation.status.activity is Activity.IDLE)

    def command(self, typed: str) -> None:
        """By the palette."""
        self.press("Ctrl+K")
        self.write(typed)
        self.press("Return")

    def texts(self) -> list[str]:
        """What is said in the open chat."""
        return [message.text for message in self.conversation.messages]

    def wait(self, condition: Callable[[], object]) -> None:
        self.app.wait(condition)


@pytest.fixture
def hands(start: Start, tiny: InstalledModel) -> Hands:
    """The program has just been opened."""
    return Hands(start())


def test_a_days_tasks(hands: Hands, tmp_path: Path) -> None:
    a_chat(hands)
    with_its_answer(hands)
    with_its_question(hands)
    with_a_branch(hands)
    with_what_was_said(hands)
    with_a_file(hands, tmp_path)
    with_a_persona(hands)
    with_the_window(hands, tmp_path)
    and_away(hands)


def a_chat(hands: Hands) -> None:
    hands.press("Ctrl+N")
    assert hands.app.ask("My name is Ada.").strip()
    hands.app.ask("What is my name?")
    answer = hands.tab_to(AnswerView)  # what a screen reader reads
    assert answer.accessibleName() == "Answer of Tiny Gemma"
    assert answer.accessibleDescription()


def with_its_answer(hands: Hands) -> None:
    """Again, and from one version to the other."""
    hands.app.reach("Answer again")
    hands.wait(lambda: hands.conversation.version(hands.conversation.messages[-1].id)[1] == 2)
    hands.settle()
    second = hands.conversation.messages[-1].id
    hands.press("Ctrl+L")
    hands.tab_to(AnswerView)
    hands.app.reach("Version before")
    assert hands.conversation.messages[-1].id != second
    assert hands.conversation.version(hands.conversation.messages[-1].id) == (1, 2)


def with_its_question(hands: Hands) -> None:
    """In other words, in its place."""
    hands.press("Ctrl+L")
    hands.tab_to(AnswerView)
    hands.press("Up")
    assert isinstance(QApplication.focusWidget(), QuestionView)
    hands.app.reach("Change and ask again")
    hands.write(" And say hello.")
    hands.press("Ctrl+Return")
    hands.wait(lambda: "hello" in hands.texts()[2])
    hands.wait(lambda: len(hands.texts()) == 4)
    hands.settle()
    assert hands.texts()[2] == "What is my name? And say hello."


def with_a_branch(hands: Hands) -> None:
    before = hands.conversation.chat_id
    hands.press("Ctrl+L")
    hands.tab_to(AnswerView)
    hands.choose("More", "Go on in a new chat from here")
    hands.wait(lambda: hands.conversation.chat_id != before)
    assert len(hands.texts()) == 4
    hands.press("F6")  # to the list of chats
    hands.press("F2")
    hands.write("Names")
    hands.press("Return")
    hands.wait(lambda: hands.conversation.title == "Names")


def with_what_was_said(hands: Hands) -> None:
    """Found in all chats, and in this one."""
    chats = hands.app.presenters.chat_list
    hands.press("Ctrl+N")
    hands.press("Ctrl+Shift+F")
    hands.write("hello")
    hands.wait(lambda: chats.rowCount() and chats.index(0).data(ChatRole.MESSAGE))
    hands.press("Down")
    hands.press("Return")
    hands.wait(lambda: "hello" in "".join(hands.texts()))
    hands.press("Ctrl+F")
    hands.write("name")
    hands.press("F3")
    hands.press("Esc")
    hands.settle()


def with_a_file(hands: Hands, folder: Path) -> None:
    note = folder / "note.txt"
    note.write_text("The bed is one metre long.", "utf-8")
    copied = QMimeData()  # as a file manager does with Ctrl+C
    copied.setUrls([QUrl.fromLocalFile(str(note))])
    QApplication.clipboard().setMimeData(copied)
    hands.press("Ctrl+L")
    hands.press("Ctrl+V")
    hands.wait(lambda: hands.conversation.draft.documents)
    hands.press("Ctrl+L")
    hands.app.ask("How long is the bed?")
    assert any(message.documents for message in hands.conversation.messages)


def with_a_persona(hands: Hands) -> None:
    persona = starting_personas()[0]
    hands.app.presenters.personas.put(persona)
    hands.press("Ctrl+L")
    hands.choose("Persona and prompts", persona.name)
    chosen = hands.app.presenters.personas.chosen
    assert chosen is not None and chosen.name == persona.name


def with_the_window(hands: Hands, folder: Path) -> None:
    """Export, settings, models, the sheet of keys."""
    hands.press("Ctrl+L")
    hands.command("export markdown")
    dialog = hands.app.window.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(folder / "chat.md"))  # on a desktop it is the system's own
    dialog.reject()
    hands.wait(lambda: (folder / "chat.md").is_file())
    hands.settle()
    for keys, page in (("Ctrl+,", Page.SETTINGS), ("Ctrl+M", Page.MODELS)):
        hands.press(keys)
        assert hands.app.page() is page
        for _ in range(5):
            hands.press("Tab")
        hands.press("Esc")
        assert hands.app.page() is Page.CHAT
    hands.press("F1")
    sheet = hands.app.window.findChild(KeySheet)
    assert isinstance(sheet, KeySheet)
    hands.wait(sheet.isActiveWindow)
    QTest.keySequence(sheet, QKeySequence("Esc"))
    assert not sheet.isVisible()
    hands.settle()


def and_away(hands: Hands) -> None:
    """One message is deleted and comes back, then the chat."""
    hands.press("Ctrl+L")
    before = hands.texts()
    hands.tab_to(AnswerView)
    hands.choose("More", "Delete this message")
    hands.wait(lambda: len(hands.texts()) == len(before) - 1)
    hands.press("Ctrl+Z")
    hands.wait(lambda: hands.texts() == before)
    chat_id = hands.conversation.chat_id
    hands.command("delete this chat")
    hands.wait(lambda: hands.conversation.chat_id != chat_id)
    hands.press("Ctrl+Z")
    hands.wait(lambda: hands.conversation.chat_id == chat_id)
    assert hands.texts() == before
    assert hands.conversation.messages[-1].role is Role.MODEL
