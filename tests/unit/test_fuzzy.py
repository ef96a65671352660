# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Some letters of a command find it, and the right one first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.fuzzy import score

WORDS = [
    "New chat",
    "Search all chats",
    "Settings",
    "Show the archive",
    "Move this chat to the archive",
]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("nc", "New chat"),
        ("set", "Settings"),
        ("SAC", "Search all chats"),
        ("archive", "Show the archive"),
        ("sh ar", "Show the archive"),
        ("mtc", "Move this chat to the archive"),
    ],
)
def test_the_right_one_comes_first(typed: str, first: str) -> None:
    worth = {words: score(typed, words) for words in WORDS}
    found = [words for words in WORDS if worth[words] is not None]
    assert max(found, key=lambda words: worth[words] or 0) == first


@pytest.mark.parametrize("typed", ["xyz", "tahc", "new chatt", "ß"])
def test_what_does_not_fit(typed: str) -> None:
    assert score(typed, "New chat") is None


def test_accents_do_not_count() -> None:
    assert score("resume", "Résumé") == score("Résumé", "resume")
    assert score("", "anything") == 0


@given(st.text(max_size=12), st.text(max_size=30))
def test_any_text(typed: str, words: str) -> None:
    score(typed, words)
    assert score(words, words) is not None
