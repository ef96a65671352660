# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a text may hold: everything that is Unicode, except NUL."""

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def clean(text: str) -> str:
    """The text as it can be kept, shown and read by a model.

    Pairs of surrogates become the character that they stand for; a half of a pair and NUL become
    U+FFFD, since files, SQLite and tokenizers do not take them. All else stays as it is, also what
    changes the direction of writing: whoever shows a text decides about that.
    """
    if "\x00" in text:
        text = text.replace("\x00", REPLACEMENT)
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
