# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A chat that outgrows the model's context."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import House
from desktop.domain.conversation import MessageState
from desktop.domain.errors import AppError, Problem
from desktop.domain.plan import Plan
from desktop.domain.prompt import Prompt, Words
from desktop.services.paths import Paths
from tests.fakes.fake_engine import FakeEngine

from .conftest import MakeHouse
from .test_conversation import ask, kept, texts

LONG = "word " * 60
SMALL = 400  # tokens of context


def words(prompt: Prompt) -> list[str]:
    return [piece.text for piece in prompt.pieces if isinstance(piece, Words)]


def filled(house: House, qtbot: QtBot, questions: int) -> None:
    for number in range(questions):
        ask(house, f"{number} {LONG}", qtbot)


def test_the_oldest_turns_leave_and_the_chat_says_where(
    make_house: MakeHouse, paths: Paths, qtbot: QtBot
) -> None:
    engine = FakeEngine([LONG], context=SMALL)
    house = make_house(engine)
    filled(house, qtbot, 4)
    conversation = house.presenters.conversation
    last = conversation.messages[-1]
    assert last.state is MessageState.DONE
    seen = [message.text for message in conversation.messages if message.role == "user"]
    assert words(engine.prompts[-1])[0] in [text.strip() for text in seen[1:]]
    begins = next(m for m in conversation.messages if m.id == last.facts.begins)
    assert begins.text.strip() == words(engine.prompts[-1])[0]
    qtbot.waitUntil(lambda: kept(house, paths)[-1].facts.begins == begins.id)
    assert len(texts(house)) == 8  # the person keeps all of them


def test_who_wants_to_be_asked_is_asked_once(make_house: MakeHouse, qtbot: QtBot) -> None:
    engine = FakeEngine([LONG], context=SMALL)
    house = make_house(engine)
    house.presenters.preferences.set("when_full", "ask")
    filled(house, qtbot, 3)
    conversation = house.presenters.conversation
    answer = conversation.messages[-1]
    assert AppError.of_record(answer.problem).problem is Problem.CONTEXT_FULL
    conversation.forget_oldest(answer.id)
    qtbot.waitUntil(lambda: conversation.messages[-1].state is MessageState.DONE)
    assert conversation.messages[-1].facts.begins
    assert ask(house, "And now?", qtbot).state is MessageState.DONE


def test_a_message_that_is_too_long_alone_can_be_changed(
    make_house: MakeHouse, qtbot: QtBot
) -> None:
    engine = FakeEngine(["Short."], context=SMALL)
    house = make_house(engine)
    conversation = house.presenters.conversation
    answer = ask(house, LONG * 10, qtbot)
    error = AppError.of_record(answer.problem)
    assert error.problem is Problem.MESSAGE_TOO_LONG
    assert not engine.prompts
    conversation.change(answer.id)
    assert conversation.draft.text == LONG * 10
    assert texts(house) == []
    assert ask(house, "Shorter", qtbot).text == "Short."
    assert texts(house) == ["Shorter", "Short."]


def test_the_context_grows_between_two_questions(
    make_house: MakeHouse, paths: Paths, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = FakeEngine([LONG], trained=1 << 20)
    house = make_house(engine)

    def plan(installed: object, wanted: int) -> Plan:
        context = next(step for step in (1400, 2800, 5600) if step >= min(wanted, 2800))
        return Plan(str(paths.models / "stand-in.gguf"), context=context)

    # as on a computer with room for 2,800
    monkeypatch.setattr(house.presenters.tunings, "plan", plan)
    filled(house, qtbot, 40)
    assert [one.context for one in engine.plans] == [1400, 2800]
    assert house.presenters.conversation.messages[-1].facts.begins


def test_too_little_memory_for_a_larger_context(
    make_house: MakeHouse, paths: Paths, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Tight(FakeEngine):
        def load(self, plan: Plan, *rest: object) -> object:  # type: ignore[override]
            if plan.context > 1400:
                self.plan = None
                raise AppError(Problem.OUT_OF_MEMORY)
            return super().load(plan, *rest)  # type: ignore[arg-type]

    engine = Tight([LONG], trained=1 << 20)
    house = make_house(engine)
    small = Plan(str(paths.models / "stand-in.gguf"), context=1400)
    monkeypatch.setattr(
        house.presenters.tunings,
        "plan",
        lambda _, wanted: replace(small, context=max(1400, wanted)),
    )
    filled(house, qtbot, 12)
    assert house.presenters.conversation.messages[-1].state is MessageState.DONE
    assert [one.context for one in engine.plans] == [1400, 1400]
