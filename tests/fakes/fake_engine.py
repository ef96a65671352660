# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""An engine that types a script, for tests and screens that need no model.

The tests of the protocol (tests/unit/engine/test_protocol.py) run against it and the real one.
"""

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.domain.plan import Plan, Sampling
from desktop.domain.prompt import Audio, Control, Picture, Prompt, Words
from desktop.services.engine.protocol import Answered, Channel, Ending, LoadedModel, Reading

PICTURE_TOKENS = 256


THOUGHT_ENDS = "\x1e"


class FakeEngine:
    """Gives the answers in turn, the last one for ever.

    Args:
        answers: what is typed, word by word. What stands before THOUGHT_ENDS is thought. An
            AppError is raised instead. A function makes the answer from the prompt.
        gate: when given, every word waits for it to be released once more.
        sees, hears: whether it says that it can.
        context: the largest context that it makes, whatever the plan says.
        trained: tokens that the model was made for.
        layers: what happens to whoever wants some on a graphics processor; None: nothing.

    Attributes:
        prompts: all that it was asked. plan: of the loaded model, None when none is loaded.
        plans: all that were loaded. samplings: that were asked for.
    """

    def __init__(
        self,
        answers: Iterable[str | AppError] | Callable[[Prompt], str] = ("Certainly.",),
        gate: threading.Semaphore | None = None,
        sees: bool = True,
        hears: bool = False,
        context: int = 1 << 20,
        trained: int = 0,
        layers: AppError | None = None,
    ) -> None:
        self._write = answers if callable(answers) else None
        self.answers = [] if callable(answers) else list(answers)
        self.gate = gate
        self.sees, self.hears = sees, hears
        self.context, self.trained, self.layers = context, trained, layers
        self.plans: list[Plan] = []
        self.samplings: list[Sampling] = []
        self.prompts: list[Prompt] = []
        self.plan: Plan | None = None

    def load(
        self, plan: Plan, progress: Callable[[float], None], stop: threading.Event
    ) -> LoadedModel:
        """At once; FILE_MISSING when the file is not there."""
        self.plan = None
        if not Path(plan.weights).is_file():
            raise AppError(Problem.FILE_MISSING, name=Path(plan.weights).name)
        for step in range(5):
            if stop.is_set():
                raise Cancelled
            progress(step / 4)
        if self.layers is not None and plan.gpu_layers:
            raise self.layers
        if stop.is_set():
            raise Cancelled
        self.plan = plan = replace(plan, context=min(plan.context, self.context))
        self.plans.append(plan)
        return LoadedModel(
            architecture="gemma3",
            quantization="F16",
            context=plan.context,
            trained_context=self.trained or plan.context,
            memory_bytes=1_000_000,
            sees=self.sees,
            hears=self.hears,
            base=False,
            sampling=Sampling(),
        )

    def answer(
        self,
        prompt: Prompt,
        media: Mapping[str, Path],
        sampling: Sampling,
        stop: threading.Event,
        on_reading: Callable[[Reading], None],
        on_text: Callable[[Channel, str], None],
    ) -> Answered:
        """Type the next answer."""
        total = self.count(prompt, media)
        assert self.plan is not None
        if total >= self.plan.context:
            raise AppError(Problem.CONTEXT_FULL, needed=total + 1, context=self.plan.context)
        self.prompts.append(prompt)
        self.samplings.append(sampling)
        on_reading(Reading(0, total, 0, None))
        if stop.is_set():
            raise Cancelled
        on_reading(Reading(total, total, 0, 0.0))
        began = time.perf_counter()
        thought, _, answer = self._next(prompt).rpartition(THOUGHT_ENDS)
        ending, count = Ending.DONE, 0
        for channel, word in [*_words(Channel.THOUGHT, thought), *_words(Channel.TEXT, answer)]:
            self._wait(stop)
            if stop.is_set():
                ending = Ending.STOPPED
                break
            on_text(channel, word)
            count += 1
            if count == sampling.longest:
                ending = Ending.LENGTH
                break
        if ending is Ending.STOPPED and not count:
            raise Cancelled
        seconds = time.perf_counter() - began
        seed = 1 if sampling.seed is None else sampling.seed
        return Answered(ending, total, 0, count, 0.0, 0.0, seconds, seed)

    def count(self, prompt: Prompt, media: Mapping[str, Path]) -> int:
        """A word is a token, a picture 256."""
        if self.plan is None:
            raise AppError(Problem.ENGINE_FAILED, detail="no model is loaded")
        if any(isinstance(piece, Picture) for piece in prompt.pieces) and not self.sees:
            raise AppError(Problem.CANNOT_SEE, name="", instead="")
        if any(isinstance(piece, Audio) for piece in prompt.pieces) and not self.hears:
            raise AppError(Problem.CANNOT_HEAR, name="", instead="")
        return sum(
            len(piece.text.split()) if isinstance(piece, Control | Words) else PICTURE_TOKENS
            for piece in prompt.pieces
        )

    def unread(self, prompt: Prompt, media: Mapping[str, Path]) -> int:
        """What the prompt before did not begin with, and its last token as all do."""
        whole = self.count(prompt, media)
        last = self.prompts[-1].pieces if self.prompts else ()
        known = replace(prompt, pieces=prompt.pieces[: _alike(prompt.pieces, last)])
        return max(whole - self.count(known, media), 1)

    def rest(self) -> None:
        """There is nothing to write down."""

    def unload(self) -> None:
        """Nothing is loaded any more."""
        self.plan = None

    def _next(self, prompt: Prompt) -> str:
        if self._write is not None:
            return self._write(prompt)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, AppError):
            raise answer
        return answer

    def _wait(self, stop: threading.Event) -> None:
        if self.gate is not None:
            while not self.gate.acquire(timeout=0.02) and not stop.is_set():
                pass


def _words(channel: Channel, text: str) -> list[tuple[Channel, str]]:
    """The words, each with the space before it."""
    words = text.split(" ") if text else []
    return [(channel, f" {word}" if place else word) for place, word in enumerate(words)]


def _alike(some: Sequence[object], others: Sequence[object]) -> int:
    """How many at the beginning are the same."""
    pairs = enumerate(zip(some, others, strict=False))
    return next(
        (place for place, (one, other) in pairs if one != other), min(len(some), len(others))
    )
