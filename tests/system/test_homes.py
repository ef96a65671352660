# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The whole program with its own homes for models: checked first, killed, and going on."""

import os
import signal

import pytest

from desktop.domain.conversation import MessageState
from desktop.domain.errors import AppError, Problem
from desktop.domain.model import InstalledModel
from desktop.presenters.engine_host import EngineState
from desktop.services.engine.homes import Homes
from desktop.services.engine.protected import ProtectedEngine

from .conftest import Running, Start


def child(running: Running) -> int:
    """The process of the model, 0 when it is in the window's own."""
    homes = running.house.services.engine
    assert isinstance(homes, Homes) and isinstance(homes._protected, ProtectedEngine)
    return homes._protected.process_id


@pytest.mark.slow
def test_the_first_answer_costs_a_check_up_and_no_click(start: Start, tiny: InstalledModel) -> None:
    running = start(homes=True)
    engine = running.presenters.engine
    checked: list[bool] = []
    engine.changed.connect(lambda: checked.append(engine.checking))
    assert running.ask("Count to 20.").startswith("1, 2, 3")
    assert any(checked) and not child(running)
    running.quit()
    again = start(homes=True)
    checked.clear()
    again.presenters.engine.changed.connect(
        lambda: checked.append(again.presenters.engine.checking)
    )
    assert again.ask("Count to 20.").startswith("1, 2, 3")
    assert not any(checked)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="kills with a signal")
def test_a_model_that_is_killed_keeps_its_words_and_starts_again(
    start: Start, tiny: InstalledModel
) -> None:
    running = start(homes=True)
    conversation = running.presenters.conversation
    running.presenters.preferences.set("protected", True)
    killed: list[int] = []

    def kill(_chat: str, _message: str, _channel: str, _text: str) -> None:
        if not killed:
            killed.append(child(running))
            os.kill(killed[0], signal.SIGABRT)

    running.house._answering.text_arrived.connect(kill)
    words = running.ask("Count to 200.")
    answer = conversation.messages[-1]
    if answer.state is MessageState.DONE:
        pytest.skip("it had counted to 200 before it was killed")
    assert answer.state is MessageState.FAILED
    assert AppError.of_record(answer.problem).problem is Problem.ENGINE_DIED
    assert words.startswith("1,")
    assert running.presenters.engine.state is EngineState.OFF
    assert running.ask("Count to 20.").startswith("1, 2, 3")
    assert child(running) not in (0, killed[0])
