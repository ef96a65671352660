# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Buttons: the one main button, plain ones, and those that look like words."""

from collections.abc import Callable

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QPushButton, QSizePolicy

from desktop.ui.theme import ThemeSource

SEMIBOLD = {"main", "name", "fold"}


class Button(QPushButton):
    """A button with words. Its width never cuts them.

    Args:
        kind: words. "main" (once in sight), "small", "link" (accent), "quiet" (soft), "bare" (no
            room around it), "name" (a heading that leads somewhere), "fold" (opens a section).
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
        words = set(self._kind.split())
        font = self._themes.font("heading" if "name" in words else "body")
        font.setWeight(QFont.Weight.DemiBold if words & SEMIBOLD else QFont.Weight.Medium)
        self.setFont(font)
        self.updateGeometry()
