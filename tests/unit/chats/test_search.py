# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What people type finds what they mean, and never breaks anything."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from desktop.domain import searching
from desktop.domain.conversation import (
    AnswerFacts,
    DocumentPart,
    MessageState,
    TextPart,
    ThoughtPart,
)
from desktop.domain.searching import Search
from desktop.services.chats.database import Database
from desktop.services.chats.migrations import MIGRATIONS
from desktop.services.chats.search import MOST
from desktop.services.chats.store import ChatStore
from tests.unit.chats.making import PICTURE, answer, found_in, opened_raw, question


def kept(store: ChatStore, title: str, *texts: str, number: int = 0) -> str:
    """The id of a chat with such questions."""
    chat = store.create_chat(1.0)
    store.rename(chat.id, title, named=False)
    for place, text in enumerate(texts, number):
        store.add_message(question(chat.id, place, TextPart(text)))
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
        "STRASSE",
        "京",
        "天気",
        "東京の天気",
        "東京 ภาษา",
        "าษาไ",
        "हिन्दी",
        "हि",
        "한",
        "한국",
        "שלום",
        "ＴＲＡＭ",
        "café☕東",
        '"fur strassenbahnen"',
        '"rezept für" "bitte',
        '"天気"',
        '"東"',
        "☕東",
        '"東京の天気 และ"',
        "cafe☕東",
        "lodz osterbro",
        "Łódź IŞIK",
        "isik",
    ],
)
def test_it_is_found(store: ChatStore, text: str) -> None:
    found = kept(
        store,
        "Crème brûlée",
        "Ein Rezept für Straßenbahnen, bitte",
        "Tram: don't use C++, 50% of user_id. Ёлка",
        "東京の天気 และภาษาไทย 🚢",
        "हिन्दी में 한국어 שָׁלוֹם cafe\u0301☕東",
        "Łódź, Østerbro, ışık",
    )
    kept(store, "Another", "about something else", number=10)
    assert found_in(store, text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "\0",
        "rezept paris",
        "zept",
        '"rezept bitte"x',
        "🛶",
        "京東",
        '"für stra"',
        "+++",
        "न्दी",
    ],
)
def test_it_is_not_found(store: ChatStore, text: str) -> None:
    kept(store, "Crème", "Ein Rezept für Straßenbahnen, bitte 🚢 東の京 हिन्दी ++")
    assert found_in(store, text) == []


def test_the_newest_chat_comes_first(store: ChatStore) -> None:
    first = kept(store, "ship one", "first")
    second = kept(store, "ship two", "second", number=1)
    assert found_in(store, "ship") == [second, first]
    store.add_message(question(first, 7))
    assert found_in(store, "ship") == [first, second]
    store.remove(first)
    assert found_in(store, "ship") == [second]


def test_old_chats_are_found_among_many_new_ones(store: ChatStore) -> None:
    with store.together():
        rare = kept(store, "lighthouse", "common")
        again = kept(store, "x", "rare and common", number=1)
        many = [kept(store, "x", "common", number=n) for n in range(2, 1600)]
        store.add_message(question(again, 9999, TextPart("common")))
    assert found_in(store, "common")[:2] == [again, many[-1]]
    assert len(found_in(store, "common")) == MOST
    assert found_in(store, "common lighthouse") == [rare]
    assert found_in(store, "rar common") == [again]
    assert found_in(store, "common windmill") == []


def test_an_old_title_is_forgotten(store: ChatStore) -> None:
    chat_id = kept(store, "lighthouse", "q")
    store.rename(chat_id, "windmill", named=True)
    assert found_in(store, "lighthouse") == []
    assert found_in(store, "windmill") == [chat_id]


def test_an_answer_is_found_when_it_is_finished(store: ChatStore) -> None:
    chat_id = kept(store, "", "why")
    store.add_message(answer(chat_id, 1, "q0"))
    store.append_text("a1", ThoughtPart, "pondering")
    store.append_text("a1", TextPart, "light")
    store.append_text("a1", TextPart, "house")
    assert found_in(store, "lighthouse") == []
    store.finish("a1", MessageState.DONE, AnswerFacts())
    assert found_in(store, "lighthouse") == [chat_id]
    assert found_in(store, "pondering") == []
    store.append_text("a1", TextPart, "keeper")  # late, but not lost
    store.append_text("a1", ThoughtPart, "hm")
    store.append_text("a1", TextPart, "mole")
    store.finish("a1", MessageState.DONE, AnswerFacts())
    assert found_in(store, "lighthousekeeper mole") == [chat_id]


def test_the_index_agrees_with_the_texts_after_everything(store: ChatStore, path: Path) -> None:
    chats = [kept(store, f"title {n}", "q", number=n + 20) for n in range(4)]
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
    db = opened_raw(path)
    for table in ("words", "titles"):
        db.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)")
    assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    db.close()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters()))
def test_no_text_is_an_error(store: ChatStore, text: str) -> None:
    found_in(store, text)
    found_in(store, f'"{text}* AND NEAR(')
    found_in(store, f"{text} {{?1}} -title:^x {text}")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=12).filter(
        lambda text: "\ufffd" not in text and text.strip('"')  # quotation marks only part phrases
    )
)
@example(word="¯")
@example(word='"´')
def test_every_word_finds_itself(store: ChatStore, word: str) -> None:
    chat_id = kept(store, f"about {word} and more", "q")
    found = found_in(store, word)
    store.remove(chat_id)
    store.purge_removed(1e12)
    assert chat_id in found


def test_it_leads_to_the_first_message_with_all_words(store: ChatStore) -> None:
    kept(store, "the harbour", "only the wall", "harbour and wall", "harbour wall again")
    (found,) = store.search(Search("wall harb"))
    assert (found.message, found.text) == ("q1", "harbour and wall")


def test_where_no_message_has_all_words_it_leads_to_one_of_them(store: ChatStore) -> None:
    kept(store, "the harbour", "nothing", "the wall", "the wall again")
    (found,) = store.search(Search("harbour wall"))
    assert found.message == "q1"
    (found,) = store.search(Search("harbour"))
    assert (found.message, found.text) == ("", "")


def test_only_chats_of_a_model_a_time_and_with_a_picture(store: ChatStore) -> None:
    plain = kept(store, "ship", "ship", number=3)
    seen = kept(store, "ship", number=5)
    store.add_message(question(seen, 6, PICTURE, TextPart("ship")))
    store.add_message(answer(seen, 6, "q6", TextPart("a ship")))
    for search, found in (
        (Search("ship"), [seen, plain]),
        (Search("ship", model="m"), [seen]),
        (Search("ship", model="other"), []),
        (Search(model="m"), [seen]),
        (Search("ship", pictures=True), [seen]),
        (Search(pictures=True), [seen]),
        (Search("ship", since=4.0), [seen]),
        (Search(since=100.0), []),
        (Search(), [seen, plain]),
    ):
        assert [one.chat.id for one in store.search(search)] == found
    assert not Search("  ")
    assert Search(since=4.0)


def test_what_was_written_meanwhile_is_found(store: ChatStore) -> None:
    chat_id = kept(store, "one", "first")
    assert found_in(store, "later") == []
    store.add_message(question(chat_id, 9, TextPart("later")))
    assert found_in(store, "later") == [chat_id]


def test_files_are_found_by_their_names(store: ChatStore, path: Path) -> None:
    chat = store.create_chat(1.0)
    document = DocumentPart("d" * 64, "text/plain", 9, name="Rechnung Zürich.txt")
    store.add_message(question(chat.id, 1, document, PICTURE, TextPart("What is owed?")))
    assert found_in(store, "rechnung zurich") == [chat.id]
    assert found_in(store, PICTURE.name) == [chat.id]
    (found,) = store.search(Search("rechnung"))
    assert (found.message, found.text) == ("q1", "Rechnung Zürich.txt")
    assert store.messages(chat.id)[0].media == (document, PICTURE)
    store.mark_removed(chat.id, ["q1"], True, None)
    store.mark_removed(chat.id, [], False, "q1")
    assert found_in(store, "rechnung") == []


def test_older_chats_are_found_by_what_is_folded_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "old.sqlite3"
    monkeypatch.setattr(searching, "_STROKES", {})
    db = Database(path, MIGRATIONS[:5])
    db.rows(
        "INSERT INTO chats (id, title, created, updated, leaf_id) VALUES ('c', 'Łódź', 1, 1, 'q')"
    )
    db.close()
    monkeypatch.undo()
    store = ChatStore(path)
    assert found_in(store, "lodz") == ["c"]
    store.rename("c", "other", named=True)
    assert found_in(store, "lodz") == []
    store.close()


def test_files_of_older_chats_are_found_by_their_names(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite3"
    db = Database(path, MIGRATIONS[:4])
    db.rows("INSERT INTO chats (number, id, created, updated, leaf_id) VALUES (1, 'c', 1, 1, 'q')")
    number = (1 << 24) + 1
    db.rows(
        "INSERT INTO messages (number, id, chat, role, state, created)"
        " VALUES (?, 'q', 1, 'user', 'done', 1)",
        number,
    )
    db.rows(
        "INSERT INTO parts (number, message, position, kind, sha256, name)"
        " VALUES (?, ?, 0, 'image', 'ab', 'harbour.jpg')",
        number,
        number,
    )
    db.close()
    store = ChatStore(path)
    assert found_in(store, "harbour") == ["c"]
    store.close()
