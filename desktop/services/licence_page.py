# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Makes plain text of the web page that a licence is on: all of the document and nothing else.

What is kept: the page's article (or main part, or body) from its first heading on; headings,
paragraphs, lists with their numbers, line breaks. What is left out: scripts, styles, navigation,
forms, elements of the site's own, side notes after the end, and whatever is hidden.
"""

import unicodedata
from html.parser import HTMLParser

LEFT_OUT = frozenset(
    "button dialog footer form head header iframe menu nav noscript script select style svg "
    "template textarea".split()
)
VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr".split()
)  # elements that have no end
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
BLOCKS = HEADINGS | frozenset(
    "address article aside blockquote body dd div dl dt figure li main ol p pre section table tr "
    "ul".split()
)
SITE = ("devsite-", "google-")  # elements of the sites that the terms are on
KEPT_FORMAT = "\u200c\u200d"  # join scripts and emoji; other invisible characters can mislead


def text_of_page(html: str) -> str:
    """The document on a web page, as plain text."""
    for part in ("article", "main", "body"):
        if f"<{part}" in html.lower():
            return _Reader(part).read(html)
    return _Reader("").read(html)


def cleaned(text: str) -> str:
    """Plain text without control characters, with one kind of line end."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(8).split("\n")
    kept = ["".join(filter(_is_shown, line)).rstrip() for line in lines]
    return "\n".join(kept).strip("\n") + "\n"


def _is_shown(character: str) -> bool:
    if character in KEPT_FORMAT:
        return True
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co")


class _Reader(HTMLParser):
    """Collects blocks. `part` is the element in which the document is; "" for the whole page."""

    def __init__(self, part: str) -> None:
        super().__init__(convert_charrefs=True)
        self._part = part
        self._inside = 0 if part else 1
        self._skipped = ""  # the element that is left out just now, and how deep it is nested
        self._depth = 0
        self._blocks: list[tuple[str, str]] = []  # kind, words
        self._words: list[str] = []
        self._kind = "p"
        self._lists: list[int] = []  # the next number of each open list; 0 for bullets
        self._first_heading: int | None = None
        self._asides = 0

    def read(self, html: str) -> str:
        self.feed(html)
        self.close()
        self._end_block()
        blocks = self._blocks[self._first_heading or 0 :]
        while blocks and blocks[-1][0] == "aside":
            blocks.pop()
        text = ""
        for position, (kind, words) in enumerate(blocks):
            if position:
                both = kind == "li" and blocks[position - 1][0] == "li"
                text += "\n" if both else "\n\n"
            text += words
        return cleaned(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._skipped:
            self._depth += tag == self._skipped
            return
        if tag == self._part:
            self._inside += 1
        if not self._inside:
            return
        if tag not in VOID and _is_left_out(tag, dict(attrs)):
            self._skipped, self._depth = tag, 1
            return
        if tag == "br":
            self._words.append("\n")
        elif tag in BLOCKS and not (tag in ("p", "div") and self._is_bare_item()):
            self._end_block()
            self._begin_block(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._skipped:
            self._depth -= tag == self._skipped
            if not self._depth:
                self._skipped = ""
            return
        if self._inside and tag in BLOCKS:
            self._end_block()
            if tag in ("ol", "ul") and self._lists:
                self._lists.pop()
            self._asides -= tag == "aside" and self._asides > 0
        if tag == self._part and self._inside:
            self._inside -= 1

    def handle_data(self, data: str) -> None:
        if self._inside and not self._skipped:
            self._words.append(data if self._kind == "pre" else data.replace("\n", " "))

    def _begin_block(self, tag: str) -> None:
        if tag in HEADINGS and self._first_heading is None:
            self._first_heading = len(self._blocks)
        if tag in ("ol", "ul"):
            self._lists.append(1 if tag == "ol" else 0)
        self._asides += tag == "aside"
        self._kind = tag
        if tag == "li":
            number = self._lists[-1] if self._lists else 0
            if number:
                self._lists[-1] += 1
            indent = "  " * max(len(self._lists) - 1, 0)
            self._words.append(f"{indent}{f'{number}.' if number else '•'}\u00a0")

    def _is_bare_item(self) -> bool:
        """A list item that has its sign but no word yet: the paragraph in it is its words."""
        return self._kind == "li" and not "".join(self._words[1:]).strip()

    def _end_block(self) -> None:
        words, kind = "".join(self._words), self._kind
        self._words, self._kind = [], "p"
        if kind != "pre":
            lines = [_folded(line, kind) for line in words.split("\n")]
            words = "\n".join(line for line in lines if line.strip("•\u00a0 "))
        if words.strip():
            self._blocks.append(("aside" if self._asides else kind, words))


def _folded(line: str, kind: str) -> str:
    """White space folded; the indent of a list item stays."""
    indent = len(line) - len(line.lstrip(" ")) if kind == "li" else 0
    return " " * indent + " ".join(line.replace("\u00a0", " ").split())


def _is_left_out(tag: str, attributes: dict[str, str | None]) -> bool:
    classes = (attributes.get("class") or "").split()
    return (
        tag in LEFT_OUT
        or (tag.startswith(SITE) and tag != "devsite-content")
        or "hidden" in attributes
        or "nocontent" in classes
        or attributes.get("aria-hidden") == "true"
        or attributes.get("role") == "navigation"
    )
