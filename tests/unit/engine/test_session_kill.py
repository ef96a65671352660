# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A process that is killed while it writes down what was read: nothing false is ever read back."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from desktop.domain.plan import Plan, Sampling
from desktop.domain.prompt import Control, Prompt, PromptStyle, Words
from desktop.services.engine.llama_engine import LlamaEngine
from desktop.services.engine.session_files import Kind, forget_sessions

from .conftest import TINY, Talk, distance

KILLS = 12
ONE = Sampling(temperature=0, longest=1)
PLAN = Plan(str(TINY), context=2048, batch=128, threads=1, threads_batch=1)
QUESTION = "On day {} the keeper of the light wrote down the wind, the waves and the ships. " * 6
# Answers one chat after the other, and writes each down, until it is killed.
WRITE = """
import sys, threading
from pathlib import Path
from desktop.domain.plan import Plan, Sampling
from desktop.domain.prompt import Control, Prompt, Words
from desktop.services.engine.llama_engine import LlamaEngine
engine = LlamaEngine(Path(sys.argv[2]))
plan = Plan(sys.argv[1], context=2048, batch=128, threads=1, threads_batch=1)
engine.load(plan, lambda _: None, threading.Event())
first = int(sys.argv[3])
for place in range(first, first + 10_000):
    prompt = Prompt((Control("<bos>"), Words(sys.argv[4].replace("{}", str(place)))))
    few = Sampling(temperature=0, longest=4)
    engine.answer(prompt, {}, few, threading.Event(), lambda _: None, lambda *_: None)
    engine.rest()
"""


def killed_at_work(folder: Path, place: int) -> bool:
    """Whether it was killed in the middle of a file, of which a part is left."""
    before = set(folder.rglob("*"))
    process = subprocess.Popen(
        [sys.executable, "-c", WRITE, str(TINY), str(folder), str(100 * place), QUESTION]
    )
    kind = [".part", f".{Kind.WHOLE}", f".{Kind.SCORES}", ".part"][place % 4]
    while process.poll() is None and not any(
        path.suffix == kind for path in set(folder.rglob("*")) - before
    ):
        pass  # the moment counts: whoever sleeps misses it
    process.kill()
    assert process.wait() == -signal.SIGKILL
    return any(path.suffix == ".part" for path in set(folder.rglob("*")) - before)


def answers_as_ever(folder: Path, afresh: Talk) -> None:
    """Whatever is found there, the next token is as likely as when all is read afresh."""
    engine = LlamaEngine(folder)
    chat = Talk(engine, engine.load(PLAN, lambda _: None, threading.Event()), PromptStyle.TURNS)
    reused = 0
    for place in range(0, 100 * KILLS, 100):
        words = QUESTION.replace("{}", str(place))
        prompt = Prompt((Control("<bos>"), Words(words)))
        afresh.engine._the_loaded().session.cut(0)
        afresh.run(prompt, ONE)
        answered = chat.run(prompt, ONE)
        reused += answered.reused_tokens > answered.prompt_tokens // 2
        assert distance(chat.scores(), afresh.scores()) < 0.02
    assert reused >= KILLS // 4
    engine.unload()


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="kills with a signal")
def test_a_kill_leaves_nothing_that_is_read_back(tmp_path: Path, tiny: Talk) -> None:
    folder = tmp_path / "sessions"
    folder.mkdir()
    in_the_middle = sum(killed_at_work(folder, place) for place in range(KILLS))
    assert in_the_middle >= 2
    answers_as_ever(folder, tiny)
    forget_sessions(folder, 0.0)
    assert not [path for path in folder.rglob("*") if path.suffix == ".part"]
    assert [path for path in folder.rglob("*") if path.suffix == f".{Kind.WHOLE}"]
