# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What every engine promises: in this process, in a child's, and the one that types a script."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.conversation import Role
from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.domain.plan import Plan, Sampling
from desktop.domain.prompt import Audio, Picture, Prompt, PromptStyle, Words
from desktop.domain.rendering import render
from desktop.services.engine.llama_engine import LlamaEngine
from desktop.services.engine.protected import ProtectedEngine
from desktop.services.engine.protocol import Answered, Channel, Ending, Engine, Reading
from tests.fakes.fake_engine import FakeEngine

from .conftest import GREEDY, TINY, said

PLAN = Plan(str(TINY), context=512, threads=1, threads_batch=1)
COUNT = render(PromptStyle.TURNS, [said(Role.USER, "Count to 20.")])
MAKERS: dict[str, Callable[[], Engine]] = {
    "llama": LlamaEngine,
    "protected": ProtectedEngine,
    "fake": lambda: FakeEngine([", ".join(str(n) for n in range(1, 21))], sees=False),
}


@pytest.fixture(params=MAKERS)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    made = MAKERS[request.param]()
    yield made
    made.unload()


@pytest.fixture
def loaded(engine: Engine) -> Engine:
    engine.load(PLAN, lambda _: None, threading.Event())
    return engine


def ask(
    engine: Engine,
    prompt: Prompt = COUNT,
    sampling: Sampling = GREEDY,
    stop: threading.Event | None = None,
    on_text: Callable[[str], None] = lambda text: None,
) -> tuple[str, Answered, list[Reading]]:
    pieces: list[str] = []
    readings: list[Reading] = []

    def show(channel: Channel, text: str) -> None:
        assert channel is Channel.TEXT
        assert text
        pieces.append(text)
        on_text(text)

    answered = engine.answer(prompt, {}, sampling, stop or threading.Event(), readings.append, show)
    return "".join(pieces), answered, readings


def test_loading_tells_how_far_it_is_and_what_came(engine: Engine) -> None:
    shares: list[float] = []
    loaded = engine.load(PLAN, shares.append, threading.Event())
    assert shares == sorted(shares) and shares[-1] == 1.0
    assert (loaded.architecture, loaded.quantization, loaded.context) == ("gemma3", "F16", 512)
    assert loaded.memory_bytes > 0
    assert not loaded.sees and not loaded.base


def test_a_missing_file(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(AppError) as caught:
        engine.load(replace(PLAN, weights=str(tmp_path / "x")), lambda _: None, threading.Event())
    assert caught.value.problem is Problem.FILE_MISSING


def test_loading_can_be_cancelled_and_then_nothing_is_loaded(engine: Engine) -> None:
    stop = threading.Event()
    with pytest.raises(Cancelled):
        engine.load(PLAN, lambda _: stop.set(), stop)
    with pytest.raises(AppError) as caught:
        engine.count(COUNT, {})
    assert caught.value.problem is Problem.ENGINE_FAILED


def test_a_failed_load_leaves_nothing_of_the_one_before(loaded: Engine, tmp_path: Path) -> None:
    with pytest.raises(AppError):
        loaded.load(replace(PLAN, weights=str(tmp_path / "x")), lambda _: None, threading.Event())
    with pytest.raises(AppError):
        ask(loaded)


def test_an_answer_with_its_facts(loaded: Engine) -> None:
    text, answered, readings = ask(loaded)
    assert text.startswith("1, 2, 3")
    assert answered.ending is Ending.DONE
    assert answered.prompt_tokens == loaded.count(COUNT, {}) == readings[-1].total
    assert readings[-1].done == readings[-1].total
    assert [r.done for r in readings] == sorted(r.done for r in readings)
    assert answered.generated_tokens > 10


def test_stopping_ends_it_at_the_next_token(loaded: Engine) -> None:
    stop = threading.Event()
    text, answered, _ = ask(loaded, stop=stop, on_text=lambda _: stop.set())
    assert answered.ending is Ending.STOPPED
    assert 0 < len(text) < 12
    assert ask(loaded)[0].startswith("1, 2, 3")


def test_stopped_before_any_text_is_cancelled(loaded: Engine) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(Cancelled):
        ask(loaded, stop=stop)


def test_the_longest_answer(loaded: Engine) -> None:
    _, answered, _ = ask(loaded, sampling=Sampling(temperature=0, longest=5, seed=4))
    assert (answered.ending, answered.generated_tokens, answered.seed) == (Ending.LENGTH, 5, 4)


def test_a_prompt_that_does_not_fit(loaded: Engine) -> None:
    long = Prompt((Words("Count to 20. " * 300),))
    with pytest.raises(AppError) as caught:
        ask(loaded, long)
    assert caught.value.problem is Problem.CONTEXT_FULL
    assert caught.value.values == {"needed": loaded.count(long, {}) + 1, "context": 512}


@pytest.mark.parametrize(
    ("piece", "problem"),
    [(Picture("0" * 64), Problem.CANNOT_SEE), (Audio("0" * 64), Problem.CANNOT_HEAR)],
)
def test_pictures_without_eyes_and_sounds_without_ears(
    loaded: Engine, piece: Picture | Audio, problem: Problem
) -> None:
    prompt = Prompt((piece, Words("What is this?")))
    for use in (lambda: ask(loaded, prompt), lambda: loaded.count(prompt, {})):
        with pytest.raises(AppError) as caught:
            use()
        assert caught.value.problem is problem


def test_unloading_twice_is_harmless(loaded: Engine) -> None:
    loaded.unload()
    loaded.unload()
    loaded.load(PLAN, lambda _: None, threading.Event())
    assert ask(loaded)[0]


def test_what_was_read_need_not_be_read_again(loaded: Engine) -> None:
    whole = loaded.count(COUNT, {})
    ask(loaded)
    assert 0 < loaded.unread(COUNT, {}) <= 2
    longer = Prompt((*COUNT.pieces, Words("And on and on. " * 9)))
    assert 0 < loaded.unread(longer, {}) < loaded.count(longer, {})
    other = Prompt((Words("Something else altogether."), *COUNT.pieces))
    assert loaded.unread(other, {}) > whole - 2
    assert 0 < loaded.unread(COUNT, {}) <= 2  # to ask changes nothing
