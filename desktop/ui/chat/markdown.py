# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Markdown to pieces: the only place that knows markdown-it.

HTML stays text, pictures become a link with their words, and nothing is ever fetched.
"""

import re
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from desktop.domain.markdown import Block, fence_of, split
from desktop.services.markdown_rules import DEFINED, parser_of_answers
from desktop.ui.chat.pieces import (
    CodePiece,
    Mark,
    Piece,
    RulePiece,
    Span,
    Spans,
    Style,
    TablePiece,
    TextPiece,
    plain_text,
)

if TYPE_CHECKING:
    from markdown_it.token import Token

BREAK = "\u2028"
TASK = re.compile(r"\[([ xX])\][ \t]+")
STYLES = {
    "strong_open": Style.STRONG,
    "em_open": Style.EMPHASIS,
    "s_open": Style.STRUCK,
}


KINDS = {"code_inline": Style.CODE, "formula": Style.FORMULA, "note": Style.NOTE}


def prepare() -> None:
    """What is slow the first time; from any thread."""
    parser_of_answers().parse("prepared: https://example.org")


class MarkdownReader:
    """Reads the blocks of one answer, in order; links that it defines hold for what follows."""

    def __init__(self) -> None:
        self._known: dict[str, object] = {}

    @property
    def has_definitions(self) -> bool:
        """Addresses or notes are written apart: what came earlier may refer to them as well."""
        return bool(self._known.get("references") or self._known.get("notes"))

    def read(self, block: Block, after_blank: bool = True, finished: bool = True) -> list[Piece]:
        """The pieces of a block.

        Args:
            after_blank: a blank line, or nothing, stands before the block.
            finished: False for an open end; what it defines does not hold yet.
        """
        fence = fence_of(block.text)
        if fence is not None:
            return [CodePiece(_language(fence.language), fence.code)]
        if not block.text.strip():
            return []
        known = self._known
        if not finished:
            references = known.get("references")
            known = dict(known)
            if isinstance(references, dict):
                known["references"] = dict(references)
        named = [name for name in DEFINED.findall(block.text) if not name.isdigit()]
        if named:
            known["notes"] = {*named, *cast("set[str]", known.get("notes", ()))}
        tokens = parser_of_answers().parse(block.text, known)
        return list(_Walk(tokens, block, after_blank).pieces())


class _Walk:
    """One way through the tokens of a block."""

    def __init__(self, tokens: Sequence["Token"], block: Block, after_blank: bool) -> None:
        self._tokens = tokens
        self._lines = block.text.split("\n")
        self._after_blank = after_blank
        self._first_number = block.number
        self._lists: list[int | None] = []  # the number of the next item, None for bullets
        self._quote = 0
        self._mark: Mark | None = None  # of an item whose first words have not come yet
        self._tight = False

    def pieces(self) -> Iterator[Piece]:
        """In order."""
        place = 0
        while place < len(self._tokens):
            token = self._tokens[place]
            if token.type == "table_open":
                place = yield from self._table(place)
            elif token.type == "inline":
                yield from self._words(token, self._tokens[place - 1])
            elif token.type == "formula_block":
                yield self._text((Span(token.content, Style.FORMULA),))
            elif token.type in ("fence", "code_block"):
                language = token.info.strip().split(" ")[0] if token.info else ""
                yield from self._bare_item()
                code = token.content.removesuffix("\n")
                yield CodePiece(language, code, len(self._lists), self._quote)
            elif token.type == "hr":
                yield from self._bare_item()
                yield RulePiece(len(self._lists), self._quote)
            else:
                yield from self._enter(token)
            place += 1

    def _enter(self, token: "Token") -> Iterator[Piece]:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            yield from self._bare_item()
            start = token.attrGet("start")
            number = self._first_number
            if number is None:
                number = int(start) if start is not None else 1
            self._first_number = None
            self._lists.append(number if token.type.startswith("ordered") else None)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            self._lists.pop()
        elif token.type == "list_item_open":
            self._mark = Mark.BULLET if self._lists[-1] is None else Mark.NUMBER
            self._tight = not self._blank_before(token)
        elif token.type == "list_item_close":
            yield from self._bare_item()
            number = self._lists[-1]
            self._lists[-1] = None if number is None else number + 1
        elif token.type in ("blockquote_open", "blockquote_close"):
            self._quote += token.nesting

    def _blank_before(self, token: "Token") -> bool:
        line = token.map[0] if token.map else 0
        before = self._lines[:line]
        if not any(text.strip() for text in before):
            return self._after_blank or bool(before)
        return not before[-1].strip()

    def _bare_item(self) -> Iterator[Piece]:
        """The mark of an item that does not begin with words."""
        if self._mark is not None:
            yield self._text(())

    def _text(self, spans: Spans, heading: int = 0, tight: bool = False) -> TextPiece:
        mark, self._mark = self._mark, None
        number = self._lists[-1] if self._lists and mark is Mark.NUMBER else None
        task = TASK.match(spans[0].text) if spans and mark is Mark.BULLET else None
        if task:
            mark = Mark.OPEN if task[1] == " " else Mark.DONE
            spans = (Span(spans[0].text[task.end() :], spans[0].style, spans[0].link), *spans[1:])
        return TextPiece(spans, heading, len(self._lists), self._quote, mark, number or 0, tight)

    def _words(self, token: "Token", opening: "Token") -> Iterator[Piece]:
        heading = int(opening.tag[1]) if opening.type == "heading_open" else 0
        tight = self._tight if self._mark is not None else opening.hidden
        for spans in _notes(_spans(token.children or ())):
            if spans or heading or self._mark:
                yield self._text(spans, heading, tight)
            tight = True

    def _table(self, place: int) -> Generator[Piece, None, int]:
        """Returns the place of the token that closes it."""
        rows: list[list[Spans]] = []
        alignments: list[str] = []
        while self._tokens[place].type != "table_close":
            token = self._tokens[place]
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "th_open":
                alignments.append(str(token.attrGet("style") or "").partition(":")[2])
            elif token.type == "inline":
                rows[-1].append(_spans(token.children or ()))
            place += 1
        yield from self._bare_item()
        body = tuple(tuple(row) for row in rows[1:])
        depth = len(self._lists)
        yield TablePiece(tuple(rows[0]), body, tuple(alignments), depth, self._quote)
        return place


def as_text(text: str) -> str:
    """Markdown as it is read aloud or copied as words."""
    words = ""
    for piece in _pieces(text):
        tight = isinstance(piece, TextPiece) and piece.tight
        words += ("\n" if tight else "\n\n") + plain_text(piece)
    return words.strip("\n")


def as_html(text: str) -> str:
    """Markdown with its formatting, for other programs: no HTML of the text's own, no pictures."""
    notes = set(DEFINED.findall(text))
    return str(parser_of_answers().render(text, {"notes": notes}))


def _pieces(text: str) -> list[Piece]:
    reader, blocks = MarkdownReader(), split(text)
    for block in blocks:  # addresses and notes may be written below their links
        reader.read(block)
    pieces, after_blank = list[Piece](), True
    for block in blocks:
        pieces += reader.read(block, after_blank)
        after_blank = block.ends_blank
    return pieces


def _notes(spans: Spans) -> list[Spans]:
    """Lines that explain one footnote each are paragraphs of their own; others are one."""
    found: list[list[Span]] = [[]]
    for place, span in enumerate(spans):
        after = spans[place + 1].text if place + 1 < len(spans) else ""
        last = found[-1][-1].text if found[-1] else BREAK
        if span.style is Style.NOTE and after.startswith(":") and last.endswith(BREAK):
            if found[-1]:
                found[-1][-1] = replace(found[-1][-1], text=last.removesuffix(BREAK))
                found.append([])
            found[-1].append(span)
        elif found[-1] and found[-1][-1].style is Style.NOTE and len(found[-1]) == 1:
            found[-1].append(replace(span, text=span.text.removeprefix(":")))
        else:
            found[-1].append(span)
    return [tuple(span for span in line if span.text) for line in found]


def _spans(tokens: Iterable["Token"]) -> Spans:
    spans: list[Span] = []
    styles: list[Style] = []
    links: list[str] = []
    for token in tokens:
        if token.type in STYLES:
            styles.append(STYLES[token.type])
        elif token.type in ("strong_close", "em_close", "s_close"):
            styles.pop()
        elif token.type == "link_open":
            links.append(str(token.attrGet("href") or ""))
        elif token.type == "link_close":
            links.pop()
        else:
            text, link = _content(token)
            style = KINDS.get(token.type, Style.PLAIN)
            for known in styles:
                style |= known
            _add(spans, Span(text, style, links[-1] if links else link))
    return tuple(spans)


def _content(token: "Token") -> tuple[str, str]:
    """The words of a token, and where it leads."""
    if token.type in ("softbreak", "hardbreak"):
        # Models break lines where they mean it, in verses and addresses.
        return BREAK, ""
    if token.type == "image":
        address = str(token.attrGet("src") or "")
        return _words_of(token.children or ()) or address, address
    return token.content, ""


def _words_of(tokens: Iterable["Token"]) -> str:
    """The words that stand for a picture."""
    return "".join(_words_of(token.children or ()) or token.content for token in tokens)


def _language(info: str) -> str:
    """What stands behind a fence, with its signs for other signs read."""
    from markdown_it.common.utils import unescapeAll

    return unescapeAll(info)


def _add(spans: list[Span], span: Span) -> None:
    """Neighbours of one kind become one; formulas and notes stay alone."""
    if not span.text:
        return
    last = spans[-1] if spans else None
    alone = Style.FORMULA | Style.NOTE
    same = last is not None and (last.style, last.link) == (span.style, span.link)
    if last is not None and same and not span.style & alone:
        spans[-1] = Span(last.text + span.text, span.style, span.link)
    else:
        spans.append(span)
