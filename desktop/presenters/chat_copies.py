# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Copies of all chats: which there are, going back to one, and repairing the file."""

from PySide6.QtCore import QObject, Signal

from desktop.domain.errors import AppError
from desktop.presenters.background import Background, Lane
from desktop.services.chats.copies import Copy
from desktop.services.chats.repair import Repaired
from desktop.services.chats.store import ChatStore


class ChatCopies(QObject):
    """What is done here changes every chat; `replaced` tells those who show some."""

    changed = Signal()
    replaced = Signal()
    repaired = Signal(object)
    failed = Signal(object)

    def __init__(
        self, store: ChatStore, background: Background, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store, self._background = store, background
        self.copies: tuple[Copy, ...] = ()
        self.working = False

    def refresh(self) -> None:
        """Look which copies there are."""
        self._background.run(Lane.STORE, self._store.copies, self._show)

    def go_back_to(self, copy: Copy) -> None:
        """Make the chats what they were; a copy of what they are is made before."""
        self._work()
        self._background.run(
            Lane.STORE, lambda: self._store.go_back_to(copy), lambda _: self._done(), self._failed
        )

    def repair(self) -> None:
        """Save what can be read into a right file."""
        self._work()
        self._background.run(Lane.STORE, self._store.repair, self._on_repaired, self._failed)

    def _work(self) -> None:
        self.working = True
        self.changed.emit()

    def _show(self, copies: list[Copy]) -> None:
        self.copies = tuple(copies)
        self.changed.emit()

    def _done(self) -> None:
        self.working = False
        self.replaced.emit()
        self.refresh()

    def _on_repaired(self, repaired: Repaired) -> None:
        self._done()
        self.repaired.emit(repaired)

    def _failed(self, error: Exception) -> None:
        self.working = False
        self.changed.emit()
        if isinstance(error, AppError):
            self.failed.emit(error)
