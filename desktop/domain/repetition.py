# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Notices when a model says the same again and again and would never end.

What counts is the end of the text: so many exact repetitions of one unit (a letter, a line, some
paragraphs) that nobody meant them. Tables, code, refrains and counting change from line to line. A
list in which only the numbers change counts as a repetition when it is made of words.
"""

import re

STEP = 96  # characters that come between two looks
SEEN = 6000  # characters from the end that are looked at
PROBE = 48  # characters whose earlier place tells the length of the unit
FEW, LONG = 3, 2400  # repetitions, and the characters that they fill: paragraphs
MANY, SHORT = 8, 900  # the same for lines
_NUMBERS = re.compile(r"\d+")


class Repetition:
    """Takes the pieces of one growing text."""

    def __init__(self) -> None:
        self._end = ""
        self._unseen = 0

    def add(self, text: str) -> bool:
        """True when the text repeats itself at its end."""
        self._end = (self._end + text)[-SEEN:]
        self._unseen += len(text)
        if self._unseen < STEP:
            return False
        self._unseen = 0
        return _repeats(self._end) or _counts(self._end)


def _repeats(text: str) -> bool:
    """The end of the text is a few paragraphs, or many lines, that are all the same."""
    unit, times = _unit(text)
    size = len(unit) * times
    return (times >= FEW and size >= LONG) or (times >= MANY and size >= SHORT)


def _counts(text: str) -> bool:
    """The same with another number each time, and words around it."""
    unit, times = _unit(_NUMBERS.sub("0", text))
    letters = sum(character.isalpha() for character in unit)
    return times >= MANY and len(unit) * times >= LONG and letters * 2 >= len(unit)


def _unit(text: str) -> tuple[str, int]:
    """What stands at the end, and how many times in a row, the last time included."""
    before = text.rfind(text[-PROBE:], 0, len(text) - 1)
    if before < 0:
        return "", 0
    length = len(text) - len(text[-PROBE:]) - before
    unit = text[-length:]
    times = 1
    while text.endswith(unit, 0, len(text) - times * length):
        times += 1
    return unit, times
