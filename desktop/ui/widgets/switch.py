# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A switch: a check box that looks like what it does."""

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox

from desktop.ui.theme import ThemeSource

WIDTH, HEIGHT = 36, 20


class Switch(QCheckBox):
    """On or off, at once. A label beside it says what; its name is for screen readers."""

    def __init__(self, themes: ThemeSource, name: str) -> None:
        super().__init__()
        self._themes = themes
        self.setAccessibleName(name)
        self.setProperty("radius", HEIGHT // 2)
        self.setFixedSize(WIDTH, HEIGHT)
        themes.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Of the switch; the words stand elsewhere."""
        return QSize(WIDTH, HEIGHT)

    def hitButton(self, position: QPoint) -> bool:
        """All of it."""
        return self.rect().contains(position)

    def paintEvent(self, event: QPaintEvent) -> None:
        """On: filled, with the knob at the end. Off: an outline, with the knob at the start."""
        theme = self._themes.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            painter.translate(self.width(), 0)
            painter.scale(-1, 1)
        track = QRectF(0, 0, WIDTH, HEIGHT).adjusted(0.75, 0.75, -0.75, -0.75)
        radius = track.height() / 2
        knob = QRectF(0, 0, 12, 12)
        off = theme.line_strong if self.isEnabled() else theme.text_off
        if self.isChecked():
            colour = theme.accent if self.isEnabled() else theme.text_off
            painter.setPen(QPen(colour, 1.5))
            painter.setBrush(colour)
            painter.drawRoundedRect(track, radius, radius)
            knob.moveCenter(track.center() + QPointF(8, 0))
            painter.setBrush(theme.on_accent)
        else:
            painter.setPen(QPen(off, 1.5))
            painter.setBrush(theme.window)
            painter.drawRoundedRect(track, radius, radius)
            knob.moveCenter(track.center() - QPointF(8, 0))
            painter.setBrush(off)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(knob)
