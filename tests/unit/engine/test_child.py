# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Child processes that die, hang, talk nonsense, and that outlive nobody."""

import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.domain.plan import Plan
from desktop.domain.prompt import Control, Prompt, Words
from desktop.services.engine.child import Child, death
from desktop.services.engine.protected import ProtectedEngine

from .conftest import GREEDY, TINY

PLAN = Plan(str(TINY), context=512, threads=1, threads_batch=1)
COUNT = Prompt((Control("<bos><start_of_turn>user\nCount to 20.<end_of_turn>\n"),))
NEVER = threading.Event()
HEAD = """
import os, signal, sys, threading, msgspec
from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.services.engine.child import Parent
class Number(msgspec.Struct): value: int
def handle(number, stop, note):
"""
TAIL = "\nParent(Number).serve(handle)"


class Number(msgspec.Struct):
    value: int


Numbers = Child[Number, Number]


@pytest.fixture
def child() -> Iterator[Callable[[str], Numbers]]:
    made: list[Numbers] = []

    def make(body: str, whole: bool = False) -> Numbers:
        program = body if whole else f"{HEAD}    {body}{TAIL}"
        made.append(Child("", Number, Number, [sys.executable, "-c", program]))
        return made[-1]

    yield make
    for one in made:
        one.close()


def stop_at_a_note(stop: threading.Event) -> Callable[[Number], None]:
    return lambda _note: stop.set()


def failure(child: Numbers, patience: float = 50) -> AppError:
    with pytest.raises(AppError) as caught:
        child.ask(Number(1), NEVER, patience=patience)
    assert not child.alive
    return caught.value


def test_it_answers_as_often_as_asked_and_notes_come_first(child: Callable[[str], Numbers]) -> None:
    twice = child("[note(Number(n)) for n in range(300)]; return Number(number.value * 2)")
    notes: list[Number] = []
    for value in (4, 5):
        assert twice.ask(Number(value), NEVER, notes.append).value == 2 * value
    assert [note.value for note in notes] == [*range(300)] * 2


def test_a_stop_reaches_it_while_it_works(child: Callable[[str], Numbers]) -> None:
    waits = child("note(Number(0)); stop.wait(); raise Cancelled")
    for stop in (threading.Event(), threading.Event()):
        with pytest.raises(Cancelled):
            waits.ask(Number(1), stop, stop_at_a_note(stop))
    assert waits.alive


def test_its_errors_are_ours_and_it_goes_on(child: Callable[[str], Numbers]) -> None:
    fails = child("raise AppError(Problem.FILE_MISSING, detail='why', name='x')")
    for _ in range(2):
        with pytest.raises(AppError) as caught:
            fails.ask(Number(1), NEVER)
        error = caught.value
        assert (error.problem, error.values) == (Problem.FILE_MISSING, {"name": "x"})


@pytest.mark.parametrize(
    ("body", "problem", "detail"),
    [
        ("os.abort()", Problem.ENGINE_DIED, "SIGABRT"),
        ("os.kill(os.getpid(), signal.SIGKILL)", Problem.OUT_OF_MEMORY, "SIGKILL"),
        ("os.kill(os.getpid(), signal.SIGILL)", Problem.PROCESSOR_TOO_OLD, "SIGILL"),
        ("os._exit(3)", Problem.ENGINE_DIED, "with 3"),
        ("os.write(2, b'GGML_ASSERT(x) failed'); os.abort()", Problem.ENGINE_DIED, "GGML_ASSERT"),
        ("raise MemoryError", Problem.OUT_OF_MEMORY, "MemoryError"),
        ("raise ValueError('words of somebody')", Problem.ENGINE_DIED, "ValueError"),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="signals are told otherwise there")
def test_how_it_died_is_told(
    child: Callable[[str], Numbers], body: str, problem: Problem, detail: str
) -> None:
    dies = child(body)
    error = failure(dies)
    assert error.problem is problem
    assert detail in error.detail and "somebody" not in error.detail
    assert failure(dies).problem is Problem.ENGINE_DIED  # and it stays dead


def test_windows_tells_with_numbers() -> None:
    assert death(0xC000001D, "").problem is Problem.PROCESSOR_TOO_OLD
    assert death(0xC0000005, "").problem is Problem.ENGINE_DIED
    assert "0xC0000005" in death(0xC0000005, "").detail


@pytest.mark.parametrize(
    "nonsense",
    [b"", b"\xff" * 40, b"\0\0\0\0\x63", b"\4\0\0\0\4nope", b"\4\0\0\0\4no"],
    ids=["nothing", "long", "kind", "payload", "cut"],
)
def test_what_is_no_answer(child: Callable[..., Numbers], nonsense: bytes) -> None:
    said = f"import os, sys; os.read(0, 9); os.write(1, {nonsense!r}); os.close(1)"
    failure(child(said, whole=True))


def test_one_that_hangs_is_given_up(child: Callable[[str], Numbers]) -> None:
    error = failure(child("threading.Event().wait()"), patience=0.3)
    assert "no answer" in error.detail


def test_a_program_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(AppError) as caught:
        Child("", Number, Number, [str(tmp_path / "none")])
    assert caught.value.problem is Problem.ENGINE_DIED


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs a handle of a process")
def test_it_dies_with_its_parent() -> None:
    """Even when the parent is killed while the child is at work."""
    program = f"""
import sys, threading, msgspec
from desktop.services.engine.child import Child
class Number(msgspec.Struct): value: int
busy = {HEAD + "    note(Number(0)); threading.Event().wait()" + TAIL!r}
child = Child("", Number, Number, [sys.executable, "-c", busy])
def tell(_note): print(child.process_id, flush=True)
child.ask(Number(1), threading.Event(), tell)
"""
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    grandchild = int(parent.stdout.readline())
    handle = os.pidfd_open(grandchild)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    ended, _, _ = select.select([handle], [], [], 30)
    os.close(handle)
    assert ended


@pytest.mark.skipif(os.name == "nt", reason="kills with a signal")
def test_an_engine_that_is_killed_while_it_answers() -> None:
    """What came before is kept, the error says so, and the same engine can load and go on."""
    engine = ProtectedEngine()
    engine.load(PLAN, lambda _share: None, NEVER)
    text: list[str] = []

    def kill(_channel: object, piece: str) -> None:
        text.append(piece)
        os.kill(engine.process_id, signal.SIGABRT)

    story = Prompt((*COUNT.pieces, Control("<start_of_turn>model\n")))
    with pytest.raises(AppError) as caught:
        engine.answer(story, {}, GREEDY, NEVER, lambda _reading: None, kill)
    assert caught.value.problem is Problem.ENGINE_DIED
    assert text
    with pytest.raises(AppError) as caught:
        engine.count(story, {})
    assert caught.value.problem is Problem.ENGINE_FAILED
    engine.load(PLAN, lambda _share: None, NEVER)
    assert engine.count(story, {}) > 5
    engine.unload()


def test_words_that_are_no_unicode_cross(tmp_path: Path) -> None:
    engine = ProtectedEngine()
    engine.load(PLAN, lambda _share: None, NEVER)
    assert engine.count(Prompt((Words("a\ud800b\0c"),)), {"a" * 64: tmp_path / "x\udcff"}) > 0
    engine.unload()
