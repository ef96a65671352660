# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A table in an answer: rows with a line below each; one that is too wide scrolls to the side."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QMimeData, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
    QTextTableCellFormat,
    QTextTableFormat,
    QWheelEvent,
)

from desktop.ui.chat.pieces import Span, Spans, Style, TablePiece, plain_text, words_of
from desktop.ui.chat.text_style import TextStyle, alignment_of, is_right_to_left
from desktop.ui.chat.text_view import ReadView
from desktop.ui.theme import tabular

translate = QCoreApplication.translate

GAP = 24  # pixels between columns
ABOVE, BELOW = 7, 3  # words, in a row
BAR = 12  # of the scroll bar
NARROWEST, WIDEST = 9, 26  # letters that a column keeps when there is too little room


class TableView(ReadView):
    """A table; it may still grow."""

    def __init__(self, style: TextStyle, piece: TablePiece) -> None:
        super().__init__(style)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setAccessibleName(translate("TableView", "Table"))
        self.piece = TablePiece((), (), ())
        self._complete = True  # all formulas are drawn
        self._table: QTextTable | None = None
        self._natural: list[float] = []  # widths of the columns, were there room enough
        self._least: list[float] = []  # of their longest words
        self._room = 0
        self._mirrored = False
        self.show_piece(piece)

    def show_piece(self, piece: TablePiece) -> None:
        """The table so far; only rows that are new or changed are written."""
        known = self.piece
        if self._table is None or known.head != piece.head or known.alignments != piece.alignments:
            self._begin(piece)
            known = TablePiece(piece.head, (), piece.alignments)
        table = self._table
        assert table is not None
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        more = len(piece.rows) - len(known.rows)
        if more > 0:
            table.appendRows(more)
        elif more < 0:
            table.removeRows(len(piece.rows) + 1, -more)
        for place, row in enumerate(piece.rows):
            if place >= len(known.rows) or known.rows[place] != row:
                self._write_row(place + 1, row)
        cursor.endEditBlock()
        self.await_formulas(not self._complete)
        self.rest_cursor()
        self.piece = piece
        self._room = 0

    def height_for(self, width: int) -> int:
        """Pixels at this width; shares the room among the columns."""
        if width != self._room:
            self._room = width
            self._share_room(width)
        wide = self._width > width
        return math.ceil(self.document().size().height()) + (BAR if wide else 0)

    def restyle(self) -> None:
        """The theme changed: written again."""
        piece, self._table = self.piece, None
        self.show_piece(piece)

    def createMimeDataFromSelection(self) -> QMimeData:
        """Cells apart by tabs, as spreadsheets like it."""
        data = super().createMimeDataFromSelection()
        data.setText(self.selected_text())
        return data

    def selected_text(self) -> str:
        """All of the table, or a part of one cell."""
        words = self.textCursor().selectedText()
        if any(sign in words for sign in "\u2029\ufdd0\ufdd1"):
            return plain_text(self.piece)
        return words

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Up and down belongs to the transcript."""
        sideways = abs(event.angleDelta().x()) > abs(event.angleDelta().y())
        if sideways or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            super().wheelEvent(event)
        else:
            event.ignore()

    def _begin(self, piece: TablePiece) -> None:
        self.clear()
        self._complete = True
        self.document().setDefaultFont(tabular(self._style.reading))
        self._natural = [0.0] * max(len(piece.head), 1)
        self._least = list(self._natural)
        form = QTextTableFormat()
        form.setBorder(0)
        form.setCellSpacing(0)
        form.setCellPadding(0)
        form.setHeaderRowCount(1)
        form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_None)
        form.setBorderCollapse(True)
        words = "".join(words_of(cell) for row in (piece.head, *piece.rows) for cell in row)
        self._mirrored = is_right_to_left(words)
        self._alignments = piece.alignments
        self._table = QTextCursor(self.document()).insertTable(1, len(self._natural), form)
        self._hide_first_and_last()
        self._write_row(0, piece.head)

    def _hide_first_and_last(self) -> None:
        """A document has a paragraph before and after every table; they take no room."""
        flat = QTextBlockFormat()
        flat.setLineHeight(0.01, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        for block in (self.document().firstBlock(), self.document().lastBlock()):
            QTextCursor(block).setBlockFormat(flat)

    def _write_row(self, place: int, row: Sequence[Spans]) -> None:
        assert self._table is not None
        for column in range(self._table.columns()):
            spans = row[column] if column < len(row) else ()
            cell = self._table.cellAt(place, self._seen(column))
            cell.setFormat(self._cell_format(column))
            cursor = cell.firstCursorPosition()
            cursor.setPosition(cell.lastPosition(), QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
            block = QTextBlockFormat()
            proportional = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
            block.setLineHeight(self._style.line_height, proportional)
            alignment = self._alignments[column] if column < len(self._alignments) else ""
            block.setAlignment(alignment_of(alignment))
            if self._mirrored:
                block.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
            cursor.setBlockFormat(block)
            for span in spans:
                form = self._span_format(place, span)
                self._complete &= self._style.insert(cursor, span, form)
            self._measure(place, column, spans)

    def _seen(self, column: int) -> int:
        """Where a column stands: Qt mirrors words, but no tables."""
        return len(self._natural) - 1 - column if self._mirrored else column

    def _span_format(self, place: int, span: Span) -> QTextCharFormat:
        """Heads are soft and strong; figures have one width, so that numbers stand in columns."""
        head = place == 0
        form = QTextCharFormat(self._style.span_format(span, 4 if head else 0, soft=head))
        if Style.CODE not in span.style:
            form.setFont(tabular(form.font()))
        return form

    def _measure(self, place: int, column: int, spans: Spans) -> None:
        """How wide a cell is in one line, and its longest word."""
        whole = longest = 0.0
        for span in spans:
            form = self._span_format(place, span)
            metrics = QFontMetricsF(form.font())
            if Style.FORMULA in span.style:
                drawing, _ = self._style.formulas.find(span.text, form.font())
                if drawing is not None:
                    whole += drawing.width
                    longest = max(longest, drawing.width)
                    continue
            lines = span.text.split("\u2028")
            whole += max(metrics.horizontalAdvance(line) for line in lines)
            words = (metrics.horizontalAdvance(word) for word in span.text.split())
            longest = max(longest, *words, 0.0)
        self._natural[column] = max(self._natural[column], whole + 2)
        self._least[column] = max(self._least[column], longest + 2)

    def _cell_format(self, column: int) -> QTextTableCellFormat:
        assert self._table is not None
        last = column == self._table.columns() - 1
        form = QTextTableCellFormat()
        form.setTopPadding(ABOVE)
        form.setBottomPadding(BELOW)
        gap = 0 if last else GAP
        if self._mirrored:
            form.setLeftPadding(gap)
        else:
            form.setRightPadding(gap)
        form.setBottomBorder(1)
        form.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        form.setBottomBorderBrush(self._style.themes.theme.line)
        return form

    def _share_room(self, room: int) -> None:
        """Widths of columns: what they need, and of what is left each its share."""
        assert self._table is not None
        gaps = GAP * (len(self._natural) - 1)
        letter = QFontMetricsF(self._style.reading).averageCharWidth()
        least = [min(max(width, NARROWEST * letter), WIDEST * letter) for width in self._least]
        widths = shared(self._natural, least, max(room - gaps, 1))
        self._width = math.floor(sum(widths) + gaps + 0.5)
        form = self._table.format()
        assert isinstance(form, QTextTableFormat)
        form.setWidth(QTextLength(QTextLength.Type.FixedLength, max(self._width, room)))
        lengths = [
            QTextLength(
                QTextLength.Type.FixedLength, width + (GAP if place < len(widths) - 1 else 0)
            )
            for place, width in enumerate(widths)
        ]
        form.setColumnWidthConstraints(lengths[::-1] if self._mirrored else lengths)
        self._table.setFormat(form)
        self.setLineWrapColumnOrWidth(max(self._width, room))


def shared(natural: Sequence[float], least: Sequence[float], room: float) -> list[float]:
    """Widths that together take the room, or more where even the least does not fit.

    Args:
        natural: what each column would take. least: what it keeps, when it wants so much.
    """
    wanted = sum(natural)
    if wanted <= room:
        return [width + (room - wanted) * width / max(wanted, 1) for width in natural]
    widths = [min(width, kept) for width, kept in zip(natural, least, strict=True)]
    rest = room - sum(widths)
    if rest <= 0:
        return widths
    # Those that lack little get all of it first; the wide ones share what is left.
    order = sorted(range(len(natural)), key=lambda place: natural[place] - widths[place])
    for done, place in enumerate(order):
        more = min(natural[place] - widths[place], rest / (len(order) - done))
        widths[place] += more
        rest -= more
    return widths
