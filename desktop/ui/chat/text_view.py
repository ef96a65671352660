# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Text that can be read, selected and copied, exactly as high as it is."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QRectF, Qt, QUrl, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTextBlock,
    QTextCursor,
    QTextFragment,
    QTextLine,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QTextBrowser, QTextEdit

from desktop.ui.chat.formula import KIND, FormulaObject, words_between
from desktop.ui.chat.marks import paint_mark
from desktop.ui.chat.pieces import Style, TextPiece, plain_text
from desktop.ui.chat.text_style import IS_CODE, QUOTE, TextStyle

USUAL = 640  # pixels, until the real width is known


class ReadView(QTextBrowser):
    """Never scrolls up or down, loads nothing, and opens no link by itself."""

    link_followed = Signal(str)
    redrawn = Signal()  # formulas came: the height may be another one

    def __init__(self, style: TextStyle) -> None:
        super().__init__()
        self._style = style
        self._width = 0
        self._waits = False  # for formulas
        self.marked = False  # the answer grows here
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.setLineWrapMode(QTextEdit.LineWrapMode.FixedPixelWidth)
        self.setLineWrapColumnOrWidth(USUAL)  # at no width each letter would have its own line
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
            | Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)
        option = QTextOption()
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDefaultTextOption(option)
        self.document().documentLayout().registerHandler(KIND, FormulaObject(self.document()))
        self.anchorClicked.connect(lambda url: self.link_followed.emit(url.toString()))

    def height_for(self, width: int) -> int:
        """Pixels at this width; lays the text out for it."""
        if width != self._width:
            self._width = width
            self.setLineWrapColumnOrWidth(width)
        return math.ceil(self.document().size().height())

    def rest_cursor(self) -> None:
        """What grows must not take the cursor along: the view would scroll to it."""
        cursor = self.textCursor()
        if cursor.atEnd() and not cursor.hasSelection():
            cursor.setPosition(0)
            self.setTextCursor(cursor)

    def await_formulas(self, wait: bool) -> None:
        """Some are not drawn yet: what is shown is written again when they are."""
        if wait and not self._waits:
            self._style.formulas.ready.connect(self._on_formulas)
        elif self._waits and not wait:
            self._style.formulas.ready.disconnect(self._on_formulas)
        self._waits = wait

    def _on_formulas(self) -> None:
        self.restyle()
        self.redrawn.emit()

    def restyle(self) -> None:
        """Write everything again: the theme changed, or a formula came."""

    def set_marked(self, marked: bool) -> None:
        """Show, or take away, the mark at the end."""
        if marked != self.marked:
            self.marked = marked
            self.viewport().update()

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Nothing is loaded, whatever a text names."""
        return None

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The message as a whole has a menu."""
        event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The transcript scrolls, not the text."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Grounds, words, and the mark at the end."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_below(painter, QRectF(event.rect()))
        painter.end()
        super().paintEvent(event)
        if self.marked:
            painter = QPainter(self.viewport())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_mark(painter)
            painter.end()

    def selected_text(self) -> str:
        """What is selected, as it is copied."""
        return self.textCursor().selectedText().replace("\u2029", "\n").replace("\u2028", "\n")

    def _paint_below(self, painter: QPainter, clip: QRectF) -> None:
        """For those who have something to paint there."""

    def _paint_mark(self, painter: QPainter) -> None:
        """A resting block behind the last word."""
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        caret = QRectF(self.cursorRect(cursor))
        width, height = self._style.mark_size
        block = cursor.block()
        gap = 3 if block.length() > 1 else 0
        right_to_left = block.textDirection() is Qt.LayoutDirection.RightToLeft
        left = caret.left() - gap - width if right_to_left else caret.left() + gap
        left = min(max(left, 0), self.viewport().width() - width)
        layout = block.layout()
        line = layout.lineForTextPosition(cursor.positionInBlock())
        bottom = caret.bottom()
        if line.isValid():
            place = self.document().documentLayout().blockBoundingRect(block).top()
            bottom = place + line.y() + line.ascent() + height * 0.12
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._style.themes.theme.accent)
        painter.drawRoundedRect(QRectF(left, bottom - height, width, height), 2, 2)


class TextView(ReadView):
    """Paragraphs, headings and items of lists: one block of the document for each piece."""

    def __init__(self, style: TextStyle) -> None:
        super().__init__(style)
        self.pieces: list[TextPiece] = []
        self._gaps: list[int] = []
        self._grounds: list[int] = []  # blocks that have something painted below their words
        self.restyle()

    def write(self, keep: int, pieces: Sequence[TextPiece], gaps: Sequence[int]) -> None:
        """Replace all pieces but the first ones; what is kept is not laid out again."""
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        if keep == 0:
            cursor.select(QTextCursor.SelectionType.Document)
            cursor.removeSelectedText()
            cursor.block().setUserState(-1)
        elif keep < len(self.pieces):
            kept = self.document().findBlockByNumber(keep - 1)
            cursor.setPosition(kept.position() + kept.length() - 1)
            cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
        else:
            cursor.movePosition(QTextCursor.MoveOperation.End)
        complete = True
        for place, (piece, gap) in enumerate(zip(pieces, gaps, strict=True), keep):
            complete &= self._style.write(cursor, piece, gap if place else 0, fresh=place == 0)
        cursor.endEditBlock()
        self.await_formulas(not complete or (self._waits and keep > 0))
        self.pieces[keep:] = pieces
        self._gaps[keep:] = gaps
        self._grounds = [place for place in self._grounds if place < keep]
        for place, piece in enumerate(pieces, keep):
            if piece.quote or piece.mark or any(Style.CODE in span.style for span in piece.spans):
                self._grounds.append(place)
        self.rest_cursor()
        has_links = any(span.link for piece in self.pieces for span in piece.spans)
        policy = Qt.FocusPolicy.StrongFocus if has_links else Qt.FocusPolicy.ClickFocus
        if self.focusPolicy() is not policy:
            self.setFocusPolicy(policy)

    def restyle(self) -> None:
        """The theme changed: everything is written again."""
        self.document().setDefaultFont(self._style.reading)
        pieces, gaps = list(self.pieces), list(self._gaps)
        if pieces:
            self.write(0, pieces, gaps)
        self._width = 0

    def createMimeDataFromSelection(self) -> QMimeData:
        """As text with the signs of its lists, and with formatting."""
        data = super().createMimeDataFromSelection()
        data.setText(self.selected_text())
        return data

    def selected_text(self) -> str:
        """The selected words; whole pieces with what stands before them."""
        cursor = self.textCursor()
        if not cursor.hasSelection():
            return ""
        document = self.document()
        first = document.findBlock(cursor.selectionStart()).blockNumber()
        last = document.findBlock(cursor.selectionEnd()).blockNumber()
        parts: list[str] = []
        for number in range(first, last + 1):
            block = document.findBlockByNumber(number)
            start = max(cursor.selectionStart() - block.position(), 0)
            end = min(cursor.selectionEnd() - block.position(), block.length() - 1)
            whole = first < last and start == 0 and end == block.length() - 1
            words = words_between(block, start, end)
            parts.append(plain_text(self.pieces[number]) if whole else words)
            parts.append("\n" if number < last and self.pieces[number + 1].tight else "\n\n")
        return "".join(parts[:-1])

    def _paint_below(self, painter: QPainter, clip: QRectF) -> None:
        layout = self.document().documentLayout()
        for number in self._grounds:
            block = self.document().findBlockByNumber(number)
            frame = layout.blockBoundingRect(block)
            if frame.bottom() < clip.top() or frame.top() > clip.bottom():
                continue
            piece = self.pieces[number]
            if piece.quote:
                self._paint_quote(painter, block, frame)
            if piece.mark is not None:
                paint_mark(painter, self._style, piece, block)
            iterator = block.begin()
            while not iterator.atEnd():
                fragment = iterator.fragment()
                if fragment.charFormat().hasProperty(IS_CODE):
                    self._paint_code(painter, block, fragment, frame)
                iterator += 1

    def _paint_quote(self, painter: QPainter, block: QTextBlock, frame: QRectF) -> None:
        """A line at the edge where reading begins, through the gap when the quote goes on."""
        number = block.blockNumber()
        depth = self.pieces[number].quote
        before = self.pieces[number - 1].quote if number else 0
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._style.themes.theme.line_strong)
        right_to_left = block.textDirection() is Qt.LayoutDirection.RightToLeft
        for level in range(depth):
            top = frame.top()
            if before > level:
                top = self.document().documentLayout().blockBoundingRect(block.previous()).bottom()
            left = level * QUOTE
            x = self.viewport().width() - left - 3 if right_to_left else left
            painter.drawRect(QRectF(x, top, 2, frame.bottom() - top))

    def _paint_code(
        self, painter: QPainter, block: QTextBlock, fragment: QTextFragment, frame: QRectF
    ) -> None:
        """A soft ground with round corners, no higher than the letters."""
        theme = self._style.themes.theme
        painter.setBrush(theme.code)
        painter.setPen(QPen(theme.line, 1) if theme.high_contrast else Qt.PenStyle.NoPen)
        start = fragment.position() - block.position()
        end = start + fragment.length()
        layout = block.layout()
        for place in range(layout.lineCount()):
            line = layout.lineAt(place)
            first = max(start, line.textStart())
            last = min(end, line.textStart() + line.textLength())
            if first >= last:
                continue
            left, right = sorted((_x(line, first), _x(line, last)))
            baseline = layout.position().y() + line.y() + line.ascent()
            height = self._style.mark_size[1] * 1.36
            box = QRectF(left - 2, baseline - height * 0.78, right - left + 4, height)
            painter.drawRoundedRect(box.translated(layout.position().x(), 0), 4, 4)


def _x(line: QTextLine, place: int) -> float:
    """Where a letter begins."""
    found = line.cursorToX(place)
    return float(found[0] if isinstance(found, tuple) else 0.0)
