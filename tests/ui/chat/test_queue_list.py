# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What is sent while an answer comes waits above the composer."""

import threading

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel

from desktop.domain.conversation import ImagePart, Message, Role, TextPart
from desktop.ui.chat.question_view import QuestionView
from tests.fakes.fake_engine import FakeEngine

from .conftest import Chat, StartChat
from .test_endings import click


def rows(one: Chat) -> list[str]:
    buttons = one.page.queue.findChildren(QAbstractButton)
    return [b.accessibleName() or b.text() for b in buttons if b.isVisible() and b.isEnabled()]


def test_words_wait_above_the_composer(chat: StartChat, gate: threading.Semaphore) -> None:
    one = chat(engine=FakeEngine(["a b", "c", "d"], gate))
    one.conversation.send("one")
    one.wait(lambda: len(one.conversation.messages) == 2)
    assert one.page.queue.isHidden()
    for words in ("two", "three"):
        QTest.keyClicks(one.page.composer.text, words)
        QTest.keyClick(one.page.composer.text, Qt.Key.Key_Return)
    assert one.page.composer.text.toPlainText() == ""
    assert one.page.queue.isVisible()
    one.wait(lambda: rows(one) == ["Ask later", "Take back", "Ask earlier", "Take back"])
    click(one.page.queue, "Ask later")
    assert [draft.text for draft in one.house.presenters.queue.waiting] == ["three", "two"]
    one.wait(lambda: rows(one) == ["Ask later", "Take back", "Ask earlier", "Take back"])
    click(one.page.queue, "Take back")
    assert one.page.composer.text.toPlainText() == "three"
    gate.release(9)
    one.wait(lambda: [m.text for m in one.conversation.messages] == ["one", "a b", "two", "c"])
    assert one.page.queue.isHidden()


def test_after_a_stop_one_goes_on_by_a_button(chat: StartChat, gate: threading.Semaphore) -> None:
    one = chat(engine=FakeEngine(["a b", "c"], gate))
    one.conversation.send("one")
    one.wait(lambda: len(one.conversation.messages) == 2)
    QTest.keyClicks(one.page.composer.text, "two")
    QTest.keyClick(one.page.composer.text, Qt.Key.Key_Return)
    assert "Ask now" not in rows(one)
    one.conversation.stop()
    one.wait(lambda: "Ask now" in rows(one))
    gate.release(9)
    click(one.page.queue, "Ask now")
    one.wait(lambda: one.conversation.messages[-2].text == "two")
    one.wait(lambda: one.house.presenters.editing.possible)


def test_pictures_that_a_model_cannot_see_are_marked(chat: StartChat) -> None:
    one = chat("Yes.")
    store = one.house.services.store
    chosen = store.create_chat(1.0)
    picture = ImagePart("0" * 64, "image/png", 8, 8, "harbour.png")
    store.add_message(Message("m", chosen.id, None, Role.USER, (picture, TextPart("What is it?"))))
    store.add_message(Message("a", chosen.id, "m", Role.MODEL, (TextPart("A harbour."),)))
    one.conversation.open(chosen.id)
    one.wait(lambda: one.page.transcript.view("m") is not None)
    view = one.page.transcript.view("m")
    assert isinstance(view, QuestionView)

    def marks() -> list[str]:
        labels = [label for label in view.findChildren(QLabel) if label.isVisible()]
        return [label.text() for label in labels if "cannot" in label.text()]

    assert marks() == []
    view.show_model("Gemma 3 1B", sees=False, hears=False)
    assert marks() == ["Gemma 3 1B cannot see this; another model can"]
    view.show_model("Gemma 4 E4B", sees=True, hears=True)
    assert marks() == []
