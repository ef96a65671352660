# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What stands before the items of lists: dots, numbers and boxes of tasks."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QTextBlock

from desktop.ui.chat.pieces import Mark, TextPiece
from desktop.ui.chat.text_style import TextStyle
from desktop.ui.theme import tabular

GAP = 8  # pixels between a mark and the words
BOX = 14


def paint_mark(painter: QPainter, style: TextStyle, piece: TextPiece, block: QTextBlock) -> None:
    """Paint the mark of an item on the line of its first words."""
    layout = block.layout()
    line = layout.lineAt(0)
    if not line.isValid():
        return
    metrics = QFontMetricsF(style.reading)
    right_to_left = block.textDirection() is Qt.LayoutDirection.RightToLeft
    rect = line.rect().translated(layout.position())
    edge = rect.right() + GAP if right_to_left else rect.left() - GAP
    baseline = layout.position().y() + line.y() + line.ascent()
    middle = baseline - metrics.xHeight() * 0.56
    way = 1 if right_to_left else -1
    if piece.mark is Mark.NUMBER:
        painter.setFont(tabular(style.reading))
        painter.setLayoutDirection(block.textDirection())
        painter.setPen(style.themes.theme.text_soft)
        words = f"{piece.number}."
        width = QFontMetricsF(painter.font()).horizontalAdvance(words)
        painter.drawText(QPointF(edge if right_to_left else edge - width, baseline), words)
    elif piece.mark is Mark.BULLET:
        _paint_dot(painter, style, QPointF(edge + way * 4, middle), piece.depth)
    else:
        square = QRectF(0, 0, BOX, BOX)
        square.moveCenter(QPointF(edge + way * (BOX / 2 - 2), baseline - metrics.capHeight() / 2))
        _paint_box(painter, style, square, piece.mark is Mark.DONE)


def _paint_dot(painter: QPainter, style: TextStyle, middle: QPointF, depth: int) -> None:
    """Full, open, and a short line: three kinds tell the depth."""
    colour = style.themes.theme.text_soft
    if depth == 2:
        painter.setPen(QPen(colour, 1.25))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(middle, 2.4, 2.4)
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    if depth >= 3:
        painter.drawRect(QRectF(middle.x() - 3.5, middle.y() - 0.75, 7, 1.5))
    else:
        painter.drawEllipse(middle, 2.6, 2.6)


def _paint_box(painter: QPainter, style: TextStyle, square: QRectF, done: bool) -> None:
    theme = style.themes.theme
    painter.setPen(QPen(theme.accent if done else theme.line_strong, 1.5))
    painter.setBrush(theme.accent if done else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(square.adjusted(0.75, 0.75, -0.75, -0.75), 3, 3)
    if done:
        check = style.themes.pixmap("check", "on_accent", 12)
        painter.drawPixmap(square.topLeft() + QPointF(1, 1), check)
