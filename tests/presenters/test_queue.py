# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What is written while an answer comes is asked afterwards, and never lost."""

import threading

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import House
from desktop.domain.conversation import MessageState
from tests.fakes.fake_engine import FakeEngine

from .conftest import MakeHouse
from .test_conversation import ask, texts


@pytest.fixture
def house(make_house: MakeHouse, gate: threading.Semaphore, qtbot: QtBot) -> House:
    """An answer is being written."""
    house = make_house(FakeEngine(["A a", "B", "C", "D"], gate))
    house.presenters.conversation.send("one")
    qtbot.waitUntil(lambda: len(texts(house)) == 2)
    return house


def waiting(house: House) -> list[str]:
    return [draft.text for draft in house.presenters.queue.waiting]


def kept(house: House, qtbot: QtBot) -> list[str]:
    """On the disk, when all that was to be written is written."""
    store, chat_id = house.services.store, house.presenters.conversation.chat_id
    expected = waiting(house)
    qtbot.waitUntil(lambda: [draft.text for draft in store.queue(chat_id)] == expected)
    return expected


def test_questions_are_asked_one_after_the_other(
    house: House, gate: threading.Semaphore, qtbot: QtBot
) -> None:
    queue = house.presenters.queue
    house.presenters.conversation.write_draft("two")
    queue.add("two")
    queue.add("three")
    queue.add("  ")
    assert house.presenters.conversation.draft.text == ""
    assert kept(house, qtbot) == ["two", "three"]
    assert not queue.paused
    gate.release(9)
    qtbot.waitUntil(lambda: texts(house) == ["one", "A a", "two", "B", "three", "C"])
    assert kept(house, qtbot) == []
    parents = [message.parent_id for message in house.presenters.conversation.messages]
    ids = [message.id for message in house.presenters.conversation.messages]
    assert parents == [None, *ids[:-1]]


def test_the_order_is_changed_and_a_question_is_taken_back(
    house: House, gate: threading.Semaphore, qtbot: QtBot
) -> None:
    queue = house.presenters.queue
    for words in ("two", "three", "four"):
        queue.add(words)
    queue.move(2, -1)
    queue.move(0, -1)
    assert kept(house, qtbot) == ["two", "four", "three"]
    queue.withdraw(0)
    assert house.presenters.conversation.draft.text == "two"
    assert kept(house, qtbot) == ["four", "three"]
    gate.release(9)
    qtbot.waitUntil(lambda: texts(house)[2:] == ["four", "B", "three", "C"])


def test_it_stops_where_an_answer_was_stopped(
    house: House, gate: threading.Semaphore, qtbot: QtBot
) -> None:
    queue, conversation = house.presenters.queue, house.presenters.conversation
    queue.add("two")
    conversation.stop()
    qtbot.waitUntil(lambda: conversation.messages[-1].state is MessageState.STOPPED)
    qtbot.waitUntil(lambda: queue.paused)
    assert waiting(house) == ["two"]
    gate.release(9)
    queue.ask_now()
    qtbot.waitUntil(lambda: texts(house)[-2:-1] == ["two"])
    qtbot.waitUntil(lambda: conversation.messages[-1].state is MessageState.DONE)
    assert kept(house, qtbot) == []


def test_it_goes_on_in_a_chat_that_is_not_open(
    house: House, gate: threading.Semaphore, qtbot: QtBot
) -> None:
    conversation = house.presenters.conversation
    chat_id = conversation.chat_id
    house.presenters.queue.add("two")
    conversation.new()
    assert waiting(house) == []
    gate.release(9)
    store = house.services.store
    qtbot.waitUntil(lambda: [m.text for m in store.messages(chat_id)][1:] == ["A a", "two", "B"])


def test_what_waited_is_there_after_a_new_start(
    make_house: MakeHouse, house: House, gate: threading.Semaphore, qtbot: QtBot
) -> None:
    house.presenters.queue.add("two")
    kept(house, qtbot)
    conversation = house.presenters.conversation
    chat_id = conversation.chat_id
    conversation.stop()
    qtbot.waitUntil(lambda: conversation.messages[-1].state is MessageState.STOPPED)
    house.close()
    again = make_house(FakeEngine(["E"]))
    with qtbot.waitSignal(again.presenters.conversation.opened):
        again.presenters.conversation.open(chat_id)
    qtbot.waitUntil(lambda: waiting(again) == ["two"])
    assert again.presenters.queue.paused
    again.presenters.queue.ask_now()
    qtbot.waitUntil(lambda: texts(again)[-2:] == ["two", "E"])
    ask(again, "three", qtbot)


def test_in_a_temporary_chat_what_waited_is_asked_with_what_was_said(
    make_house: MakeHouse, qtbot: QtBot
) -> None:
    engine = FakeEngine(["Hello Zoe", "Zoe"])
    house = make_house(engine)
    p = house.presenters
    p.conversation.new_temporary()
    p.conversation.send("my name is Zoe")
    p.queue.add("what is my name")
    qtbot.waitUntil(lambda: texts(house)[3:] == ["Zoe"])
    ids = [message.id for message in p.conversation.messages]
    assert [message.parent_id for message in p.conversation.messages] == [None, *ids[:-1]]
    assert "my name is Zoe" in str(engine.prompts[1].pieces)


def test_what_is_sent_while_the_next_question_is_written_down_comes_after_it(
    house: House, gate: threading.Semaphore, qtbot: QtBot
) -> None:
    p = house.presenters
    p.queue.add("two")
    sent: list[bool] = []

    def hasty(message: object) -> None:
        """As soon as the second question stands there."""
        if p.conversation.messages[-1].text == "two" and not sent:
            sent.append(True)
            p.conversation.send("hasty")  # the window puts it into the queue instead

    p.conversation.message_added.connect(hasty)
    gate.release(9)
    qtbot.waitUntil(lambda: texts(house) == ["one", "A a", "two", "B"])
    p.conversation.message_added.disconnect(hasty)
    assert sent


def test_what_waited_before_is_not_lost_to_what_is_added_early(
    make_house: MakeHouse, house: House, gate: threading.Semaphore, qtbot: QtBot
) -> None:
    house.presenters.queue.add("two")
    kept(house, qtbot)
    chat_id = house.presenters.conversation.chat_id
    house.close()
    again = make_house(FakeEngine([]))
    again.presenters.conversation.opened.connect(
        lambda: again.presenters.queue.add("three") if not waiting(again) else None
    )
    again.presenters.conversation.open(chat_id)
    qtbot.waitUntil(lambda: waiting(again) == ["two", "three"])
    kept(again, qtbot)
