# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""CommonMark's own examples, which markdown-it-py carries in its source package, and their shape.

A shape is a flat list, in the order of reading: what kind of block, how deep in lists and quotes,
and its words with their styles and links. It is made of the HTML that the specification expects,
and of our pieces; both are compared. Where a line breaks inside of a paragraph and whether a
list is tight is not part of it: answers keep the lines of the model.
"""

import json
import re
import subprocess
import sys
import tarfile
import tempfile
from html.parser import HTMLParser
from importlib.metadata import version
from pathlib import Path
from typing import TypedDict

from markdown_it import MarkdownIt

from desktop.ui.chat.pieces import CodePiece, Piece, RulePiece, Span, Spans, Style, TextPiece

sys.path.insert(0, str(Path(__file__).parents[2] / "packaging"))
from making.places import shared_cache

LIBRARY = "markdown-it-py"
FILE = "tests/test_cmark_spec/commonmark.json"
BREAK = "\u2028"
STYLES = {"strong": Style.STRONG, "em": Style.EMPHASIS, "code": Style.CODE}

Shape = list[tuple[object, ...]]


class Example(TypedDict):
    """One of the specification's: Markdown, the HTML that it means, and its number."""

    markdown: str
    html: str
    example: int
    section: str


def examples() -> list[Example]:
    """All of them; fetched the first time, from where the library came from."""
    folder = shared_cache() / f"{LIBRARY}-{version(LIBRARY)}"
    kept = folder / "commonmark.json"
    if not kept.exists():
        with tempfile.TemporaryDirectory() as made:
            wanted = f"{LIBRARY}=={version(LIBRARY)}"
            options = ["-qq", "--no-deps", "--no-binary", LIBRARY, "-d", made, wanted]
            subprocess.run([sys.executable, "-m", "pip", "download", *options], check=True)
            with tarfile.open(next(Path(made).glob("*.tar.gz"))) as source:
                name = next(name for name in source.getnames() if name.endswith(FILE))
                file = source.extractfile(name)
                assert file is not None
                folder.mkdir(parents=True, exist_ok=True)
                kept.write_bytes(file.read())
    found: list[Example] = json.loads(kept.read_text("utf-8"))
    return found


def has_html(example: Example) -> bool:
    """The example is about HTML in Markdown, which is text here."""
    with_html = MarkdownIt("commonmark", {"html": True}).render(example["markdown"])
    without = MarkdownIt("commonmark", {"html": False}).render(example["markdown"])
    return bool(with_html != without)


def shape_of_pieces(pieces: list[Piece]) -> Shape:
    """Of what is shown."""
    shape: Shape = []
    for piece in pieces:
        where = (piece.depth, piece.quote)
        if isinstance(piece, CodePiece):
            shape.append(("code", piece.language, piece.code.rstrip("\n"), *where))
        elif isinstance(piece, RulePiece):
            shape.append(("rule", *where))
        elif isinstance(piece, TextPiece):
            number = piece.number if piece.mark and piece.mark.value == "number" else 0
            mark = piece.mark.value if piece.mark else ""
            shape.append(("text", piece.heading, mark, number, _flat(piece.spans), *where))
        else:
            shape.append(("table", *where))
    return shape


def shape_of_html(text: str) -> Shape:
    """Of what is expected."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.end_words()
    return reader.shape


def _flat(spans: Spans) -> tuple[tuple[str, str, str], ...]:
    """Words of one kind together, without what stands at the ends of lines."""
    flat: list[list[str]] = []
    for span in spans:
        link = "" if span.link == span.text or span.link == f"mailto:{span.text}" else span.link
        style = str(span.style)
        if flat and flat[-1][1:] == [style, link]:
            flat[-1][0] += span.text
        else:
            flat.append([span.text, style, link])
    spaces = re.compile(f"[ \\n{BREAK}]+")
    words = [(spaces.sub(" ", text).strip(" "), style, link) for text, style, link in flat]
    return tuple(word for word in words if word[0])


class _Reader(HTMLParser):
    """Goes through the HTML and writes down its shape."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.shape: Shape = []
        self._lists: list[int | None] = []
        self._quote = 0
        self._mark = False
        self._heading = 0
        self._styles: list[Style] = []
        self._links: list[str] = []
        self._spans: list[Span] = []
        self._code: list[str] | None = None
        self._language = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Blocks end the words before them."""
        known = {name: value or "" for name, value in attributes}
        if tag in STYLES and self._code is None:
            self._styles.append(STYLES[tag])
        elif tag == "code":
            self._language = known.get("class", "").removeprefix("language-").split(" ")[0]
        elif tag == "a":
            self._links.append(known.get("href", ""))
        elif tag == "img":
            link = self._links[-1] if self._links else known.get("src", "")
            words = known.get("alt", "") or known.get("src", "")
            self._spans.append(Span(words, self._style(), link))
        elif tag == "br":
            self._spans.append(Span(" ", self._style(), self._links[-1] if self._links else ""))
        else:
            self.end_words()
            self._begin(tag, known)

    def _begin(self, tag: str, known: dict[str, str]) -> None:
        if tag in ("ul", "ol", "pre", "hr"):
            self._bare()
        if tag in ("ul", "ol"):
            self._lists.append(int(known.get("start", "1")) if tag == "ol" else None)
        elif tag == "li":
            self._mark = True
        elif tag == "blockquote":
            self._quote += 1
        elif tag == "pre":
            self._code, self._language = [], ""
        elif tag == "hr":
            self.shape.append(("rule", len(self._lists), self._quote))
        elif tag[0] == "h" and tag[1:].isdigit():
            self._heading = int(tag[1:])

    def handle_endtag(self, tag: str) -> None:
        """The other way round."""
        if tag in STYLES and self._code is None:
            self._styles.pop()
        elif tag == "a":
            self._links.pop()
        elif tag == "pre":
            assert self._code is not None
            code = "".join(self._code).rstrip("\n")
            self.shape.append(("code", self._language, code, len(self._lists), self._quote))
            self._code = None
        elif tag not in ("code", "img", "br"):
            self.end_words()
            self._end(tag)

    def _end(self, tag: str) -> None:
        if tag in ("ul", "ol"):
            self._lists.pop()
        elif tag == "li":
            self._bare()
            number = self._lists[-1]
            self._lists[-1] = None if number is None else number + 1
        elif tag == "blockquote":
            self._quote -= 1
        elif tag[0] == "h":
            self._heading = 0

    def handle_data(self, data: str) -> None:
        """Words, or code."""
        if self._code is not None:
            self._code.append(data)
        else:
            self._spans.append(Span(data, self._style(), self._links[-1] if self._links else ""))

    def end_words(self) -> None:
        """A paragraph is complete."""
        spans, self._spans = self._spans, []
        words = _flat(tuple(spans))
        if words or self._heading:
            self._text(words)

    def _bare(self) -> None:
        """An item that does not begin with words."""
        if self._mark:
            self._text(())

    def _text(self, words: tuple[tuple[str, str, str], ...]) -> None:
        number = self._lists[-1] if self._lists else None
        mark = "" if not self._mark else "bullet" if number is None else "number"
        shown = number if mark == "number" and number is not None else 0
        where = (len(self._lists), self._quote)
        self.shape.append(("text", self._heading, mark, shown, words, *where))
        self._mark, self._heading = False, 0

    def _style(self) -> Style:
        style = Style.PLAIN
        for known in self._styles:
            style |= known
        return style
