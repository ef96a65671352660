# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What people type finds what they mean, and never breaks anything."""

import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.domain.conversation import AnswerFacts, MessageState, TextPart, ThoughtPart
from desktop.services.chats.store import ChatStore
from tests.unit.chats.making import answer, question


def kept(store: ChatStore, title: str, *texts: str) -> str:
    """The id of a chat with such questions."""
    chat = store.create_chat(1.0)
    store.rename(chat.id, title, named=False)
    for number, text in enumerate(texts):
        store.add_message(question(chat.id, number, TextPart(text)))
    return chat.id


@pytest.mark.parametrize(
    "text",
    [
        "creme",
        "BRÛ",
        "rezept stra",
        "rezept creme",
        "bitte tram",
        "don't",
        "c++",
        "Ёлка ёЛк",
        "cre\u0300me",
        "京の",
        "ภาษา",
        "🚢",
        "50%",
        "_id",
        "  stra\t ",
        "straße",
    ],
)
def test_it_is_found(store: ChatStore, text: str) -> None:
    found = kept(
        store,
        "Crème brûlée",
        "Ein Rezept für Straßenbahnen, bitte",
        "Tram: don't use C++, 50% of user_id. Ёлка",
        "東京の天気 และภาษาไทย 🚢",
    )
    kept_too = store.create_chat(2.0)
    assert store.search(text) == [found]
    assert kept_too.id not in store.search(text)


@pytest.mark.parametrize("text", ["", "  ", "\0", "rezept paris", "zept", '"rezept bitte"x', "🛶"])
def test_it_is_not_found(store: ChatStore, text: str) -> None:
    kept(store, "Crème", "Ein Rezept für Straßenbahnen, bitte 🚢")
    assert store.search(text) == []


def test_the_newest_chat_comes_first(store: ChatStore) -> None:
    first, second = kept(store, "ship one"), kept(store, "ship two")
    assert store.search("ship") == [second, first]
    store.add_message(question(first, 7))
    assert store.search("ship") == [first, second]
    store.remove(first)
    assert store.search("ship") == [second]


def test_an_old_title_is_forgotten(store: ChatStore) -> None:
    chat_id = kept(store, "lighthouse")
    store.rename(chat_id, "windmill", named=True)
    assert store.search("lighthouse") == []
    assert store.search("windmill") == [chat_id]


def test_an_answer_is_found_when_it_is_finished(store: ChatStore) -> None:
    chat_id = kept(store, "", "why")
    store.add_message(answer(chat_id, 1, "q0"))
    store.append_text("a1", ThoughtPart, "pondering")
    store.append_text("a1", TextPart, "light")
    store.append_text("a1", TextPart, "house")
    assert store.search("lighthouse") == []
    store.finish("a1", MessageState.DONE, AnswerFacts())
    assert store.search("lighthouse") == [chat_id]
    assert store.search("pondering") == []
    store.append_text("a1", TextPart, "keeper")  # late, but not lost
    store.append_text("a1", ThoughtPart, "hm")
    store.append_text("a1", TextPart, "mole")
    store.finish("a1", MessageState.DONE, AnswerFacts())
    assert store.search("lighthousekeeper mole") == [chat_id]


def test_the_index_agrees_with_the_texts_after_everything(store: ChatStore, path: Path) -> None:
    chats = [kept(store, f"title {number}") for number in range(4)]
    for number, chat_id in enumerate(chats):
        store.add_message(question(chat_id, number))
        store.add_message(answer(chat_id, number, f"q{number}"))
        store.append_text(f"a{number}", TextPart, "harbour")
    store.finish("a0", MessageState.DONE, AnswerFacts())
    store.append_text("a0", TextPart, " wall")
    store.finish("a1", MessageState.STOPPED, AnswerFacts())
    store.recover()
    store.remove_message("q2")
    store.rename(chats[1], "another", named=True)
    store.remove(chats[3])
    store.purge_removed(1e12)
    db = sqlite3.connect(path)
    for table in ("words", "titles"):
        db.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)")
    assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    db.close()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters()))
def test_no_text_is_an_error(store: ChatStore, text: str) -> None:
    store.search(text)
    store.search(f'"{text}* AND NEAR(')
    store.search(f"{text} {{?1}} -title:^x {text}")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=12).filter(
        lambda text: "\ufffd" not in text
    )
)
def test_every_word_finds_itself(store: ChatStore, word: str) -> None:
    chat = store.create_chat(1.0)
    store.rename(chat.id, f"about {word} and more", named=False)
    assert chat.id in store.search(word)
    store.remove(chat.id)
    store.purge_removed(1e12)
