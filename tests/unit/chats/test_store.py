# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Chats, messages and parts come back as they were."""

import threading
from contextlib import closing
from dataclasses import FrozenInstanceError, asdict, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.domain.clean import clean
from desktop.domain.conversation import (
    AnswerFacts,
    Chat,
    Draft,
    ImagePart,
    MessageState,
    TextPart,
    ThoughtPart,
    branch,
)
from desktop.services.chats.store import ChatStore
from tests.unit.chats.making import PICTURE, answer, found_in, opened_raw, picture, question

DONE = AnswerFacts()


def chat_of(store: ChatStore, chat_id: str) -> Chat:
    chat = store.chat(chat_id)
    assert chat is not None
    return chat


def test_everything_comes_back_as_it_was(store: ChatStore, path: Path) -> None:
    chat = store.create_chat(1.0)
    asked = question(chat.id, 1, PICTURE, TextPart("What is it? 🚢\nΠοῦ;"))
    store.add_message(asked)
    store.add_message(answer(chat.id, 1, "q1"))
    store.append_text("a1", ThoughtPart, "A sh")
    store.append_text("a1", ThoughtPart, "ip.")
    store.append_text("a1", TextPart, "It is ")
    store.append_text("a1", TextPart, "a **ship**.")
    facts = AnswerFacts(10, 4, 5, 0.5, 1.5, 7, "f.gguf")
    store.finish("a1", MessageState.FAILED, facts, "{}")
    store.rename(chat.id, "Ships", named=True)
    store.set_pinned(chat.id, True)
    store.close()
    again = ChatStore(path)
    assert again.chats() == [Chat(chat.id, "Ships", True, 1.0, 1.5, True, "a1")]
    first, second = again.messages(chat.id)
    assert first == asked
    assert second.parts == (ThoughtPart("A ship."), TextPart("It is a **ship**."))
    assert (second.state, second.facts, second.problem) == (MessageState.FAILED, facts, "{}")
    assert (second.model, second.parent_id, second.created) == ("m", "q1", 1.5)
    again.close()


def test_what_is_made_later_is_the_same_message(store: ChatStore) -> None:
    chat = store.create_chat(1.0)
    asked = question(chat.id, 1, PICTURE, TextPart("What is it?"))
    store.add_message(asked)
    (kept,) = store.messages(chat.id)
    assert asked == kept
    assert hash(asked) == hash(kept)
    assert kept != replace(asked, created=2.0)
    assert replace(asked, created=2.0) != kept
    assert replace(kept, created=2.0) == replace(asked, created=2.0)
    assert asdict(kept) == asdict(asked)
    with pytest.raises(AttributeError):
        kept.colour  # type: ignore[attr-defined]  # noqa: B018
    with pytest.raises(FrozenInstanceError):
        kept.created = 2.0  # type: ignore[misc]


def test_facts_that_cannot_be_read_cost_the_facts_alone(store: ChatStore, path: Path) -> None:
    chat = store.create_chat(1.0)
    store.add_message(question(chat.id, 1))
    with closing(opened_raw(path)) as db, db:
        db.execute("UPDATE messages SET facts = '{broken'")
    (kept,) = store.messages(chat.id)
    assert (kept.text, kept.facts) == ("question 1", DONE)


def test_kinds_of_words_that_take_turns_stay_in_order(store: ChatStore) -> None:
    chat = store.create_chat(1.0)
    store.add_message(answer(chat.id, 1, "q0"))
    store.append_text("a1", ThoughtPart, "0")
    store.append_text("a1", TextPart, "1")
    store.append_text("a1", ThoughtPart, "2")
    store.append_text("a1", TextPart, "3")
    store.append_text("a1", TextPart, "4")
    (message,) = store.messages(chat.id)
    assert message.parts == (
        ThoughtPart("0"),
        TextPart("1"),
        ThoughtPart("2"),
        TextPart("34"),
    )


def test_drafts_with_pictures_are_kept(store: ChatStore) -> None:
    chat = store.create_chat(1.0)
    assert chat_of(store, chat.id).draft == Draft()
    draft = Draft("half a thought", (PICTURE, picture(2)))
    store.save_draft(chat.id, draft)
    assert chat_of(store, chat.id).draft == draft
    assert store.chats()[0].draft == draft
    store.save_draft(chat.id, Draft())
    assert chat_of(store, chat.id) == chat


def test_an_answer_that_was_being_written_is_interrupted(store: ChatStore, path: Path) -> None:
    chat = store.create_chat(1.0)
    store.add_message(question(chat.id, 1))
    store.add_message(answer(chat.id, 1, "q1"))
    store.append_text("a1", TextPart, "The harbour lies")
    assert found_in(store, "harbour") == []
    store.close()
    again = ChatStore(path)
    assert again.recover() == 1
    assert again.recover() == 0
    asked, answered = again.messages(chat.id)
    assert asked.state is MessageState.WAITING
    assert (answered.state, answered.text) == (MessageState.INTERRUPTED, "The harbour lies")
    assert found_in(again, "harbour") == [chat.id]
    again.close()


def test_chats_come_newest_first_and_removed_ones_not(store: ChatStore) -> None:
    first, second, third = (store.create_chat(float(number)) for number in range(3))
    store.add_message(question(first.id, 9))
    assert [chat.id for chat in store.chats()] == [first.id, third.id, second.id]
    store.remove(third.id)
    assert [chat.id for chat in store.chats()] == [first.id, second.id]
    assert store.chat(third.id) is not None
    store.restore(third.id)
    assert [chat.id for chat in store.chats()] == [first.id, third.id, second.id]


def test_purging_ends_only_what_was_removed_before(path: Path) -> None:
    times = iter([100.0, 200.0])
    store = ChatStore(path, clock=lambda: next(times))
    old, new, kept = (store.create_chat(1.0) for _ in range(3))
    for number, chat in enumerate((old, new, kept)):
        store.add_message(question(chat.id, number, TextPart("lighthouse")))
    store.remove(old.id)
    store.remove(new.id)
    store.purge_removed(150.0)
    assert store.chat(old.id) is None
    assert store.messages(old.id) == []
    assert store.chat(new.id) is not None
    assert found_in(store, "lighthouse") == [kept.id]
    store.restore(new.id)
    assert set(found_in(store, "lighthouse")) == {kept.id, new.id}
    store.close()


def test_purging_tells_which_pictures_nobody_shows_any_more(store: ChatStore) -> None:
    gone, kept = store.create_chat(1.0), store.create_chat(2.0)
    shown = [picture(number) for number in range(4)]
    store.add_message(question(gone.id, 1, *shown[:3]))
    store.save_draft(gone.id, Draft("", (shown[3],)))
    store.add_message(question(kept.id, 2, shown[1]))
    store.save_draft(kept.id, Draft("", (shown[2],)))
    store.remove(gone.id)
    assert store.purge_removed(0.0) == []
    assert set(store.purge_removed(1e12)) == {shown[0], shown[3]}


def test_only_a_waiting_question_can_be_taken_back(store: ChatStore) -> None:
    chat = store.create_chat(1.0)
    store.add_message(question(chat.id, 1))
    store.finish("q1", MessageState.DONE, DONE)
    store.add_message(question(chat.id, 2, parent="q1"))
    store.remove_message("q1")
    store.remove_message("q2")
    assert [message.id for message in store.messages(chat.id)] == ["q1"]
    assert chat_of(store, chat.id).leaf_id == "q1"
    assert found_in(store, "question") == [chat.id]


def test_what_waits_behind_a_question_that_was_taken_back_stays(store: ChatStore) -> None:
    chat = store.create_chat(1.0)
    store.add_message(question(chat.id, 1))
    store.finish("q1", MessageState.DONE, DONE)
    store.add_message(question(chat.id, 2, parent="q1"))
    store.add_message(question(chat.id, 3, parent="q2"))
    store.remove_message("q2")
    kept = chat_of(store, chat.id)
    assert kept.leaf_id == "q3"
    shown = branch(store.messages(chat.id), kept.leaf_id)
    assert [message.id for message in shown] == ["q1", "q3"]


def test_every_branch_is_kept(store: ChatStore) -> None:
    chat = store.create_chat(1.0)
    store.add_message(question(chat.id, 1))
    store.add_message(answer(chat.id, 1, "q1", TextPart("one")))
    store.set_leaf(chat.id, "q1")
    assert chat_of(store, chat.id).leaf_id == "q1"
    store.add_message(answer(chat.id, 2, "q1", TextPart("two")))
    messages = store.messages(chat.id)
    assert [message.id for message in branch(messages, "a2")] == ["q1", "a2"]
    assert [message.id for message in branch(messages, "a1")] == ["q1", "a1"]


def test_together_is_all_or_nothing(store: ChatStore) -> None:
    chat = store.create_chat(1.0)
    with pytest.raises(ZeroDivisionError), store.together():
        store.rename(chat.id, "new", named=True)
        store.add_message(question(chat.id, 1))
        store.append_text("q1", TextPart, str(1 // 0))
    assert store.chats() == [chat]
    assert store.messages(chat.id) == []
    with store.together():
        store.rename(chat.id, "new", named=True)
        store.add_message(question(chat.id, 1))
    assert chat_of(store, chat.id).title == "new"
    assert len(store.messages(chat.id)) == 1


def test_what_is_not_there_changes_nothing(store: ChatStore) -> None:
    chat = store.create_chat(1.0)
    store.rename("none", "x", named=True)
    store.save_draft("none", Draft("x"))
    store.remove("none")
    store.append_text("none", TextPart, "x")
    store.finish("none", MessageState.DONE, DONE)
    store.remove_message("none")
    assert store.chats() == [chat]
    assert store.chat("none") is None
    assert store.chat("\ud800\0") is None
    assert store.messages("none") == []
    with pytest.raises(LookupError):
        store.add_message(question("none", 1))
    assert found_in(store, "question") == []


def test_what_newer_versions_know_stays_in_the_file(store: ChatStore, path: Path) -> None:
    chat = store.create_chat(1.0)
    store.add_message(question(chat.id, 1))
    store.add_message(answer(chat.id, 1, "q1"))
    db = opened_raw(path)
    with db:
        (last,) = db.execute("SELECT max(number) FROM messages").fetchone()
        db.execute("UPDATE messages SET role = 'oracle', state = 'dreaming' WHERE id = 'q1'")
        db.execute(
            "INSERT INTO parts (number, message, position, kind) VALUES (?, ?, 0, 'smell')",
            (last + 99, last),
        )
    store.append_text("a1", TextPart, "Hm.")
    store.finish("a1", MessageState.DONE, DONE)
    first, second = store.messages(chat.id)
    assert (first.text, first.state) == ("question 1", MessageState.DONE)
    assert second.parts == (TextPart("Hm."),)
    kinds = db.execute("SELECT kind FROM parts WHERE message = ? ORDER BY position", (last,))
    assert kinds.fetchall() == [("smell",), ("text",)]
    db.close()


def test_threads_do_not_get_in_each_others_way(store: ChatStore) -> None:
    chats = [store.create_chat(float(number)) for number in range(4)]
    go = threading.Barrier(len(chats))

    def write(number: int) -> None:
        chat_id = chats[number].id
        go.wait()
        store.add_message(answer(chat_id, number, ""))
        for _ in range(50):
            store.append_text(f"a{number}", TextPart, "x")
            store.messages(chat_id)
        store.finish(f"a{number}", MessageState.DONE, DONE)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(len(chats))]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [store.messages(chat.id)[0].text for chat in chats] == ["x" * 50] * len(chats)


def test_closing_twice_does_no_harm(store: ChatStore) -> None:
    store.close()
    store.close()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.text(st.characters()), st.text(st.characters()), st.text(st.characters()))
def test_any_text_can_be_kept(store: ChatStore, text: str, more: str, name: str) -> None:
    chat = store.create_chat(1.0)
    image = ImagePart("ab" * 32, "image/png", 1, 1, name)
    store.save_draft(chat.id, Draft(text, (image,)))
    store.rename(chat.id, text, named=True)
    store.add_message(answer(chat.id, hash(chat.id), "", image, TextPart(text)))
    (message,) = store.messages(chat.id)
    store.append_text(message.id, TextPart, more)
    store.finish(message.id, MessageState.DONE, DONE)
    kept = chat_of(store, chat.id)
    assert (kept.title, kept.draft.text) == (clean(text), clean(text))
    assert clean(kept.draft.images[0].name) == clean(name)
    (message,) = store.messages(chat.id)
    assert message.text == clean(text) + clean(more)
    assert message.images[0].name == clean(name)
