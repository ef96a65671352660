# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Finding a command by some of its letters."""

from desktop.domain.searching import fold

WORD, NEXT, ANY = 8, 4, 1  # what a letter is worth at a word's beginning, after the last one, else


def score(typed: str, words: str) -> int | None:
    """How well words fit what was typed; None when not all its letters stand in them in order.

    The beginning of a word counts more than a letter in its middle. Accents and capitals do not
    count. Nothing typed fits everything alike.
    """
    letters, text = fold(typed).replace(" ", ""), fold(words)
    total, at = 0, -1
    for letter in letters:
        found = _next(letter, text, at)
        if found is None:
            return None
        at, worth = found
        total += worth
    return total - len(text) // 16 if letters else 0


def _next(letter: str, text: str, at: int) -> tuple[int, int] | None:
    """Where the letter stands next, and what it is worth there."""
    if text[at + 1 : at + 2] == letter:
        return at + 1, WORD if at < 0 or not text[at].isalnum() else NEXT
    place = text.find(letter, at + 1)
    if place < 0:
        return None
    while place >= 0:
        if place == 0 or not text[place - 1].isalnum():
            return place, WORD
        place = text.find(letter, place + 1)
    return text.find(letter, at + 1), ANY
