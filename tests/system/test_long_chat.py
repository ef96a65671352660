# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A chat that goes on and on, with the real engine."""

from itertools import pairwise

import pytest

from desktop.domain.conversation import MessageState
from desktop.domain.model import InstalledModel
from desktop.ui.chat.memory_line import MemoryLine

from .conftest import Start

pytestmark = [pytest.mark.timeout(300), pytest.mark.slow]

LONG = "Please count to twenty, and say nothing else, however long this question becomes. " * 6


def test_a_chat_outgrows_the_context_and_goes_on(start: Start, tiny: InstalledModel) -> None:
    app = start()
    app.wait(lambda: app.presenters.library.chosen)
    conversation = app.presenters.conversation
    read: list[tuple[str, int]] = []  # where the memory begins, and the tokens that were read
    for number in range(60):
        app.ask(f"{number}. {LONG}")
        answer = conversation.messages[-1]
        assert answer.state in (MessageState.DONE, MessageState.REPEATING, MessageState.CUT)
        facts = answer.facts
        if facts.begins:
            read.append((facts.begins, facts.prompt_tokens - facts.reused_tokens))
        if len(read) == 5:
            break
    assert len(read) == 5
    assert app.window.findChild(MemoryLine) is not None
    # The memory begins at the same message for several questions: only the first reads it anew.
    follow_ups = [new[1] for old, new in pairwise(read) if old[0] == new[0]]
    assert follow_ups and max(follow_ups) < read[0][1], read
