# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A model goes to the graphics processor by itself, and comes back when that does not work."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import House
from desktop.domain.computer import Device, Speeds
from desktop.domain.conversation import MessageState
from desktop.domain.errors import AppError, Problem
from desktop.domain.plan import Measured
from desktop.domain.tuning import Tuning
from desktop.presenters.engine_host import EngineState
from desktop.services.models.library import ModelLibrary
from desktop.services.paths import Paths
from tests.fakes.fake_engine import FakeEngine

from .conftest import MakeHouse, add_model
from .test_conversation import ask

GB = 10**9
CARD = Device("CUDA0", "A card", 24 * GB, 22 * GB)


def with_card(make_house: MakeHouse, paths: Paths, engine: FakeEngine, qtbot: QtBot) -> House:
    """A house on a computer with a card, and a model that the catalogue knows."""
    installed = replace(add_model(paths), kin="gemma-4-e4b", size=6 * GB)
    ModelLibrary(paths.data / "models.json").add(installed)
    house = make_house(engine, model=False)
    s, p = house.services, house.presenters
    s.speeds.measured(s.look(), Speeds(20e9, 30e9, 1e11, 5e-5, 7e10, 1e-8), (CARD,), ())
    with qtbot.waitSignal(p.offers.changed):
        p.offers.refresh()
    p.library.choose(installed.id)
    qtbot.waitUntil(lambda: p.library.chosen is not None)
    return house


def last_state(house: House) -> MessageState:
    return house.presenters.conversation.messages[-1].state


def test_layers_go_to_a_card_that_has_room(
    make_house: MakeHouse, paths: Paths, qtbot: QtBot
) -> None:
    engine = FakeEngine()
    ask(with_card(make_house, paths, engine, qtbot), "Hello?", qtbot)
    (plan,) = engine.plans
    assert plan.gpu_layers == -1 and plan.memory.on_devices > 2 * GB


@pytest.mark.parametrize("problem", [Problem.OUT_OF_MEMORY, Problem.LOAD_FAILED])
def test_what_does_not_load_there_is_loaded_without_and_stays_so(
    make_house: MakeHouse, paths: Paths, qtbot: QtBot, problem: Problem
) -> None:
    engine = FakeEngine(layers=AppError(problem, name="stand-in.gguf"))
    house = with_card(make_house, paths, engine, qtbot)
    ask(house, "Hello?", qtbot)
    assert last_state(house) is MessageState.DONE
    house.presenters.engine.unload()
    ask(house, "And again?", qtbot)
    assert [plan.gpu_layers for plan in engine.plans] == [0, 0]


def test_a_card_that_proved_slower_than_the_processor_is_left(
    make_house: MakeHouse, paths: Paths, qtbot: QtBot
) -> None:
    house = with_card(make_house, paths, FakeEngine(), qtbot)
    p, checked = house.presenters, house.services.check_ups
    installed = p.library.chosen
    model = p.offers.model("gemma-4-e4b")
    assert installed is not None and model is not None
    known = replace(installed, model=model.id, quantization=model.weights()[0].quantization)
    plan = p.tunings.plan(known, 0)
    assert plan.gpu_layers == -1
    checked.passed(plan, Measured(GB, 50.0, 90.0, sees=False, picture=0.0))
    assert p.tunings.plan(known, 0).gpu_layers == -1
    checked.passed(plan, Measured(GB, 50.0, 0.5, sees=False, picture=0.0))
    assert p.tunings.plan(known, 0).gpu_layers == 0
    p.tunings.set(known.id, Tuning(gpu_layers=-1))  # whoever wants it all the same
    assert p.tunings.plan(known, 0).gpu_layers == -1


def test_what_a_person_has_set_is_not_changed(
    make_house: MakeHouse, paths: Paths, qtbot: QtBot
) -> None:
    engine = FakeEngine(layers=AppError(Problem.OUT_OF_MEMORY, name="stand-in.gguf"))
    house = with_card(make_house, paths, engine, qtbot)
    house.presenters.tunings.set("stand-in", Tuning(gpu_layers=12))
    ask(house, "Hello?", qtbot)
    assert last_state(house) is MessageState.FAILED
    assert house.presenters.engine.state is EngineState.FAILED
    assert engine.plans == []


def test_a_file_that_is_damaged_is_not_tried_twice(
    make_house: MakeHouse, paths: Paths, qtbot: QtBot
) -> None:
    engine = FakeEngine(layers=AppError(Problem.FILE_DAMAGED, name="stand-in.gguf"))
    house = with_card(make_house, paths, engine, qtbot)
    ask(house, "Hello?", qtbot)
    assert last_state(house) is MessageState.FAILED
    assert engine.plans == []
