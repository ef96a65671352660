# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A raised surface with round corners: a card, never inside another one."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QVBoxLayout

from desktop.ui.theme import ThemeSource

RADIUS = 12


class Card(QFrame):
    """Holds what belongs together. Its `column` takes the content."""

    def __init__(self, themes: ThemeSource, margin: tuple[int, int] = (20, 16)) -> None:
        super().__init__()
        self._themes = themes
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(margin[0], margin[1], margin[0], margin[1])
        self.column.setSpacing(0)
        themes.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Surface and border."""
        theme = self._themes.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.line, 1))
        painter.setBrush(theme.raised)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
