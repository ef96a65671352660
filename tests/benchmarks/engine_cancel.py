# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""How long the engine goes on after a stop: in a prompt of 8,000 tokens, and in an answer."""

import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

from desktop.domain.errors import Cancelled
from desktop.domain.plan import Plan, Sampling
from desktop.domain.prompt import Control, Prompt, Words
from desktop.services.engine.llama_engine import LlamaEngine
from desktop.services.stop import Stop
from tests.benchmarks.engine_speed import DAY, QUESTION, starter, threads

TRIES = 100
LENGTH = 8000  # tokens of the prompt
LATEST = 0.5  # seconds from the question to the stop
GOAL = 100  # milliseconds


def figures() -> Iterator[dict[str, object]]:
    """The 99th of a hundred stops at moments by chance."""
    with tempfile.TemporaryDirectory() as folder:
        count = threads()
        plan = Plan(str(starter(Path(folder))), context=8192, threads=count, threads_batch=count)
        engine = LlamaEngine()
        engine.load(plan, lambda _share: None, threading.Event())
        random = Random(1)
        for what, words in (
            (f"while a prompt of {LENGTH:,} tokens is read", _long),
            ("while it writes", lambda place: f"{place}. {QUESTION}"),
        ):
            waits = [_stopped(engine, words(place), random) for place in range(TRIES)]
            yield _figure(what, sorted(waits))
        engine.unload()


def _figure(what: str, waits: list[float]) -> dict[str, object]:
    p99 = waits[int(len(waits) * 0.99) - 1] * 1000
    return {
        "figure": f"end after a stop {what}, 99th of 100",
        "value": round(p99, 1),
        "unit": "ms",
        "peer": f"median {statistics.median(waits) * 1000:.1f} ms",
        "goal": f"<= {GOAL}",
        "met": p99 <= GOAL,
    }


def _long(place: int) -> str:
    """Another text each time, as nothing is read twice."""
    return "".join(DAY.format(1000 * place + day) for day in range(LENGTH // 24))


def _stopped(engine: LlamaEngine, words: str, random: Random) -> float:
    """Seconds from the stop to the end."""
    stop, prompt = Stop(), Prompt((Control("<bos>"), Words(words)))
    at: list[float] = []

    def click() -> None:
        at.append(time.perf_counter())
        stop.set()

    person = threading.Timer(random.uniform(0.05, LATEST), click)
    person.start()
    with suppress(Cancelled):
        engine.answer(prompt, {}, Sampling(seed=1), stop, lambda _: None, lambda *_: None)
    ended = time.perf_counter()
    person.join()
    if ended < at[0]:
        raise RuntimeError("it ended before it was stopped")
    return ended - at[0]
