# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What an engine is. Whoever uses one cannot tell where it runs."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from desktop.domain.plan import Plan, Sampling
from desktop.domain.prompt import Prompt


class Channel(StrEnum):
    """To which part of the answer a piece of text belongs."""

    TEXT = "text"
    THOUGHT = "thought"


class Ending(StrEnum):
    """Why an answer ended."""

    DONE = "done"  # the model said so
    STOPPED = "stopped"  # the person said so
    LENGTH = "length"  # Sampling.longest was reached
    FULL = "full"  # the context is full


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """What the engine knows after loading.

    Attributes:
        architecture: general.architecture of the file ("gemma3").
        trained_context: tokens the model was made for.
        context: tokens the context really has.
        memory_bytes: weights, caches, compute buffers and projector, as llama.cpp reports them.
        base: the file is a base model: it has no chat template or was not made for turns.
    """

    architecture: str
    quantization: str
    context: int
    trained_context: int
    memory_bytes: int
    sees: bool
    hears: bool
    base: bool
    sampling: Sampling


@dataclass(frozen=True, slots=True)
class Reading:
    """Progress of reading the prompt: tokens of which `reused` cost nothing."""

    done: int
    total: int
    reused: int
    seconds_left: float | None


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer took: tokens and seconds.

    Attributes:
        reused_tokens: of the prompt, those that were not read now.
        again_tokens: those that were, though they had been read before.
        seed: gives the same answer to the same prompt again; 0 when none does, because guesses
            were read: scores of tokens that are read together differ in their last digits.
    """

    ending: Ending
    prompt_tokens: int
    reused_tokens: int
    generated_tokens: int
    seconds_reading: float
    seconds_to_first: float
    seconds_generating: float
    seed: int
    again_tokens: int = 0


class Engine(Protocol):
    """Blocking; one thread alone calls it. Only `threading.Event`s come from other threads.

    Every method raises AppError for what a person can meet and Cancelled when `stop` was set
    before there was anything to keep.
    """

    def load(
        self, plan: Plan, progress: Callable[[float], None], stop: threading.Event
    ) -> LoadedModel:
        """Load the model (progress from 0 to 1), replacing the one before.

        On failure none is loaded.
        """
        ...

    def answer(
        self,
        prompt: Prompt,
        media: Mapping[str, Path],
        sampling: Sampling,
        stop: threading.Event,
        on_reading: Callable[[Reading], None],
        on_text: Callable[[Channel, str], None],
    ) -> Answered:
        """Read what is new of the prompt and answer.

        Args:
            media: the files of the prompt's pictures and sounds by their sha256.
            stop: ends reading or generating within one token; the text so far counts.
            on_text: gets whole characters only, in this thread; must return at once.
        """
        ...

    def count(self, prompt: Prompt, media: Mapping[str, Path]) -> int:
        """Tokens that the prompt takes, media included."""
        ...

    def unread(self, prompt: Prompt, media: Mapping[str, Path]) -> int:
        """Those of them that would have to be read now, since they are not kept."""
        ...

    def rest(self) -> None:
        """Nothing is asked now: time to write down what was read. Harmless at any time."""
        ...

    def unload(self) -> None:
        """Give the memory back. Harmless when nothing is loaded."""
        ...
