# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Which turns a model still sees: whole ones, and the same ones for as long as can be."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.conversation import Message, Role, TextPart
from desktop.domain.errors import AppError, Problem
from desktop.domain.overflow import MARKERS, first_seen, room_for

CONTEXT = 400
BEFORE = 20  # tokens of every prompt: what the model is always told


def chat(*sizes: int) -> list[Message]:
    """Questions and answers in turn, each of so many words."""
    return [
        Message(f"m{place}", "c", None, list(Role)[place % 2], (TextPart("word " * size),))
        for place, size in enumerate(sizes)
    ]


def cost(message: Message) -> int:
    return len(message.text.split())


def count(messages: Sequence[Message]) -> int:
    return BEFORE + sum(cost(message) + 5 for message in messages)


def begin(messages: Sequence[Message], context: int = CONTEXT) -> int:
    return first_seen(messages, context, count, cost)


def test_a_short_chat_is_seen_whole() -> None:
    assert begin(chat(10, 20, 10)) == 0


def test_half_of_the_room_is_made_free() -> None:
    room = room_for(2000)
    asked = next(n for n in range(1, 99, 2) if count(chat(*[20] * n)) > room)
    messages = chat(*[20] * asked)
    place = begin(messages, 2000)
    assert messages[place].role is Role.USER
    assert 0.4 < count(messages[place:]) / room < 0.6


def test_the_memory_begins_at_the_same_message_for_many_questions() -> None:
    messages = chat(*[20] * 41)
    begins = [begin(messages[: asked + 1]) for asked in range(0, 41, 2)]
    assert begins == sorted(begins)
    moves = sum(one != other for one, other in pairwise(begins))
    assert 2 <= moves <= 8  # of 20 questions


def test_a_question_that_does_not_fit_alone() -> None:
    for messages in (chat(500), chat(10, 10, 500)):
        with pytest.raises(AppError) as caught:
            begin(messages)
        assert caught.value.problem is Problem.MESSAGE_TOO_LONG
        assert caught.value.values == {"needed": BEFORE + 505, "room": room_for(CONTEXT)}


def test_a_long_answer_whose_question_was_deleted() -> None:
    answers = [message for message in chat(5, 500) if message.role is Role.MODEL]
    with pytest.raises(AppError) as caught:
        begin(answers)
    assert caught.value.problem is Problem.MESSAGE_TOO_LONG


def test_an_answer_to_go_on_with_keeps_its_question() -> None:
    messages = chat(50, 50, 50, 50, 20, 150)
    assert begin(messages) == 4


@given(st.lists(st.integers(1, 250), min_size=1, max_size=30), st.integers(300, 3000))
def test_what_is_seen_fits_and_begins_with_a_question(sizes: list[int], context: int) -> None:
    messages = chat(*sizes)
    last = len(messages) - 1 - (len(messages) % 2 == 0)
    if count(messages[last:]) > room_for(context):
        with pytest.raises(AppError):
            begin(messages, context)
        return
    place = begin(messages, context)
    assert count(messages[place:]) <= room_for(context)
    assert messages[place].role is Role.USER
    assert MARKERS >= 5
