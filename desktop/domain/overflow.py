# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Which part of a chat a model still sees, when the whole is more than its context holds.

The oldest turns leave whole, a question with its answer. When they have to, half of the room is
made free at once: what stands at the start of a prompt then stays the same for many questions, and
what the engine has read of it is not read again. Where the memory begins follows from the messages
alone, so it is the same after a restart, and on every branch that shares them.
"""

from collections.abc import Callable, Sequence
from itertools import accumulate

from desktop.domain.conversation import Message, Role
from desktop.domain.errors import AppError, Problem

MARKERS = 8  # tokens around one message, at most
MOST_FOR_ANSWER = 1024  # tokens that are kept free for the answer; a quarter of a small context


def room_for(context: int) -> int:
    """Tokens that a prompt may take, so that an answer has room behind it."""
    return context - min(MOST_FOR_ANSWER, context // 4)


def context_for(tokens: int) -> int:
    """The context that holds a prompt of so many tokens and an answer."""
    return tokens + MOST_FOR_ANSWER


def first_seen(
    messages: Sequence[Message],
    context: int,
    count: Callable[[Sequence[Message]], int],
    cost: Callable[[Message], int],
) -> int:
    """The place of the first message that the model still sees, 0 when it sees all of them.

    Args:
        messages: one branch, the question last, or an answer to go on with.
        context: tokens.
        count: tokens of the whole prompt with these messages.
        cost: tokens of one message alone.

    Raises:
        AppError: MESSAGE_TOO_LONG (values: needed and room, in tokens), when the last question
            does not fit, even alone.
    """
    room = room_for(context)
    whole = count(messages)
    if whole <= room:
        return 0
    questions = [place for place, message in enumerate(messages) if message.role is Role.USER]
    if not questions:  # the question of a long answer was deleted
        raise AppError(Problem.MESSAGE_TOO_LONG, needed=whole, room=room)
    costs = [cost(message) + MARKERS for message in messages]
    needed = 0
    for begin in questions[questions.index(_begin(costs, questions, room)) :]:
        # By the true count: what each costs alone leaves out what stands before all of them.
        needed = count(messages[begin:])
        if begin and needed <= room:
            return begin
    raise AppError(Problem.MESSAGE_TOO_LONG, needed=needed, room=room)


def _begin(costs: Sequence[int], questions: Sequence[int], room: int) -> int:
    """Goes through the chat as it was asked, and lets turns leave where they had to."""
    before = [0, *accumulate(costs)]  # of a place: what all messages before it cost
    begin = questions[0]
    for asked in (*questions, len(costs) - 1):
        end = before[asked + 1]
        if end - before[begin] > room:
            fitting = (q for q in questions if begin < q <= asked and end - before[q] <= room // 2)
            begin = next(fitting, max(q for q in questions if q <= asked))
    return begin
