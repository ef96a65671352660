# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Says that a chat was put away, and brings it back."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.presenters.chat_list import ChatList
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.undo_bar import UndoBar

translate = QCoreApplication.translate


class ChatUndo(UndoBar):
    """The line at the bottom, for the list of chats."""

    def __init__(
        self, themes: ThemeSource, parent: QWidget, floor: Callable[[], int], chats: ChatList
    ) -> None:
        super().__init__(themes, parent, floor)
        chats.deleted.connect(self._on_deleted)
        chats.archived.connect(self._on_archived)
        chats.undone.connect(self.hide)
        self.undo.connect(chats.undo_delete)

    def _on_deleted(self, _: str, title: str) -> None:
        words = translate("ChatUndo", "“{title}” is in the trash for 30 days")
        self.show_undo(words.format(title=title))

    def _on_archived(self, _: str, title: str) -> None:
        words = translate("ChatUndo", "“{title}” is in the archive")
        self.show_undo(words.format(title=title))
