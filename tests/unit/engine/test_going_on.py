# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""An answer that broke off goes on, at the price of what is new."""

import threading
from collections.abc import Iterator

import pytest

from desktop.domain.conversation import Role
from desktop.domain.plan import Plan, Sampling
from desktop.domain.prompt import PromptStyle
from desktop.domain.rendering import render
from desktop.services.engine.protected import ProtectedEngine
from desktop.services.engine.protocol import Ending

from .conftest import TINY, Talk, said

PLAN = Plan(str(TINY), context=512, threads=1, threads_batch=1)
QUESTION = "Count to 20."


@pytest.fixture(params=["here", "child"])
def counting(request: pytest.FixtureRequest, tiny: Talk) -> Iterator[Talk]:
    """In this process, and in a child's."""
    if request.param == "here":
        yield tiny
        return
    engine = ProtectedEngine()
    loaded = engine.load(PLAN, lambda _share: None, threading.Event())
    yield Talk(engine, loaded, PromptStyle.TURNS)  # type: ignore[arg-type]
    engine.unload()


def part(chat: Talk, longest: int) -> str:
    """So many tokens more of the answer."""
    pieces: list[str] = []
    answered = chat.run(
        render(chat.style, chat.messages),
        Sampling(temperature=0, longest=longest),
        on_text=pieces.append,
    )
    assert answered.ending is Ending.LENGTH
    return "".join(pieces)


@pytest.mark.parametrize("longest", [2, 3, 7])
def test_the_parts_are_the_whole(counting: Talk, longest: int) -> None:
    tiny = counting
    whole, _ = tiny.ask(QUESTION)
    tiny.messages[:] = [said(Role.USER, QUESTION)]
    begun = part(tiny, longest)
    tiny.messages.append(said(Role.MODEL, begun))
    pieces: list[str] = []
    answered = tiny.run(render(tiny.style, tiny.messages), on_text=pieces.append)
    assert begun + "".join(pieces) == whole
    assert answered.prompt_tokens - answered.reused_tokens <= 2


def test_the_next_question_reads_nothing_of_the_answer_again(tiny: Talk) -> None:
    tiny.messages.append(said(Role.USER, QUESTION))
    begun = part(tiny, 5)
    tiny.messages.append(said(Role.MODEL, begun))
    begun += part(tiny, 4)
    tiny.messages[-1] = said(Role.MODEL, begun)
    pieces: list[str] = []
    tiny.run(render(tiny.style, tiny.messages), on_text=pieces.append)
    tiny.messages[-1] = said(Role.MODEL, begun + "".join(pieces))
    read = tiny.engine._the_loaded().session.length
    _, answered = tiny.ask("Thank you.")
    assert answered.reused_tokens >= read - 1
