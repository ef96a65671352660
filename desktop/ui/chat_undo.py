# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Says what became of chats: one was put away, and can be brought back; some left or came."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import AppError
from desktop.presenters.chat_list import ChatList
from desktop.presenters.editing import Editing
from desktop.presenters.exchange import Exchange
from desktop.services.exchange.arriving import Arrived
from desktop.ui.text.exchange import arrived_words, left_words
from desktop.ui.text.problems import problem_text
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
        exchange: Exchange,
    ) -> None:
        super().__init__(themes, parent, floor)
        self._chats, self._editing = chats, editing
        self._ways: list[Callable[[], None]] = []
        editing.removed.connect(self._on_messages)
        editing.undone.connect(self.hide)
        chats.deleted.connect(self._on_deleted)
        chats.archived.connect(self._on_archived)
        chats.undone.connect(self.hide)
        exchange.left.connect(self._on_left)
        exchange.arrived.connect(self._on_arrived)
        exchange.failed.connect(self._on_failed)
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

    def _on_left(self, files: Sequence[Path]) -> None:
        self.show_words(left_words(files))

    def _on_arrived(self, arrived: Arrived) -> None:
        self.show_words(arrived_words(arrived))

    def _on_failed(self, error: AppError) -> None:
        words = problem_text(error)
        self.show_words(f"{words.title}. {words.next}")
