# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Markdown to pieces."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.markdown import Block, split
from desktop.ui.chat.markdown import MarkdownReader
from desktop.ui.chat.pieces import (
    CodePiece,
    Mark,
    Piece,
    RulePiece,
    Span,
    Style,
    TablePiece,
    TextPiece,
    plain_text,
    words_of,
)

LINES = (
    "- a",
    "- b",
    "* c",
    "1. x",
    "2. y",
    "3) z",
    "1.",
    "-",
    "text",
    "more text",
    "  ",
    "    ",
    "> q",
    ">",
    "> - r",
    "```",
    "~~~",
    "```py",
    "# h",
    "---",
    "***",
    "- - -",
    "===",
    "| a | b |",
    "|---|--:|",
    "   - n",
    "     code",
    "<div>",
    "`x` **y",
    "$$",
    "$$ x",
    "y $$ z",
    "\\[",
    "\\]",
    "$a$ and $$b$$",
    "[^1]: n",
    "w[^1]",
    "",
)


def read(text: str) -> list[Piece]:
    """A text as it arrives: block by block."""
    reader = MarkdownReader()
    return [piece for block in split(text) for piece in reader.read(block)]


def loose(piece: Piece) -> Piece:
    """Without what blank lines say: they count line by line here, and list by list in Markdown."""
    return replace(piece, tight=False) if isinstance(piece, TextPiece) else piece


@given(st.lists(st.sampled_from(LINES), max_size=14).map("\n".join))
def test_blocks_by_themselves_are_the_whole(text: str) -> None:
    """Nothing is torn apart when an answer is split into what is finished and what is not."""
    text = f"Words first.\n\n{text}"
    whole = MarkdownReader().read(Block(text))
    assert [loose(piece) for piece in read(text)] == [loose(piece) for piece in whole]


def only(text: str) -> TextPiece:
    (piece,) = read(text)
    assert isinstance(piece, TextPiece)
    return piece


def test_styles_and_links() -> None:
    spans = only("a **b *c*** ~~d~~ `e` [f](https://g.h)").spans
    assert spans == (
        Span("a "),
        Span("b ", Style.STRONG),
        Span("c", Style.STRONG | Style.EMPHASIS),
        Span(" "),
        Span("d", Style.STRUCK),
        Span(" "),
        Span("e", Style.CODE),
        Span(" "),
        Span("f", Style.PLAIN, "https://g.h"),
    )


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("see https://a.b/c.", ["https://a.b/c"]),
        ("main.py, README.md and example.com are words", []),
        ("[x](javascript:alert(1)) [y](file:///etc/passwd)", []),
        ("![the words](https://a.b/c.png)", ["https://a.b/c.png"]),
        ("<https://a.b>", ["https://a.b"]),
    ],
)
def test_what_is_a_link(text: str, links: list[str]) -> None:
    assert [span.link for span in only(text).spans if span.link] == links


def test_html_is_text() -> None:
    assert words_of(only("<b>x</b> <script>y</script>").spans) == "<b>x</b> <script>y</script>"


def test_lists_are_flat_and_keep_their_numbers() -> None:
    pieces = read("3. a\n   - b\n\n     c\n4. [x] d\n- [ ] e\n- [x] f\n")
    texts = [piece for piece in pieces if isinstance(piece, TextPiece)]
    found = [(words_of(p.spans), p.depth, p.mark, p.number) for p in texts]
    assert found == [
        ("a", 1, Mark.NUMBER, 3),
        ("b", 2, Mark.BULLET, 0),
        ("c", 2, None, 0),
        ("[x] d", 1, Mark.NUMBER, 4),
        ("e", 1, Mark.OPEN, 0),
        ("f", 1, Mark.DONE, 0),
    ]


def test_code_table_and_rule() -> None:
    pieces = read("```py x\na\n```\n\n    b\n\n---\n\n| a | b |\n|:--|--:|\n| 1 | 2 |\n")
    assert pieces == [
        CodePiece("py", "a"),
        CodePiece("", "b"),
        RulePiece(),
        TablePiece(
            ((Span("a"),), (Span("b"),)), (((Span("1"),), (Span("2"),)),), ("left", "right")
        ),
    ]


def test_pieces_as_plain_text() -> None:
    pieces = read("> 7. a\n>    - b\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")
    assert [plain_text(piece) for piece in pieces] == ["7. a", "    • b", "a\tb\n1\t2"]


def kinds(text: str, kind: Style) -> list[str]:
    pieces = [piece for piece in read(text) if isinstance(piece, TextPiece)]
    return [span.text for piece in pieces for span in piece.spans if kind in span.style]


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("so $x^2$ and **$y$** are", ["$x^2$", "$y$"]),
        ("a \\(b\\) c \\[d\\]", ["\\(b\\)", "\\[d\\]"]),
        ("it is\n$$\na\n- b\n$$ where\nc", ["$$\na\n- b\n$$"]),
        ("- one\n\n  \\[\n  x\n  \\]\n- two", ["\\[\nx\n\\]"]),
        ("$5 and $6, \\$7 and 9 $", []),
        ("`$x$` and\n\n```\n$y$\n```", []),
        ("an open $x", []),
        ("$$\nopen\n\nwords", ["$$\nopen"]),
    ],
)
def test_formulas(text: str, formulas: list[str]) -> None:
    assert kinds(text, Style.FORMULA) == formulas


def test_words_around_a_formula_stay() -> None:
    pieces = [plain_text(piece) for piece in read("it is\n$$\na\n- b\n$$ where\nc")]
    assert pieces == ["it is", "$$\na\n- b\n$$", "where", "c"]


def test_notes() -> None:
    text = "A[^1], b[^why].\n\n[^1]: https://x.y\n[^why]: Because **so**.\n\n[^3]: c\n"
    reader = MarkdownReader()
    for block in split(text):
        reader.read(block)
    assert reader.has_definitions
    pieces = [piece for block in split(text) for piece in reader.read(block)]
    assert [plain_text(piece) for piece in pieces] == [
        "A[1], b[why].",
        "[1] https://x.y",
        "[why] Because so.",
        "[3] c",
    ]


def test_what_is_no_note_stays() -> None:
    assert words_of(only("the class [^a-z] and [^x]").spans) == "the class [^a-z] and [^x]"
