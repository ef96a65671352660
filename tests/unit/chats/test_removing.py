# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Messages that were deleted can be brought back, for a while; questions wait in a queue."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.domain.conversation import AnswerFacts, Draft, MessageState, TextPart, branch
from desktop.services.chats.store import ChatStore
from tests.unit.chats.making import PICTURE, answer, found_in, picture, question


class Clock:
    """Tells what it was told."""

    now = 50.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(path: Path, clock: Clock) -> Iterator[ChatStore]:
    made = ChatStore(path, clock)
    yield made
    made.close()


@pytest.fixture
def chat_id(store: ChatStore) -> str:
    """q1 with a picture, a1, q2, a2."""
    chat = store.create_chat(1.0)
    store.add_message(question(chat.id, 1, PICTURE, TextPart("a harbour")))
    store.add_message(answer(chat.id, 1, "q1", TextPart("with ships")))
    store.finish("a1", MessageState.DONE, AnswerFacts())
    store.add_message(question(chat.id, 2, TextPart("which"), parent="a1"))
    store.add_message(answer(chat.id, 2, "q2", TextPart("steamers")))
    store.finish("a2", MessageState.DONE, AnswerFacts())
    return chat.id


def shown(store: ChatStore, chat_id: str) -> list[str]:
    chat = store.chat(chat_id)
    assert chat is not None
    return [message.id for message in branch(store.messages(chat_id), chat.leaf_id)]


def test_removed_messages_are_neither_shown_nor_found(store: ChatStore, chat_id: str) -> None:
    store.mark_removed(chat_id, ["a1"], True, "a2")
    assert shown(store, chat_id) == ["q1", "q2", "a2"]
    assert found_in(store, "ships") == []
    assert found_in(store, "steamers") == [chat_id]
    store.mark_removed(chat_id, ["a1"], False, "a2")
    assert shown(store, chat_id) == ["q1", "a1", "q2", "a2"]
    assert found_in(store, "ships") == [chat_id]


def test_the_chat_goes_on_above_what_was_removed(store: ChatStore, chat_id: str) -> None:
    store.mark_removed(chat_id, ["q2", "a2"], True, "a1")
    assert shown(store, chat_id) == ["q1", "a1"]
    store.add_message(question(chat_id, 3, parent="a1"))
    assert shown(store, chat_id) == ["q1", "a1", "q3"]


def test_an_answer_that_grows_stays(store: ChatStore, chat_id: str) -> None:
    store.add_message(answer(chat_id, 3, "q2"))
    store.mark_removed(chat_id, ["a3"], True, "a3")
    assert not any(message.removed for message in store.messages(chat_id))


def test_after_a_month_what_was_said_is_gone_and_the_tree_is_whole(
    clock: Clock, chat_id: str, store: ChatStore
) -> None:
    clock.now = 100.0
    store.mark_removed(chat_id, ["q1", "a1"], True, "a2")
    assert store.purge_removed(99.0) == []
    assert store.purge_removed(101.0) == [PICTURE]
    messages = store.messages(chat_id)
    assert [bool(message.parts) for message in messages] == [False, False, True, True]
    assert shown(store, chat_id) == ["q2", "a2"]


def test_what_waits_is_kept_with_its_pictures(
    store: ChatStore, path: Path, chat_id: str, clock: Clock
) -> None:
    queue = (Draft("next", (picture(7),)), Draft("and then\n“that”"))
    assert store.queue(chat_id) == ()
    store.save_queue(chat_id, queue)
    store.close()
    again = ChatStore(path, clock)
    assert again.queue(chat_id) == queue
    again.remove(chat_id)
    assert set(again.purge_removed(clock.now + 1)) == {PICTURE, picture(7)}
    again.close()


def test_a_picture_that_waits_elsewhere_is_kept(store: ChatStore, clock: Clock) -> None:
    one, other = store.create_chat(1.0), store.create_chat(2.0)
    store.save_queue(one.id, [Draft("a", (picture(8),))])
    store.save_queue(other.id, [Draft("b", (picture(8),))])
    store.remove(one.id)
    assert store.purge_removed(clock.now + 1) == []
