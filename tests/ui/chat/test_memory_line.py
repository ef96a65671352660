# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The line in the transcript from where on the model sees the chat."""

from desktop.ui.chat.memory_line import MemoryLine
from desktop.ui.chat.message_view import MessageView
from tests.fakes.fake_engine import FakeEngine

from .conftest import Chat, StartChat

LONG = "word " * 60


def below(one: Chat) -> str:
    """The words of the message that stands below the line."""
    widgets = [row.widget for row in one.page.transcript.stack.rows]
    lines = [place for place, widget in enumerate(widgets) if isinstance(widget, MemoryLine)]
    if not lines:
        return ""
    assert len(lines) == 1
    view = widgets[lines[0] + 1]
    assert isinstance(view, MessageView)
    return view.message.text


def test_the_line_stands_where_the_memory_begins_and_moves(chat: StartChat) -> None:
    one = chat(engine=FakeEngine([LONG], context=400))
    places = []
    for number in range(7):
        one.ask(f"{number} {LONG}")
        places.append(below(one)[:1])
    assert places[:2] == ["", ""]
    assert places[-1] > places[3] > "0"
    chat_id = one.conversation.chat_id
    one.conversation.new()
    one.wait(lambda: not one.conversation.messages)
    assert below(one) == ""
    one.conversation.open(chat_id)
    one.wait(lambda: len(one.conversation.messages) == 14)
    assert below(one)[:1] == places[-1]


def test_the_line_goes_when_the_answer_is_asked_for_in_a_larger_context(chat: StartChat) -> None:
    engine = FakeEngine([LONG], context=400)
    one = chat(engine=engine)
    for number in range(4):
        one.ask(f"{number} {LONG}")
    assert below(one)
    engine.context = 1 << 20
    one.house.presenters.engine.unload()
    one.conversation.try_again(one.conversation.messages[-1].id)
    one.wait(lambda: len(one.conversation.messages) == 8 and not below(one))
