# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a text may hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.clean import clean


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\ud83d\ude00b", "a😀b"),
        ("a\ud83db", "a\ufffdb"),
        ("\ude00\ud83d", "\ufffd\ufffd"),
        ("a\0b", "a\ufffdb"),
        ("é\0", "é\ufffd"),
        ("\u202eabc\u2066", "\u202eabc\u2066"),
        ("\ufeffabc", "\ufeffabc"),
        ("\ufeffa\ud800", "\ufeffa\ufffd"),
        ("a\r\nb\tc\x1b", "a\r\nb\tc\x1b"),
    ],
)
def test_what_becomes_of_a_text(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@given(st.text(st.characters()))
def test_any_text_can_be_written_and_is_clean_afterwards(text: str) -> None:
    cleaned = clean(text)
    assert cleaned.encode().decode() == cleaned
    assert "\0" not in cleaned
    assert clean(cleaned) == cleaned


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_what_is_clean_stays(text: str) -> None:
    assert clean(text) == text
