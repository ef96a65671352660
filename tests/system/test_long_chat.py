# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A chat that goes on and on, with the real engine."""

from itertools import pairwise

import pytest

from desktop.domain.conversation import AnswerFacts, MessageState
from desktop.domain.model import InstalledModel
from desktop.ui.chat.memory_line import MemoryLine

from .conftest import Start

pytestmark = [pytest.mark.timeout(300), pytest.mark.slow]

LONG = "Please count to twenty, and say nothing else, however long this question becomes. " * 6


def test_a_chat_outgrows_the_context_and_goes_on(start: Start, tiny: InstalledModel) -> None:
    app = start()
    app.wait(lambda: app.presenters.library.chosen)
    conversation = app.presenters.conversation
    seen: list[AnswerFacts] = []  # of the answers for which the model did not see the whole chat
    for number in range(60):
        app.ask(f"{number}. {LONG}")
        answer = conversation.messages[-1]
        assert answer.state in (MessageState.DONE, MessageState.REPEATING, MessageState.CUT)
        if answer.facts.begins:
            seen.append(answer.facts)
        if len(seen) == 5:
            break
    assert len(seen) == 5
    assert app.window.findChild(MemoryLine) is not None
    # The memory begins at the same message for several questions: only the first reads it anew.
    follow_ups = [(old, new) for old, new in pairwise(seen) if old.begins == new.begins]
    assert follow_ups
    for old, new in follow_ups:
        assert new.reused_tokens >= old.prompt_tokens
