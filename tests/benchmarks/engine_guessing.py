# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Answers that repeat what was read, with guessing and without."""

import statistics
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from desktop.domain.guessing import Gain
from desktop.domain.plan import Plan, Sampling
from desktop.domain.prompt import Control, Prompt, Words
from desktop.services.engine.llama_engine import LlamaEngine
from tests.benchmarks.engine_speed import starter, threads

ROUNDS = 7
GOAL = 1.3
SAMPLING = Sampling(temperature=0, longest=96)
CODE = '''class Basket:
    """What a customer wants to buy."""

    def __init__(self, customer):
        self.customer = customer
        self.items = []

    def add(self, item, count=1):
        for _ in range(count):
            self.items.append(item)

    def total(self):
        return sum(item.price for item in self.items)

    def empty(self):
        self.items.clear()
'''
PAGE = (
    "The lighthouse on the northern cape was built in 1874 by two brothers from the village. Its "
    "lamp burned whale oil until 1911, when the first electric light was brought over the hills on "
    "ox carts. The keeper, Johanna Berg, wrote down the wind, the waves and every ship that "
    "passed, in forty-one grey books that are now in the museum of the harbour town."
)
# A base model goes on with what it is given: each begins with what has to be done.
TASKS = {
    "code with another name": f"The file before:\n\n{CODE}\nThe same file, with Cart for the class:"
    "\n\nclass Cart:\n",
    "a text once more": f"Text:\n{PAGE}\n\nThe same text, word for word:\n{PAGE[:40]}",
    "a quotation": f'{PAGE}\n\nWhat did the keeper write down? It says:\n"The keeper, Johanna',
}


def figures() -> Iterator[dict[str, object]]:
    """For each task the median of pairs; the first pair is not counted."""
    with tempfile.TemporaryDirectory() as folder:
        count = threads()
        plan = Plan(str(starter(Path(folder))), context=2048, threads=count, threads_batch=count)
        engine = LlamaEngine()
        engine.load(plan, lambda _share: None, threading.Event())
        with_guesses = Gain()
        for name, words in TASKS.items():
            pairs = []
            for place in range(ROUNDS + 1):
                order = (None, with_guesses) if place % 2 else (with_guesses, None)
                times = {gain: _seconds(engine, words, gain) for gain in order}
                pairs.append(times[None] / times[with_guesses])
            ratio = statistics.median(pairs[1:])
            yield {
                "figure": f"speed of writing with guesses: {name}",
                "value": round(ratio, 2),
                "unit": "times without",
                "peer": f"{1 / times[None]:.1f} tokens/s without in the last round",
                "goal": f">= {GOAL}",
                "met": ratio >= GOAL,
            }
        engine.unload()


def _seconds(engine: LlamaEngine, words: str, gain: Gain | None) -> float:
    """Of a token of the answer."""
    engine._the_loaded().gain = gain
    prompt = Prompt((Control("<bos>"), Words(words)))
    nothing = threading.Event()
    answered = engine.answer(prompt, {}, SAMPLING, nothing, lambda _: None, lambda *_: None)
    return answered.seconds_generating / answered.generated_tokens
