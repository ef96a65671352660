# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Somebody starts the program for the first time, without a network."""

import pytest

from desktop import building
from desktop.domain.conversation import MessageState
from desktop.presenters.navigation import Page
from tests.fakes import regimes
from tests.fakes.hub import HubServer

from .conftest import Start

pytestmark = [pytest.mark.real_model, pytest.mark.slow, pytest.mark.timeout(400)]


@pytest.fixture(autouse=True)
def nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the terms are asked for, no server is any more."""
    with HubServer() as gone:
        monkeypatch.setattr(building, "LicenceTexts", regimes.texts_at(gone))


def test_from_the_first_launch_to_an_answer_and_again_after_a_restart(start: Start) -> None:
    app = start()
    assert app.page() is Page.WELCOME
    app.press("Try it now")  # the first decision
    assert app.page() is Page.LICENCE
    app.press("Accept and use")  # the second one
    assert app.page() is Page.CHAT
    app.wait(lambda: app.presenters.library.chosen)
    answer = app.ask("What is the capital of France?")
    assert answer.strip()
    conversation = app.presenters.conversation
    assert conversation.messages[-1].state in (MessageState.DONE, MessageState.CUT)
    assert conversation.messages[-1].facts.generated_tokens > 0
    app.type("and the capital of It")
    before = [(message.id, message.text) for message in conversation.messages]
    app.quit()

    again = start()
    assert again.page() is Page.CHAT
    conversation = again.presenters.conversation
    again.wait(lambda: conversation.messages)
    assert [(message.id, message.text) for message in conversation.messages] == before
    assert conversation.title == "What is the capital of France?"
    assert conversation.draft.text == "and the capital of It"
    assert len(again.presenters.licences.acceptances()) == 1
    again.wait(lambda: again.presenters.library.chosen)
    assert again.ask("aly?").strip()


def test_nothing_runs_before_its_licence_is_accepted(start: Start) -> None:
    app = start()
    app.press("Try it now")
    app.press("Not now")
    assert app.page() is Page.WELCOME
    assert app.presenters.licences.acceptances() == []
    assert app.presenters.downloads.downloads == []
    assert app.presenters.library.chosen is None
