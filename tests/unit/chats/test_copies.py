# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Copies of the chats, going back to one, and what is saved from a damaged file."""

import os
import random
import stat
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.conversation import TextPart, branch
from desktop.domain.errors import AppError, Problem
from desktop.services.chats.copies import KEPT, CopyKind
from desktop.services.chats.repair import repair
from desktop.services.chats.store import ChatStore
from tests.unit.chats.making import answer, found_in, question

DAY = 86_400.0
PAGE = 4096


class Clock:
    """A time that a test moves."""

    def __init__(self) -> None:
        self.now = 1_760_000_000.0

    def __call__(self) -> float:
        return self.now


def store_at(path: Path, clock: Clock) -> ChatStore:
    return ChatStore(path, clock)


def fill(store: ChatStore, chats: int, messages: int) -> None:
    """Chats with questions of some pages each."""
    with store.together():
        for _ in range(chats):
            chat = store.create_chat(1.0)
            parent = None
            for number in range(messages):
                ident = f"{chat.id}-{number}"
                words = TextPart(f"{ident} " + "word " * (number % 7 * 300))
                store.add_message(replace(question(chat.id, 1, words, parent=parent), id=ident))
                parent = ident


def words(store: ChatStore) -> dict[str, str]:
    """All messages by id."""
    return {
        message.id: message.text for chat in store.chats() for message in store.messages(chat.id)
    }


def test_a_copy_is_made_once_a_day_and_only_when_something_was_written(path: Path) -> None:
    clock = Clock()
    store = store_at(path, clock)
    chat = store.create_chat(clock.now)
    store.keep_copy_of_day()
    store.add_message(question(chat.id, 1))
    store.keep_copy_of_day()
    assert len(store.copies()) == 1
    for number in range(2, KEPT + 4):
        clock.now += DAY
        store.add_message(question(chat.id, number))
        # The disk's clock is not ours: what was written is newer than the last copy.
        os.utime(store.copies()[0].path, (1.0 * number, 1.0 * number))
        store.keep_copy_of_day()
        store.keep_copy_of_day()
    made = store.copies()
    assert len(made) == KEPT and {copy.kind for copy in made} == {CopyKind.DAY}
    clock.now += DAY
    os.utime(made[0].path)
    for file in (path, path.with_name(f"{path.name}-wal")):
        os.utime(file, (1.0, 1.0))
    store.keep_copy_of_day()
    assert [copy.path for copy in store.copies()] == [copy.path for copy in made]
    if sys.platform != "win32":
        assert {stat.S_IMODE(copy.path.stat().st_mode) for copy in made} == {0o600}
    store.close()


def test_a_copy_that_cannot_be_made_stops_nobody(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = ChatStore(path)
    (path.parent / f"{path.name}.day-{'x' * 10}.part").touch()
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "full")))
    store.keep_copy_of_day()
    assert store.copies() == []
    store.close()


def test_going_back_and_forth_again(path: Path) -> None:
    clock = Clock()
    store = store_at(path, clock)
    chat = store.create_chat(clock.now)
    store.add_message(question(chat.id, 1))
    store.keep_copy_of_day()
    store.add_message(answer(chat.id, 1, "q1", TextPart("harbour")))
    store.recover()
    (then,) = store.copies()
    store.go_back_to(then)
    assert words(store) == {"q1": "question 1"}
    assert found_in(store, "harbour") == []
    (before,) = [copy for copy in store.copies() if copy.kind is CopyKind.BEFORE]
    clock.now += 1
    store.go_back_to(before)
    assert words(store) == {"q1": "question 1", "a1": "harbour"}
    assert found_in(store, "harbour") == [chat.id]
    store.close()
    again = ChatStore(path)
    assert len(words(again)) == 2
    again.close()


def test_a_damaged_copy_changes_nothing(store: ChatStore) -> None:
    chat = store.create_chat(1.0)
    store.add_message(question(chat.id, 1))
    store.keep_copy_of_day()
    (copy,) = store.copies()
    data = bytearray(copy.path.read_bytes())
    data[PAGE:] = b"\xff" * (len(data) - PAGE)
    copy.path.write_bytes(data)
    with pytest.raises(AppError) as caught:
        store.go_back_to(copy)
    assert caught.value.problem is Problem.STORE_DAMAGED
    assert words(store) == {"q1": "question 1"}


def test_a_right_file_is_the_same_after_a_repair(store: ChatStore, path: Path) -> None:
    fill(store, 3, 20)
    before = words(store)
    store.close()
    result = repair(path)
    assert (result.chats, result.messages) == (3, 60)
    again = ChatStore(path)
    assert words(again) == before
    assert len(found_in(again, "word")) == 3
    again.close()


@pytest.mark.parametrize("seed", range(6))
def test_only_what_stood_on_a_damaged_page_is_lost(store: ChatStore, path: Path, seed: int) -> None:
    fill(store, 12, 40)
    before = words(store)
    store.close()
    data = bytearray(path.read_bytes())
    pages = random.Random(seed).sample(range(1, len(data) // PAGE), 4)
    for page in pages:
        data[page * PAGE : (page + 1) * PAGE] = b"\xa5" * PAGE
    path.write_bytes(data)
    result = repair(path)
    assert result.damaged.read_bytes() == bytes(data)
    again = ChatStore(path)
    after = words(again)
    shown = {
        message.id
        for chat in again.chats()
        for message in branch(again.messages(chat.id), chat.leaf_id)
    }
    assert shown == set(after)  # a lost message does not hide those before it
    kept = sum(after.get(ident) == text for ident, text in before.items())
    assert kept >= len(before) - 100
    # Of a long text that lay on several pages the last one may be the damaged one.
    assert all(text.startswith(i) for i, text in after.items() if i in before and text)
    again.close()


def test_a_lost_first_page_loses_nothing(store: ChatStore, path: Path) -> None:
    fill(store, 3, 20)
    before = words(store)
    store.close()
    data = path.read_bytes()
    path.write_bytes(b"\xff" * PAGE + data[PAGE:])
    repair(path)
    again = ChatStore(path)
    assert words(again) == before
    again.close()


@pytest.mark.parametrize("data", [b"", b"hello " * 5000, b"\0" * 50_000, b"SQLite format 3\0"])
def test_a_file_of_another_kind_is_put_aside(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    result = repair(path)
    assert (result.chats, result.messages) == (0, 0)
    assert result.damaged.read_bytes() == data
    again = ChatStore(path)
    assert again.chats() == []
    again.close()


def test_what_was_not_yet_in_the_file_itself_is_there_too(path: Path, tmp_path: Path) -> None:
    """A kill leaves the newest messages in the log beside the file."""
    running = ChatStore(path)
    fill(running, 1, 3)
    killed = tmp_path / "killed"
    killed.mkdir()
    for file in (path, path.with_name(f"{path.name}-wal")):
        (killed / file.name).write_bytes(file.read_bytes())
    before = words(running)
    running.close()
    repair(killed / path.name)
    again = ChatStore(killed / path.name)
    assert words(again) == before
    again.close()
