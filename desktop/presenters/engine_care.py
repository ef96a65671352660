# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What the engine keeps on the disk, and which models it holds apart because of what happened."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desktop.presenters.background import Background, Lane
from desktop.presenters.engine_host import EngineHost


class EngineCare(QObject):
    """Everything is done in the engine's thread, so never while it writes.

    Args:
        size: bytes of all that is kept of what was read; clear: deletes it.
        held: how many models run in a process of their own since the program ended while they
            worked; trust: lets them back.

    Attributes:
        kept: bytes. apart: models held apart. Both 0 until `refresh` has looked.
    """

    changed = Signal()

    def __init__(
        self,
        engine: EngineHost,
        size: Callable[[], int],
        clear: Callable[[], None],
        held: Callable[[], int],
        trust: Callable[[], None],
        background: Background,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._engine, self._background = engine, background
        self._size, self._clear, self._held, self._trust = size, clear, held, trust
        self.kept = self.apart = 0

    def refresh(self) -> None:
        """Look again."""
        self._after(lambda: None)

    def clear(self) -> None:
        """Forget what was read: the next question in a chat reads it again."""
        self._engine.unload()  # or it would be written down once more
        self._after(self._clear)

    def trust(self) -> None:
        """Let the models that are held apart work in this process again, from their next load."""
        self._engine.unload()
        self._after(self._trust)

    def _after(self, work: Callable[[], None]) -> None:
        def done() -> tuple[int, int]:
            work()
            return self._size(), self._held()

        self._background.run(Lane.ENGINE, done, self._show)

    def _show(self, found: tuple[int, int]) -> None:
        if found != (self.kept, self.apart):
            self.kept, self.apart = found
            self.changed.emit()
