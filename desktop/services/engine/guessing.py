# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Choosing tokens and reading them: one by one, or several at once where an answer repeats.

Guessed tokens are read together with the one that was chosen, and then each is chosen as ever from
its own scores. As long as the choice is what was guessed it has been read already; another choice
is taken instead, and the rest is cut off. Choosing from the model's own distribution, whatever was
guessed, is what exact speculative sampling comes to when a guess is one certain token.
"""

import functools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from desktop.domain.guessing import NOTHING, Gain, Lookup
from desktop.domain.plan import Sampling
from desktop.services.engine.context import READ, Context
from desktop.services.engine.loading import Loaded
from desktop.services.engine.sampler import chain
from desktop.services.engine.session import Spans, Tokens

Draw = Callable[[], int]
Read = Callable[[int], int]
FAILED = -1  # as llama_decode tells of it


class Guessing:
    """Draws tokens and reads them, with guesses while those gain.

    Args:
        session: what is in the cache. The caller adds every token to it that was read.
        choose: draws a token by the scores of a row of the last batch; -1 is its last row.
    """

    def __init__(
        self, context: Context, session: Spans, gain: Gain, choose: Callable[[int], int]
    ) -> None:
        self._context, self._session, self._gain, self._choose = context, session, gain, choose
        self._lookup = Lookup(_tokens(session))
        self._guesses: list[int] = []
        self._row = 0  # of the last batch with guesses: its scores are what the next choice is by

    def draw(self) -> int:
        """The next token."""
        return self._choose(self._row if self._guesses else -1)

    def read(self, token: int) -> int:
        """Read a token unless it was read as a guess; returns what `llama_decode` does."""
        right = self._lookup.add(token)
        if right is not None:
            self._gain.saw(right)
        if self._row < len(self._guesses):
            if right:
                self._row += 1
                return READ
            if not self._context.cut(self._session.length):
                return FAILED
        room = self._context.size - self._session.length - 1
        guesses = self._lookup.guesses(min(self._gain.length(), room))
        began = time.perf_counter()
        if guesses:
            result = self._context.read_all([token, *guesses])
        else:
            result = self._context.read_one(token)
        self._gain.read(len(guesses), time.perf_counter() - began)
        self._guesses, self._row = guesses, 0
        return result


@contextmanager
def choosing(loaded: Loaded, sampling: Sampling, seed: int) -> Iterator[tuple[Draw, Read]]:
    """How the tokens of one answer are chosen and read; afterwards the cache is as the session.

    Whoever asks for a seed wants the very same answer again. Then no guesses are made: the last
    digits of scores are others in a batch, and how far is guessed depends on the time it takes.
    """
    llama, vocabulary = loaded.native.llama, loaded.vocabulary
    context, session, gain = loaded.context, loaded.session, loaded.gain
    if gain is not None:
        gain.begin()
    with chain(llama, sampling, seed, vocabulary.size(), vocabulary.suppressed()) as sampler:
        choose = functools.partial(llama.llama_sampler_sample, sampler, context.handle)
        try:
            if gain is None or sampling.seed is not None:
                yield functools.partial(choose, -1), context.read_one
            else:
                guessing = Guessing(context, session, gain, choose)
                yield guessing.draw, guessing.read
        finally:
            if not context.cut(session.length):
                session.cut(0)


def _tokens(session: Spans) -> list[int]:
    """All that was read; a picture counts as nothing that text could repeat."""
    tokens: list[int] = []
    for span in session.spans:
        tokens += span.ids if isinstance(span, Tokens) else [NOTHING]
    return tokens
