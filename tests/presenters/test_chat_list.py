# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The list of chats: places, searches, what is put away and comes back, and very many chats."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.conversation import ImagePart, TextPart
from desktop.domain.searching import Excerpt, Search
from desktop.domain.shelves import Folder, Place, Shelf, counted, rows
from desktop.presenters.background import Background
from desktop.presenters.chat_list import AT_ONCE, ChatList, ChatRole
from desktop.services.chats.store import ChatStore
from desktop.services.pictures import PictureStore
from tests.unit.chats.making import question


class Shelves:
    """A list over a store of its own."""

    def __init__(self, folder: Path, qtbot: QtBot) -> None:
        self.store = ChatStore(folder / "chats.sqlite3")
        self.background = Background()
        self.pictures = PictureStore(folder / "pictures")
        self.list = ChatList(self.store, self.pictures, self.background)
        self._qtbot = qtbot

    def add(self, *titles: str, words: str = "hello") -> list[str]:
        made = []
        for title in titles:
            number = len(self.store.chats())
            chat = self.store.create_chat(float(number))
            self.store.rename(chat.id, title, named=False)
            asked = question(chat.id, 1, TextPart(words))
            self.store.add_message(replace(asked, id=f"{chat.id}-q"))
            made.append(chat.id)
        return made

    def titles(self) -> list[str]:
        return [str(self.list.index(row).data()) for row in range(self.list.rowCount())]

    def wait(self, titles: list[str]) -> None:
        self._qtbot.waitUntil(lambda: self.titles() == titles)

    def close(self) -> None:
        self.background.close()
        self.store.close()
        self.list.deleteLater()
        self.background.deleteLater()


@pytest.fixture
def shelves(tmp_path: Path, qtbot: QtBot) -> Iterator[Shelves]:
    made = Shelves(tmp_path, qtbot)
    yield made
    made.close()


def test_folders_stand_above_and_are_gone_into(shelves: Shelves) -> None:
    a, _, _ = shelves.add("a", "b", "c")
    shelves.list.move(a, "  Work  at home ")
    shelves.wait(["Work at home", "c", "b"])
    row = shelves.list.index(0)
    assert row.data(ChatRole.FOLDER) == Folder("Work at home", 1)
    assert (row.data(ChatRole.ID), row.data(ChatRole.CHAT)) == ("", None)
    shelves.list.go(Place(Shelf.FOLDER, "Work at home"))
    shelves.wait(["a"])
    shelves.list.move(a, "")
    shelves.wait([])
    shelves.list.go(Place())
    shelves.wait(["c", "b", "a"])


def test_what_is_put_away_comes_back_in_turn(shelves: Shelves, qtbot: QtBot) -> None:
    a, b, _ = shelves.add("a", "b", "c")
    shelves.list.refresh()
    shelves.wait(["c", "b", "a"])
    with qtbot.waitSignal(shelves.list.archived):
        shelves.list.archive(a)
    with qtbot.waitSignal(shelves.list.deleted):
        shelves.list.delete(b)
    shelves.wait(["c"])
    shelves.list.undo_delete()
    shelves.wait(["c", "b"])
    shelves.list.undo_delete()
    shelves.wait(["c", "b", "a"])
    shelves.list.undo_delete()  # nothing is left to be undone
    shelves.wait(["c", "b", "a"])


def test_from_the_archive_and_the_trash(shelves: Shelves) -> None:
    a, b, c = shelves.add("a", "b", "c")
    shelves.list.refresh()
    shelves.wait(["c", "b", "a"])
    shelves.list.archive(a)
    shelves.list.delete(b)
    shelves.list.delete(c)
    shelves.list.go(Place(Shelf.ARCHIVE))
    shelves.wait(["a"])
    shelves.list.bring_back(a)
    shelves.wait([])
    shelves.list.go(Place(Shelf.TRASH))
    shelves.wait(["c", "b"])
    shelves.list.bring_back(c)
    shelves.list.delete_for_ever(b)
    shelves.wait([])
    assert shelves.store.chat(b) is None
    shelves.list.go(Place())
    shelves.wait(["c", "a"])


def test_pictures_of_what_is_deleted_for_ever_go_too(shelves: Shelves) -> None:
    (a,) = shelves.add("a")
    part = ImagePart("ab" * 32, "image/png", 1, 1)
    shelves.store.add_message(question(a, 7, part))
    file = shelves.pictures.path(part)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"picture")
    shelves.list.refresh()
    shelves.wait(["a"])
    shelves.list.delete(a)
    shelves.list.go(Place(Shelf.TRASH))
    shelves.wait(["a"])
    shelves.list.delete_for_ever(a)
    shelves.wait([])
    assert not file.exists()


def test_a_search_shows_where_the_words_stand(shelves: Shelves) -> None:
    (a,) = shelves.add("a", words="the lighthouse at the harbour")
    (b,) = shelves.add("lighthouse", words="nothing")
    shelves.store.set_archived(a, True)
    shelves.list.search(" light ")
    shelves.wait(["lighthouse", "a"])
    first, second = shelves.list.index(0), shelves.list.index(1)
    assert (first.data(ChatRole.ID), first.data(ChatRole.MESSAGE)) == (b, "")
    assert second.data(ChatRole.MESSAGE) == f"{a}-q"
    assert second.data(ChatRole.EXCERPT) == Excerpt("the lighthouse at the harbour", ((4, 5),))
    assert second.data(ChatRole.SECTION) == "found"
    shelves.list.rename(a, "renamed")
    assert shelves.titles() == ["lighthouse", "renamed"]
    shelves.list.look_for(Search("light", since=1e12))
    shelves.wait([])
    shelves.list.go(Place(Shelf.ARCHIVE))
    shelves.wait(["renamed"])
    assert not shelves.list.looked_for


def test_only_the_last_of_many_keys_is_looked_for(shelves: Shelves) -> None:
    shelves.add("a", words="wall")
    shelves.add("b", words="water")
    for typed in ("w", "wa", "wat"):
        shelves.list.search(typed)
    shelves.wait(["b"])


def test_very_many_chats_are_shown_a_few_hundred_at_a_time(shelves: Shelves) -> None:
    with shelves.store.together():
        chats = shelves.add(*(f"{number}" for number in range(AT_ONCE + 50)))
    newest = [f"{number}" for number in reversed(range(AT_ONCE + 50))]
    shelves.list.refresh()
    shelves.wait(newest[:AT_ONCE])
    nowhere = shelves.list.index(-1)
    assert shelves.list.canFetchMore(nowhere)
    assert shelves.list.row_of(chats[0]) == -1
    assert shelves.list.chat(chats[0]) is not None
    shelves.list.rename(chats[0], "oldest")
    shelves.list.fetchMore(nowhere)
    assert shelves.titles() == [*newest[:-1], "oldest"]
    assert not shelves.list.canFetchMore(nowhere)
    shelves.list.delete(chats[0])
    shelves.wait(newest[:-1])


def test_a_long_list_begins_as_it_will_stay(shelves: Shelves, qtbot: QtBot) -> None:
    ids = shelves.add(*(f"chat {number}" for number in range(9)))
    shelves.add("nothing said yet")
    shelves.store.create_chat(99.0)
    shelves.store.set_pinned(ids[2], True)
    shelves.store.set_folder(ids[3], "Trips")
    shelves.store.set_folder(ids[4], "Trips")
    shelves.store.set_archived(ids[5], True)
    shelves.store.remove(ids[6])
    first, counts = shelves.store.first_chats(4)
    whole = rows(shelves.store.chats(), Place())
    assert [*counted(counts), *first] == whole[:5]
    seen: list[list[str]] = []

    def look() -> None:
        seen.append(shelves.titles())

    shelves.list.modelReset.connect(look)
    shelves.list.start()
    qtbot.waitUntil(lambda: len(shelves.titles()) == len(whole))
    assert seen == [shelves.titles()]
