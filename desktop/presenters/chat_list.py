# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The list of chats: those of a place (all, a folder, the archive, the trash), or those found."""

import functools
import time
from collections.abc import Callable
from dataclasses import replace
from enum import IntEnum

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from desktop.domain.conversation import Chat
from desktop.domain.searching import Excerpt, Found, Search, excerpt, terms
from desktop.domain.shelves import Folder, Place, Row, Shelf, counted, folders, rows, section
from desktop.presenters.background import Background, Lane
from desktop.services.chats.store import ChatStore
from desktop.services.pictures import PictureStore

Index = QModelIndex | QPersistentModelIndex

AT_ONCE = 200  # rows; more are shown when somebody scrolls to the last one


class ChatRole(IntEnum):
    """What a row knows beside its title (DisplayRole)."""

    ID = Qt.ItemDataRole.UserRole + 1  # "" for a folder
    TITLE = Qt.ItemDataRole.UserRole + 2
    SECTION = Qt.ItemDataRole.UserRole + 3
    CHAT = Qt.ItemDataRole.UserRole + 4  # None for a folder
    FOLDER = Qt.ItemDataRole.UserRole + 5  # a Folder, None for a chat
    MESSAGE = Qt.ItemDataRole.UserRole + 6  # that was found, or ""
    EXCERPT = Qt.ItemDataRole.UserRole + 7  # of what was found, or None


class ChatRows(QAbstractListModel):
    """Chats with at least one message, and folders. Rows are shown a few hundred at a time."""

    def __init__(self, clock: Callable[[], float], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._all: list[Row] = []
        self._shown = 0
        self._excerpt: Callable[[str], Excerpt] = Excerpt

    def rowCount(self, parent: Index | None = None) -> int:
        """The number of rows that are shown."""
        return 0 if parent is not None and parent.isValid() else self._shown

    def canFetchMore(self, parent: Index) -> bool:
        """Whether there are more."""
        return not parent.isValid() and self._shown < len(self._all)

    def fetchMore(self, parent: Index) -> None:
        """Show some more."""
        more = min(self._shown + AT_ONCE, len(self._all))
        self.beginInsertRows(QModelIndex(), self._shown, more - 1)
        self._shown = more
        self.endInsertRows()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The title, or one of ChatRole."""
        if not index.isValid() or index.row() >= len(self._all):
            return None
        row = self._all[index.row()]
        if role == ChatRole.SECTION:
            return section(row, self._clock())
        if isinstance(row, Found) and role in (ChatRole.EXCERPT, ChatRole.MESSAGE):
            return row.message if role == ChatRole.MESSAGE else self._excerpt(row.text)
        folder = row if isinstance(row, Folder) else None
        chat = None if folder else chat_of(row)
        title = folder.name if folder else chat.title if chat else ""
        values: dict[int, object] = {
            Qt.ItemDataRole.DisplayRole: title,
            ChatRole.TITLE: title,
            ChatRole.ID: chat.id if chat else "",
            ChatRole.CHAT: chat,
            ChatRole.FOLDER: folder,
        }
        return values.get(role)

    def row_of(self, chat_id: str) -> int:
        """The row of a chat, -1 when it is not shown."""
        row = self._place_of(chat_id)
        return row if row < self._shown else -1

    def chat(self, chat_id: str) -> Chat | None:
        """A chat of this list, shown or not yet."""
        row = self._place_of(chat_id)
        return chat_of(self._all[row]) if row >= 0 else None

    def chats(self) -> list[Chat]:
        """Those of this list, shown or not yet."""
        return [chat_of(row) for row in self._all if not isinstance(row, Folder)]

    def _place_of(self, chat_id: str) -> int:
        same = (
            at
            for at, row in enumerate(self._all)
            if not isinstance(row, Folder) and chat_of(row).id == chat_id
        )
        return next(same, -1)

    def _take_out(self, at: int) -> None:
        if at < self._shown:
            self.beginRemoveRows(QModelIndex(), at, at)
            del self._all[at]
            self._shown -= 1
            self.endRemoveRows()
        else:
            del self._all[at]

    def _show(self, found: list[Row]) -> None:
        """Change only what differs, so that selection and scrolling stay."""
        old, self_shown = self._all, self._shown
        if found == old:
            return
        if [_key(row) for row in found] == [_key(row) for row in old]:
            self._all = found
            self.dataChanged.emit(self.index(0), self.index(self_shown - 1))
        elif len(found) == len(old) + 1 and found[1:] == old:
            self.beginInsertRows(QModelIndex(), 0, 0)
            self._all = found
            self._shown += 1
            self.endInsertRows()
        else:
            self.beginResetModel()
            self._all = found
            self._shown = min(len(found), max(AT_ONCE, self_shown))
            self.endResetModel()

    def _change(self, chat_id: str, change: Callable[[Chat], Chat]) -> None:
        at = self._place_of(chat_id)
        if at >= 0:
            row = self._all[at]
            chat = change(chat_of(row))
            self._all[at] = replace(row, chat=chat) if isinstance(row, Found) else chat
            if at < self._shown:
                self.dataChanged.emit(self.index(at), self.index(at))


class ChatList(ChatRows):
    """What can be done with the chats of the list."""

    deleted = Signal(str, str)  # id, title
    archived = Signal(str, str)  # id, title
    undone = Signal(str)
    renamed = Signal(str, str)
    place_changed = Signal()
    filters_changed = Signal()

    def __init__(
        self,
        store: ChatStore,
        pictures: PictureStore,
        background: Background,
        clock: Callable[[], float] = time.time,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(clock, parent)
        self._store, self._pictures, self._background = store, pictures, background
        self.place, self.looked_for = Place(), Search()
        self.folders: list[Folder] = []
        self._put_away: list[tuple[str, bool]] = []  # id, into the trash

    def start(self) -> None:
        """Show how the list begins at once, and all of it a moment later."""

        def done(found: tuple[list[Chat], dict[str, int]]) -> None:
            if not self._all and self.place == Place() and not self.looked_for:
                self.folders = counted(found[1])
                self._show([*self.folders, *found[0]])

        self._background.run(Lane.STORE, lambda: self._store.first_chats(AT_ONCE), done)
        self.refresh()

    def refresh(self) -> None:
        """Look at the store again, in the background."""
        place, search = self.place, self.looked_for

        def read() -> tuple[list[Row], list[Folder]] | None:
            if (place, search) != (self.place, self.looked_for):
                return None  # somebody typed on: another reading waits
            if search:
                return list(self._store.search(search)), self.folders
            if place.shelf is Shelf.TRASH:
                return rows(self._store.removed_chats(), place), self.folders
            chats = self._store.chats()
            return rows(chats, place), folders(chats)

        def done(found: tuple[list[Row], list[Folder]] | None) -> None:
            if found is not None and (place, search) == (self.place, self.looked_for):
                self.folders = found[1]
                self._show(found[0])

        self._background.run(Lane.STORE, read, done)

    def search(self, text: str) -> None:
        """Show only chats in which the words occur; those of the place for an empty text."""
        self.look_for(replace(self.looked_for, text=text))

    def look_for(self, search: Search) -> None:
        """Show what a search finds, everywhere but in the trash."""
        text = search.text.strip()
        search = replace(search, text=text)
        if search == self.looked_for:
            return
        looked_for = terms(text)
        self._excerpt = functools.lru_cache(lambda words: excerpt(words, looked_for))
        self.looked_for = search
        self.filters_changed.emit()
        self.refresh()

    def go(self, place: Place) -> None:
        """Show another place."""
        if place != self.place or self.looked_for:
            self.place = place
            self.looked_for = Search()
            self.place_changed.emit()
            self.filters_changed.emit()
            self.refresh()

    def rename(self, chat_id: str, title: str) -> None:
        """Give a chat a title of the person's choice; an empty one changes nothing."""
        title = " ".join(title.split())
        if not title:
            return
        self._change(chat_id, lambda chat: replace(chat, title=title, named=True))
        self._background.run(Lane.STORE, lambda: self._store.rename(chat_id, title, True))
        self.renamed.emit(chat_id, title)

    def set_pinned(self, chat_id: str, pinned: bool) -> None:
        """Keep a chat at the top, or no longer."""
        self._background.run(Lane.STORE, lambda: self._store.set_pinned(chat_id, pinned))
        self.refresh()

    def move(self, chat_id: str, folder: str) -> None:
        """Put a chat into a folder, which is made by that; "" takes it out."""
        folder = " ".join(folder.split())
        self._background.run(Lane.STORE, lambda: self._store.set_folder(chat_id, folder))
        self.refresh()

    def delete(self, chat_id: str, title: str = "") -> None:
        """Move a chat to the trash; undo brings it back. title: of one that is not in this list."""
        self._away(chat_id, title, self._store.remove, trash=True)

    def archive(self, chat_id: str) -> None:
        """Move a chat to the archive; undo brings it back."""
        self._away(chat_id, "", lambda one: self._store.set_archived(one, True), trash=False)

    def bring_back(self, chat_id: str) -> None:
        """Out of the trash or the archive, to where it was."""
        chat = self.chat(chat_id)
        if chat is not None:
            self._restore(chat_id, trash=bool(chat.removed))

    def delete_for_ever(self, chat_id: str) -> None:
        """End a chat of the trash; nothing brings it back."""

        def end() -> None:
            self._pictures.forget(self._store.purge(chat_id))

        self._background.run(Lane.STORE, end)
        self.refresh()

    def undo_delete(self) -> None:
        """Bring back the chat that was deleted or archived last."""
        if self._put_away:
            self._restore(*self._put_away.pop())

    def _away(self, chat_id: str, title: str, put: Callable[[str], None], *, trash: bool) -> None:
        at = self._place_of(chat_id)
        if at >= 0:
            title = chat_of(self._all[at]).title
            self._take_out(at)
        elif not title:
            return
        self._put_away.append((chat_id, trash))
        self._background.run(Lane.STORE, lambda: put(chat_id))
        (self.deleted if trash else self.archived).emit(chat_id, title)
        self.refresh()

    def _restore(self, chat_id: str, trash: bool) -> None:
        def restore() -> None:
            if trash:
                self._store.restore(chat_id)
            else:
                self._store.set_archived(chat_id, False)

        self._background.run(Lane.STORE, restore, lambda _: self.undone.emit(chat_id))
        self.refresh()


def chat_of(row: Row) -> Chat:
    """The chat of a row that is no folder."""
    assert not isinstance(row, Folder)
    return row.chat if isinstance(row, Found) else row


def _key(row: Row) -> str:
    return f"/{row.name}" if isinstance(row, Folder) else chat_of(row).id
