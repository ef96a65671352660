# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""About how many tokens a text takes, before a model that could count them is there.

The shares were fitted to Gemma's vocabulary on code, prose and tables in twenty languages: a text
of some length is met within a third, and rather told too long than too short.
"""

import re

DIGIT, SIGN, LETTER, WIDE, OTHER = 1.25, 0.4, 0.215, 0.75, 0.4  # tokens for one of each
_DIGITS = re.compile(r"[0-9]+")
_SIGNS = re.compile(r"[!-/:-@\[-`{-~]+")
_WIDE = re.compile("[\u2e80-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]+")  # Han, kana, Hangul
_PLAIN = re.compile(r"[\x00-\x7f]+")


def about_tokens(text: str) -> int:
    """Tokens, 1 at least."""
    digits, signs, wide, plain = (
        sum(len(run) for run in pattern.findall(text))
        for pattern in (_DIGITS, _SIGNS, _WIDE, _PLAIN)
    )
    letters, other = plain - digits - signs, len(text) - plain - wide
    tokens = DIGIT * digits + SIGN * signs + LETTER * letters + WIDE * wide + OTHER * other
    return max(round(tokens), 1)


def first_part(text: str, tokens: int) -> str:
    """As much of the text's beginning as takes about so many tokens, up to the end of a line."""
    low, high = 0, len(text)
    if about_tokens(text) <= tokens:
        return text
    while high - low > 64:
        middle = (low + high) // 2
        low, high = (middle, high) if about_tokens(text[:middle]) <= tokens else (low, middle)
    line = text.rfind("\n", 0, low)
    return text[: line + 1 if line > low // 2 else low]
