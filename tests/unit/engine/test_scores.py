# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Another answer to the same question: nothing is read, and the same seed gives the same one."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.conversation import Message, Role
from desktop.domain.memory import SCORES_KEPT
from desktop.domain.plan import Sampling
from desktop.domain.prompt import Prompt, PromptStyle
from desktop.domain.rendering import render
from desktop.services.engine.protocol import Answered
from desktop.services.engine.scores import MOST
from desktop.services.engine.session_files import Kind

from .conftest import Talk, said
from .test_session_files import LONG, House

SEED = Sampling(temperature=1.5, seed=11, longest=40)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path / "sessions")
    yield made
    made.talks[-1].engine.unload()


def long_chat() -> list[Message]:
    """Beyond the window, with an answer in it."""
    return [said(Role.USER, LONG * 4), said(Role.MODEL, "Much."), said(Role.USER, LONG * 5)]


def answer(chat: Talk, prompt: Prompt) -> tuple[str, Answered]:
    pieces: list[str] = []
    answered = chat.run(prompt, SEED, on_text=pieces.append)
    chat.engine.rest()
    return "".join(pieces), answered


def files(house: House) -> list[Path]:
    return [path for path in house.files() if path.suffix == f".{Kind.SCORES}"]


def test_another_answer_reads_nothing(house: House) -> None:
    chat, prompt = house.start(), render(PromptStyle.TURNS, long_chat())
    first, answered = answer(chat, prompt)
    assert answered.reused_tokens < answered.prompt_tokens > 200
    again, answered = answer(chat, prompt)
    assert answered.reused_tokens == answered.prompt_tokens
    assert again == first
    chat.ask("And another question.")
    again, answered = answer(chat, prompt)
    assert answered.reused_tokens == answered.prompt_tokens
    assert again == first


def test_the_same_seed_gives_the_same_answer_after_a_restart(house: House) -> None:
    """Read together with others before, and alone now: the scores are those of then."""
    chat, prompt = house.start(), render(PromptStyle.TURNS, long_chat())
    chat.run(prompt, replace(SEED, longest=1))
    scores = chat.scores()
    first, _ = answer(chat, prompt)
    chat = house.start()
    again, answered = answer(chat, prompt)
    assert answered.prompt_tokens - answered.reused_tokens <= 1
    assert again == first
    chat.run(prompt, replace(SEED, longest=1))
    assert chat.scores() == scores


def test_of_a_temporary_chat_nothing_is_kept(house: House) -> None:
    chat = house.start()
    prompt = render(PromptStyle.TURNS, long_chat())
    answer(chat, replace(prompt, private=True))
    assert files(house) == []
    _, answered = answer(chat, prompt)
    assert answered.reused_tokens == 0


def test_a_damaged_file_is_dropped_and_the_prompt_read_again(house: House) -> None:
    chat, prompt = house.start(), render(PromptStyle.TURNS, long_chat())
    answer(chat, prompt)
    (file,) = files(house)
    data = bytearray(file.read_bytes())
    data[100] ^= 1
    chat = house.start()
    file.write_bytes(data)
    _, answered = answer(chat, prompt)
    assert answered.reused_tokens == answered.prompt_tokens - 1
    assert file not in files(house)


def test_the_last_ones_are_in_memory_and_more_on_the_disk(house: House) -> None:
    chat = house.start()
    for place in range(MOST + 3):
        answer(chat, render(PromptStyle.TURNS, [said(Role.USER, f"Count to {place}.")]))
    kept = chat.engine._the_loaded().scores._kept
    assert sum(bool(one.data) for one in kept) == SCORES_KEPT
    assert len(kept) == len(files(house)) == MOST
