# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A model that repeats itself is stopped; whoever writes a table, a poem or code is not."""

import random
from pathlib import Path

import pytest

from desktop.domain.repetition import LONG, SHORT, Repetition

PAGE = (Path(__file__).parents[1] / "assets" / "page.md").read_text("utf-8")


def stopped_at(text: str, piece: int = 4) -> int | None:
    """After how many characters the text is called a repetition."""
    guard = Repetition()
    for at in range(0, len(text), piece):
        if guard.add(text[at : at + piece]):
            return at + piece
    return None


PARAGRAPH = (
    "The garden lies behind the house, and in the morning the light falls on the beans first. "
    "Whoever waters them early does them a favour, since the ground is cool then and keeps it.\n\n"
)
LOOPS = {
    "a letter": "So it is: " + "a" * 3000,
    "a word": "Yes. " + "ha " * 1000,
    "a line": "Here is the list:\n" + "- I am sorry, I cannot do that.\n" * 100,
    "some lines": "Then:\n" + "He said yes.\nShe said no.\nNobody asked why.\n\n" * 60,
    "a paragraph": PAGE + PARAGRAPH * 30,
    "several paragraphs": PAGE + (PARAGRAPH + PARAGRAPH[::-1] + PARAGRAPH.upper()) * 12,
    "numbers between words": "".join(
        f"{n}. The committee will look at this question again.\n" for n in range(1, 200)
    ),
    "emoji": "🎉" * 2000,
    "no spaces": "因此" * 1000,
}
FINE = {
    "a page": PAGE,
    "counting": ", ".join(str(n) for n in range(1, 3000)),
    "a column of numbers": "\n".join(str(n) for n in range(1, 1000)),
    "a table of numbers": "\n".join(f"| {n} | {n * n} | {n**3} |" for n in range(1, 200)),
    "the rule of a table": "| a | b |\n|" + "---|" * 40 + "\n",
    "a drawn line": "=" * 200 + "\nTitle\n" + "=" * 200,
    "a refrain": "\n".join(
        f"Verse {number}: {' '.join(random.Random(number).sample(PAGE.split(), 30))}\n"
        "Row, row, row your boat,\ngently down the stream.\n"
        for number in range(1, 12)
    ),
    "a row of cells": "<td></td>" * 80,
    "constants": "\n".join(f"COLOUR_{n} = {n * 37 % 256}" for n in range(60)),
    "assignments": "\n".join(f"data[{n}] = compute({n})" for n in range(90)),
    "a lesson twenty times": "I will not talk in class.\n" * 20,
    "a multiplication table": "\n".join(
        " ".join(f"{a * b:3}" for b in range(1, 11)) for a in range(1, 11)
    ),
    "binary": "".join(random.Random(1).choices("01", k=8000)),
}


@pytest.mark.parametrize("text", LOOPS.values(), ids=LOOPS.keys())
def test_what_repeats_itself_is_noticed(text: str) -> None:
    found = stopped_at(text)
    assert found is not None
    assert found < len(text) * 0.9


@pytest.mark.parametrize("text", FINE.values(), ids=FINE.keys())
def test_what_only_looks_like_it_is_let_be(text: str) -> None:
    assert stopped_at(text) is None


def test_lines_are_noticed_after_a_screen_of_them_and_paragraphs_after_a_few() -> None:
    assert (stopped_at("- I am sorry.\n" * 500) or 0) <= SHORT + 200
    assert (stopped_at(PARAGRAPH * 50) or 0) <= LONG + 400
