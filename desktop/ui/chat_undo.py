# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Says that a chat was put away, and brings it back."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.presenters.chat_list import ChatList
from desktop.presenters.editing import Editing
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.undo_bar import UndoBar

translate = QCoreApplication.translate


class ChatUndo(UndoBar):
    """The line at the bottom, for chats and messages; the ways back stay as long as the window."""

    def __init__(
        self,
        themes: ThemeSource,
        parent: QWidget,
        floor: Callable[[], int],
        chats: ChatList,
        editing: Editing,
    ) -> None:
        super().__init__(themes, parent, floor)
        self._chats, self._editing = chats, editing
        self._ways: list[Callable[[], None]] = []
        editing.removed.connect(self._on_messages)
        editing.undone.connect(self.hide)
        chats.deleted.connect(self._on_deleted)
        chats.archived.connect(self._on_archived)
        chats.undone.connect(self.hide)
        self.undo.connect(self.undo_last)

    def undo_last(self) -> None:
        """Bring back what was put away last; harmless when there is nothing."""
        if self._ways:
            self._ways.pop()()

    def _on_messages(self, count: int) -> None:
        words = translate("ChatUndo", "%n messages are deleted", "", count)
        self._ways.append(self._editing.undo)
        self.show_undo(words)

    def _on_deleted(self, _: str, title: str) -> None:
        words = translate("ChatUndo", "“{title}” is in the trash for 30 days")
        self._ways.append(self._chats.undo_delete)
        self.show_undo(words.format(title=title))

    def _on_archived(self, _: str, title: str) -> None:
        words = translate("ChatUndo", "“{title}” is in the archive")
        self._ways.append(self._chats.undo_delete)
        self.show_undo(words.format(title=title))
