# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""From what a search found to the message, on whichever branch it stands."""

from dataclasses import replace

from pytestqt.qtbot import QtBot

from desktop.domain.conversation import MessageState, TextPart
from desktop.services.chats.store import ChatStore
from tests.fakes.fake_engine import FakeEngine
from tests.presenters.conftest import MakeHouse
from tests.unit.chats.making import question


def fill(store: ChatStore, name: str) -> str:
    """A chat whose shown branch is the second of two."""
    chat = store.create_chat(1.0)
    for number, parent in ((1, None), (2, 1), (3, 1)):
        asked = question(chat.id, number, TextPart(f"{name} {number}"))
        parent_id = f"{name}{parent}" if parent else None
        store.add_message(
            replace(asked, id=f"{name}{number}", parent_id=parent_id, state=MessageState.DONE)
        )
    return chat.id


def test_every_message_can_be_come_to(make_house: MakeHouse, qtbot: QtBot) -> None:
    house = make_house(FakeEngine())
    first, second = fill(house.services.store, "a"), fill(house.services.store, "b")
    finding, conversation = house.presenters.finding, house.presenters.conversation
    for chat_id, message, shown in (
        (first, "a3", ["a1", "a3"]),
        (first, "a1", ["a1", "a3"]),  # it is open
        (first, "a2", ["a1", "a2"]),  # another branch of what is open
        (second, "b2", ["b1", "b2"]),
    ):
        with qtbot.waitSignal(finding.found) as found:
            finding.open(chat_id, message)
        assert found.args == [message]
        assert [one.id for one in conversation.messages] == shown
    with qtbot.assertNotEmitted(finding.found, wait=0), qtbot.waitSignal(conversation.opened):
        finding.open(first)
    assert conversation.chat_id == first
    with qtbot.assertNotEmitted(finding.found, wait=0), qtbot.waitSignal(conversation.opened):
        finding.open(second, "not there")
