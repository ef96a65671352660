# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""How fast Gemma 3 270M is said to write and read on this computer, beside how fast it then is."""

import statistics
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from desktop.domain.forecast import (
    EYES,
    USUAL_DETAIL,
    WORDS_A_TOKEN,
    forecast,
    picture_operations,
)
from desktop.domain.plan import Plan
from desktop.services.computer import look_at_computer
from desktop.services.engine.llama_engine import LlamaEngine
from desktop.services.engine.probe import probe
from desktop.services.models.catalogue import read_catalogue
from desktop.services.resources import resources_folder
from tests.benchmarks.engine_speed import answer_speed, reading_speed, starter
from tests.fakes.sparse_eyes import ask

ROUNDS, PICTURES = 5, 2


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
    yield _figure("the same of looking at a picture, eyes of Gemma 4 E2B", _pictures(cores))


def _pictures(cores: int) -> list[tuple[float, float]]:
    """Pictures a second, told and measured; the weights are zeros, which take as long as others."""
    model = read_catalogue(resources_folder() / "catalogue").model("gemma-4-e2b")
    assert model is not None
    pairs = []
    for _ in range(PICTURES):
        speeds = probe(cores, threading.Event()).speeds
        tokens, _room, seconds = ask(model, USUAL_DETAIL, cores)
        assert speeds is not None
        told = picture_operations(model.architecture, tokens) / (EYES * speeds.compute_eight)
        pairs.append((1 / told, 1 / seconds))
    return pairs


def _figure(name: str, pairs: list[tuple[float, float]]) -> dict[str, object]:
    """pairs: tokens or pictures a second, told and measured."""
    share = statistics.median(told / measured for told, measured in pairs)
    return {
        "figure": name,
        "value": round(share, 2),
        "unit": "forecast / measured",
        "peer": f"told {statistics.median(told for told, _ in pairs):.4g} a second, "
        f"measured {statistics.median(measured for _, measured in pairs):.4g}",
        "goal": "0.75 to 1.25",
        "met": 0.75 <= share <= 1.25,
    }
