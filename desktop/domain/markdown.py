# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Which part of a growing answer is finished.

Text arrives in pieces of any size. What can no longer change, whatever comes after it, is handed
out as blocks, in order; the rest stays open. A block holds at least one Markdown block, except that
every item of an outer list is a block of its own, with the number that it bears. Blocks and the
open rest together are the text, and do not depend on how the text was cut when it arrived.

It is careful rather than clever: where a line may belong to what stands before it, it does. HTML
counts as text, since that is how it is shown.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum, auto

FENCE = re.compile(r" {0,3}(?:(`{3,})[^`]*|(~{3,}).*)$")
HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]|$)")
RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})$")
UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*$")
QUOTE = re.compile(r" {0,3}>")
MARKER = re.compile(r"( {0,3})(?:([-+*])|(\d{1,9})([.)]))([ \t]+|$)")
DEFINITION = re.compile(r" {0,3}\[(?:[^]]*$|.*\]:)")
INNER = re.compile(r"(?:[ \t>]*(?:[-+*]|\d{1,9}[.)])[ \t]{1,4})*[ \t>]*")
UNDECIDED = re.compile(r"\s*(?:[-=*+_~`#>|:]+|\d{1,9}[.)]?|[-+*]\s+\[[ xX]?\]?)\s*$")


@dataclass(frozen=True, slots=True)
class Block:
    """A finished part of an answer.

    Attributes:
        text: its source with line ends and the blank lines around it.
        number: what its first list item counts as in the list that it continues; None when it is
            no ordered item, or the one that begins a list.
    """

    text: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Fence:
    """A block of code that stands between fences, at the outermost level."""

    language: str
    code: str


class _Kind(Enum):
    NONE = auto()
    TEXT = auto()  # paragraph, heading with a line below it, table
    QUOTE = auto()
    UNSURE = auto()  # text after which anything may have begun
    CODE = auto()  # indented
    FENCE = auto()
    ITEM = auto()  # of an outer list


class GrowingMarkdown:
    """Takes text as it comes."""

    def __init__(self) -> None:
        self._kind = _Kind.NONE
        self._lines: list[str] = []
        self._rest = ""  # an unfinished line
        self._blank = False  # the last line was blank
        self._fence = ""
        self._indent = 0  # column at which the content of the open item begins
        self._list = ""  # the character that marks its items
        self._number: int | None = None  # of the open item
        self._counted: int | None = None  # the open item's number, when it continues a list
        self._lost = False  # code may have begun in what is unsure: nothing is certain any more
        self._plain = False  # the open item ends in a plain paragraph
        self._fenced = False  # there is or was code between fences in it
        self._done: list[Block] = []

    @property
    def tail(self) -> Block:
        """What is still open; its text may be empty."""
        return Block("".join(self._lines) + self._rest, self._counted)

    def feed(self, text: str) -> list[Block]:
        """More text; the blocks that it finished."""
        self._rest += text
        if "\n" in text or "\r" in self._rest:
            held = "\r" if self._rest.endswith("\r") else ""  # may be half of a line end
            whole = self._rest.removesuffix("\r").replace("\r\n", "\n").replace("\r", "\n")
            *lines, self._rest = whole.split("\n")
            self._rest += held
            for line in lines:
                self._take(line)
        done, self._done = self._done, []
        return done

    def finish(self) -> list[Block]:
        """Nothing more comes: the open rest as blocks."""
        self._rest = self._rest.removesuffix("\r") + ("\n" if self._rest.endswith("\r") else "")
        tail, self._rest, self._lines = self.tail, "", []
        self._kind = _Kind.NONE
        return [tail] if tail.text else []

    def _take(self, line: str) -> None:
        """A whole line."""
        if self._kind is _Kind.FENCE:
            self._lines.append(line + "\n")
            if _closes(line, self._fence):
                self._cut()
        elif not line.strip(" \t"):
            self._take_blank(line)
        else:
            self._take_words(line, _indent(line))
            self._blank = False

    def _take_blank(self, line: str) -> None:
        self._lines.append(line + "\n")
        if self._kind in (_Kind.TEXT, _Kind.QUOTE):
            self._cut()
        self._blank = True

    def _take_words(self, line: str, indent: int) -> None:
        if self._kind is _Kind.ITEM and self._belongs_to_item(line, indent):
            self._lines.append(line + "\n")
            return
        if self._ends_here(line, indent):
            self._cut()
        if self._kind is _Kind.NONE:
            self._begin(line, indent)
            return
        self._lines.append(line + "\n")
        if self._kind in (_Kind.TEXT, _Kind.QUOTE) and UNDERLINE.match(line):
            self._underline(line)

    def _ends_here(self, line: str, indent: int) -> bool:
        if self._kind is _Kind.CODE:
            return indent < 4
        if self._kind is _Kind.UNSURE:
            after = self._blank and not MARKER.match(line)
            if indent == 0 and not self._lost and (HEADING.match(line) or FENCE.match(line) or after):
                return True
            self._lost = self._lost or bool(FENCE.match(INNER.sub("", line, 1)))
            return False
        return self._kind in (_Kind.TEXT, _Kind.QUOTE) and self._interrupts(line)

    def _underline(self, line: str) -> None:
        """A line that makes a heading of the paragraph before it, unless that was something else.

        It would be a row of a table, or belong to a quote.
        """
        if RULE.match(line):
            self._cut()
        elif self._kind is _Kind.QUOTE or "|" in "".join(self._lines):
            self._kind = _Kind.UNSURE
        else:
            self._cut()

    def _belongs_to_item(self, line: str, indent: int) -> bool:
        """False: the item was cut off before this line."""
        if indent >= self._indent:
            self._look_inside(line, indent - self._indent)
            return True
        starts = HEADING.match(line) or FENCE.match(line) or QUOTE.match(line) or RULE.match(line)
        marker = None if RULE.match(line) else MARKER.match(line)
        if indent >= 4 or not (self._blank or starts or marker):
            if not self._plain or self._fenced or self._blank:
                self._kind = _Kind.UNSURE
            return True
        number, kind = self._number, self._list
        self._cut()
        if marker and (marker[2] or marker[4]) == kind:
            self._counted = number + 1 if number is not None else None
        return False

    def _look_inside(self, line: str, indent: int) -> None:
        """Does the open item end in a paragraph that a line further left would go on with?"""
        words = INNER.sub("", line, 1).rstrip()
        signs = (HEADING, RULE, QUOTE, UNDERLINE)
        self._fenced = self._fenced or FENCE.match(words.lstrip(" >")) is not None
        strange = not words or "|" in words or any(sign.match(words) for sign in signs)
        self._plain = not strange and (indent < 4 or not self._blank)

    def _interrupts(self, line: str) -> bool:
        """The line ends a paragraph or a quote, whatever stands in it."""
        if FENCE.match(line) or HEADING.match(line):
            return True
        quoted = self._kind is _Kind.QUOTE and QUOTE.match(self._lines[-1])
        if RULE.match(line):
            return not UNDERLINE.match(line) or bool(quoted)
        if QUOTE.match(line):
            return self._kind is _Kind.TEXT
        marker = MARKER.match(line)
        if marker is None:
            return False
        if quoted or (line[marker.end() :].strip() and marker[3] in (None, "1")):
            return True
        if self._kind is _Kind.QUOTE:
            self._kind = _Kind.UNSURE
        return False

    def _begin(self, line: str, indent: int) -> None:
        self._lines.append(line + "\n")
        fence = FENCE.match(line)
        marker = None if RULE.match(line) else MARKER.match(line)
        if indent >= 4:
            self._kind = _Kind.CODE
        elif fence:
            self._kind, self._fence = _Kind.FENCE, fence[1] or fence[2]
        elif HEADING.match(line) or RULE.match(line):
            self._cut()
        elif QUOTE.match(line):
            self._kind = _Kind.QUOTE
        elif (marker and not line[marker.end() :].strip()) or DEFINITION.match(line):
            self._kind = _Kind.UNSURE
        elif marker:
            self._kind = _Kind.ITEM
            self._list = marker[2] or marker[4]
            self._number = self._counted
            if self._number is None and marker[3]:
                self._number = int(marker[3])
            self._indent = _content_indent(line, marker)
            self._look_inside(line, 0)
        else:
            self._kind = _Kind.TEXT

    def _cut(self) -> None:
        self._done.append(Block("".join(self._lines), self._counted))
        self._lines = []
        self._kind = _Kind.NONE
        self._blank = self._lost = self._fenced = False
        self._counted = None


def split(text: str) -> list[Block]:
    """The blocks of a whole text."""
    growing = GrowingMarkdown()
    return [*growing.feed(text), *growing.finish()]


def fence_of(text: str) -> Fence | None:
    """The code of a block that begins with a fence, closed or not yet; None for any other."""
    lines = text.lstrip("\n").split("\n")
    opening = FENCE.match(lines[0])
    if opening is None:
        return None
    mark = opening[1] or opening[2]
    language = lines[0].strip()[len(mark) :].strip().split(" ")[0]
    if len(lines) > 1 and not lines[-1]:
        del lines[-1]
    else:
        lines[-1] = _undecided_fence(lines[-1], mark) if len(lines) > 1 else lines[-1]
    if len(lines) > 1 and _closes(lines[-1], mark):
        del lines[-1]
    indent = _indent(lines[0])
    body = [line[min(indent, _indent(line)) :] for line in lines[1:]] if indent else lines[1:]
    return Fence(language, "\n".join(body))


def shown(tail: Block) -> Block:
    """The open rest as it is shown: signs that may still become something else wait.

    So "Text" and "-" is not a heading for the moment until the list item comes, and a table does
    not begin as a paragraph with bars in it.
    """
    if fence_of(tail.text) is not None:
        return tail
    head, newline, last = tail.text.rpartition("\n")
    if UNDECIDED.fullmatch(last):
        return replace(tail, text=head + newline)
    lines = tail.text.strip("\n").split("\n")
    if lines[-1].lstrip().startswith("|") and not _has_table(lines):
        kept = [line for line in lines if not line.lstrip().startswith("|")]
        return replace(tail, text="\n".join(kept))
    return tail


def source(blocks: Iterable[Block]) -> str:
    """The text that blocks were made of."""
    return "".join(block.text for block in blocks)


def _has_table(lines: list[str]) -> bool:
    """A line that says how columns are aligned is there and complete."""
    return any(
        "-" in line and "|" in line and set(line.strip()) <= set("|:- \t") for line in lines[1:-1]
    )


def _undecided_fence(line: str, mark: str) -> str:
    """The last, unfinished line of code, unless it is the beginning of the closing fence."""
    bare = line.strip()
    return "" if bare and mark.startswith(bare) else line


def _closes(line: str, mark: str) -> bool:
    bare = line.strip(" \t")
    return (
        _indent(line) < 4 and len(bare) >= len(mark) and bool(bare) and set(bare) == {mark[0]}
    )


def _indent(line: str) -> int:
    """Columns before the first sign; a tab goes to the next multiple of four."""
    column = 0
    for sign in line:
        if sign == " ":
            column += 1
        elif sign == "\t":
            column += 4 - column % 4
        else:
            break
    return column


def _content_indent(line: str, marker: re.Match[str]) -> int:
    sign = len(marker[1]) + len(marker[2] or marker[3] + marker[4])
    if not line[marker.end() :].strip():
        return sign + 1
    column = sign
    for space in marker[5]:
        column += 1 if space == " " else 4 - column % 4
    return column if column - sign <= 4 else sign + 1
