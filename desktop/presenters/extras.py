# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The extra parts of the engine that are on this computer."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desktop.presenters.background import Background, Lane
from desktop.services.engine.backends import Extra


class Extras(QObject):
    """look: finds them; it reads every file of theirs."""

    changed = Signal()

    def __init__(
        self,
        look: Callable[[], list[Extra]],
        background: Background,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._look, self._background = look, background
        self.found: tuple[Extra, ...] = ()

    def refresh(self) -> None:
        """Look which there are."""
        self._background.run(Lane.POOL, self._look, self._show)

    def _show(self, found: list[Extra]) -> None:
        self.found = tuple(found)
        self.changed.emit()
