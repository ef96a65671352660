# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The computer is measured once, and answers correct what is told of speeds."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.computer import Computer, Device, Speeds
from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.domain.fit import offers_for
from desktop.presenters.background import Background
from desktop.presenters.speed import Speed
from desktop.services.engine.probe import Probed
from desktop.services.engine.protocol import Answered, Ending
from desktop.services.models.catalogue import read_catalogue
from desktop.services.models.library import installed_of
from desktop.services.models.speeds import SpeedRecord
from desktop.services.resources import resources_folder

CATALOGUE = read_catalogue(resources_folder() / "catalogue")
COMPUTER = Computer(16 * 10**9, 12 * 10**9, 8, "A processor", 500 * 10**9)
SPEEDS = Speeds(20e9, 30e9, 1e11, 5e-5, 7e10, 1e-8)


class Bench:
    """A record on the disk and a probe that counts."""

    def __init__(self, folder: Path, background: Background) -> None:
        self.record = SpeedRecord(folder / "speeds.json")
        self.asked: list[int] = []
        self.failure: Exception | None = None
        self.gpus: tuple[Device, ...] = ()
        self.speed = Speed(CATALOGUE.model, self.record, self.look, self.probe, background)

    def look(self) -> Computer:
        return self.record.complete(COMPUTER)

    def probe(self, threads: int, stop: threading.Event) -> Probed:
        self.asked.append(threads)
        if self.failure is not None:
            raise self.failure
        return Probed(SPEEDS if threads else None, self.gpus, ("AVX2",))


@pytest.fixture
def bench(tmp_path: Path, qtbot: QtBot) -> Iterator[Bench]:
    lanes = Background()
    made = Bench(tmp_path, lanes)
    yield made
    made.speed.close()
    lanes.close()


def answered(tokens: int, seconds: float) -> Answered:
    return Answered(Ending.DONE, 10, 0, tokens, 1.0, 1.0, seconds, 1)


def test_the_computer_is_measured_once(bench: Bench, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bench.speed.changed):
        bench.speed.measure()
    assert bench.look().speeds == SPEEDS
    with qtbot.assertNotEmitted(bench.speed.changed, wait=50):
        bench.speed.measure()
    assert bench.asked == [8, 0]


def test_a_graphics_processor_that_came_later_is_seen(bench: Bench, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bench.speed.changed):
        bench.speed.measure()
    bench.gpus = (Device("Vulkan0", "A card", 8 * 10**9, 7 * 10**9),)
    with qtbot.waitSignal(bench.speed.changed):
        bench.speed.measure()
    assert (bench.look().gpus, bench.look().speeds) == (bench.gpus, SPEEDS)
    with qtbot.assertNotEmitted(bench.speed.changed, wait=50):
        bench.speed.measure()
    assert bench.asked == [8, 0, 0]


@pytest.mark.parametrize("failure", [AppError(Problem.ENGINE_DIED), Cancelled()])
def test_a_failed_measurement_disturbs_nobody(
    bench: Bench, qtbot: QtBot, failure: Exception
) -> None:
    bench.failure = failure
    with qtbot.assertNotEmitted(bench.speed.changed, wait=50):
        bench.speed.measure()
    qtbot.waitUntil(lambda: bench.asked == [8])
    assert bench.look().speeds is None


def test_an_answer_says_how_fast_the_model_is_and_how_good_the_forecast_was(
    bench: Bench, qtbot: QtBot
) -> None:
    model = CATALOGUE.model("gemma-3-12b")
    assert model is not None
    file = model.weights()[0]
    installed = installed_of(model, file, Path("w.gguf"), None)
    told = next(o for o in offers_for(model, COMPUTER) if o.file == file).words_per_second
    with qtbot.waitSignal(bench.speed.changed):
        bench.speed.note(installed, answered(100, 50.0))
    offer = next(o for o in offers_for(model, bench.look()) if o.file == file)
    assert offer.measured and offer.words_per_second == 1.5
    assert told is not None and offer.off == pytest.approx(told / 1.5 - 1)


def test_a_few_words_and_unknown_models_say_nothing(bench: Bench, qtbot: QtBot) -> None:
    model = CATALOGUE.model("gemma-3-12b")
    assert model is not None
    installed = installed_of(model, model.weights()[0], Path("w.gguf"), None)
    with qtbot.assertNotEmitted(bench.speed.changed, wait=50):
        bench.speed.note(installed, answered(3, 1.0))
        bench.speed.note(replace(installed, model=""), answered(100, 1.0))
    assert bench.look().runs == ()
