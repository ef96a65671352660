# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Which part of a growing answer is finished."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.markdown import GrowingText, code_of

PAGE = Path(__file__).parents[1] / "assets" / "page.md"
PIECES = (
    "# A\n",
    "words\n",
    "\n",
    "- item\n",
    "  more\n",
    "1. one\n",
    "```python\n",
    "```\n",
    "x=1\n",
)
MARKDOWN = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5))).map("".join)


def blocks(text: str, step: int = 1) -> list[str]:
    growing = GrowingText()
    found: list[str] = []
    for at in range(0, len(text), step):
        found += growing.add(text[at : at + step])
    return found + growing.finish()


@given(MARKDOWN, st.integers(1, 20))
def test_blocks_do_not_depend_on_how_the_text_arrives(text: str, step: int) -> None:
    assert blocks(text, step) == blocks(text, max(len(text), 1))


@given(MARKDOWN)
def test_nothing_is_lost(text: str) -> None:
    growing = GrowingText()
    found: list[str] = []
    for character in text:
        found += growing.add(character)
        assert text.startswith("".join(found) + growing.tail)
    assert "".join(found + growing.finish()) == text


def test_the_page_falls_into_its_blocks() -> None:
    kinds = [block.strip().split("\n")[0][:9] for block in blocks(PAGE.read_text("utf-8"))]
    assert [kind for kind in kinds if kind] == [
        "# The Lig",
        "The light",
        "## What t",
        "- warm so",
        "- bread, ",
        "- a book ",
        "## How to",
        "1. Take t",
        "2. Buy a ",
        "3. Wait f",
        "| Day | B",
        "The keepe",
        "```python",
        "> The sea",
        "Come in s",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nb\n\nc", ["a\nb\n\n", "c"]),
        ("a\n```\ncode\n\nmore\n```\nb", ["a\n", "```\ncode\n\nmore\n```\n", "b"]),
        ("- a\n\n  still a\n- b\n\nc", ["- a\n\n  still a\n", "- b\n\n", "c"]),
        (
            "- a\n  ```\n  - no item\n  ```\nlazy\n\nb",
            ["- a\n  ```\n  - no item\n  ```\nlazy\n\n", "b"],
        ),
        ("- a\n  - nested\n  - nested\n- b", ["- a\n  - nested\n  - nested\n", "- b"]),
        ("text\n# head\ntext", ["text\n", "# head\n", "text"]),
        ("~~~\n```\n~~~\nx", ["~~~\n```\n~~~\n", "x"]),
        ("````\n```\n````\nx", ["````\n```\n````\n", "x"]),
        ("***\nx", ["***\n", "x"]),
    ],
)
def test_where_blocks_end(text: str, expected: list[str]) -> None:
    assert blocks(text) == expected


def test_open_code_is_known_while_it_grows() -> None:
    growing = GrowingText()
    growing.add("Look:\n```python\ndef f():\n    ret")
    assert growing.code == ("python", "def f():\n    ret")
    growing.add("urn 1\n```\n")
    assert growing.code is None


def test_code_of_a_block() -> None:
    assert code_of("```py\na\n\nb\n```\n") == ("py", "a\n\nb")
    assert code_of("```\nnever closed") == ("", "never closed")
    assert code_of("`inline`\n") is None
