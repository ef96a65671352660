# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""An engine that types given pieces of text, as fast as it is told to."""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from desktop.domain.errors import AppError
from desktop.domain.plan import Sampling
from desktop.domain.prompt import Prompt
from desktop.services.engine.protocol import Answered, Channel, Ending, Reading
from tests.fakes.fake_engine import FakeEngine


class TypingEngine(FakeEngine):
    """Unlike FakeEngine it takes a text as it is, with every line and bar in it.

    Args:
        pieces: of the answer. thought: typed first, in one piece.
        pause: seconds between two pieces.
        gate: when given, every piece waits for it to be released once more.
        error: raised at the end.
    """

    def __init__(
        self,
        pieces: Iterable[str],
        thought: str = "",
        pause: float = 0.0,
        gate: threading.Semaphore | None = None,
        error: AppError | None = None,
    ) -> None:
        super().__init__(gate=gate)
        self.pieces, self.thought = list(pieces), thought
        self.pause, self.error = pause, error

    def answer(
        self,
        prompt: Prompt,
        media: Mapping[str, Path],
        sampling: Sampling,
        stop: threading.Event,
        on_reading: Callable[[Reading], None],
        on_text: Callable[[Channel, str], None],
    ) -> Answered:
        """Type the pieces."""
        if self.thought:
            on_text(Channel.THOUGHT, self.thought)
        began = time.perf_counter()
        for place, piece in enumerate(self.pieces):
            while self.gate is not None and not self.gate.acquire(timeout=0.02):
                if stop.is_set():
                    break
            if self.pause:
                time.sleep(max(began + place * self.pause - time.perf_counter(), 0))
            if stop.is_set():
                return Answered(Ending.STOPPED, 1, 0, place, 0.0, 0.0, 1.0, 1)
            on_text(Channel.TEXT, piece)
        if self.error is not None:
            raise self.error
        count = len(self.pieces)
        seconds = max(time.perf_counter() - began, count / 12)
        return Answered(Ending.DONE, 1, 0, count, 0.0, 0.0, seconds, 1)
