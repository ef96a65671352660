# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A scale from smaller to better: a slider whose points stand above their columns."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QSlider

from desktop.ui.theme import ThemeSource

CHOSEN, POINT = 20, 12


class Scale(QSlider):
    """Arrow keys, value and role for screen readers are the slider's own.

    The points lie where `show_points` says: pixels from the start of reading, or from the top.
    """

    def __init__(self, themes: ThemeSource, name: str) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._themes = themes
        self._points: list[int] = [CHOSEN // 2]
        self.setAccessibleName(name)
        self.setProperty("radius", 10)
        self.setPageStep(1)
        self.setRange(0, 0)
        themes.changed.connect(self.update)

    def show_points(self, points: Sequence[int]) -> None:
        """The middles of the points, as many as there are values."""
        self._points = list(points) or [CHOSEN // 2]
        self.update()

    def set_upright(self, upright: bool) -> None:
        """Points under each other, for a narrow window. The first one is on top."""
        self.setOrientation(Qt.Orientation.Vertical if upright else Qt.Orientation.Horizontal)
        self.setInvertedAppearance(upright)
        self.setInvertedControls(upright)
        fixed, wide = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding
        self.setSizePolicy(fixed if upright else wide, wide if upright else fixed)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As thick as the chosen point, and a pixel of air for its edge."""
        return QSize(CHOSEN + 2, CHOSEN + 2)

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The nearest point is chosen."""
        at = event.position()
        distances = [(self._place(index) - at).manhattanLength() for index in range(self._count)]
        self.setValue(distances.index(min(distances)))
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """As if pressed there."""
        self.mousePressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """The direction of reading may turn it."""
        self.update()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A line from the first point to the last; the chosen one is larger and filled."""
        theme = self._themes.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.line_strong, 2))
        painter.drawLine(self._place(0), self._place(self._count - 1))
        painter.setBrush(theme.window)
        for index in range(self._count):
            if index != self.value():
                radius = POINT / 2 - 1
                painter.drawEllipse(self._place(index), radius, radius)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.accent)
        painter.drawEllipse(self._place(self.value()), CHOSEN / 2, CHOSEN / 2)

    @property
    def _count(self) -> int:
        return min(self.maximum() + 1, len(self._points))

    def _place(self, index: int) -> QPointF:
        along = self._points[min(index, len(self._points) - 1)]
        if self.orientation() is Qt.Orientation.Vertical:
            return QPointF(self.width() / 2, along)
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            along = self.width() - along
        return QPointF(along, self.height() / 2)
