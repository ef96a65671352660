# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What an answer is made of, once its Markdown is read: a flat list, in the order of reading.

Flat, because each piece is shown and kept by itself: lists and quotes are only a depth.
"""

from dataclasses import dataclass
from enum import Flag, StrEnum, auto


class Style(Flag):
    """How words are set apart."""

    PLAIN = 0
    STRONG = auto()
    EMPHASIS = auto()
    STRUCK = auto()
    CODE = auto()
    FORMULA = auto()  # in the notation of LaTeX, with its delimiters
    NOTE = auto()  # the mark of a footnote


class Mark(StrEnum):
    """What stands before an item of a list."""

    BULLET = "bullet"
    NUMBER = "number"
    OPEN = "open"  # a task that is not done
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Span:
    """Words of one kind. link: an address, or "". A line break is U+2028."""

    text: str
    style: Style = Style.PLAIN
    link: str = ""


Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A paragraph, a heading or an item's first paragraph.

    Attributes:
        heading: 1 to 6, 0 for none. depth: of lists. quote: of quotes.
        mark: what stands before it. number: the item's, where mark is NUMBER.
        tight: no blank line stands before it.
    """

    spans: Spans
    heading: int = 0
    depth: int = 0
    quote: int = 0
    mark: Mark | None = None
    number: int = 0
    tight: bool = False


@dataclass(frozen=True, slots=True)
class CodePiece:
    """Code in lines, without the last line end."""

    language: str
    code: str
    depth: int = 0
    quote: int = 0


@dataclass(frozen=True, slots=True)
class TablePiece:
    """A table. alignments: "left", "center", "right" or "" for each column."""

    head: tuple[Spans, ...]
    rows: tuple[tuple[Spans, ...], ...]
    alignments: tuple[str, ...]
    depth: int = 0
    quote: int = 0


@dataclass(frozen=True, slots=True)
class RulePiece:
    """A line across."""

    depth: int = 0
    quote: int = 0


Piece = TextPiece | CodePiece | TablePiece | RulePiece


def words_of(spans: Spans) -> str:
    """The words alone; marks of footnotes in brackets."""
    return "".join(f"[{s.text}]" if Style.NOTE in s.style else s.text for s in spans)


def plain_text(piece: Piece) -> str:
    """A piece as it is copied as text."""
    inset = "    " * max(piece.depth - 1, 0)
    if isinstance(piece, TextPiece):
        words = words_of(piece.spans).replace("\u2028", "\n")
        signs: dict[Mark | None, str] = {Mark.BULLET: "• ", Mark.OPEN: "☐ ", Mark.DONE: "☑ "}
        sign = f"{piece.number}. " if piece.mark is Mark.NUMBER else ""
        sign = signs.get(piece.mark, sign)
        return "\n".join(f"{inset}{line}" for line in (sign + words).split("\n"))
    if isinstance(piece, CodePiece):
        return piece.code
    if isinstance(piece, TablePiece):
        rows = (piece.head, *piece.rows)
        return "\n".join("\t".join(words_of(cell) for cell in row) for row in rows)
    return ""
