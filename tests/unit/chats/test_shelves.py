# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Where chats lie: folders, the archive, the trash."""

import pytest

from desktop.domain.conversation import Chat
from desktop.domain.searching import Found
from desktop.domain.shelves import Folder, Place, Shelf, folders, rows, section
from desktop.services.chats.store import ChatStore
from tests.unit.chats.making import PICTURE, question

NOW = 1_795_000_000.0


def kept(store: ChatStore, number: int) -> str:
    chat = store.create_chat(float(number))
    store.rename(chat.id, f"chat {number}", named=False)
    store.add_message(question(chat.id, number))
    return chat.id


def shown(store: ChatStore, place: Place) -> list[str]:
    """Titles, and names of folders with a stroke."""
    chats = store.removed_chats() if place.shelf is Shelf.TRASH else store.chats()
    return [
        f"/{row.name} {row.count}" if isinstance(row, Folder) else row.title
        for row in rows(chats, place)
        if not isinstance(row, Found)
    ]


def test_each_chat_stands_in_its_place(store: ChatStore) -> None:
    chats = [kept(store, number) for number in range(7)]
    store.create_chat(99.0)  # without messages
    store.set_pinned(chats[1], True)
    store.set_folder(chats[2], "work")
    store.set_folder(chats[3], "Bread")
    store.set_folder(chats[4], "work")
    store.set_archived(chats[4], True)
    store.set_archived(chats[5], True)
    store.remove(chats[6])
    assert shown(store, Place()) == ["/Bread 1", "/work 1", "chat 1", "chat 0"]
    assert shown(store, Place(Shelf.FOLDER, "work")) == ["chat 2"]
    assert shown(store, Place(Shelf.ARCHIVE)) == ["chat 5", "chat 4"]
    assert shown(store, Place(Shelf.TRASH)) == ["chat 6"]
    store.restore(chats[6])
    store.set_archived(chats[4], False)
    store.set_folder(chats[3], "")
    assert shown(store, Place()) == ["/work 2", "chat 1", "chat 6", "chat 3", "chat 0"]
    assert [folder.name for folder in folders(store.chats())] == ["work"]


def test_what_is_deleted_for_ever_was_in_the_trash(store: ChatStore) -> None:
    first, second = kept(store, 1), kept(store, 2)
    store.add_message(question(second, 3, PICTURE))
    assert store.purge(first) == []
    assert store.chat(first) is not None
    store.remove(second)
    assert store.purge(second) == [PICTURE]
    assert store.chat(second) is None
    assert store.chat(first) is not None


def test_the_empty_chat_is_the_one_without_messages(store: ChatStore) -> None:
    assert store.empty_chat() is None
    kept(store, 1)
    empty = store.create_chat(2.0)
    assert store.empty_chat() == empty
    store.remove(empty.id)
    assert store.empty_chat() is None


@pytest.mark.parametrize(
    ("chat", "expected"),
    [
        (Chat("c", updated=NOW), "today"),
        (Chat("c", updated=NOW - 2 * 86_400), "earlier"),
        (Chat("c", updated=NOW, pinned=True), "pinned"),
        (Chat("c", updated=NOW, pinned=True, archived=True), "archive"),
        (Chat("c", updated=NOW, archived=True, removed=1.0), "trash"),
    ],
)
def test_sections(chat: Chat, expected: str) -> None:
    assert section(chat, NOW) == expected
    assert section(Found(chat), NOW) == "found"
    assert section(Folder("f", 1), NOW) == "folders"
