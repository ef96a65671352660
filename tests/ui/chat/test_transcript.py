# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The transcript: what the reader sees stays where it is."""

import threading

from PySide6.QtWidgets import QAbstractButton

from desktop.domain.conversation import MessageState
from desktop.ui.chat.answer_view import AnswerView
from desktop.ui.chat.question_view import QuestionView
from desktop.ui.chat.transcript import BUILT

from .conftest import PAGE, StartChat


def test_it_follows_only_a_reader_at_the_end(chat: StartChat, gate: threading.Semaphore) -> None:
    one = chat(PAGE * 3, "word " * 400, gate=gate)
    gate.release(5000)
    one.ask("The page")
    bar = one.page.transcript.verticalScrollBar()
    one.wait(lambda: bar.maximum() > 0 and bar.value() == bar.maximum())
    while gate.acquire(blocking=False):
        pass
    one.conversation.send("More")
    gate.release(40)
    one.wait(lambda: len(one.conversation.messages) == 4)
    one.wait(lambda: one.conversation.messages[-1].text)
    bar.setValue(10)
    gate.release(400)
    one.wait(lambda: one.conversation.messages[-1].state is MessageState.DONE)
    assert bar.value() == 10


def test_long_chats_are_built_from_their_end(chat: StartChat) -> None:
    one = chat("Yes.")
    for number in range(BUILT // 2 + 3):
        one.ask(f"Question {number}")
    one.conversation.new()
    one.wait(lambda: one.conversation.chat_id == "")
    chats = one.house.presenters.chat_list
    one.wait(lambda: chats.rowCount() == 1)
    one.conversation.open(str(chats.index(0).data(257)))
    one.wait(lambda: one.conversation.messages)
    shown = [view for view in one.page.findChildren(QuestionView) if view.isVisibleTo(one.page)]
    assert len(shown) == BUILT // 2
    one.page.transcript._build_earlier()
    shown = [view for view in one.page.findChildren(QuestionView) if view.isVisibleTo(one.page)]
    assert len(shown) == BUILT // 2 + 3


def test_an_answer_that_was_stopped_says_so(chat: StartChat, gate: threading.Semaphore) -> None:
    one = chat("one two three", gate=gate)
    one.conversation.send("Count")
    gate.release(1)
    one.wait(lambda: one.conversation.messages[-1].text == "one")
    one.conversation.stop()
    one.wait(lambda: one.conversation.messages[-1].state is MessageState.STOPPED)
    view = one.page.findChild(AnswerView)
    assert view is not None
    names = [b.accessibleName() for b in view.findChildren(QAbstractButton) if b.isVisible()]
    assert "Answer again" in names
