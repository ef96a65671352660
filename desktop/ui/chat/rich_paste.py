# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What was copied with its look, as Markdown: headings, lists, tables, links, code."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, cast

from PySide6.QtGui import (
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextDocument,
    QTextFormat,
    QTextList,
    QTextListFormat,
    QTextTable,
)

LONGEST = 100_000  # letters of HTML; what is longer is pasted without its look
PICTURE = "\ufffc"  # what stands for one
STRONG = 600  # weight of a font
ADDRESSES = ("http://", "https://", "mailto:")


class _Bare(QTextDocument):
    """Nothing is loaded, neither from the network nor from files."""

    def loadResource(self, kind: int, name: object) -> Any:
        """Nothing."""
        return None


def markdown_of(html: str) -> str:
    """As Markdown; "" when the look says nothing that plain words do not."""
    if len(html) > LONGEST:
        return ""
    document = _Bare()
    document.setHtml(html)
    blocks = list(_blocks(document))
    if not any(marked for _, marked, _ in blocks):
        return ""
    lines = [words for words, _, _ in blocks[:1]]
    for (_, _, before), (words, _, item) in pairwise(blocks):
        lines.append(("\n" if before and item else "\n\n") + words)
    return "".join(lines).strip("\n")


def _blocks(document: QTextDocument) -> Iterator[tuple[str, bool, bool]]:
    """Words in Markdown; whether there are signs in them; whether it is a line among others."""
    tables: set[int] = set()
    block = document.begin()
    while block.isValid():
        cursor_table = _table_of(document, block)
        if cursor_table is not None:
            if cursor_table.firstPosition() not in tables:
                tables.add(cursor_table.firstPosition())
                yield _table(cursor_table), True, False
        elif block.text().strip():
            yield _block(block)
        block = block.next()


def _table_of(document: QTextDocument, block: QTextBlock) -> QTextTable | None:
    frame = document.frameAt(block.position())
    return frame if isinstance(frame, QTextTable) and frame.columns() > 1 else None


def _block(block: QTextBlock) -> tuple[str, bool, bool]:
    form: QTextBlockFormat = block.blockFormat()
    items = cast(QTextList | None, block.textList())  # None in a paragraph, whatever the stubs say
    if form.nonBreakableLines():
        return "    " + block.text().replace(PICTURE, ""), True, True
    level = form.headingLevel()
    words, marked = _words(block, heading=bool(level))
    if level:
        return f"{'#' * level} {words}", True, False
    if items is not None:
        depth = max(items.format().indent() - 1, 0)
        ordered = items.format().style().value <= QTextListFormat.Style.ListDecimal.value
        sign = f"{items.itemNumber(block) + 1}." if ordered else "-"
        return f"{'   ' * depth}{sign} {words}", True, True
    if form.hasProperty(QTextFormat.Property.BlockQuoteLevel):
        return f"> {words}", True, False
    return words, marked, False


def _words(block: QTextBlock, heading: bool = False) -> tuple[str, bool]:
    parts: list[str] = []
    marked = False
    for fragment in cast(Any, block):
        piece = fragment.fragment()
        text = piece.text().replace("\u2028", "\n").replace(PICTURE, "").replace("\xa0", " ")
        written = _marked(text, piece.charFormat(), heading)
        marked = marked or written != text
        parts.append(written)
    return "".join(parts).strip(), marked


def _marked(text: str, form: QTextCharFormat, heading: bool) -> str:
    bare = text.strip()
    if not bare:
        return text
    before, after = text[: text.index(bare[0])], text[text.rindex(bare[-1]) + 1 :]
    if form.isAnchor() and form.anchorHref().startswith(ADDRESSES) and form.anchorHref() != bare:
        bare = f"[{bare}]({form.anchorHref()})"
    elif form.fontFixedPitch() or _is_code(form):
        bare = f"`{bare}`"
    elif not heading:
        if form.fontItalic():
            bare = f"*{bare}*"
        if form.fontWeight() >= STRONG:
            bare = f"**{bare}**"
    return f"{before}{bare}{after}"


def _is_code(form: QTextCharFormat) -> bool:
    families = form.fontFamilies() or []
    return any("mono" in family.casefold() or "courier" in family.casefold() for family in families)


def _table(table: QTextTable) -> str:
    lines = []
    for row in range(table.rows()):
        cells = []
        for column in range(table.columns()):
            cell = table.cellAt(row, column)
            first, last = cell.firstCursorPosition(), cell.lastCursorPosition()
            first.setPosition(last.position(), first.MoveMode.KeepAnchor)
            cells.append(" ".join(first.selectedText().replace("\u2029", " ").split()))
        lines.append(f"| {' | '.join(cells)} |")
        if not row:
            lines.append(f"|{' --- |' * len(cells)}")
    return "\n".join(lines)
