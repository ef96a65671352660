# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""One of several values: a combo box that looks like the buttons beside it."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QComboBox, QStyle

from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.direction import leading

ARROW = 16


class Choice(QComboBox):
    """Name it with a label whose buddy it is: a combo box has no other name.

    Args:
        plain: without a border, for the foot of a page.
    """

    def __init__(self, themes: ThemeSource, plain: bool = False) -> None:
        super().__init__()
        self._themes, self._plain = themes, plain
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        themes.changed.connect(self._restyle)
        self._restyle()

    def sizeHint(self) -> QSize:
        """Wide enough for the longest value."""
        metrics = QFontMetrics(self.font())
        texts = [self.itemText(index) for index in range(self.count())] or [""]
        width = max(metrics.horizontalAdvance(text) for text in texts)
        edges = 0 if self._plain else 26
        return QSize(width + ARROW + 8 + edges, max(32, metrics.height() + 16))

    def minimumSizeHint(self) -> QSize:
        """Values are never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The value, and an arrow."""
        theme = self._themes.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._plain:
            painter.setPen(QPen(theme.line, 1))
            painter.setBrush(theme.hover if self.underMouse() else theme.raised)
            frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(frame, 8, 8)
        edge = 0 if self._plain else 13
        inside = self.rect().adjusted(edge, 0, -edge, 0)
        painter.setPen(theme.text_soft if self._plain else theme.text)
        if not self.isEnabled():
            painter.setPen(theme.text_off)
        words = QRect(inside)
        words.setWidth(inside.width() - ARROW - 8)
        arrow = QRect(inside.right() - ARROW + 1, (self.height() - ARROW) // 2, ARROW, ARROW)
        direction = self.layoutDirection()
        words = QStyle.visualRect(direction, self.rect(), words)
        arrow = QStyle.visualRect(direction, self.rect(), arrow)
        painter.drawText(words, int(leading()), self.currentText())
        painter.drawPixmap(arrow, self._themes.pixmap("down", "text_soft", ARROW))

    def _restyle(self) -> None:
        font = self._themes.font("caption" if self._plain else "body")
        if not self._plain:
            font.setWeight(QFont.Weight.Medium)
        self.setFont(font)
        self.updateGeometry()
