# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""About how many tokens a text takes, and its first part."""

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.tokens import about_tokens, first_part


def test_kinds_of_letters_weigh_differently() -> None:
    weights = [about_tokens(letter * 1000) for letter in ("e", "é", "漢", "7", ";")]
    assert weights == [215, 400, 750, 1250, 400]
    assert about_tokens("") == 1


@given(st.text(min_size=200), st.integers(1, 100))
def test_the_first_part_is_the_beginning_and_small_enough(text: str, tokens: int) -> None:
    part = first_part(text, tokens)
    assert text.startswith(part)
    assert about_tokens(part) <= tokens


def test_as_much_as_there_is_room_for() -> None:
    text = "word " * 10_000
    assert 0.97 * 2_000 < about_tokens(first_part(text, 2_000)) <= 2_000
