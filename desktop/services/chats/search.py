# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""From what a person types into the search field to questions that SQLite understands."""

import unicodedata
from collections.abc import Iterator

from desktop.domain.clean import clean
from desktop.services.chats.records import CHAT_BITS

MOST_WORDS = 16
LONGEST = 500  # characters

# Scripts that put no space between words: to the index a whole sentence of theirs is one word, of
# which it finds nothing but the beginning. So they are looked for letter by letter.
UNSPACED = (
    ("\u0e00", "\u0eff"),  # Thai, Lao
    ("\u1000", "\u109f"),  # Burmese
    ("\u1780", "\u17ff"),  # Khmer
    ("\u2e80", "\ua4cf"),  # Chinese, Japanese, Yi
    ("\uf900", "\ufaff"),  # Chinese, for compatibility
    ("\U00020000", "\U0003ffff"),  # rare Chinese
)

_IN_INDEX = (
    "SELECT rowid FROM titles WHERE titles MATCH {word}"
    f" UNION ALL SELECT DISTINCT rowid >> {CHAT_BITS} FROM words WHERE words MATCH {{word}}"
)
_IN_TEXT = (
    "SELECT number FROM chats WHERE instr(title, {word})"
    f" UNION ALL SELECT number >> {CHAT_BITS} FROM parts WHERE findable AND instr(text, {{word}})"
)


def searches(text: str) -> Iterator[tuple[str, str]]:
    """For each word a query for the numbers of the chats with it, in which {word} is to be replaced
    by the place of the query's only value, and this value.

    A word may be only the beginning of the one that is found, accents and capitals do not count
    (unicode61 in SQLite's documentation of FTS5), and no operator of FTS5 takes effect: it gets
    every word in double quotes, quotes in it doubled. Signs and emoji, which the index leaves out,
    and unspaced scripts are looked for as they are.
    """
    words = dict.fromkeys(clean(text[:LONGEST]).replace("\ufffd", " ").split())
    for word in list(words)[:MOST_WORDS]:
        if any(low <= letter <= high for letter in word for low, high in UNSPACED):
            yield _IN_TEXT, word
        elif any(_is_indexed(letter) for letter in word):
            quoted = word.replace('"', '""')
            yield _IN_INDEX, f'"{quoted}"*'
        else:
            yield _IN_TEXT, word


def _is_indexed(letter: str) -> bool:
    """Letters, figures and what is for private use; all else parts words."""
    category = unicodedata.category(letter)
    return category[0] in "LN" or category == "Co"
