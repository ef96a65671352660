# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Messages are changed, deleted, brought back and copied, and nothing is ever overwritten."""

import threading

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import House
from desktop.domain.conversation import MessageState, Role, branch
from desktop.services.paths import Paths
from tests.fakes.fake_engine import FakeEngine

from .conftest import MakeHouse
from .test_conversation import ask, texts


@pytest.fixture
def house(make_house: MakeHouse, qtbot: QtBot) -> House:
    """one, A, two, B."""
    house = make_house(FakeEngine(["A", "B", "C", "D"]))
    ask(house, "one", qtbot)
    ask(house, "two", qtbot)
    return house


def ids(house: House) -> list[str]:
    return [message.id for message in house.presenters.conversation.messages]


def on_disk(house: House, qtbot: QtBot) -> list[str]:
    """What a later start shows."""
    conversation = house.presenters.conversation
    chat_id = conversation.chat_id
    with qtbot.waitSignal(conversation.opened):
        conversation.new()
    with qtbot.waitSignal(conversation.opened):
        conversation.open(chat_id)
    return texts(house)


def test_a_question_in_other_words_is_another_version(house: House, qtbot: QtBot) -> None:
    p = house.presenters
    p.editing.ask_instead(ids(house)[0], "uno")
    qtbot.waitUntil(lambda: texts(house) == ["uno", "C"])
    qtbot.waitUntil(lambda: p.editing.possible)
    assert p.conversation.version(ids(house)[0]) == (2, 2)
    p.conversation.show_version(ids(house)[0], -1)
    assert texts(house) == ["one", "A", "two", "B"]
    assert on_disk(house, qtbot) == ["one", "A", "two", "B"]


def test_an_answer_in_other_words_is_what_the_model_sees(house: House, qtbot: QtBot) -> None:
    p = house.presenters
    p.editing.answer_instead(ids(house)[1], "Aha")
    assert texts(house) == ["one", "Aha"]
    assert p.conversation.messages[-1].facts.edited
    assert on_disk(house, qtbot) == ["one", "Aha"]
    ask(house, "three", qtbot)
    assert texts(house) == ["one", "Aha", "three", "C"]
    assert p.conversation.version(ids(house)[1]) == (2, 2)


def test_one_message_is_deleted_and_brought_back(house: House, qtbot: QtBot) -> None:
    p = house.presenters
    with qtbot.waitSignal(p.editing.removed) as removed:
        p.editing.remove(ids(house)[1])
    assert removed.args == [1]
    assert texts(house) == ["one", "two", "B"]
    assert on_disk(house, qtbot) == ["one", "two", "B"]
    with qtbot.waitSignal(p.editing.undone):
        p.editing.undo()
    assert texts(house) == ["one", "A", "two", "B"]
    assert on_disk(house, qtbot) == ["one", "A", "two", "B"]


def test_a_message_and_all_that_follows_are_deleted(house: House, qtbot: QtBot) -> None:
    p = house.presenters
    p.editing.remove(ids(house)[2], following=True)
    assert texts(house) == ["one", "A"]
    with qtbot.waitSignal(p.editing.undone):
        p.editing.undo()
    assert on_disk(house, qtbot) == ["one", "A", "two", "B"]
    p.editing.undo()


def test_a_chat_of_which_nothing_is_left_goes_to_the_trash(house: House, qtbot: QtBot) -> None:
    p, chat_id = house.presenters, house.presenters.conversation.chat_id
    with qtbot.waitSignal(p.chat_list.deleted) as deleted:
        p.editing.remove(ids(house)[0], following=True)
    assert deleted.args == [chat_id, "one"]
    qtbot.waitUntil(lambda: not p.conversation.chat_id)
    ask(house, "new", qtbot)
    assert p.conversation.title == "new"
    p.chat_list.undo_delete()
    qtbot.waitUntil(lambda: texts(house) == ["one", "A", "two", "B"])


def test_a_chat_that_the_list_does_not_show_goes_to_the_trash_too(
    house: House, qtbot: QtBot
) -> None:
    p, chat_id = house.presenters, house.presenters.conversation.chat_id
    p.chat_list.search("zebra")
    qtbot.waitUntil(lambda: p.chat_list.rowCount() == 0)
    p.editing.remove(ids(house)[0], following=True)
    qtbot.waitUntil(lambda: [c.id for c in house.services.store.removed_chats()] == [chat_id])


def test_a_last_answer_that_is_deleted_leaves_its_other_version(house: House, qtbot: QtBot) -> None:
    p, first = house.presenters, ids(house)[1]
    p.editing.answer_again(first)
    qtbot.waitUntil(lambda: texts(house) == ["one", "C"])
    qtbot.waitUntil(lambda: p.editing.possible)
    p.editing.remove(ids(house)[1])
    assert texts(house) == ["one", "A", "two", "B"]
    assert on_disk(house, qtbot) == ["one", "A", "two", "B"]


def test_the_model_no_longer_sees_what_is_deleted(make_house: MakeHouse, qtbot: QtBot) -> None:
    engine = FakeEngine(["A"])
    house = make_house(engine)
    ask(house, "one secret", qtbot)
    ask(house, "two", qtbot)
    house.presenters.editing.remove(ids(house)[0])
    ask(house, "three", qtbot)
    assert "secret" not in repr(engine.prompts[-1])
    assert "two" in repr(engine.prompts[-1])


def test_a_deleted_version_leaves_the_others(house: House, qtbot: QtBot) -> None:
    p = house.presenters
    p.editing.answer_again(ids(house)[3])
    qtbot.waitUntil(lambda: texts(house) == ["one", "A", "two", "C"])
    qtbot.waitUntil(lambda: p.editing.possible)
    p.editing.remove(ids(house)[3], following=True)
    assert texts(house) == ["one", "A", "two", "B"]
    assert p.conversation.version(ids(house)[3]) == (1, 1)


def test_an_earlier_answer_is_asked_for_again(house: House, qtbot: QtBot) -> None:
    p = house.presenters
    p.editing.answer_again(ids(house)[1])
    qtbot.waitUntil(lambda: texts(house) == ["one", "C"])
    qtbot.waitUntil(lambda: p.editing.possible)
    p.conversation.show_version(ids(house)[1], -1)
    assert texts(house) == ["one", "A", "two", "B"]


def test_going_on_in_a_new_chat_copies_what_was_said(
    house: House, paths: Paths, qtbot: QtBot
) -> None:
    p = house.presenters
    before, old_ids = p.conversation.chat_id, ids(house)
    with qtbot.waitSignal(p.conversation.opened):
        p.editing.branch_off(old_ids[1])
    assert p.conversation.chat_id != before
    assert p.conversation.title == "one"
    assert texts(house) == ["one", "A"]
    assert not set(ids(house)) & set(old_ids)
    ask(house, "three", qtbot)
    store = house.services.store
    chat = store.chat(before)
    assert chat is not None
    said = branch(store.messages(before), chat.leaf_id)
    assert [message.text for message in said] == ["one", "A", "two", "B"]


def test_nothing_is_changed_while_an_answer_is_written(
    make_house: MakeHouse, gate: threading.Semaphore, qtbot: QtBot
) -> None:
    house = make_house(FakeEngine(["a b c"], gate))
    p = house.presenters
    p.conversation.send("one")
    qtbot.waitUntil(lambda: len(p.conversation.messages) == 2)
    question, answer = ids(house)
    assert not p.editing.possible
    p.editing.ask_instead(question, "uno")
    p.editing.answer_instead(answer, "no")
    p.editing.answer_again(answer)
    p.editing.remove(answer)
    p.editing.branch_off(answer)
    assert ids(house) == [question, answer]
    gate.release(9)
    qtbot.waitUntil(lambda: p.editing.possible)
    assert [message.state for message in p.conversation.messages] == [MessageState.DONE] * 2


def test_another_model_answers_again(house: House, qtbot: QtBot) -> None:
    p = house.presenters
    other = p.library.chosen
    assert other is not None
    p.editing.answer_again(ids(house)[3], other.id)
    qtbot.waitUntil(lambda: texts(house)[-1] == "C")
    assert p.conversation.messages[-1].model == other.id
    assert p.conversation.messages[-1].role is Role.MODEL


def test_undoing_a_deletion_leaves_what_was_said_since(house: House, qtbot: QtBot) -> None:
    p = house.presenters
    p.editing.remove(ids(house)[1])
    ask(house, "three", qtbot)
    assert texts(house) == ["one", "two", "B", "three", "C"]
    with qtbot.waitSignal(p.editing.undone):
        p.editing.undo()
    assert texts(house) == ["one", "A", "two", "B", "three", "C"]
    chat = house.services.store.chat(p.conversation.chat_id)
    assert chat is not None and chat.leaf_id == ids(house)[-1]


def test_undoing_a_deletion_in_a_chat_that_is_not_open_leaves_what_was_said_since(
    house: House, qtbot: QtBot
) -> None:
    p = house.presenters
    chat_id = p.conversation.chat_id
    p.editing.remove(ids(house)[1])
    last = ask(house, "three", qtbot)
    p.conversation.new()
    with qtbot.waitSignal(p.editing.undone):
        p.editing.undo()
    chat = house.services.store.chat(chat_id)
    assert chat is not None and chat.leaf_id == last.id


def test_undoing_while_an_answer_is_written_leaves_the_answer_in_sight(
    make_house: MakeHouse, gate: threading.Semaphore, qtbot: QtBot
) -> None:
    house = make_house(FakeEngine(["A", "B", "c d"], gate))
    p = house.presenters
    gate.release(2)
    ask(house, "one", qtbot)
    ask(house, "two", qtbot)
    p.editing.remove(ids(house)[2], following=True)
    p.conversation.send("three")
    gate.release(1)
    qtbot.waitUntil(lambda: texts(house) == ["one", "A", "three", "c"])
    p.editing.undo()
    assert texts(house) == ["one", "A", "three", "c"]
    assert p.conversation.version(ids(house)[2]) == (2, 2)  # the way to what came back
    gate.release(1)
    qtbot.waitUntil(lambda: texts(house) == ["one", "A", "three", "c d"])


def test_a_deleted_version_of_the_last_answer_leaves_the_others(house: House, qtbot: QtBot) -> None:
    p = house.presenters
    p.editing.answer_again(ids(house)[1])
    qtbot.waitUntil(lambda: texts(house) == ["one", "C"])
    qtbot.waitUntil(lambda: p.editing.possible)
    p.editing.remove(ids(house)[1])  # as the menu of the last message does
    assert texts(house) == ["one", "A", "two", "B"]
    with qtbot.waitSignal(p.editing.undone):
        p.editing.undo()
    assert texts(house) == ["one", "C"]


def test_a_branch_keeps_persona_and_folder_and_never_leaves_a_temporary_chat(
    house: House, qtbot: QtBot
) -> None:
    p, store = house.presenters, house.services.store
    chat_id = p.conversation.chat_id
    store.set_folder(chat_id, "Work")
    store.set_persona(chat_id, "teacher")
    with qtbot.waitSignal(p.conversation.opened):
        p.editing.branch_off(ids(house)[1])
    chat = store.chat(p.conversation.chat_id)
    assert chat is not None and chat.id != chat_id
    assert (chat.folder, chat.persona) == ("Work", "teacher")
    p.conversation.new_temporary()
    last = ask(house, "secret", qtbot)
    before = len(store.chats())
    p.editing.branch_off(last.id)
    assert texts(house)[0] == "secret" and len(store.chats()) == before


def test_what_is_typed_in_the_place_of_a_message_is_kept(house: House) -> None:
    editing = house.presenters.editing
    editing.note("some", "half a")
    assert editing.begun("some") == "half a"
    editing.note("some", None)
    assert editing.begun("some") is None
