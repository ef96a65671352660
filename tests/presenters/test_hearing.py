# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Sounds go the way of pictures: into the draft, the question, the prompt, and onto the disk."""

from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from desktop.app import House
from desktop.domain.conversation import MessageState, TextPart
from desktop.domain.errors import AppError, Problem
from desktop.domain.prompt import Audio, Words
from desktop.services.models.library import ModelLibrary
from desktop.services.paths import Paths
from tests.fakes.fake_engine import FakeEngine
from tests.fakes.sounds import wav

from .conftest import MakeHouse, add_model
from .test_conversation import kept, texts


def listener(make_house: MakeHouse, paths: Paths, engine: FakeEngine, qtbot: QtBot) -> House:
    """A house with a model that hears."""
    models = ModelLibrary(paths.data / "models.json")
    models.add(replace(add_model(paths), hears=True))
    house = make_house(engine, model=False)
    with qtbot.waitSignal(house.presenters.library.chosen_changed):
        house.presenters.library.choose("stand-in")
    return house


def speech(tmp_path: Path) -> str:
    path = tmp_path / "speech.wav"
    path.write_bytes(wav(1.5))
    return str(path)


def test_a_sound_goes_with_the_question(
    make_house: MakeHouse, paths: Paths, tmp_path: Path, qtbot: QtBot
) -> None:
    engine = FakeEngine(["I hear a tone."], hears=True)
    house = listener(make_house, paths, engine, qtbot)
    conversation = house.presenters.conversation
    conversation.attach_files([speech(tmp_path)])
    qtbot.waitUntil(lambda: bool(conversation.draft.sounds))
    sound = conversation.draft.sounds[0]
    assert (sound.name, sound.milliseconds) == ("speech.wav", 1500)
    conversation.send("What do you hear?")
    qtbot.waitUntil(lambda: texts(house)[-1:] == ["I hear a tone."])
    pieces = engine.prompts[-1].pieces
    assert pieces.index(Audio(sound.sha256)) < pieces.index(Words("What do you hear?"))
    assert kept(house, paths)[0].parts == (sound, TextPart("What do you hear?"))
    assert conversation.draft.media == ()


def test_a_sound_in_a_draft_is_there_after_a_restart(
    make_house: MakeHouse, paths: Paths, tmp_path: Path, qtbot: QtBot
) -> None:
    house = listener(make_house, paths, FakeEngine(hears=True), qtbot)
    conversation = house.presenters.conversation
    conversation.attach_files([speech(tmp_path)])
    qtbot.waitUntil(lambda: bool(conversation.draft.sounds))
    draft, chat_id = conversation.draft, conversation.chat_id
    house.close()
    again = make_house(FakeEngine(hears=True), model=False).presenters.conversation
    again.open(chat_id)
    qtbot.waitUntil(lambda: again.draft == draft)
    again.drafting.remove(draft.sounds[0].sha256)
    assert again.draft.media == ()


def test_a_model_that_cannot_hear_says_so_and_keeps_the_sound(
    make_house: MakeHouse, tmp_path: Path, qtbot: QtBot
) -> None:
    house = make_house(FakeEngine())
    conversation = house.presenters.conversation
    refusals: list[AppError] = []
    conversation.refused.connect(refusals.append)
    conversation.attach_files([speech(tmp_path)])
    qtbot.waitUntil(lambda: bool(refusals))
    conversation.send("What do you hear?")
    assert [error.problem for error in refusals] == [Problem.CANNOT_HEAR] * 2
    assert conversation.draft.sounds and texts(house) == []


def test_a_sound_further_up_is_left_out_for_a_model_without_ears(
    make_house: MakeHouse, paths: Paths, tmp_path: Path, qtbot: QtBot
) -> None:
    engine = FakeEngine(hears=True)
    house = listener(make_house, paths, engine, qtbot)
    conversation = house.presenters.conversation
    conversation.attach_files([speech(tmp_path)])
    qtbot.waitUntil(lambda: bool(conversation.draft.sounds))
    conversation.send("What do you hear?")
    qtbot.waitUntil(lambda: conversation.messages[-1].state is MessageState.DONE)
    ModelLibrary(paths.data / "models.json").add(add_model(paths))  # without its ears
    with qtbot.waitSignal(house.presenters.library.chosen_changed):
        house.presenters.library.refresh()
    conversation.send("And now?")
    qtbot.waitUntil(lambda: len(engine.prompts) == 2)
    qtbot.waitUntil(lambda: conversation.messages[-1].state is MessageState.DONE)
    heard = [sum(isinstance(piece, Audio) for piece in prompt.pieces) for prompt in engine.prompts]
    assert heard == [1, 0]
    assert len(conversation.messages[0].sounds) == 1
