# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The same question to two models, one after the other."""

import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import House
from desktop.domain.computer import Computer
from desktop.domain.conversation import Message, MessageState
from desktop.domain.errors import AppError, Problem
from desktop.domain.model import InstalledModel
from desktop.domain.prompt import PromptStyle
from desktop.presenters.answering import Activity
from desktop.presenters.comparing import Comparing, Pair
from desktop.services.models.library import ModelLibrary
from desktop.services.paths import Paths
from tests.fakes.fake_engine import FakeEngine

from .conftest import LICENCE, MakeHouse
from .test_conversation import ask, kept, texts


@pytest.fixture
def other(paths: Paths) -> InstalledModel:
    """A second model, whose licence is accepted as that of the first."""
    file = paths.models / "other.gguf"
    file.write_bytes(b"GGUF")
    return ModelLibrary(paths.data / "models.json").add(
        InstalledModel("other", "Other", str(file), 4, LICENCE.id, PromptStyle.TURNS)
    )


def pair_of(house: House, answer: Message) -> Pair:
    found = house.presenters.comparing.pair(answer.id)
    assert found is not None
    return found


def second_of(house: House, answer: Message) -> Message:
    found = house.presenters.comparing.second(pair_of(house, answer))
    assert found is not None
    return found


def wait_second(house: House, qtbot: QtBot, state: MessageState = MessageState.DONE) -> Message:
    """Until the second answer to the last question has ended; it is given back."""
    comparing, conversation = house.presenters.comparing, house.presenters.conversation

    def ended() -> bool:
        pair = comparing.pair(conversation.messages[-1].id)
        second = comparing.second(pair) if pair is not None else None
        return second is not None and second.state is state

    qtbot.waitUntil(ended)
    qtbot.waitUntil(lambda: conversation.status.activity is Activity.IDLE)
    return second_of(house, conversation.messages[-1])


def files(engine: FakeEngine) -> list[str]:
    """Of the models that were loaded, one after the other."""
    return [Path(plan.weights).name for plan in engine.plans]


def test_another_model_answers_the_same_question_beside_the_first(
    make_house: MakeHouse, paths: Paths, other: InstalledModel, qtbot: QtBot
) -> None:
    engine = FakeEngine(["First.", "Second."])
    house = make_house(engine)
    answer = ask(house, "Say it", qtbot)
    heard: list[str] = []
    house.presenters.comparing.text_arrived.connect(lambda _, __, text: heard.append(text))
    house.presenters.comparing.ask(answer.id, "other")
    second = wait_second(house, qtbot)
    assert (second.text, second.model, second.parent_id) == ("Second.", "other", answer.parent_id)
    assert "".join(heard) == "Second."
    assert texts(house) == ["Say it", "First."]  # the chat goes on from the first
    assert house.presenters.conversation.version(answer.id) == (1, 2)
    assert files(engine) == ["stand-in.gguf", "other.gguf"]
    assert engine.prompts[0].pieces == engine.prompts[1].pieces
    expected = ["Say it", "First.", "Second."]
    qtbot.waitUntil(lambda: [m.text for m in kept(house, paths)] == expected)
    chat = house.services.store.chat(answer.chat_id)
    assert chat is not None and chat.leaf_id == answer.id


def test_every_new_question_goes_to_both(
    make_house: MakeHouse, other: InstalledModel, gate: threading.Semaphore, qtbot: QtBot
) -> None:
    engine = FakeEngine(["First.", "Second.", "Third.", "Fourth."], gate)
    house = make_house(engine)
    comparing, conversation = house.presenters.comparing, house.presenters.conversation
    comparing.let_also_answer("other")
    assert comparing.also is not None and comparing.also.id == "other"
    conversation.send("Say it")
    qtbot.waitUntil(lambda: len(texts(house)) == 2)
    first = conversation.messages[-1]
    assert pair_of(house, first).second == ""  # it comes when the first has ended
    house.presenters.queue.add("And then?")  # after both
    gate.release(1)
    qtbot.waitUntil(lambda: bool(pair_of(house, first).second))
    assert len(texts(house)) == 2 and texts(house)[1] == "First."
    gate.release(3)
    qtbot.waitUntil(lambda: len(texts(house)) == 4)
    second = wait_second(house, qtbot)
    assert texts(house) == ["Say it", "First.", "And then?", "Third."]
    assert second.text == "Fourth."
    assert comparing.pair(first.id) is None  # the chat went on from it
    assert files(engine) == ["stand-in.gguf", "other.gguf"] * 2


def test_either_answer_is_kept_and_both_stay(
    make_house: MakeHouse, paths: Paths, other: InstalledModel, qtbot: QtBot
) -> None:
    house = make_house(FakeEngine(["First.", "Second.", "After."]))
    comparing, conversation = house.presenters.comparing, house.presenters.conversation
    first = ask(house, "Say it", qtbot)
    comparing.ask(first.id, "other")
    second = wait_second(house, qtbot)
    comparing.keep(second.id)
    assert texts(house) == ["Say it", "Second."]
    assert comparing.pair(first.id) is None and comparing.pair(second.id) is None
    comparing.show(second.id, first.id)
    assert second_of(house, second).id == first.id
    comparing.keep(second.id)
    assert texts(house) == ["Say it", "Second."]
    assert comparing.pair(second.id) is None
    last = ask(house, "And then?", qtbot)
    assert conversation.version(second.id) == (2, 2)
    house.close()
    again = make_house(FakeEngine([]))
    again.presenters.conversation.open(last.chat_id)
    qtbot.waitUntil(lambda: texts(again) == ["Say it", "Second.", "And then?", "After."])
    assert again.presenters.conversation.version(first.id) == (1, 2)


def test_whoever_stops_the_first_wants_no_second(
    make_house: MakeHouse, other: InstalledModel, gate: threading.Semaphore, qtbot: QtBot
) -> None:
    engine = FakeEngine(["one two three"], gate)
    house = make_house(engine)
    comparing, conversation = house.presenters.comparing, house.presenters.conversation
    comparing.let_also_answer("other")
    conversation.send("Count")
    gate.release(1)
    qtbot.waitUntil(lambda: texts(house)[1:] == ["one"])
    conversation.stop()
    qtbot.waitUntil(lambda: conversation.messages[-1].state is MessageState.STOPPED)
    qtbot.waitUntil(lambda: conversation.status.activity is Activity.IDLE)
    assert comparing.pair(conversation.messages[-1].id) is None
    assert files(engine) == ["stand-in.gguf"]


def test_a_second_that_fails_leaves_the_first_as_it_is(
    make_house: MakeHouse, other: InstalledModel, qtbot: QtBot
) -> None:
    engine = FakeEngine(["First.", AppError(Problem.ENGINE_FAILED, detail="no")])
    house = make_house(engine)
    first = ask(house, "Say it", qtbot)
    house.presenters.comparing.ask(first.id, "other")
    wait_second(house, qtbot, MessageState.FAILED)
    house.presenters.comparing.keep(first.id)
    assert texts(house) == ["Say it", "First."]


def test_a_deleted_answer_stands_beside_nothing(
    make_house: MakeHouse, other: InstalledModel, qtbot: QtBot
) -> None:
    house = make_house(FakeEngine(["First.", "Second."]))
    comparing, editing = house.presenters.comparing, house.presenters.editing
    first = ask(house, "Say it", qtbot)
    comparing.ask(first.id, "other")
    second = wait_second(house, qtbot)
    with qtbot.waitSignal(comparing.changed):
        editing.remove(second.id)
    assert comparing.pair(first.id) is None
    with qtbot.waitSignal(editing.undone):
        editing.undo()
    assert second_of(house, first).id == second.id


def test_a_pair_is_there_again_when_its_chat_is_opened_again(
    make_house: MakeHouse, other: InstalledModel, gate: threading.Semaphore, qtbot: QtBot
) -> None:
    """Also when the second answer came meanwhile."""
    house = make_house(FakeEngine(["First.", "Second."], gate))
    comparing, conversation = house.presenters.comparing, house.presenters.conversation
    gate.release(1)
    first = ask(house, "Say it", qtbot)
    comparing.ask(first.id, "other")
    qtbot.waitUntil(lambda: bool(pair_of(house, first).second))
    conversation.new()
    gate.release(1)
    conversation.open(first.chat_id)
    qtbot.waitUntil(lambda: texts(house) == ["Say it", "First."])
    assert wait_second(house, qtbot).text == "Second."


def test_a_model_that_is_too_large_for_this_computer_is_not_asked(
    make_house: MakeHouse, other: InstalledModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = make_house(FakeEngine())
    comparing: Comparing = house.presenters.comparing
    assert comparing.fits(other)  # nobody has looked at the computer
    offers = house.presenters.offers
    offers.computer = Computer(16 << 30, 8 << 30, 4, "", disk_free=1 << 40)
    assert comparing.fits(other)
    offers.computer = Computer(1, 1, 4, "", disk_free=1 << 40)
    assert not comparing.fits(other)
