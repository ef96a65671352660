# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Guessing in the engine changes how fast an answer comes, and nothing else."""

import threading
from collections import Counter
from random import Random

import pytest

from desktop.domain.conversation import Role
from desktop.domain.guessing import LENGTHS, Gain
from desktop.domain.plan import Sampling
from desktop.domain.prompt import Control, Prompt, PromptStyle, Words
from desktop.domain.rendering import render
from desktop.services.engine.context import READ, Context
from desktop.services.engine.guessing import choosing
from desktop.services.engine.reading import PromptReader, lay_out

from .conftest import Talk, said

STORY = (
    "The keeper of the lighthouse wrote down the wind, the waves, the ships and the light of every "
    "day in forty-one grey books, which are in the museum of the harbour town now. "
)


class Always(Gain):
    """Guesses so far whatever comes of it."""

    def __init__(self, length: int) -> None:
        super().__init__()
        self._length = length

    def length(self) -> int:
        return self._length


@pytest.fixture
def batches(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of batches with guesses."""
    sizes: list[int] = []
    real = Context.read_all

    def counted(self: Context, ids: list[int]) -> int:
        sizes.append(len(ids))
        return real(self, ids)

    monkeypatch.setattr(Context, "read_all", counted)
    return sizes


def questions(talk: Talk, gain: Gain | None) -> list[str]:
    """The same chat, in which answers repeat what was said."""
    loaded = talk.engine._the_loaded()
    loaded.gain = gain
    loaded.session.cut(0)
    talk.messages.clear()
    words = ("What do you see?", "My name is Ada.", "What is my name?", "Hello", "What is my name?")
    return [talk.ask(text)[0] for text in words * 3]


@pytest.mark.parametrize("length", LENGTHS)
def test_the_likeliest_answer_stays_the_same(tiny: Talk, batches: list[int], length: int) -> None:
    plain = questions(tiny, None)
    assert not batches
    assert questions(tiny, Always(length)) == plain
    assert batches and set(batches) <= {1 + one for one in LENGTHS if one <= length}


@pytest.mark.real_model
def test_gemma_copies_a_text_in_few_steps(gemma: Talk, batches: list[int]) -> None:
    prompt = Prompt((Control("<bos>"), Words(f"{STORY}\nOnce more:\n{STORY}\nOnce more:\n")))
    how = Sampling(temperature=0, longest=40)
    texts: list[str] = []
    for gain in (None, Always(LENGTHS[-1])):
        loaded = gemma.engine._the_loaded()
        loaded.gain = gain
        loaded.session.cut(0)  # the last digits of scores depend on how a prompt was read
        pieces: list[str] = []
        answered = gemma.run(prompt, how, on_text=pieces.append)
        assert answered.generated_tokens == 40
        texts.append("".join(pieces))
    assert texts[0] == texts[1]
    assert STORY.startswith(texts[1][:100])
    assert len(batches) <= 4


def drawn(talk: Talk, prompt: Prompt, gain: Gain | None, seed: int, count: int) -> tuple[int, ...]:
    """So many tokens after a prompt, whatever they say."""
    loaded = talk.engine._the_loaded()
    loaded.gain = gain
    PromptReader(loaded, lay_out(loaded, prompt, {}), {}, lambda _: None).run(threading.Event())
    tokens: list[int] = []
    with choosing(loaded, Sampling(temperature=8, top_k=3, top_p=1), seed) as (draw, read):
        while len(tokens) < count:
            tokens.append(draw())
            assert read(tokens[-1]) == READ
            loaded.session.add_token(tokens[-1])
    return tuple(tokens)


@pytest.mark.slow
def test_drawn_answers_are_distributed_as_without(tiny: Talk, batches: list[int]) -> None:
    """Two samples of the same distribution, in which guesses are right about half of the time."""
    first = said(Role.USER, "What is your name?")
    answer = tiny.ask("What is your name?")[0]
    prompt = render(PromptStyle.TURNS, [first, said(Role.MODEL, answer), first])
    plain = [drawn(tiny, prompt, None, seed, 4) for seed in range(600)]
    assert not batches
    guessed = [drawn(tiny, prompt, Always(3), seed, 4) for seed in range(1000, 1600)]
    assert len(batches) > 300
    assert 0.1 < max(Counter(plain).values()) / 600 < 0.9
    assert chance(plain, guessed) > 0.01


def chance(one: list[tuple[int, ...]], two: list[tuple[int, ...]]) -> float:
    """How often two samples of one distribution differ as much (a permutation test)."""

    def difference(left: list[tuple[int, ...]], right: list[tuple[int, ...]]) -> float:
        a, b = Counter(left), Counter(right)
        return sum((a[key] - b[key]) ** 2 / (a[key] + b[key]) for key in a | b)

    pool, random = [*one, *two], Random(5)
    seen, as_large = difference(one, two), 0
    for _ in range(1000):
        random.shuffle(pool)
        as_large += difference(pool[: len(one)], pool[len(one) :]) >= seen
    return as_large / 1000
