# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A persona answers in its chat, and in no other."""

from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from desktop.app import House
from desktop.domain.persona import Persona
from desktop.domain.prompt import Prompt, Words
from desktop.presenters.answering import Activity
from desktop.services.exchange.leaving import Form
from desktop.services.models.library import ModelLibrary
from desktop.services.paths import Paths
from tests.fakes.fake_engine import FakeEngine

from .conftest import MakeHouse, add_model

ADA = Persona("ada", "Ada", instructions="You are Ada.", temperature=0.25)


def ask(house: House, qtbot: QtBot, words: str) -> None:
    conversation = house.presenters.conversation
    count = len(conversation.messages)
    conversation.send(words)
    qtbot.waitUntil(lambda: len(conversation.messages) == count + 2)
    qtbot.waitUntil(lambda: conversation.status.activity is Activity.IDLE)


def words(prompt: Prompt) -> list[str]:
    return [piece.text for piece in prompt.pieces if isinstance(piece, Words)]


def test_a_persona_is_told_whom_to_be_in_its_chat_alone(
    make_house: MakeHouse, qtbot: QtBot
) -> None:
    engine = FakeEngine()
    house = make_house(engine)
    p = house.presenters
    p.preferences.set("instructions", "I live in Lyon.")
    usual = engine.samplings
    p.personas.put(ADA)
    with qtbot.waitSignal(p.personas.chosen_changed):
        p.personas.choose(p.conversation.begin(), "ada")
    ask(house, qtbot, "Who are you?")
    assert words(engine.prompts[-1])[0] == "I live in Lyon.\n\nYou are Ada."
    assert engine.samplings[-1].temperature == 0.25
    first = p.conversation.chat_id
    p.conversation.new()
    assert p.personas.chosen is None
    ask(house, qtbot, "And you?")
    assert words(engine.prompts[-1])[0] == "I live in Lyon."
    assert usual[-1].temperature != 0.25
    p.conversation.open(first)
    qtbot.waitUntil(lambda: p.personas.chosen == ADA)


def test_it_is_there_after_a_restart_and_follows_its_changes(
    make_house: MakeHouse, qtbot: QtBot
) -> None:
    house = make_house(FakeEngine())
    p = house.presenters
    p.personas.put(ADA)
    p.personas.choose(p.conversation.begin(), "ada")
    chat_id = p.conversation.chat_id
    p.personas.put(replace(ADA, instructions="You are Ada Lovelace."))
    house.close()
    engine = FakeEngine()
    again = make_house(engine, model=False)
    with qtbot.waitSignal(again.presenters.library.chosen_changed):
        again.presenters.library.choose("stand-in")
    again.presenters.conversation.open(chat_id)
    qtbot.waitUntil(lambda: again.presenters.personas.chosen is not None)
    ask(again, qtbot, "Who are you?")
    assert words(engine.prompts[-1])[0] == "You are Ada Lovelace."
    again.presenters.personas.remove("ada")
    assert again.presenters.personas.chosen is None
    ask(again, qtbot, "And now?")
    assert "You are Ada Lovelace." not in words(engine.prompts[-1])


def test_its_model_answers(make_house: MakeHouse) -> None:
    p = make_house(FakeEngine()).presenters
    p.personas.put(replace(ADA, model="stand-in"))
    p.personas.put(replace(ADA, id="other", model="not here"))
    assert p.personas.models() == [("stand-in", "Stand-in")]
    for persona_id in ("ada", "other", ""):
        p.personas.choose(p.conversation.begin(), persona_id)
        assert p.library.chosen is not None and p.library.chosen.id == "stand-in"


def test_its_own_model_answers_when_its_chat_is_opened_again(
    make_house: MakeHouse, paths: Paths, qtbot: QtBot
) -> None:
    house = make_house(FakeEngine())
    p, library = house.presenters, house.presenters.library
    file = paths.models / "other.gguf"
    file.write_bytes(b"GGUF!")
    other = replace(add_model(paths), id="other", name="Other", model="stand-in", weights=str(file))
    ModelLibrary(paths.data / "models.json").add(other)
    library.refresh()
    qtbot.waitUntil(lambda: library.find("other") is not None)
    p.personas.put(replace(ADA, model="other"))
    chat = p.conversation.begin()
    p.personas.choose(chat, "ada")
    ask(house, qtbot, "Who are you?")
    p.conversation.new()
    library.choose("stand-in")
    qtbot.waitUntil(lambda: library.chosen is not None and library.chosen.id == "stand-in")
    p.conversation.open(chat.id)
    qtbot.waitUntil(lambda: library.chosen is not None and library.chosen.id == "other")


def test_personas_come_with_chats_and_replace_none(
    make_house: MakeHouse, qtbot: QtBot, tmp_path: Path
) -> None:
    house = make_house(FakeEngine())
    p, store = house.presenters, house.services.store
    p.personas.put(ADA)
    p.personas.choose(p.conversation.begin(), "ada")
    qtbot.waitUntil(lambda: [chat.persona for chat in store.chats()] == ["ada"])
    file = tmp_path / "all.json"
    with qtbot.waitSignal(p.exchange.left):
        p.exchange.write(None, Form.JSON, file)
    p.personas.remove("ada")
    with qtbot.waitSignal(p.exchange.arrived):
        p.exchange.take_in([file])
    assert p.personas.cast.personas == (ADA,)
    changed = replace(ADA, name="Ada Lovelace")
    p.personas.put(changed)
    with qtbot.waitSignal(p.exchange.arrived):
        p.exchange.take_in([file])
    assert p.personas.cast.personas == (changed,)
