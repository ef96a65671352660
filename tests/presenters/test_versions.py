# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Answers that go on, answers in several versions, and answers that repeat themselves."""

import threading

from pytestqt.qtbot import QtBot

from desktop.app import House
from desktop.domain.conversation import MessageState
from desktop.domain.prompt import Prompt, Words
from desktop.presenters.answering import Activity
from desktop.services.paths import Paths
from tests.fakes.fake_engine import FakeEngine

from .conftest import MakeHouse
from .test_conversation import ask, kept, texts


def stopped(house: House, gate: threading.Semaphore, words: int, qtbot: QtBot) -> str:
    """Ask, and stop after so many words; the id of the answer."""
    conversation = house.presenters.conversation
    conversation.send("Count")
    gate.release(words)
    qtbot.waitUntil(lambda: len(texts(house)) == 2 and len(texts(house)[1].split()) == words)
    conversation.stop()
    qtbot.waitUntil(lambda: conversation.messages[-1].state is MessageState.STOPPED)
    return conversation.messages[-1].id


def wait_done(house: House, qtbot: QtBot) -> None:
    conversation = house.presenters.conversation
    qtbot.waitUntil(lambda: conversation.messages[-1].state is MessageState.DONE)
    qtbot.waitUntil(lambda: conversation.status.activity is Activity.IDLE)


def test_an_answer_that_was_stopped_goes_on(
    make_house: MakeHouse, paths: Paths, gate: threading.Semaphore, qtbot: QtBot
) -> None:
    engine = FakeEngine(["one two three", " four five"], gate)
    house = make_house(engine)
    answer_id = stopped(house, gate, 2, qtbot)
    house.presenters.conversation.go_on(answer_id)
    gate.release(9)
    wait_done(house, qtbot)
    last = engine.prompts[-1]
    assert last.goes_on and last.pieces[-1] == Words("one two", by_model=True)
    assert texts(house) == ["Count", "one two four five"]
    assert house.presenters.conversation.messages[-1].facts.generated_tokens == 5
    qtbot.waitUntil(lambda: kept(house, paths)[-1].state is MessageState.DONE)
    assert [(m.id, m.text) for m in kept(house, paths)][1:] == [(answer_id, "one two four five")]


def test_every_version_is_kept_and_can_be_shown(
    make_house: MakeHouse, paths: Paths, qtbot: QtBot
) -> None:
    house = make_house(FakeEngine(["First.", "Second.", "After."]))
    conversation = house.presenters.conversation
    first = ask(house, "Say it", qtbot)
    assert conversation.version(first.id) == (1, 1)
    conversation.try_again(first.id)
    wait_done(house, qtbot)
    second = conversation.messages[-1]
    assert conversation.version(second.id) == (2, 2)
    ask(house, "And then?", qtbot)
    conversation.show_version(second.id, -1)
    assert texts(house) == ["Say it", "First."]
    conversation.show_version(first.id, -1)  # there is none before
    assert texts(house) == ["Say it", "First."]
    conversation.show_version(first.id, 1)
    assert texts(house) == ["Say it", "Second.", "And then?", "After."]
    conversation.show_version(second.id, -1)
    house.close()
    again = make_house(FakeEngine([]))
    again.presenters.conversation.open(first.chat_id)
    qtbot.waitUntil(lambda: texts(again) == ["Say it", "First."])
    assert again.presenters.conversation.version(first.id) == (1, 2)


def test_the_same_seed_is_asked_for(make_house: MakeHouse, qtbot: QtBot) -> None:
    engine = FakeEngine(["Yes."])
    house = make_house(engine)
    conversation = house.presenters.conversation
    answer = ask(house, "Say it", qtbot)
    assert answer.facts.seed
    conversation.repeat(answer.id)
    wait_done(house, qtbot)
    assert conversation.version(conversation.messages[-1].id) == (2, 2)
    assert [one.seed for one in engine.samplings] == [None, answer.facts.seed]


def test_an_answer_that_repeats_itself_is_stopped_and_may_go_on(
    make_house: MakeHouse, paths: Paths, gate: threading.Semaphore, qtbot: QtBot
) -> None:
    def write(prompt: Prompt) -> str:
        return " I am sorry." * 4000 if not prompt.goes_on else " I am sorry." * 500

    house = make_house(FakeEngine(write, gate))
    conversation = house.presenters.conversation
    conversation.send("Apologise")
    gate.release(400)
    qtbot.waitUntil(lambda: conversation.messages[-1].state is MessageState.REPEATING)
    length = len(texts(house)[-1])
    qtbot.waitUntil(lambda: kept(house, paths)[-1].state is MessageState.REPEATING)
    gate.release(2000)
    conversation.go_on(conversation.messages[-1].id)  # if that was what somebody wanted
    wait_done(house, qtbot)
    assert len(texts(house)[-1]) == length + 500 * len(" I am sorry.")
