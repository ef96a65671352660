# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A model as a stone: the larger the model, the larger the stone and the more facets it has."""

from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from desktop.ui.theme import Theme, ThemeSource

GRID = 32.0
CUT = 0.22  # of the width, at each corner
# half widths of the squares, from the outer one to the inner one
STONES = {
    1: (6.0,),
    2: (8.25, 3.75),
    3: (10.25, 5.0),
    4: (12.25, 6.25),
    5: (14.25, 9.5, 4.75),
}


class Stone(QWidget):
    """The stone of a model, on a square grid so that stones in a column share their middle.

    Args:
        size: pixels of the grid. tight: only as wide as the stone, to stand on the text's edge.
    """

    def __init__(
        self, themes: ThemeSource, level: int, size: int = 40, tight: bool = False
    ) -> None:
        super().__init__()
        self._themes, self._level, self._size, self._tight = themes, level, size, tight
        self._away = False
        self.setSizePolicy(self.sizePolicy().Policy.Fixed, self.sizePolicy().Policy.Fixed)
        themes.changed.connect(self.update)

    def show_stone(self, level: int, away: bool = False) -> None:
        """Another size, or the state of a model that is away."""
        self._level, self._away = level, away
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The whole grid, or the stone alone."""
        if not self._tight:
            return QSize(self._size, self._size)
        width = round((2 * STONES[self._level][0] + 2) * self._size / GRID)
        return QSize(width, width)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The stone in the middle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QRectF(self.rect()).center()
        square = QRectF(0, 0, self._size, self._size)
        square.moveCenter(middle)
        paint_stone(painter, square, self._level, self._themes.theme, self._away)


def paint_stone(
    painter: QPainter, square: QRectF, level: int, theme: Theme, away: bool = False
) -> None:
    """Draw a stone into a square; away: grey, for a model whose disk is not connected."""
    painter.save()
    painter.translate(square.center())
    painter.scale(square.width() / GRID, square.height() / GRID)
    stroke = QColor(theme.text_soft if away else theme.accent)
    if away:
        painter.setOpacity(0.6)
    outlines = [_corners(half) for half in STONES.get(level, STONES[1])]
    painter.setPen(_pen(stroke, 1.5))
    painter.setBrush(theme.hover if away else theme.selection)
    painter.drawPolygon(QPolygonF(outlines[0]))
    thin = QColor(stroke)
    thin.setAlphaF(0.8)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_pen(thin, 1.0))
    for outer, inner in pairwise(outlines):
        for start, end in zip(outer, inner, strict=True):
            painter.drawLine(start, end)
    painter.setPen(_pen(stroke, 1.5))
    for inner in outlines[1:]:
        painter.drawPolygon(QPolygonF(inner))
    painter.restore()


def _pen(colour: QColor, width: float) -> QPen:
    pen = QPen(colour, width)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def _corners(half: float) -> list[QPointF]:
    near = half - 2 * half * CUT
    corners = (
        (-near, -half),
        (near, -half),
        (half, -near),
        (half, near),
        (near, half),
        (-near, half),
        (-half, near),
        (-half, -near),
    )
    return [QPointF(x, y) for x, y in corners]
