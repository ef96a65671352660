# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""How fast Gemma 3 270M is said to write and read on this computer, beside how fast it then is."""

import statistics
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from desktop.domain.forecast import WORDS_A_TOKEN, forecast
from desktop.domain.plan import Plan
from desktop.services.computer import look_at_computer
from desktop.services.engine.llama_engine import LlamaEngine
from desktop.services.engine.probe import probe
from desktop.services.models.catalogue import read_catalogue
from desktop.services.resources import resources_folder
from tests.benchmarks.engine_speed import answer_speed, reading_speed, starter

ROUNDS = 5


def figures() -> Iterator[dict[str, object]]:
    """Pairs of a measurement of the computer and of an answer, in turn; the median of their shares.

    The program measures once; here it is done before every answer, because others use the computer.
    """
    model = read_catalogue(resources_folder() / "catalogue").model("gemma-3-270m-base")
    assert model is not None
    with tempfile.TemporaryDirectory() as folder:
        computer = look_at_computer(Path(folder))
        cores = computer.cores
        engine = LlamaEngine()
        file = str(starter(Path(folder)))
        plan = Plan(file, context=4096, threads=cores, threads_batch=cores)
        pairs, reading = [], []
        for place in range(ROUNDS):
            speeds = probe(cores, threading.Event()).speeds
            told = forecast(model, model.weights()[0], replace(computer, speeds=speeds))
            engine.load(plan, lambda _share: None, threading.Event())
            answer_speed(engine)  # the first one reads the file into memory
            measured = statistics.median(answer_speed(engine) for _ in range(3))
            read = statistics.median(reading_speed(engine, 10 * place + turn) for turn in range(3))
            engine.unload()
            assert told is not None
            reading.append((told.reading, read))
            pairs.append((told.words / WORDS_A_TOKEN, measured))
    yield _figure("forecast of Gemma 3 270M beside what is then measured", pairs)
    yield _figure("the same of reading a prompt", reading)


def _figure(name: str, pairs: list[tuple[float, float]]) -> dict[str, object]:
    """pairs: tokens a second, told and measured."""
    share = statistics.median(told / measured for told, measured in pairs)
    return {
        "figure": name,
        "value": round(share, 2),
        "unit": "forecast / measured",
        "peer": f"told {statistics.median(told for told, _ in pairs):.1f} tokens/s, "
        f"measured {statistics.median(measured for _, measured in pairs):.1f}",
        "goal": "0.75 to 1.25",
        "met": 0.75 <= share <= 1.25,
    }
