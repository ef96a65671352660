# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""How the words of an answer look: formats for text documents, made once a theme."""

import unicodedata
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)

from desktop.ui.chat.formula import OBJECT, Formulas, Run, formula_format, spoken_format
from desktop.ui.chat.pieces import (
    CodePiece,
    Mark,
    Piece,
    RulePiece,
    Span,
    Style,
    TablePiece,
    TextPiece,
    words_of,
)
from desktop.ui.theme import ThemeSource, reading_line_height

INDENT = 26  # pixels for each depth of lists
QUOTE = 18  # pixels for each depth of quotes
BETWEEN = 12  # paragraphs
LARGER = {1: 5.0, 2: 3.0, 3: 1.5}  # points that headings are larger than the words
BREAK = "\u2028"
IS_CODE = QTextFormat.Property.UserProperty.value + 1


def gap_between(before: Piece | None, piece: Piece) -> int:
    """Pixels between two pieces."""
    if before is None:
        return 0
    if isinstance(piece, RulePiece) or isinstance(before, RulePiece):
        return 20
    if isinstance(piece, TextPiece) and piece.heading:
        return 24 if piece.heading <= 2 else 20
    if isinstance(before, TextPiece) and before.heading:
        return 8
    if isinstance(piece, CodePiece | TablePiece) or isinstance(before, CodePiece | TablePiece):
        return 14
    return 5 if piece.tight else BETWEEN


def at_once(work: Callable[[], object], done: Callable[[], None]) -> None:
    """For those who have no other thread."""
    work()
    done()


class TextStyle:
    """Fonts and formats of the theme that holds now; `renew` after it changed.

    Args:
        run: does what takes long somewhere else, then calls the second one here.
    """

    def __init__(self, themes: ThemeSource, run: Run = at_once) -> None:
        self.themes, self.run = themes, run
        self.formulas = Formulas(run)
        self.renew()

    def renew(self) -> None:
        """Look at the theme again."""
        self.reading = self.themes.font("reading")
        self.code = self.themes.font("code")
        self.line_height = reading_line_height(self.reading)
        self._formats: dict[tuple[Style, bool, int, bool], QTextCharFormat] = {}

    @property
    def mark_size(self) -> tuple[float, float]:
        """Width and height of the mark at the end of a growing answer."""
        metrics = QFontMetricsF(self.reading)
        return max(metrics.averageCharWidth() * 0.8, 5), metrics.capHeight() * 1.25

    def write(self, cursor: QTextCursor, piece: TextPiece, gap: int, fresh: bool) -> bool:
        """Put a piece at the end of a document, as one block; False while a drawing is to come."""
        block = self._block(piece, gap)
        words = self._format(Style.PLAIN, False, piece.heading, piece.quote > 0)
        if fresh:
            cursor.setBlockFormat(block)
            cursor.setBlockCharFormat(words)
        else:
            cursor.insertBlock(block, words)
        spans = (
            self.insert(cursor, span, self.span_format(span, piece.heading, piece.quote > 0))
            for span in piece.spans
        )
        return all([*spans])

    def insert(self, cursor: QTextCursor, span: Span, form: QTextCharFormat) -> bool:
        """Put a span into a document; False when a formula in it is not drawn yet."""
        if Style.FORMULA not in span.style:
            cursor.insertText(span.text, form)
            return True
        drawing, comes = self.formulas.find(span.text, form.font())
        if drawing is None:
            cursor.insertText(span.text.replace("\n", BREAK), form)
        else:
            cursor.insertText(OBJECT, formula_format(form, drawing, span.text))
            source = " ".join(span.text.strip("$").split())
            cursor.insertText(source, spoken_format(form))
        return not comes

    def span_format(self, span: Span, heading: int = 0, soft: bool = False) -> QTextCharFormat:
        """The format of a span; links carry their address."""
        form = self._format(span.style, bool(span.link), heading, soft)
        if span.link:
            form = QTextCharFormat(form)
            form.setAnchorHref(span.link)
            form.setToolTip(span.link)
        return form

    def font_of(self, heading: int) -> QFont:
        """The font of words or of a heading."""
        font = QFont(self.reading)
        if heading:
            font.setWeight(QFont.Weight.DemiBold)
            if font.pointSizeF() > 0:
                font.setPointSizeF(font.pointSizeF() + LARGER.get(heading, 0.0))
        return font

    def _block(self, piece: TextPiece, gap: int) -> QTextBlockFormat:
        block = QTextBlockFormat()
        percent = self.line_height
        if piece.heading:
            percent = max(round(percent * 0.88), 100)  # large letters stand closer
        proportional = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
        block.setLineHeight(percent, proportional)
        block.setTopMargin(gap)
        block.setHeadingLevel(piece.heading)
        inset = piece.quote * QUOTE + piece.depth * INDENT
        if piece.mark is Mark.NUMBER and piece.number > 99:
            inset += round(QFontMetricsF(self.reading).averageCharWidth() * 1.2)
        if is_right_to_left(words_of(piece.spans)):
            block.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
            block.setRightMargin(inset)
        else:
            block.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            block.setLeftMargin(inset)
        return block

    def _format(self, style: Style, link: bool, heading: int, soft: bool) -> QTextCharFormat:
        key = (style, link, heading, soft)
        if key not in self._formats:
            self._formats[key] = self._made(style, link, heading, soft)
        return self._formats[key]

    def _made(self, style: Style, link: bool, heading: int, soft: bool) -> QTextCharFormat:
        theme = self.themes.theme
        form = QTextCharFormat()
        font = self.font_of(heading)
        if style & Style.CODE:
            font = QFont(self.code)
            if self.reading.pointSizeF() > 0:
                font.setPointSizeF(self.font_of(heading).pointSizeF() - 0.75)
        if style & Style.STRONG or heading:
            font.setWeight(QFont.Weight.DemiBold)
        font.setItalic(bool(style & Style.EMPHASIS))
        font.setStrikeOut(bool(style & Style.STRUCK))
        form.setFont(font)
        form.setForeground(theme.text_soft if soft else theme.text)
        if style & Style.CODE:
            form.setProperty(IS_CODE, True)
        if link:
            form.setAnchor(True)
            form.setForeground(theme.accent)
            form.setFontUnderline(True)
            form.setUnderlineColor(theme.accent)
        raised = bool(style & Style.NOTE)
        kinds = QTextCharFormat.VerticalAlignment
        form.setVerticalAlignment(kinds.AlignSuperScript if raised else kinds.AlignNormal)
        return form


def is_right_to_left(text: str) -> bool:
    """The direction of the first letter that has one; of the window where none has."""
    for sign in text:
        kind = unicodedata.bidirectional(sign)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft


def alignment_of(alignment: str) -> Qt.AlignmentFlag:
    """The alignment of a column of a table."""
    kinds = {"right": Qt.AlignmentFlag.AlignTrailing, "center": Qt.AlignmentFlag.AlignHCenter}
    return kinds.get(alignment, Qt.AlignmentFlag.AlignLeading)
