# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Guessing how an answer goes on, where it repeats what was read: editing, quoting, code.

Several tokens are read in little more time than one. So guesses that are right are nearly free,
and guesses that are wrong cost something: here is decided when to guess, and how far. The method
is known as prompt lookup decoding.
"""

from collections.abc import Sequence

ALIKE = 3  # tokens in a row that have to be the same before what followed them is expected again
# Guesses to be read together with a token. llama.cpp multiplies in groups of four rows, and the
# scores of a batch of four or more are the same whatever its size.
LENGTHS = (3, 7, 15)
NOTHING = -1  # stands for what is no text, such as a picture

_LEARNING = 0.2  # how much the newest observation counts
_FIRST_TRUST = 0.4
_WORTH = 1.1  # times as fast as without
_EXPECTED_COST = {3: 1.8, 7: 2.8, 15: 5.0}  # in tokens one by one, until it was measured
_FORGETTING = 0.1  # an answer: what cost much in a bad moment is tried again one day


class Lookup:
    """Where the tokens read so far go on as they did before.

    Args:
        tokens: all that was read.
    """

    def __init__(self, tokens: Sequence[int]) -> None:
        self._tokens = list(tokens)
        # The place after three tokens in a row, the last one of those alike. Made in one go: chats
        # are long.
        rows = zip(tokens, tokens[1:], tokens[2:], strict=False)
        self._after: dict[tuple[int, ...], int] = dict(
            zip(rows, range(ALIKE, len(tokens)), strict=False)
        )
        self._next = self._after.get(self._last(), 0)  # the place whose token is expected now

    def _last(self) -> tuple[int, ...]:
        return tuple(self._tokens[-ALIKE:])

    def add(self, token: int) -> bool | None:
        """One token more; whether it was the expected one, None when none was expected."""
        tokens, place = self._tokens, self._next
        right = tokens[place] == token if place else None
        self._after[self._last()] = len(tokens)
        tokens.append(token)
        self._next = place + 1 if right else self._after.get(self._last(), 0)
        return right

    def guesses(self, most: int) -> list[int]:
        """The tokens that are expected to come now: as many as the longest length that fits."""
        place = self._next
        if not place or not most:
            return []
        found = self._tokens[place : place + most]
        if NOTHING in found:
            found = found[: found.index(NOTHING)]
        return found[: max((length for length in LENGTHS if length <= len(found)), default=0)]


class Gain:
    """A running estimate of how far to guess. Costs stay with a model, trust begins anew.

    Attributes:
        guessed: tokens of this answer that were read as guesses, right or wrong.
    """

    def __init__(self) -> None:
        self.guessed = 0
        self._cost = dict(_EXPECTED_COST)
        self._one = 0.0  # seconds for reading one token
        self.trust = _FIRST_TRUST

    def begin(self) -> None:
        """Another answer."""
        self.trust, self.guessed = _FIRST_TRUST, 0
        for length, expected in _EXPECTED_COST.items():
            self._cost[length] += _FORGETTING * (expected - self._cost[length])

    def length(self) -> int:
        """How many tokens to guess for the fastest answer; 0 while guessing does not gain."""
        best, chosen = _WORTH, 0
        for length in LENGTHS:
            # The token itself, the first guess if it is right, the second if both are, …
            tokens = sum(self.trust**place for place in range(length + 1))
            if tokens / self._cost[length] > best:
                best, chosen = tokens / self._cost[length], length
        return chosen

    def saw(self, right: bool) -> None:
        """A token was as expected, or not; guessed or only looked at."""
        self.trust += _LEARNING * (right - self.trust)

    def read(self, guesses: int, seconds: float) -> None:
        """A token and so many guesses were read in so many seconds."""
        self.guessed += guesses
        if not guesses:
            self._one += (_LEARNING if self._one else 1.0) * (seconds - self._one)
        elif self._one and guesses in self._cost:
            cost = seconds / self._one
            self._cost[guesses] += _LEARNING * (cost - self._cost[guesses])
