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
# A formula by itself that goes on in the next line.
FORMULA = re.compile(r" {0,3}(\$\$|\\\[(?=[ \t]|$))(?!.*(?:\$\$|\\\]))")
CLOSING = {"$$": "$$", "\\[": "\\]"}
FAR = re.compile(r".*[>*+.)-](?: {5}|[ ]*\t)|.*\t *[>*+-]")
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

    @property
    def ends_blank(self) -> bool:
        """A blank line stands at its end."""
        lines = self.text.split("\n")
        return len(lines) > 1 and not lines[-1].strip() and not lines[-2].strip()


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
    FORMULA = auto()  # by itself, between signs in lines of their own
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
        held = self._rest.endswith("\r")
        line, self._rest = self._rest.removesuffix("\r"), ""
        if line or held:
            self._take(line)
        if self._lines:
            self._cut()
        done, self._done = self._done, []
        if done and line and not held:  # the last line has no end
            done[-1] = replace(done[-1], text=done[-1].text.removesuffix("\n"))
        return done

    def _take(self, line: str) -> None:
        """A whole line."""
        if self._kind is _Kind.FENCE:
            self._lines.append(line + "\n")
            if _closes(line, self._fence):
                self._cut()
        elif not line.strip(" \t"):
            self._take_blank(line)
        elif self._kind is _Kind.FORMULA:
            self._lines.append(line + "\n")
            if self._fence in line:
                self._cut()
        else:
            self._take_words(line, _indent(line))
            self._blank = False

    def _take_blank(self, line: str) -> None:
        self._lines.append(line + "\n")
        if self._kind in (_Kind.TEXT, _Kind.QUOTE, _Kind.FORMULA):
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
        self._go_on(line)

    def _ends_here(self, line: str, indent: int) -> bool:
        if self._kind is _Kind.CODE:
            return indent < 4
        if self._kind is _Kind.UNSURE:
            after = self._blank and not MARKER.match(line)
            if (
                indent == 0
                and not self._lost
                and (HEADING.match(line) or FENCE.match(line) or after)
            ):
                return True
            words = INNER.sub("", line, 1)
            self._lost = self._lost or bool(FENCE.match(words) or FORMULA.match(words))
            return False
        return self._kind in (_Kind.TEXT, _Kind.QUOTE) and self._interrupts(line)

    def _look_at_text(self, line: str) -> None:
        """A line below text may make a heading of it; below a table it begins something else."""
        table = any("|" in known for known in self._lines)
        if UNDERLINE.match(line) and (RULE.match(line) or not table):
            self._cut()
        elif table and (UNDERLINE.match(line) or MARKER.match(line) or _indent(line) >= 4):
            self._kind = _Kind.UNSURE

    def _belongs_to_item(self, line: str, indent: int) -> bool:
        """False: the item was cut off before this line."""
        if indent >= self._indent:
            self._look_inside(line, indent - self._indent)
            return True
        signs = (HEADING, FENCE, QUOTE, RULE, FORMULA)
        starts = any(sign.match(line) for sign in signs)
        marker = None if RULE.match(line) else MARKER.match(line)
        if indent >= 4 or not (self._blank or starts or marker):
            if indent >= 4 or self._fenced or not self._plain:
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
        signs = (HEADING, RULE, QUOTE, UNDERLINE, MARKER, DEFINITION, FORMULA)
        self._fenced = self._fenced or FENCE.match(words.lstrip(" >")) is not None
        strange = (
            not words or "|" in words or FAR.match(line) or any(sign.match(words) for sign in signs)
        )
        self._plain = not strange and (indent < 4 or (self._plain and not self._blank))

    def _interrupts(self, line: str) -> bool:
        """The line ends an open paragraph or quote, whatever stands in it."""
        quote = self._kind is _Kind.QUOTE
        if FENCE.match(line) or HEADING.match(line) or FORMULA.match(line):
            return True
        if RULE.match(line):
            return quote or not UNDERLINE.match(line)
        if QUOTE.match(line):
            return not quote
        marker = MARKER.match(line)
        counts = marker and line[marker.end() :].strip() and marker[3] in (None, "1")
        return bool(marker if quote else counts)

    def _go_on(self, line: str) -> None:
        """A line more of what is open."""
        self._lines.append(line + "\n")
        if self._kind is _Kind.TEXT:
            self._look_at_text(line)
        elif self._kind is _Kind.QUOTE and QUOTE.match(line):
            self._look_inside(line, 0)
        elif self._kind is _Kind.QUOTE and (self._fenced or not self._plain):
            self._kind = _Kind.UNSURE

    def _begin(self, line: str, indent: int) -> None:
        self._lines.append(line + "\n")
        fence = FENCE.match(line)
        formula = FORMULA.match(line)
        marker = None if RULE.match(line) else MARKER.match(line)
        if indent >= 4:
            self._kind = _Kind.CODE
        elif formula:
            self._kind, self._fence = _Kind.FORMULA, CLOSING[formula[1]]
        elif fence:
            self._kind, self._fence = _Kind.FENCE, fence[1] or fence[2]
        elif HEADING.match(line) or RULE.match(line):
            self._cut()
        elif QUOTE.match(line):
            self._kind = _Kind.QUOTE
            self._look_inside(line, 0)
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
    bare = lines[-1].strip()
    ended = _closes(lines[-1], mark) or not bare or mark.startswith(bare)
    if len(lines) > 1 and ended:
        del lines[-1]
    if len(lines) > 1 and text.endswith("\n") and _closes(lines[-1], mark):
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
    text = head + newline if UNDECIDED.fullmatch(last) else tail.text
    lines = tail.text.strip("\n").split("\n")
    if lines[-1].lstrip().startswith("|") and not _has_table(lines):
        text = "\n".join(line for line in lines if not line.lstrip().startswith("|"))
    return replace(tail, text=text)


def source(blocks: Iterable[Block]) -> str:
    """The text that blocks were made of."""
    return "".join(block.text for block in blocks)


def _has_table(lines: list[str]) -> bool:
    """A line that says how columns are aligned is there and complete."""
    aligned = (set(line.strip()) for line in lines[1:-1])
    return any({"|", "-"} <= signs <= set("|:- \t") for signs in aligned)


def _closes(line: str, mark: str) -> bool:
    bare = line.strip(" \t")
    return _indent(line) < 4 and len(bare) >= len(mark) and bool(bare) and set(bare) == {mark[0]}


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
