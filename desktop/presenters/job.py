# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A question in the queue: what was said before it, its prompt, and its answer as it grows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desktop.domain.conversation import Message, Part, TextPart, ThoughtPart
from desktop.domain.errors import AppError, Problem
from desktop.domain.overflow import context_for, first_seen
from desktop.domain.prompt import Prompt, PromptStyle
from desktop.domain.rendering import alone, render
from desktop.services.engine.protocol import Channel, LoadedModel, Reading

Count = Callable[[Prompt], int]  # tokens that a prompt takes


@dataclass(slots=True)
class Job:
    """A question with what was said before it."""

    chat_id: str
    branch: list[Message]
    forget: bool = False  # the person said that the oldest turns may leave
    answer: Message | None = None
    begins: str = ""  # see AnswerFacts
    unsaved: str = ""
    channel: Channel = Channel.TEXT
    began: float = 0.0
    reading: Reading | None = None
    error: AppError | None = None  # what came cannot be kept

    @property
    def question(self) -> Message:
        return self.branch[-1]


@dataclass(frozen=True, slots=True)
class PromptWriter:
    """Writes the prompt of a job, in the engine's thread, where tokens can be counted."""

    job: Job
    style: PromptStyle
    instructions: str
    forget: bool  # the oldest turns may leave without a question

    def wants(self, loaded: LoadedModel, count: Count) -> int:
        """See Request."""
        return context_for(count(self._prompt(loaded, self.job.branch)))

    def write(self, loaded: LoadedModel, count: Count) -> Prompt:
        """The prompt with as many turns as the context holds.

        Raises:
            AppError: MESSAGE_TOO_LONG, or CONTEXT_FULL when turns would have to leave and the
                person wants to be asked.
        """
        branch = self.job.branch
        place = first_seen(
            branch,
            loaded.context,
            lambda messages: count(self._prompt(loaded, messages)),
            lambda message: count(alone(message)),
        )
        begins = branch[place].id if place else ""
        known = any(message.facts.begins == begins for message in branch)
        if begins and not known and not self.forget:
            raise AppError(Problem.CONTEXT_FULL, context=loaded.context)
        self.job.begins = begins
        return self._prompt(loaded, branch[place:])

    def _prompt(self, loaded: LoadedModel, messages: Sequence[Message]) -> Prompt:
        style = PromptStyle.PLAIN if loaded.base else self.style
        return render(style, messages, self.instructions)


def grown(parts: tuple[Part, ...], channel: Channel, text: str) -> tuple[Part, ...]:
    """The parts with the text at their end, in a part of its channel."""
    kind = ThoughtPart if channel is Channel.THOUGHT else TextPart
    if parts and isinstance(parts[-1], kind):
        return (*parts[:-1], kind(parts[-1].text + text))
    return (*parts, kind(text))
