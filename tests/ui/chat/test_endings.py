# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""How an answer ended, going on with it, its versions and its details."""

import threading

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from desktop.domain.conversation import MessageState
from desktop.domain.errors import AppError, Problem
from desktop.ui.chat.answer_details import AnswerDetails
from desktop.ui.chat.answer_view import AnswerView
from tests.fakes.fake_engine import FakeEngine

from .conftest import Chat, StartChat
from .typing_engine import TypingEngine


def answer(one: Chat) -> AnswerView:
    view = one.page.transcript.view(one.conversation.messages[-1].id)
    assert isinstance(view, AnswerView)
    return view


def button(parent: QWidget, name: str) -> QAbstractButton | None:
    """The visible button of this name or these words."""
    for found in parent.findChildren(QAbstractButton):
        if name in (found.text(), found.accessibleName()) and found.isVisible():
            return found
    return None


def click(parent: QWidget, name: str) -> None:
    found = button(parent, name)
    assert found is not None, name
    found.click()


def said(parent: QWidget) -> list[str]:
    return [label.text() for label in parent.findChildren(QLabel) if label.isVisible()]


def shown(view: AnswerView) -> str:
    return "".join(part.toPlainText() for part in view.views())


def test_an_answer_that_was_stopped_goes_on_in_its_place(
    chat: StartChat, gate: threading.Semaphore
) -> None:
    one = chat(engine=FakeEngine(["one two three", " four five"], gate))
    one.conversation.send("Count")
    gate.release(2)
    one.wait(lambda: len(one.conversation.messages) == 2)
    view = answer(one)
    one.wait(lambda: shown(view) == "one two")
    one.conversation.stop()
    one.wait(lambda: "You stopped this answer." in said(view))
    click(view, "Continue")
    one.wait(lambda: "You stopped this answer." not in said(view))
    gate.release(9)
    one.wait(lambda: one.conversation.messages[-1].state is MessageState.DONE)
    assert shown(view) == "one two four five"
    assert answer(one) is view
    assert button(view, "Continue") is None


def test_an_answer_goes_on_after_a_failure(chat: StartChat) -> None:
    engine = TypingEngine(["Half an "], error=AppError(Problem.ENGINE_FAILED))
    one = chat(engine=engine)
    one.ask("Go on")
    view = answer(one)
    engine.error, engine.pieces = None, ["answer."]
    click(view, "Continue")
    one.wait(lambda: one.conversation.messages[-1].state is MessageState.DONE)
    assert shown(view) == "Half an answer."
    assert "The answer stopped" not in said(view)


def test_arrows_lead_from_version_to_version(chat: StartChat) -> None:
    one = chat("First.", "Second.")
    one.ask("Say it")
    assert button(answer(one), "Version before") is None
    click(answer(one), "Answer again")
    one.wait(lambda: one.conversation.messages[-1].state is MessageState.DONE)
    one.wait(lambda: button(answer(one), "Version before") is not None)
    assert "2 of 2" in said(answer(one))
    after = button(answer(one), "Version after")
    assert after is not None and not after.isEnabled()
    click(answer(one), "Version before")
    assert shown(answer(one)) == "First."
    assert "1 of 2" in said(answer(one))
    click(answer(one), "Version after")
    assert shown(answer(one)) == "Second."


def test_the_details_lead_to_the_same_answer_again(chat: StartChat) -> None:
    one = chat("Yes.")
    one.ask("Say it")
    seed = one.conversation.messages[-1].facts.seed
    answer(one).show_details()
    dialog = one.page.window().findChild(AnswerDetails)
    assert dialog is not None
    told = said(dialog)
    assert str(seed) in told and "tiny.gguf" in told
    assert any(one.endswith(" tokens") and " of " in one for one in told)
    click(dialog, "Answer again with this seed")
    one.wait(lambda: len(one.engine.samplings) == 2)
    one.wait(lambda: one.conversation.messages[-1].state is MessageState.DONE)
    assert one.engine.samplings[-1].seed == seed


def test_the_details_say_how_it_ended(chat: StartChat, gate: threading.Semaphore) -> None:
    one = chat("one two three", gate=gate)
    one.conversation.send("Count")
    gate.release(1)
    one.wait(lambda: one.conversation.messages[1:] and one.conversation.messages[1].text)
    one.conversation.stop()
    one.wait(lambda: one.conversation.messages[-1].state is MessageState.STOPPED)
    answer(one).show_details()
    dialog = one.page.window().findChild(AnswerDetails)
    assert dialog is not None
    assert "You stopped this answer." in said(dialog)
    dialog.reject()


@pytest.mark.parametrize(
    ("state", "buttons"),
    [
        (MessageState.DONE, []),
        (MessageState.INTERRUPTED, ["Continue"]),
        (MessageState.CUT, ["Continue"]),
        (MessageState.LONGEST, ["Continue"]),
        (MessageState.REPEATING, ["Answer again", "Continue"]),
    ],
)
def test_every_ending_has_its_words_and_its_way_on(
    chat: StartChat, state: MessageState, buttons: list[str]
) -> None:
    one = chat("Some words.")
    one.ask("Say it")
    message = one.conversation.messages[-1]
    store = one.house.services.store
    one.wait(lambda: store.messages(message.chat_id)[-1].state is MessageState.DONE)
    store.finish(message.id, state, message.facts)
    one.conversation.new()
    one.conversation.open(message.chat_id)
    one.wait(lambda: len(one.conversation.messages) == 2)
    view = answer(one)
    texts = [b.text() for b in view.findChildren(QAbstractButton) if b.isVisible() and b.text()]
    assert texts == buttons
    assert bool([words for words in said(view) if words.endswith(".")]) == bool(buttons)
