# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Chats get names from the model, which keeps nobody waiting for it."""

import threading

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import House
from desktop.presenters.titling import WISH
from tests.fakes.fake_engine import THOUGHT_ENDS, FakeEngine

from .conftest import MakeHouse
from .test_conversation import ask


def title(house: House) -> str:
    """On the disk."""
    chat = house.services.store.chat(house.presenters.conversation.chat_id)
    assert chat is not None
    return chat.title


def test_a_chat_is_named_after_its_first_answer(make_house: MakeHouse, qtbot: QtBot) -> None:
    engine = FakeEngine(["Salt it.", '"Cooking noodles."', "More."])
    house = make_house(engine, stone=2)
    p = house.presenters
    ask(house, "how are noodles cooked", qtbot)
    assert title(house) == "how are noodles cooked"
    with qtbot.waitSignal(p.titling.titled) as titled:
        p.titling.look()
    assert titled.args == [p.conversation.chat_id, "Cooking noodles"]
    assert title(house) == p.conversation.title == "Cooking noodles"
    chat = p.conversation.chat
    assert chat is not None and not chat.named
    qtbot.waitUntil(lambda: [c.title for c in p.chat_list.chats()] == ["Cooking noodles"])
    first, asked = engine.prompts
    assert asked.pieces[: len(first.pieces) - 1] == first.pieces[:-1]  # what was read is kept
    assert engine.samplings[-1].temperature == 0
    ask(house, "and then", qtbot)
    p.titling.look()
    qtbot.waitUntil(lambda: not p.engine.busy)
    assert len(engine.prompts) == 3
    assert WISH not in repr(engine.prompts[-1])


def test_a_question_does_not_wait_for_a_name(
    make_house: MakeHouse, gate: threading.Semaphore, qtbot: QtBot
) -> None:
    engine = FakeEngine(["A", "One two three", "B", "Numbers"], gate)
    house = make_house(engine, stone=2)
    p = house.presenters
    gate.release()
    ask(house, "one", qtbot)
    p.titling.look()
    qtbot.waitUntil(lambda: len(engine.prompts) == 2)
    assert p.engine.busy
    gate.release()  # one word of the name comes
    p.conversation.send("two")
    qtbot.waitUntil(lambda: len(engine.prompts) == 3)
    assert WISH not in repr(engine.prompts[2])
    gate.release()
    qtbot.waitUntil(lambda: not p.engine.busy)
    assert title(house) == "one"
    gate.release()
    with qtbot.waitSignal(p.titling.titled):
        p.titling.look()
    assert title(house) == "Numbers"


def test_the_name_that_a_person_gave_stays(
    make_house: MakeHouse, gate: threading.Semaphore, qtbot: QtBot
) -> None:
    engine = FakeEngine(["A", "Numbers"], gate)
    house = make_house(engine, stone=2)
    p = house.presenters
    gate.release()
    ask(house, "one", qtbot)
    qtbot.waitUntil(lambda: p.chat_list.rowCount() == 1)
    p.titling.look()
    qtbot.waitUntil(lambda: len(engine.prompts) == 2)
    p.chat_list.rename(p.conversation.chat_id, "Mine")
    gate.release()
    qtbot.waitUntil(lambda: not p.engine.busy)
    p.background.close()  # all that was to be written is written
    assert title(house) == "Mine"


@pytest.mark.parametrize("why", ["off", "small", "named", "temporary", "other model", "gone"])
def test_no_name_is_asked_for(make_house: MakeHouse, qtbot: QtBot, why: str) -> None:
    engine = FakeEngine(["A"])
    house = make_house(engine, stone=1 if why == "small" else 2)
    p = house.presenters
    if why == "temporary":
        p.conversation.new_temporary()
    ask(house, "one", qtbot)
    if why == "off":
        p.preferences.set("titles", False)
    if why == "named":
        qtbot.waitUntil(lambda: p.chat_list.rowCount() == 1)
        p.chat_list.rename(p.conversation.chat_id, "Mine")
    if why == "other model":
        p.engine.ready_model = "another"
    if why == "gone":
        p.engine.unload()
    p.titling.look()
    p.background.close()
    assert len(engine.prompts) == 1


@pytest.mark.parametrize(
    "said", ["", f"Hm{THOUGHT_ENDS}", "- " * 9, "Here:\na title", "word " * 90]
)
def test_what_is_no_name_changes_nothing(make_house: MakeHouse, qtbot: QtBot, said: str) -> None:
    engine = FakeEngine(["A", said])
    house = make_house(engine, stone=2)
    p = house.presenters
    ask(house, "one", qtbot)
    p.titling.look()
    qtbot.waitUntil(lambda: len(engine.prompts) == 2 and not p.engine.busy)
    p.background.close()
    assert title(house) == "one"
