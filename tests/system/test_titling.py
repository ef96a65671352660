# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A name for a chat from the real engine costs the chat nothing of what was read."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.model import InstalledModel
from desktop.services.engine.llama_engine import LlamaEngine
from desktop.services.engine.protocol import Answered
from desktop.services.models.library import ModelLibrary
from desktop.services.paths import Paths

from .conftest import Running

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def app(paths: Paths, tiny: InstalledModel, qtbot: QtBot) -> Iterator[Running]:
    """The program, with a model that says that it is large enough."""
    ModelLibrary(paths.data / "models.json").add(replace(tiny, stone=2))
    running = Running(paths, qtbot, LlamaEngine(paths.sessions))
    running.wait(lambda: running.presenters.library.chosen)
    yield running
    running.quit()


def test_what_was_read_of_the_chat_is_not_read_again(app: Running) -> None:
    p = app.presenters
    answers: list[Answered] = []

    def note(_: InstalledModel, answered: Answered) -> None:
        answers.append(answered)

    p.engine.answered.connect(note)
    app.ask("Tell me about the harbour of Genoa and its lighthouse " * 8)
    p.titling.look()
    app.wait(lambda: len(answers) == 2 and not p.engine.busy)
    app.ask("And then?")
    first, name, second = answers
    read = first.prompt_tokens + first.generated_tokens
    assert name.reused_tokens >= read - 2
    assert second.reused_tokens >= read - 2
    assert second.again_tokens <= 2
