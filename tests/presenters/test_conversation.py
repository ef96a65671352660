# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Asking, stopping, taking back, trying again: with everything on the disk."""

import gc
import io
import sys
import threading
import weakref

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from desktop.app import House
from desktop.domain.conversation import Draft, Message, MessageState
from desktop.domain.errors import AppError, Problem
from desktop.presenters.answering import Activity
from desktop.services.chats.store import ChatStore
from desktop.services.paths import Paths
from tests.fakes.fake_engine import FakeEngine

from .conftest import MakeHouse, add_model, have_model


def picture(colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (32, 32), colour).save(out, "PNG")
    return out.getvalue()


def texts(house: House) -> list[str]:
    return [message.text for message in house.presenters.conversation.messages]


def ask(house: House, text: str, qtbot: QtBot) -> Message:
    """Ask and wait for the answer's end."""
    conversation = house.presenters.conversation
    count = len(conversation.messages)
    conversation.send(text)
    qtbot.waitUntil(lambda: len(conversation.messages) == count + 2)
    qtbot.waitUntil(lambda: conversation.status.activity is Activity.IDLE)
    return conversation.messages[-1]


def kept(house: House, paths: Paths) -> list[Message]:
    """What another program would find on the disk."""
    store = ChatStore(paths.data / "chats.sqlite3")
    try:
        return store.messages(house.presenters.conversation.chat_id)
    finally:
        store.close()


def test_a_question_is_answered_and_kept(make_house: MakeHouse, paths: Paths, qtbot: QtBot) -> None:
    house = make_house(FakeEngine(["Good day to **you**."]))
    arrived: list[str] = []
    house.presenters.conversation.text_arrived.connect(lambda _, __, text: arrived.append(text))
    answer = ask(house, "Hello there", qtbot)
    assert answer.state is MessageState.DONE
    assert "".join(arrived) == answer.text == "Good day to **you**."
    assert house.presenters.conversation.title == "Hello there"
    qtbot.waitUntil(lambda: [message.text for message in kept(house, paths)] == texts(house))
    qtbot.waitUntil(lambda: kept(house, paths)[-1].state is MessageState.DONE)
    assert kept(house, paths)[0].state is MessageState.DONE


def test_a_house_that_was_closed_is_gone(paths: Paths, qtbot: QtBot) -> None:
    add_model(paths)
    house = House(paths, FakeEngine(["Yes."]))
    with qtbot.waitSignal(house.presenters.library.chosen_changed):
        house.presenters.library.choose("stand-in")
    ask(house, "Will you be gone?", qtbot)
    house.close()
    gone = weakref.ref(house)
    del house
    gc.collect()
    assert gone() is None


def test_the_model_reads_what_is_kept(make_house: MakeHouse, paths: Paths, qtbot: QtBot) -> None:
    engine = FakeEngine(["Yes."])
    house = make_house(engine)
    ask(house, "half \ud800 and \x00 nothing", qtbot)
    assert kept(house, paths)[0].text == texts(house)[0] == "half \ufffd and \ufffd nothing"
    assert texts(house)[0] in str(engine.prompts[-1])


def test_the_question_is_kept_before_the_engine_sees_it(
    make_house: MakeHouse, paths: Paths, gate: threading.Semaphore, qtbot: QtBot
) -> None:
    engine = FakeEngine(["Yes."], gate)
    house = make_house(engine)
    house.presenters.conversation.send("Is it kept?")
    qtbot.waitUntil(lambda: bool(engine.prompts))
    assert kept(house, paths)[0].text == "Is it kept?"
    gate.release(5)


def test_an_answer_can_be_stopped(
    make_house: MakeHouse, gate: threading.Semaphore, qtbot: QtBot
) -> None:
    house = make_house(FakeEngine(["one two three four"], gate))
    conversation = house.presenters.conversation
    conversation.send("Count")
    gate.release(2)
    qtbot.waitUntil(lambda: texts(house)[-1] == "one two")
    conversation.stop()
    qtbot.waitUntil(lambda: conversation.messages[-1].state is MessageState.STOPPED)
    assert texts(house)[-1] == "one two"


def test_words_are_on_the_disk_while_they_come(
    make_house: MakeHouse, paths: Paths, gate: threading.Semaphore, qtbot: QtBot
) -> None:
    house = make_house(FakeEngine(["one two three"], gate))
    house.presenters.conversation.send("Count")
    gate.release(2)
    qtbot.waitUntil(lambda: [one.text for one in kept(house, paths)] == ["Count", "one two"])
    assert kept(house, paths)[-1].state is MessageState.GENERATING
    gate.release(9)


def test_the_engine_gets_the_whole_chat(make_house: MakeHouse, qtbot: QtBot) -> None:
    engine = FakeEngine(["First.", "Second."])
    house = make_house(engine)
    ask(house, "One?", qtbot)
    ask(house, "Two?", qtbot)
    words = [piece.text for piece in engine.prompts[-1].pieces if hasattr(piece, "text")]
    assert [word for word in words if word in ("One?", "First.", "Two?")] == [
        "One?",
        "First.",
        "Two?",
    ]


def test_a_question_waits_for_its_model(make_house: MakeHouse, paths: Paths, qtbot: QtBot) -> None:
    house = make_house(FakeEngine(["Here I am."]), model=False)
    conversation = house.presenters.conversation
    conversation.send("Anyone?")
    qtbot.waitUntil(lambda: conversation.status.activity is Activity.WAITING)
    have_model(house, paths)
    qtbot.waitUntil(lambda: texts(house) == ["Anyone?", "Here I am."])


def test_a_waiting_question_can_be_taken_back(make_house: MakeHouse, qtbot: QtBot) -> None:
    house = make_house(FakeEngine(), model=False)
    conversation = house.presenters.conversation
    conversation.send("Anyone?")
    assert conversation.status.activity is Activity.WAITING  # before it is on the disk
    qtbot.waitUntil(lambda: house._answering.is_asked(conversation.messages[0].id))
    conversation.take_back(conversation.messages[0].id)
    assert conversation.messages == []
    assert conversation.draft == Draft("Anyone?")


def test_a_model_without_eyes_says_so_and_nothing_is_lost(
    make_house: MakeHouse, qtbot: QtBot
) -> None:
    house = make_house(FakeEngine(sees=False), sees=False)
    with qtbot.waitSignal(house.presenters.offers.changed):
        house.presenters.offers.refresh()
    conversation = house.presenters.conversation
    refusals: list[AppError] = []
    conversation.refused.connect(refusals.append)
    conversation.drafting.attach_data(picture(), "")
    qtbot.waitUntil(lambda: len(conversation.draft.images) == 1)
    conversation.write_draft("What is it?")
    conversation.send("What is it?")
    assert refusals[0].problem is Problem.CANNOT_SEE
    assert refusals[0].values["name"] == "Stand-in"
    assert refusals[0].values["instead"]
    assert conversation.messages == []
    assert conversation.draft.text == "What is it?"
    assert len(conversation.draft.images) == 1


def test_pictures_go_with_the_question(make_house: MakeHouse, qtbot: QtBot) -> None:
    house = make_house(FakeEngine(["A red square."]))
    conversation = house.presenters.conversation
    conversation.drafting.attach_data(picture(), "")
    qtbot.waitUntil(lambda: len(conversation.draft.images) == 1)
    answer = ask(house, "What is it?", qtbot)
    assert answer.text == "A red square."
    assert len(conversation.messages[0].images) == 1
    assert conversation.draft == Draft()


def test_what_nobody_can_read_is_refused_and_changes_nothing(
    make_house: MakeHouse, paths: Paths, qtbot: QtBot
) -> None:
    house = make_house(FakeEngine())
    conversation = house.presenters.conversation
    conversation.write_draft("words")
    file = paths.data / "program"
    file.write_bytes(b"\x7fELF\0\0")
    with qtbot.waitSignal(conversation.refused) as refusal:
        conversation.attach_files([str(file)])
    assert refusal.args is not None
    assert refusal.args[0].problem is Problem.PICTURE_UNKNOWN
    assert conversation.draft == Draft("words")


def test_everything_is_there_after_a_restart(make_house: MakeHouse, qtbot: QtBot) -> None:
    house = make_house(FakeEngine(["Good day."]))
    ask(house, "Hello", qtbot)
    house.presenters.conversation.write_draft("half a thou")
    before = house.presenters.conversation.messages
    house.close()
    again = make_house(FakeEngine(), model=False)
    with qtbot.waitSignal(again.presenters.conversation.opened):
        again.start()
    assert again.presenters.conversation.messages == before
    assert again.presenters.conversation.draft.text == "half a thou"


def test_an_unanswered_question_is_answered_after_a_restart(
    make_house: MakeHouse, qtbot: QtBot
) -> None:
    house = make_house(FakeEngine(), model=False)
    with qtbot.waitSignal(house.presenters.conversation.status_changed):
        house.presenters.conversation.send("Still there?")
    house.close()
    again = make_house(FakeEngine(["Yes."]))
    again.start()
    qtbot.waitUntil(lambda: texts(again) == ["Still there?", "Yes."])


def test_closing_in_the_middle_of_an_answer_keeps_what_there_was(
    make_house: MakeHouse, gate: threading.Semaphore, qtbot: QtBot
) -> None:
    house = make_house(FakeEngine(["one two three"], gate))
    house.presenters.conversation.send("Count")
    gate.release(2)
    qtbot.waitUntil(lambda: texts(house)[-1] == "one two")
    house.close()
    again = make_house(FakeEngine(), model=False)
    with qtbot.waitSignal(again.presenters.conversation.opened):
        again.start()
    last = again.presenters.conversation.messages[-1]
    assert (last.text, last.state) == ("one two", MessageState.INTERRUPTED)


def test_trying_again_keeps_the_old_answer_in_the_tree(
    make_house: MakeHouse, paths: Paths, qtbot: QtBot
) -> None:
    house = make_house(FakeEngine(["First.", "Second."]))
    conversation = house.presenters.conversation
    first = ask(house, "Again?", qtbot)
    conversation.try_again(first.id)
    qtbot.waitUntil(lambda: texts(house) == ["Again?", "Second."])
    qtbot.waitUntil(lambda: len(kept(house, paths)) == 3)


@pytest.mark.parametrize("away", ["other chat", "deleted"])
def test_an_answer_goes_on_in_another_chat(
    make_house: MakeHouse, gate: threading.Semaphore, qtbot: QtBot, away: str
) -> None:
    house = make_house(FakeEngine(["one two three"], gate))
    conversation, chats = house.presenters.conversation, house.presenters.chat_list
    conversation.send("Count")
    gate.release(1)
    qtbot.waitUntil(lambda: texts(house)[-1] == "one")
    first = conversation.chat_id
    qtbot.waitUntil(lambda: chats.rowCount() == 1)
    if away == "deleted":
        chats.delete(first)
        qtbot.waitUntil(lambda: conversation.chat_id != first)
        chats.undo_delete()
        qtbot.waitUntil(lambda: conversation.chat_id == first)
        assert conversation.messages[-1].text.startswith("one")
    else:
        with qtbot.waitSignal(conversation.opened):
            conversation.new()
        assert conversation.messages == []
        gate.release(9)
        with qtbot.waitSignal(conversation.opened):
            conversation.open(first)
        qtbot.waitUntil(lambda: texts(house)[-1] == "one two three")


def test_many_pictures_keep_their_order_and_one_bad_one_keeps_none_out(
    make_house: MakeHouse, paths: Paths, qtbot: QtBot
) -> None:
    house = make_house(FakeEngine())
    conversation = house.presenters.conversation
    files = []
    for number in range(10):
        file = paths.data / f"{number}.png"
        file.write_bytes(b"none" if number == 3 else picture(f"#{number}{number}{number}"))
        files.append(str(file))
    refusals: list[AppError] = []
    conversation.refused.connect(refusals.append)
    conversation.attach_files(files)
    qtbot.waitUntil(lambda: bool(refusals))
    names = [image.name for image in conversation.draft.images]
    assert names == [f"{number}.png" for number in range(9) if number != 3]
    assert refusals[-1].problem is Problem.TOO_MANY_PICTURES


def test_what_was_typed_last_is_there_after_another_chat(
    make_house: MakeHouse, qtbot: QtBot
) -> None:
    house = make_house(FakeEngine(["Yes."]))
    conversation = house.presenters.conversation
    ask(house, "One?", qtbot)
    first = conversation.chat_id
    conversation.write_draft("typed without a pause")
    conversation.new()
    qtbot.waitUntil(lambda: conversation.chat_id != first)
    conversation.open(first)
    qtbot.waitUntil(lambda: conversation.chat_id == first)
    assert conversation.draft.text == "typed without a pause"


@pytest.mark.expected_logs
def test_a_mistake_in_the_engine_does_not_block_the_chats(
    make_house: MakeHouse, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = [True]

    def answer_once_well(prompt: object) -> str:
        if broken:
            raise RuntimeError("a mistake")
        return "Well again."

    monkeypatch.setattr(sys, "excepthook", lambda *_: None)
    engine = FakeEngine(answer_once_well)
    house = make_house(engine)
    answer = ask(house, "One?", qtbot)
    assert answer.state is MessageState.FAILED
    broken.clear()
    assert ask(house, "Two?", qtbot).text == "Well again."


def test_a_question_of_a_deleted_chat_is_not_answered(
    make_house: MakeHouse, paths: Paths, qtbot: QtBot
) -> None:
    engine = FakeEngine(["Yes."])
    house = make_house(engine, model=False)
    conversation, chats = house.presenters.conversation, house.presenters.chat_list
    conversation.send("Anyone?")
    first = conversation.chat_id
    qtbot.waitUntil(lambda: chats.rowCount() == 1)
    chats.delete(first)
    qtbot.waitUntil(lambda: conversation.chat_id != first)
    have_model(house, paths)
    assert ask(house, "Another one", qtbot).text == "Yes."
    assert len(engine.prompts) == 1


def test_the_chat_that_was_asked_for_last_is_shown(make_house: MakeHouse, qtbot: QtBot) -> None:
    house = make_house(FakeEngine(["Yes."]))
    conversation = house.presenters.conversation
    chats: list[str] = []
    for words in ("One?", "Two?"):
        conversation.new()
        ask(house, words, qtbot)
        chats.append(conversation.chat_id)
    conversation.open(chats[0])
    conversation.open(chats[1])
    shown: list[str] = []
    conversation.opened.connect(lambda: shown.append(conversation.chat_id))
    qtbot.waitUntil(lambda: bool(shown))
    assert shown == [chats[1]]
    assert texts(house) == ["Two?", "Yes."]


def test_only_the_last_answer_is_asked_for_again(make_house: MakeHouse, qtbot: QtBot) -> None:
    house = make_house(FakeEngine(["Yes."]))
    first = ask(house, "One?", qtbot)
    ask(house, "Two?", qtbot)
    house.presenters.conversation.try_again(first.id)
    assert texts(house) == ["One?", "Yes.", "Two?", "Yes."]
