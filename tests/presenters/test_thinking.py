# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Models that think first: when they are asked to, and what becomes of a thought."""

from dataclasses import replace

from pytestqt.qtbot import QtBot

from desktop.app import House
from desktop.domain.conversation import TextPart, ThoughtPart
from desktop.domain.prompt import Control, Prompt, PromptStyle
from desktop.services.models.library import ModelLibrary
from desktop.services.paths import Paths
from tests.fakes.fake_engine import THOUGHT_ENDS, FakeEngine

from .conftest import MakeHouse, add_model
from .test_conversation import ask, kept


def thinker(make_house: MakeHouse, paths: Paths, engine: FakeEngine, qtbot: QtBot) -> House:
    """A house with a Gemma 4."""
    models = ModelLibrary(paths.data / "models.json")
    models.add(replace(add_model(paths), style=PromptStyle.TURNS_4, thinks=True))
    house = make_house(engine, model=False)
    with qtbot.waitSignal(house.presenters.library.chosen_changed):
        house.presenters.library.choose("stand-in")
    return house


def may_think(prompt: Prompt) -> bool:
    return any("<|think|>" in p.text for p in prompt.pieces if isinstance(p, Control))


def test_a_model_thinks_when_it_is_told_to_and_that_is_kept(
    make_house: MakeHouse, paths: Paths, qtbot: QtBot
) -> None:
    engine = FakeEngine([f"Is it? I think so.{THOUGHT_ENDS}Yes."])
    house = thinker(make_house, paths, engine, qtbot)
    library = house.presenters.library
    assert library.can_think and not library.thinks
    ask(house, "Is it?", qtbot)
    library.let_think(True)
    answer = ask(house, "Really?", qtbot)
    assert [may_think(prompt) for prompt in engine.prompts] == [False, True]
    assert answer.parts == (ThoughtPart("Is it? I think so."), TextPart("Yes."))
    qtbot.waitUntil(lambda: kept(house, paths)[-1].parts == answer.parts)
    qtbot.waitUntil(lambda: kept(house, paths)[-1].facts.seconds_thinking > 0)
    house.close()
    again = make_house(FakeEngine(), model=False)
    again.presenters.library.refresh()
    qtbot.waitUntil(lambda: again.presenters.library.thinks)
    again.presenters.library.let_think(False)
    assert not again.presenters.library.thinks


def test_old_thoughts_are_never_sent_back(
    make_house: MakeHouse, paths: Paths, qtbot: QtBot
) -> None:
    engine = FakeEngine([f"A secret.{THOUGHT_ENDS}Yes."])
    house = thinker(make_house, paths, engine, qtbot)
    house.presenters.library.let_think(True)
    ask(house, "Is it?", qtbot)
    ask(house, "And now?", qtbot)
    assert "secret" not in str(engine.prompts[-1])


def test_a_model_that_cannot_think_is_never_told_to(make_house: MakeHouse, qtbot: QtBot) -> None:
    engine = FakeEngine()
    house = make_house(engine)
    library = house.presenters.library
    library.let_think(True)
    assert not library.can_think and not library.thinks
    ask(house, "Is it?", qtbot)
    assert not may_think(engine.prompts[-1])
