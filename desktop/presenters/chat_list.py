# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The list of chats: pinned, today, earlier."""

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
from desktop.domain.searching import Search
from desktop.presenters.background import Background, Lane
from desktop.services.chats.store import ChatStore

Index = QModelIndex | QPersistentModelIndex


class ChatRole(IntEnum):
    """What a row knows beside its title (DisplayRole)."""

    ID = Qt.ItemDataRole.UserRole + 1
    TITLE = Qt.ItemDataRole.UserRole + 2
    SECTION = Qt.ItemDataRole.UserRole + 3
    PINNED = Qt.ItemDataRole.UserRole + 4


class ChatList(QAbstractListModel):
    """Chats that have at least one message, newest first, pinned ones before all."""

    deleted = Signal(str, str)  # id, title
    undone = Signal(str)
    renamed = Signal(str, str)

    def __init__(
        self,
        store: ChatStore,
        background: Background,
        clock: Callable[[], float] = time.time,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store, self._background, self._clock = store, background, clock
        self._chats: list[Chat] = []
        self._query = ""
        self._removed: list[tuple[str, str]] = []

    def rowCount(self, parent: Index | None = None) -> int:
        """The number of chats."""
        return 0 if parent is not None and parent.isValid() else len(self._chats)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The title, or one of ChatRole."""
        if not index.isValid() or index.row() >= len(self._chats):
            return None
        chat = self._chats[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, ChatRole.TITLE):
            return chat.title
        if role == ChatRole.ID:
            return chat.id
        if role == ChatRole.SECTION:
            return self._section(chat)
        return chat.pinned if role == ChatRole.PINNED else None

    def refresh(self) -> None:
        """Look at the store again, in the background."""
        query = self._query

        def read() -> list[Chat]:
            if query:
                chats = [found.chat for found in self._store.search(Search(query))]
            else:
                chats = [chat for chat in self._store.chats() if chat.leaf_id is not None]
            return sorted(chats, key=lambda chat: not chat.pinned)

        self._background.run(Lane.STORE, read, lambda chats: self._show(query, chats))

    def search(self, text: str) -> None:
        """Show only chats in which the words occur; all for an empty text."""
        self._query = text.strip()
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

    def delete(self, chat_id: str) -> None:
        """Move a chat away; undo_delete brings it back."""
        row = self._row(chat_id)
        if row < 0:
            return
        title = self._chats[row].title
        self.beginRemoveRows(QModelIndex(), row, row)
        del self._chats[row]
        self.endRemoveRows()
        self._removed.append((chat_id, title))
        self._background.run(Lane.STORE, lambda: self._store.remove(chat_id))
        self.deleted.emit(chat_id, title)

    def undo_delete(self) -> None:
        """Bring back the chat that was deleted last."""
        if not self._removed:
            return
        chat_id, _ = self._removed.pop()
        self._background.run(
            Lane.STORE, lambda: self._store.restore(chat_id), lambda _: self.undone.emit(chat_id)
        )
        self.refresh()

    def row_of(self, chat_id: str) -> int:
        """The row of a chat, -1 when it is not shown."""
        return self._row(chat_id)

    def _show(self, query: str, chats: list[Chat]) -> None:
        """Change only what differs, so that selection and scrolling stay."""
        if query != self._query or chats == self._chats:
            return
        if [chat.id for chat in chats] == [chat.id for chat in self._chats]:
            self._chats = chats
            self.dataChanged.emit(self.index(0), self.index(len(chats) - 1))
            return
        if len(chats) == len(self._chats) + 1 and chats[1:] == self._chats:
            self.beginInsertRows(QModelIndex(), 0, 0)
            self._chats = chats
            self.endInsertRows()
            return
        self.beginResetModel()
        self._chats = chats
        self.endResetModel()

    def _change(self, chat_id: str, change: Callable[[Chat], Chat]) -> None:
        row = self._row(chat_id)
        if row >= 0:
            self._chats[row] = change(self._chats[row])
            self.dataChanged.emit(self.index(row), self.index(row))

    def _row(self, chat_id: str) -> int:
        return next((row for row, chat in enumerate(self._chats) if chat.id == chat_id), -1)

    def _section(self, chat: Chat) -> str:
        if chat.pinned:
            return "pinned"
        now = time.localtime(self._clock())
        then = time.localtime(chat.updated)
        same = (now.tm_year, now.tm_yday) == (then.tm_year, then.tm_yday)
        return "today" if same else "earlier"
