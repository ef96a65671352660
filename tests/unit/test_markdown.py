# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What of a growing answer is finished."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.markdown import Block, Fence, GrowingMarkdown, fence_of, shown, source, split

LINES = """\
- a|- b
* c|+ p|1. x|2. y|3) z|10. ten|1.|-|text|more text|word| |  |    |> q|> |>      far|```|```py
~~~|# h|## h|---|***|- - -|===|| a | b ||\t|   - n|     code|<div>|</div>|`x`|   ```|[a]: /u|\
""".replace("\n", "|").split("|")
PIECES = st.sampled_from([*LINES, *(f"{line}\n" for line in LINES), "| a |\n|---|\n| 1 |\n", "\n"])
TEXTS = st.lists(PIECES, max_size=16).map("".join)


@st.composite
def arrivals(draw: st.DrawFn) -> list[str]:
    """A text, cut at any places."""
    text = draw(TEXTS)
    places = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    return [text[a:b] for a, b in zip([0, *places], [*places, len(text)], strict=True)]


@given(arrivals())
def test_how_a_text_arrives_changes_nothing(pieces: list[str]) -> None:
    growing = GrowingMarkdown()
    blocks: list[Block] = []
    seen = ""
    for piece in pieces:
        seen += piece
        blocks += growing.feed(piece)
        assert source([*blocks, growing.tail]) == seen
    assert [*blocks, *growing.finish()] == split("".join(pieces))


@given(arrivals())
def test_what_is_finished_stays(pieces: list[str]) -> None:
    """Every block that was handed out is a block of the whole text."""
    growing = GrowingMarkdown()
    early = [block for piece in pieces for block in growing.feed(piece)]
    assert split("".join(pieces))[: len(early)] == early


@given(st.text("ab \r\n-#", max_size=30), st.integers(0, 30))
def test_line_ends_of_any_system(text: str, place: int) -> None:
    growing = GrowingMarkdown()
    blocks = [*growing.feed(text[:place]), *growing.feed(text[place:]), *growing.finish()]
    assert blocks == split(text.replace("\r\n", "\n").replace("\r", "\n"))


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("one\ntwo\n\nthree", ["one\ntwo\n\n", "three"]),
        ("# a\n## b\nc\n", ["# a\n", "## b\n", "c\n"]),
        ("a:\n- b\n- c\n\nd", ["a:\n", "- b\n", "- c\n\n", "d"]),
        ("- a\n\n  more\n\n- b", ["- a\n\n  more\n\n", "- b"]),
        (
            "1. a\n   ```\n   x\n\n   y\n   ```\n2. b",
            ["1. a\n   ```\n   x\n\n   y\n   ```\n", "2. b"],
        ),
        ("```\na\n\n# b\n```\nc", ["```\na\n\n# b\n```\n", "c"]),
        ("~~~~\n```\n~~~\n~~~~\nx", ["~~~~\n```\n~~~\n~~~~\n", "x"]),
        ("| a |\n|---|\n| 1 |\n\nb", ["| a |\n|---|\n| 1 |\n\n", "b"]),
        ("    code\n\n    more\nb", ["    code\n\n    more\n", "b"]),
        ("> a\nb\n\n> c", ["> a\nb\n\n", "> c"]),
        ("a\n---\nb\n===\nc", ["a\n---\n", "b\n===\n", "c"]),
        ("a\n***\nb", ["a\n", "***\n", "b"]),
        ("<div>\n\n<p>", ["<div>\n\n", "<p>"]),
    ],
)
def test_blocks(text: str, blocks: list[str]) -> None:
    assert [block.text for block in split(text)] == blocks


def test_items_of_a_list_keep_their_numbers() -> None:
    numbers = [block.number for block in split("3. a\n1. b\n\n1. c\n- d\n1. e\n")]
    assert numbers == [None, 4, 5, None, None]


def test_a_paragraph_is_finished_by_the_blank_line_after_it() -> None:
    growing = GrowingMarkdown()
    assert growing.feed("one\n") == []
    assert growing.feed("\n") == [Block("one\n\n")]
    assert growing.tail == Block("")


@pytest.mark.parametrize(
    ("text", "fence"),
    [
        ("```python title\na = 1\n```\n", Fence("python", "a = 1")),
        ("\n~~~\na\n\n  b", Fence("", "a\n\n  b")),
        ("```\na\n``", Fence("", "a")),
        ("```\n\n\n", Fence("", "\n")),
        ("```\na\n\n```\n", Fence("", "a\n")),
        ("  ```\n  a\n b\n  ```", Fence("", "a\nb")),
        ("```js", Fence("js", "")),
        ("a\n```\nb\n```", None),
        ("", None),
    ],
)
def test_code_between_fences(text: str, fence: Fence | None) -> None:
    assert fence_of(text) == fence


@pytest.mark.parametrize(
    ("tail", "seen"),
    [
        ("Text\n-", "Text\n"),
        ("Text\n1.", "Text\n"),
        ("Text\n##", "Text\n"),
        ("Text\n- [", "Text\n"),
        ("| a | b |\n|---", ""),
        ("| a | b |\n|---|---|\n| 1 |", "| a | b |\n|---|---|\n| 1 |"),
        ("Text, and -", "Text, and -"),
        ("```\n-", "```\n-"),
        ("", ""),
    ],
)
def test_undecided_signs_wait(tail: str, seen: str) -> None:
    assert shown(Block(tail)).text == seen
