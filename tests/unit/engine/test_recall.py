# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Going back behind the sliding window: as good as reading again, with nothing read again."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from desktop.domain.conversation import Role
from desktop.domain.errors import Cancelled
from desktop.domain.plan import Plan, Sampling
from desktop.domain.prompt import Prompt, PromptStyle
from desktop.domain.rendering import render
from desktop.services.engine.protocol import Reading
from desktop.services.engine.scores import Scores

from .conftest import TINY, Talk, distance, said, talk

ONE = Sampling(temperature=0, longest=1)
REAL = [pytest.mark.real_model, pytest.mark.slow]
FEW = Sampling(temperature=0, longest=8)
NOTE = "On day {} the keeper of the light wrote down the wind, the waves and the ships. "


@dataclass
class Bench:
    """Three times the same model, the last with another batch size, and a text to fill it with."""

    chat: Talk
    afresh: Talk
    other_batch: Talk
    long: str

    def apart(self, prompt: Prompt, reused: int) -> tuple[float, float]:
        """Scores of the chat beside those of reading afresh; two batch sizes beside each other."""
        for one in (self.chat, self.afresh, self.other_batch):  # or they would be those of before
            one.engine._the_loaded().scores = Scores(None)
        assert self.chat.run(prompt, ONE).reused_tokens >= reused
        for other in (self.afresh, self.other_batch):
            session = other.engine._the_loaded().session
            session.cut(0)
            # The tokens of answers as they came: their words may split into others.
            session.answers = dict(self.chat.engine._the_loaded().session.answers)
            assert other.run(prompt, ONE).reused_tokens == 0
        afresh = self.afresh.scores()
        usual = distance(afresh, self.other_batch.scores())
        return distance(afresh, self.chat.scores()), usual

    def check(self, prompt: Prompt, reused: int) -> None:
        """The prompt goes on after so many tokens, and the next token is as likely as afresh."""
        ours, usual = self.apart(prompt, reused)
        assert ours <= 2 * usual

    def prompt(self, turns: int, question: str = "") -> Prompt:
        """The chat up to so many turns, and another question."""
        asked = [said(Role.USER, question)] if question else []
        return render(self.chat.style, [*self.chat.messages[: 2 * turns], *asked])


def bench(plan: Plan, style: PromptStyle, notes: int) -> Iterator[Bench]:
    """The batch is small, so that the sliding layers' cache (window and batch) is soon left."""
    long = "".join(NOTE.format(day) for day in range(notes))
    plan = replace(plan, batch=128)
    for chat in talk(plan, style):
        for afresh in talk(plan, style):
            for other_batch in talk(replace(plan, batch=50), style):
                yield Bench(chat, afresh, other_batch, long)


@pytest.fixture
def tiny_bench() -> Iterator[Bench]:
    plan = Plan(str(TINY), context=2048, threads=1, threads_batch=1)
    yield from bench(plan, PromptStyle.TURNS, notes=8)


@pytest.fixture
def gemma_bench(starter_file: Path) -> Iterator[Bench]:
    plan = Plan(str(starter_file), context=2048, threads=2, threads_batch=2)
    yield from bench(plan, PromptStyle.PLAIN, notes=27)


@pytest.fixture(params=["tiny", pytest.param("gemma", marks=REAL)])
def model(request: pytest.FixtureRequest) -> Bench:
    found: Bench = request.getfixturevalue(f"{request.param}_bench")
    return found


def test_another_question_in_place_of_an_earlier_one(model: Bench) -> None:
    _, first = model.chat.ask(model.long, sampling=FEW)
    model.chat.ask(model.long * 2, sampling=FEW)
    model.check(model.prompt(1, "What did the keeper write?"), reused=first.prompt_tokens)


def test_another_answer(model: Bench) -> None:
    _, answered = model.chat.ask(model.long, sampling=FEW)
    question = model.prompt(0, model.long)
    model.chat.ask(model.long * 2, sampling=FEW)
    model.check(question, reused=answered.prompt_tokens - 1)


def test_the_same_seed_gives_the_same_answer_behind_the_window(model: Bench) -> None:
    """To the bit, though the first answer came of a whole prompt and the second of nothing."""
    chat = model.chat
    how = Sampling(temperature=1.5, seed=11, longest=40)
    asked = [said(Role.USER, model.long), said(Role.MODEL, "Much."), said(Role.USER, model.long)]
    for turns in (1, 3):
        prompt, answers, scores = render(chat.style, asked[:turns]), [], []
        for _ in range(3):
            chat.run(prompt, ONE)
            scores.append(chat.scores())
            pieces: list[str] = []
            assert chat.run(prompt, how, on_text=pieces.append).seed == 11
            answers.append("".join(pieces))
        assert answers[1:] == answers[:1] * 2
        assert scores[1:] == scores[:1] * 2


def test_without_a_checkpoint_it_would_be_wrong(model: Bench) -> None:
    """llama.cpp goes back without a word, and would answer from a window with nothing in it."""
    _, answered = model.chat.ask(model.long, sampling=FEW)
    question = model.prompt(0, model.long)
    model.chat.ask(model.long * 2, sampling=FEW)
    context = model.chat.engine._the_loaded().context
    assert not context.can_go_back(answered.prompt_tokens - 1)
    context.can_go_back = lambda length: True  # type: ignore[method-assign]
    ours, usual = model.apart(question, reused=answered.prompt_tokens - 1)
    assert ours > 4 * usual


def test_a_checkpoint_that_cannot_be_put_back_is_dropped(tiny_bench: Bench) -> None:
    chat = tiny_bench.chat
    chat.ask(tiny_bench.long, sampling=FEW)
    chat.ask(tiny_bench.long, sampling=FEW)
    for checkpoint in chat.engine._the_loaded().recall._checkpoints:
        checkpoint.window[:64] = bytes(64)
    tiny_bench.check(tiny_bench.prompt(0, tiny_bench.long), reused=0)
    tiny_bench.check(tiny_bench.prompt(0, tiny_bench.long), reused=1)


@pytest.mark.parametrize("slices", [1, 2])
def test_after_a_stop_on_the_way(tiny_bench: Bench, slices: int) -> None:
    """It stopped after a slice or two of a question in place of another."""
    chat = tiny_bench.chat
    chat.ask(tiny_bench.long, sampling=FEW)
    chat.ask(tiny_bench.long, sampling=FEW)
    stop = threading.Event()

    class Stopping(list[Reading]):
        def append(self, reading: Reading) -> None:
            super().append(reading)
            if len(self) > slices:
                stop.set()

    chat.readings = Stopping()
    with pytest.raises(Cancelled):
        chat.run(tiny_bench.prompt(1, tiny_bench.long * 2), ONE, stop)
    chat.readings = []
    tiny_bench.check(tiny_bench.prompt(1, "Hello."), reused=200)
    tiny_bench.check(tiny_bench.prompt(2, "Hello."), reused=200)


def test_checkpoints_keep_to_their_room_and_the_least_missed_goes_first() -> None:
    """Short questions are missed least: their checkpoints lie close behind the one before."""
    plan = Plan(str(TINY), context=2048, batch=128, threads=1, threads_batch=1)
    for chat in talk(plan, PromptStyle.TURNS):
        recall = chat.engine._the_loaded().recall
        chat.ask("Count to 30.")
        chat.ask("Count to 30.")
        room = recall._room = 5 * len(recall._checkpoints[-1].window)
        for place in range(8):
            chat.ask(f"Count to {20 + place}." if place % 2 else "Hello.")
            assert sum(len(checkpoint.window) for checkpoint in recall._checkpoints) <= room
        kept = recall._checkpoints
        assert 3 <= len(kept) <= 5
        assert chat.run(render(PromptStyle.TURNS, chat.messages[:-1]), ONE).reused_tokens > 100
        assert min(recall._missed(checkpoint) for checkpoint in kept[:-1]) > 12
