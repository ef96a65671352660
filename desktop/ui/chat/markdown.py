# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Markdown into a text document, in the fonts and colours of the theme.

Raw HTML is shown as text, pictures as their description: nothing is loaded from anywhere.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFrameFormat,
    QTextLength,
    QTextListFormat,
    QTextTableCellFormat,
    QTextTableFormat,
)

from desktop.ui.theme import ThemeSource, reading_line_height

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

BETWEEN = 12  # pixels between paragraphs
INDENT = 24
ALIGNMENTS = {
    "text-align:right": Qt.AlignmentFlag.AlignTrailing,
    "text-align:center": Qt.AlignmentFlag.AlignHCenter,
}


@cache
def _parser() -> "MarkdownIt":
    """Made when the first answer is shown: it costs some ten milliseconds."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.tasklists import tasklists_plugin

    parser = MarkdownIt("commonmark", {"html": False, "linkify": True})
    parser.enable(["table", "strikethrough", "linkify"])
    return parser.use(tasklists_plugin)


def plain_text(markdown: str) -> str:
    """The words without the marks, for screen readers."""
    words: list[str] = []
    for token in _parser().parse(markdown):
        if token.type == "inline":
            words.append("".join(child.content or " " for child in token.children or []))
        elif token.type in ("fence", "code_block"):
            words.append(token.content)
    return "\\n".join(words)


class MarkdownWriter:
    """Writes Markdown at a cursor."""

    def __init__(self, themes: ThemeSource, cursor: QTextCursor) -> None:
        self._themes = themes
        self._cursor = cursor
        self._indent = 0
        self._number: int | None = None
        self._lists: list[list[int | None]] = []
        self._quoted = False
        self._marker: tuple[QTextListFormat.Style, int] | None = None
        self._fresh = cursor.block().length() == 1 and cursor.atStart()

    def write(self, markdown: str, number: int | None = None) -> None:
        """Blocks of Markdown, each a paragraph of its own behind what is there.

        number: what the first item of an ordered list counts as, when it continues one.
        """
        self._number = number
        self._blocks(_parser().parse(markdown))

    def _blocks(self, tokens: Sequence["Token"]) -> None:
        openings: dict[str, Callable[[Token], None]] = {
            "bullet_list_open": lambda token: self._open_list(None),
            "ordered_list_open": lambda token: self._open_list(int(token.attrGet("start") or 1)),
            "bullet_list_close": lambda token: self._close_list(),
            "ordered_list_close": lambda token: self._close_list(),
            "list_item_open": self._open_item,
            "blockquote_open": lambda token: self._quote(1),
            "blockquote_close": lambda token: self._quote(-1),
            "hr": lambda token: self._rule(),
            "code_block": lambda token: self._code(token.content),
            "fence": lambda token: self._code(token.content),
        }
        index = 0
        while index < len(tokens):
            token = tokens[index]
            if token.type == "table_open":
                end = next(i for i in range(index, len(tokens)) if tokens[i].type == "table_close")
                self._table(tokens[index:end])
                index = end
            elif token.type == "heading_open":
                self._paragraph(tokens[index + 1], int(token.tag[1]))
            elif token.type == "paragraph_open":
                self._paragraph(tokens[index + 1], 0)
            elif token.type in openings:
                openings[token.type](token)
            index += 1

    def _open_list(self, start: int | None) -> None:
        if start is not None and self._number is not None:
            start, self._number = self._number, None
        self._lists.append([start])
        self._indent += 1

    def _close_list(self) -> None:
        self._lists.pop()
        self._indent -= 1

    def _open_item(self, token: "Token") -> None:
        numbers = self._lists[-1]
        if numbers[0] is None:
            styles = (QTextListFormat.Style.ListDisc, QTextListFormat.Style.ListCircle)
            self._marker = styles[(len(self._lists) - 1) % 2], 1
        else:
            self._marker = QTextListFormat.Style.ListDecimal, numbers[0]
            numbers[0] += 1

    def _quote(self, step: int) -> None:
        self._indent += step
        self._quoted = step > 0

    def _paragraph(self, inline: "Token", level: int) -> None:
        font = self._themes.font("reading")
        colour = "text_soft" if self._quoted else "text"
        if level:
            font = self._themes.font("heading")
            if level == 1:
                font.setPointSizeF(font.pointSizeF() + 2)
        self._begin_block(font, BETWEEN + (8 if level else 0), tight=bool(self._marker))
        self._inline(inline, font, colour)

    def _begin_block(self, font: QFont, above: int, tight: bool = False) -> None:
        form = QTextBlockFormat()
        form.setLineHeight(
            reading_line_height(font), QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
        )
        form.setTopMargin(0 if self._fresh else (6 if tight else above))
        if self._indent:
            form.setIndent(self._indent)
        if self._fresh:
            self._cursor.setBlockFormat(form)
        else:
            self._cursor.insertBlock(form)
        self._fresh = False
        if self._marker is not None:
            style, number = self._marker
            self._marker = None
            shape = QTextListFormat()
            shape.setStyle(style)
            shape.setStart(number)
            shape.setIndent(self._indent)
            form.setIndent(0)
            self._cursor.setBlockFormat(form)
            self._cursor.createList(shape)

    def _inline(self, inline: "Token", font: QFont, colour: str) -> None:
        base = QTextCharFormat()
        base.setFont(font)
        base.setForeground(self._themes.theme.colour(colour))
        stack = [base]
        for token in inline.children or []:
            form = stack[-1]
            if token.nesting == 1:
                stack.append(self._opened(token, form))
            elif token.nesting == -1:
                if len(stack) > 1:
                    stack.pop()
            elif token.type == "code_inline":
                self._cursor.insertText(token.content, self._code_format(form))
            elif token.type == "softbreak":
                self._cursor.insertText(" ", form)
            elif token.type == "hardbreak":
                self._cursor.insertText("\u2028", form)
            elif token.type == "image":
                self._cursor.insertText(token.content, form)
            elif token.type == "html_inline":
                self._cursor.insertText(_checkbox(token.content), form)
            else:
                self._cursor.insertText(token.content, form)

    def _opened(self, token: "Token", form: QTextCharFormat) -> QTextCharFormat:
        inner = QTextCharFormat(form)
        if token.type == "strong_open":
            inner.setFontWeight(QFont.Weight.DemiBold)
        elif token.type == "em_open":
            inner.setFontItalic(True)
        elif token.type == "s_open":
            inner.setFontStrikeOut(True)
        elif token.type == "link_open":
            inner.setAnchor(True)
            inner.setAnchorHref(str(token.attrGet("href") or ""))
            inner.setForeground(self._themes.theme.accent)
            inner.setFontUnderline(True)
        return inner

    def _code_format(self, form: QTextCharFormat) -> QTextCharFormat:
        inner = QTextCharFormat(form)
        font = self._themes.font("code")
        font.setPointSizeF(form.font().pointSizeF() - 0.5)
        inner.setFont(font)
        inner.setBackground(self._themes.theme.code)
        return inner

    def _code(self, text: str) -> None:
        """Code inside a list or a quotation; code of its own has a widget of its own."""
        font = self._themes.font("code")
        form = QTextCharFormat()
        form.setFont(font)
        form.setForeground(self._themes.theme.text)
        form.setBackground(self._themes.theme.code)
        self._begin_block(font, BETWEEN)
        self._cursor.insertText(text.rstrip("\n").replace("\n", "\u2028"), form)

    def _rule(self) -> None:
        self._begin_block(self._themes.font("caption"), BETWEEN)
        form = self._cursor.blockFormat()
        form.setProperty(
            QTextBlockFormat.Property.BlockTrailingHorizontalRulerWidth,
            QTextLength(QTextLength.Type.PercentageLength, 100),
        )
        self._cursor.setBlockFormat(form)

    def _table(self, tokens: Sequence["Token"]) -> None:
        rows: list[list[tuple[Token, str]]] = []
        for position, token in enumerate(tokens):
            if token.type == "tr_open":
                rows.append([])
            elif token.type in ("th_open", "td_open"):
                rows[-1].append((tokens[position + 1], str(token.attrGet("style") or "")))
        if not rows or not rows[0]:
            return
        self._begin_block(self._themes.font("caption"), 4)
        table = self._cursor.insertTable(len(rows), len(rows[0]), self._table_format(len(rows[0])))
        for row, cells in enumerate(rows):
            for column, (inline, style) in enumerate(cells[: len(rows[0])]):
                cell = table.cellAt(row, column)
                cell.setFormat(self._cell_format(last=column == len(rows[0]) - 1))
                self._cursor = cell.firstCursorPosition()
                block = QTextBlockFormat()
                block.setAlignment(ALIGNMENTS.get(style, Qt.AlignmentFlag.AlignLeading))
                self._cursor.setBlockFormat(block)
                font = self._themes.font("reading" if row else "strong")
                self._inline(inline, font, "text" if row else "text_soft")
        self._cursor = QTextCursor(table.document())
        self._cursor.movePosition(QTextCursor.MoveOperation.End)

    def _table_format(self, columns: int) -> QTextTableFormat:
        form = QTextTableFormat()
        form.setBorder(0)
        form.setCellSpacing(0)
        form.setCellPadding(0)
        form.setHeaderRowCount(1)
        form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_None)
        form.setBorderCollapse(True)
        form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        share = QTextLength(QTextLength.Type.PercentageLength, 100 / columns)
        form.setColumnWidthConstraints([share] * columns)
        return form

    def _cell_format(self, last: bool) -> QTextTableCellFormat:
        form = QTextTableCellFormat()
        form.setTopPadding(7)
        form.setBottomPadding(7)
        form.setRightPadding(0 if last else 12)
        form.setBottomBorder(1)
        form.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        form.setBottomBorderBrush(self._themes.theme.line)
        return form


def _checkbox(html: str) -> str:
    """The task list's box, the only HTML that the parser makes."""
    if 'type="checkbox"' in html:
        return "☑" if "checked" in html else "☐"
    return html
