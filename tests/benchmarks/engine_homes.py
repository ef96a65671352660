# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The engine in a child process beside the one in this process: the same plan, questions, seed."""

import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from desktop.domain.plan import Plan, Sampling
from desktop.domain.prompt import Control, Prompt, Words
from desktop.services.engine.llama_engine import LlamaEngine
from desktop.services.engine.protected import ProtectedEngine
from desktop.services.engine.protocol import Engine
from tests.benchmarks.engine_speed import starter, threads

ROUNDS = 15
TOKENS = 64


def figures() -> Iterator[dict[str, object]]:
    """Medians of paired runs, in turns; the first pair is not counted."""
    with tempfile.TemporaryDirectory() as folder:
        count = threads()
        path = str(starter(Path(folder)))
        plan = Plan(path, context=2048, threads=count, threads_batch=count, drafting=False)
        here, child = LlamaEngine(), ProtectedEngine()
        pairs = []
        for engine in (here, child):
            engine.load(plan, lambda _share: None, threading.Event())
        for place in range(ROUNDS + 1):
            order = (here, child) if place % 2 else (child, here)
            found = {engine: _run(engine, place) for engine in order}
            pairs.append((found[here], found[child]))
        for engine in (here, child):
            engine.unload()
    yield _figure("tokens a second in the protected home", pairs[1:], 1, ">= 0.97")
    yield _figure("time to the first token in the protected home", pairs[1:], 0, "<= 1.1")


Run = tuple[float, float]  # seconds to the first token, tokens a second


def _run(engine: Engine, place: int) -> Run:
    """A question that nobody has asked before, answered in so many tokens."""
    words = Words(f"Tell the story of the lighthouse number {place}. " * 12)
    prompt = Prompt((Control("<bos><start_of_turn>user\n"), words))
    first: list[float] = []
    began = time.perf_counter()
    answered = engine.answer(
        prompt,
        {},
        Sampling(seed=3, longest=TOKENS),
        threading.Event(),
        lambda _reading: None,
        lambda _channel, _piece: first.append(time.perf_counter()),
    )
    # From first to last word, as a person gets them: what the pipe takes is in it.
    seconds = time.perf_counter() - first[0]
    return first[0] - began, answered.generated_tokens / seconds


def _figure(name: str, pairs: list[tuple[Run, Run]], index: int, goal: str) -> dict[str, object]:
    here = statistics.median(one[index] for one, _ in pairs)
    ratio = statistics.median(other[index] / one[index] for one, other in pairs)
    value = round(ratio, 3)
    return {
        "figure": name,
        "value": value,
        "unit": "times this process",
        "peer": f"{here:.3f} in this process",
        "goal": goal,
        "met": value >= 0.97 if goal.startswith(">=") else value <= 1.1,
    }
