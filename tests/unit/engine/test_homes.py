# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Where a model runs: a check-up first, this process for what passed it, a child's for the rest."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.domain.plan import CacheType, Measured, Plan
from desktop.domain.prompt import Control, Prompt
from desktop.services.engine.check_up import CheckUps, check_up, combination
from desktop.services.engine.homes import Homes
from desktop.services.engine.llama_engine import LlamaEngine
from desktop.services.engine.protected import ProtectedEngine

from .conftest import GREEDY, TINY, TINY_EYES

PLAN = Plan(str(TINY), str(TINY_EYES), context=512, threads=1, threads_batch=1)
COUNT = Prompt((Control("<bos><start_of_turn>user\nCount to 20.<end_of_turn>\n"),))
MEASURED = Measured(memory=1, reading=2.0, generating=3.0, sees=True, picture=4.0)
NEVER = threading.Event()


class Set:
    """Homes over a folder, as one start of the program has them."""

    def __init__(self, folder: Path) -> None:
        self.always = False
        self.check_ups = CheckUps(folder / "check-ups", folder / "at-work")
        self.here, self.protected = LlamaEngine(), ProtectedEngine()
        self.homes = Homes(self.here, self.protected, self.check_ups, lambda: self.always)

    def load(self, plan: Plan = PLAN) -> list[float]:
        """As the window does; the progress of the check-up, empty when there was none."""
        shares: list[float] = []
        self.homes.check_up(plan, shares.append, NEVER)
        self.homes.load(plan, lambda _share: None, NEVER)
        return shares

    def answer(self, on_text: Callable[[], None] = lambda: None) -> None:
        """A few words."""
        self.homes.answer(
            COUNT, {}, GREEDY, NEVER, lambda _reading: None, lambda _channel, _text: on_text()
        )

    @property
    def in_child(self) -> bool:
        """The model is in a child process."""
        return self.protected.process_id != 0


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[], Set]]:
    made: list[Set] = []

    def begin() -> Set:
        made.append(Set(tmp_path))
        return made[-1]

    yield begin
    for one in made:
        one.homes.unload()


def test_a_check_up_measures() -> None:
    shares: list[float] = []
    measured = check_up(ProtectedEngine(), PLAN, shares.append, NEVER)
    assert measured.sees and measured.memory > 1_000_000
    assert measured.reading > 0 and measured.generating > 0 and measured.picture > 0
    assert shares == sorted(shares) and shares[-1] == 1.0


def test_a_check_up_keeps_nothing_of_what_it_read(tmp_path: Path) -> None:
    check_up(LlamaEngine(tmp_path), PLAN, lambda _share: None, NEVER)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_first_a_check_up_then_this_process_and_no_second_one(start: Callable[[], Set]) -> None:
    first = start()
    assert first.load()[-1] == 1.0
    assert not first.in_child
    first.answer()
    assert not first.load()
    again = start()
    assert not again.load() and not again.in_child
    measured = again.check_ups.measured(PLAN)
    assert measured is not None and measured.sees


def test_another_plan_is_another_combination(start: Callable[[], Set]) -> None:
    one = start()
    one.check_ups.passed(PLAN, MEASURED)
    assert one.check_ups.measured(PLAN) == MEASURED
    assert not one.load(replace(PLAN, context=1024))
    assert one.load(replace(PLAN, cache=CacheType.Q8_0))


def test_a_file_that_has_changed_is_another_one(tmp_path: Path) -> None:
    file = tmp_path / "model.gguf"
    file.write_bytes(b"one")
    plan = replace(PLAN, weights=str(file))
    before = combination(plan)
    assert combination(plan) == before
    os.utime(file, ns=(1, 1))
    assert combination(plan) != before
    file.unlink()
    assert combination(plan) not in (before, combination(PLAN))


def test_what_had_no_check_up_never_comes_into_this_process(start: Callable[[], Set]) -> None:
    one = start()
    one.homes.load(PLAN, lambda _share: None, NEVER)
    assert one.in_child


def test_the_person_may_want_it_so_for_all(start: Callable[[], Set]) -> None:
    one = start()
    one.always = True
    assert not one.load() and one.in_child
    one.always = False
    assert one.load() and not one.in_child


@pytest.mark.skipif(os.name == "nt", reason="kills with a signal")
def test_a_child_that_dies_is_known_ever_after(start: Callable[[], Set]) -> None:
    one = start()
    one.always = True
    one.load()
    with pytest.raises(AppError) as caught:
        one.answer(lambda: os.kill(one.protected.process_id, signal.SIGSEGV))
    assert caught.value.problem is Problem.ENGINE_DIED
    one.always = False
    assert not one.load() and one.in_child
    one.answer()
    again = start()
    assert not again.load() and again.in_child


def test_when_this_process_ended_the_next_start_knows(start: Callable[[], Set]) -> None:
    one = start()
    one.load()
    one.answer()
    assert not start().check_ups.has_crashed(PLAN)
    one.check_ups.begin(PLAN)  # and then the process is gone
    again = start()
    assert not again.load() and again.in_child
    third = start()
    assert third.check_ups.has_crashed(PLAN)


def test_one_end_may_have_been_an_accident_two_are_not(start: Callable[[], Set]) -> None:
    """Somebody ended the program, or the power went: the model is not in a child for ever."""
    one = start()
    one.load()
    one.check_ups.begin(PLAN)  # and then the process is gone
    again = start()
    assert not again.load() and again.in_child and again.check_ups.held() == 1
    again.answer()
    third = start()
    assert not third.load() and not third.in_child and not third.check_ups.held()
    third.check_ups.begin(PLAN)
    fourth = start()
    assert not fourth.load() and fourth.in_child
    fourth.answer()
    fifth = start()
    assert not fifth.load() and fifth.in_child
    fifth.check_ups.trust()
    assert not start().check_ups.held()


def test_a_mark_is_there_while_native_code_works(start: Callable[[], Set], tmp_path: Path) -> None:
    one = start()
    one.load()
    seen: list[bool] = []
    one.answer(lambda: seen.append((tmp_path / "at-work").exists()))
    assert all(seen) and seen
    assert not (tmp_path / "at-work").exists()


@pytest.mark.expected_logs("what check-ups found could not be read")
def test_a_damaged_record_is_as_good_as_none(start: Callable[[], Set], tmp_path: Path) -> None:
    (tmp_path / "check-ups").write_bytes(b"\xffnonsense")
    assert start().load()
    assert not start().load()


def test_a_check_up_can_be_stopped(start: Callable[[], Set]) -> None:
    one, stop = start(), threading.Event()
    with pytest.raises(Cancelled):
        one.homes.check_up(PLAN, lambda _share: stop.set(), stop)
    assert not one.in_child
    assert not one.check_ups.is_harmless(PLAN)


def test_a_damaged_file_does_not_pass(start: Callable[[], Set], tmp_path: Path) -> None:
    file = tmp_path / "cut.gguf"
    file.write_bytes(TINY.read_bytes()[:-5000])
    one = start()
    with pytest.raises(AppError) as caught:
        one.load(replace(PLAN, weights=str(file)))
    assert caught.value.problem is Problem.FILE_DAMAGED


@pytest.mark.parametrize(
    ("body", "problem"),
    [("os.abort()", Problem.LOAD_FAILED), ("os.kill(os.getpid(), 9)", Problem.OUT_OF_MEMORY)],
)
@pytest.mark.skipif(os.name == "nt", reason="signals are told otherwise there")
def test_a_check_up_that_ends_its_process(body: str, problem: Problem) -> None:
    engine = ProtectedEngine([sys.executable, "-c", f"import os; os.read(0, 9); {body}"])
    with pytest.raises(AppError) as caught:
        check_up(engine, PLAN, lambda _share: None, NEVER)
    assert caught.value.problem is problem
    assert caught.value.values["name"] == "tiny.gguf"
