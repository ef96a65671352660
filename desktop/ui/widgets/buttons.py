# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Buttons: the one main button, plain ones, and those that look like words."""

from collections.abc import Callable

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QPushButton, QSizePolicy

from desktop.ui.theme import ThemeSource

WEIGHTS = {"main": QFont.Weight.DemiBold, "name": QFont.Weight.DemiBold}


class Button(QPushButton):
    """A button with words. Its width never cuts them.

    Args:
        kind: "main" (once in sight), "plain", "small", "link" (accent),
            "quiet" (soft) or "name" (a heading that leads somewhere).
    """

    def __init__(
        self,
        themes: ThemeSource,
        text: str,
        kind: str = "plain",
        clicked: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(text)
        self._themes, self._kind = themes, kind
        self.setProperty("kind", kind)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if clicked is not None:
            self.clicked.connect(lambda: clicked())
        themes.changed.connect(self._restyle)
        self._restyle()

    def set_kind(self, kind: str) -> None:
        """Another look."""
        if kind != self._kind:
            self._kind = kind
            self.setProperty("kind", kind)
            self.style().unpolish(self)
            self.style().polish(self)
            self._restyle()

    def _restyle(self) -> None:
        font = self._themes.font("heading" if self._kind == "name" else "body")
        font.setWeight(WEIGHTS.get(self._kind, QFont.Weight.Medium))
        self.setFont(font)
        self.updateGeometry()
