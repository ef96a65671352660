# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A question in the queue: what was said before it, its prompt, and its answer as it grows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from desktop.domain.conversation import (
    AnswerFacts,
    AudioPart,
    ImagePart,
    Message,
    MessageState,
    Part,
    Role,
    TextPart,
    ThoughtPart,
    is_temporary,
)
from desktop.domain.errors import AppError, Problem
from desktop.domain.model import InstalledModel
from desktop.domain.overflow import context_for, first_seen
from desktop.domain.prompt import Prompt, PromptStyle
from desktop.domain.rendering import Read, alone, render, unread
from desktop.domain.repetition import Repetition
from desktop.services.engine.protocol import Answered, Channel, LoadedModel, Reading

Count = Callable[[Prompt], int]  # tokens that a prompt takes


@dataclass(frozen=True, slots=True)
class Wish:
    """How an answer is asked for.

    Attributes:
        forget: the oldest turns may leave, whatever the settings say.
        seed: repeats an answer exactly; None for another one each time.
        goes_on: the answer with which the model goes on.
        model: the installed model that answers; "" for the one that is chosen then.
    """

    forget: bool = False
    seed: int | None = None
    goes_on: Message | None = None
    model: str = ""


@dataclass(slots=True)
class Job:
    """A question with what was said before it.

    Attributes:
        answer: as far as it has come. repetition: looks whether it repeats itself.
    """

    branch: list[Message]
    wish: Wish = Wish()
    answer: Message | None = None
    repetition: Repetition | None = field(default_factory=Repetition)
    repeats: bool = False
    begins: str = ""  # see AnswerFacts
    unsaved: str = ""
    channel: Channel = Channel.TEXT
    began: float = 0.0
    thought: float = 0.0  # seconds
    reading: Reading | None = None
    file: str = ""  # of the model
    context: int = 0  # of the model, in tokens
    error: AppError | None = None  # what came cannot be kept

    @property
    def chat_id(self) -> str:
        """Of the question."""
        return self.question.chat_id

    @property
    def question(self) -> Message:
        """The last message of the branch."""
        return self.branch[-1]

    @property
    def asked(self) -> list[Message]:
        """What the model reads: the branch, and the answer's beginning when it goes on."""
        return [*self.branch, self.wish.goes_on] if self.wish.goes_on else self.branch

    @property
    def new_words(self) -> int:
        """Words that have come."""
        before = self.wish.goes_on
        words = len(self.answer.text.split()) if self.answer is not None else 0
        return words - (len(before.text.split()) if before is not None else 0)

    def use(self, model: InstalledModel) -> None:
        """It answers. Earlier pictures and sounds that it cannot take stay in the chat alone."""
        self.file = Path(model.weights).name
        kinds = (
            *(() if model.sees else (ImagePart,)),
            *(() if model.hears else (AudioPart,)),
        )
        self.branch[:-1] = [
            replace(one, parts=tuple(part for part in one.parts if not isinstance(part, kinds)))
            for one in self.branch[:-1]
        ]

    def begin(self, answer_id: str, created: float, model: str) -> Message:
        """An answer without words as yet."""
        self.answer = Message(
            id=answer_id,
            chat_id=self.chat_id,
            parent_id=self.question.id,
            role=Role.MODEL,
            parts=(),
            state=MessageState.GENERATING,
            created=created,
            model=model,
        )
        return self.answer

    def add(self, channel: Channel, text: str) -> None:
        """More of the answer has come. `repeats` says whether it is the same again and again."""
        assert self.answer is not None
        if channel is not self.channel:
            self.channel = channel
            self.repetition = Repetition() if self.repetition else None
        self.unsaved += text
        self.answer = replace(self.answer, parts=grown(self.answer.parts, channel, text))
        if self.repetition is not None and self.repetition.add(text):
            self.repeats = True

    def facts(self, answered: Answered) -> AnswerFacts:
        """What the answer took, with what its beginning took when it went on."""
        before = self.wish.goes_on.facts if self.wish.goes_on else AnswerFacts()
        return AnswerFacts(
            prompt_tokens=answered.prompt_tokens,
            reused_tokens=answered.reused_tokens,
            generated_tokens=before.generated_tokens + answered.generated_tokens,
            seconds_to_first=answered.seconds_to_first,
            seconds_generating=before.seconds_generating + answered.seconds_generating,
            # One seed does not tell how an answer of two parts came about.
            seed=0 if self.wish.goes_on else answered.seed,
            file=self.file,
            begins=self.begins,
            context=self.context,
            seconds_thinking=before.seconds_thinking + self.thought,
        )


@dataclass(frozen=True, slots=True)
class PromptWriter:
    """Writes the prompt of a job, in the engine's thread, where tokens can be counted."""

    job: Job
    style: PromptStyle
    instructions: str
    thinking: bool
    forget: bool  # the oldest turns may leave without a question
    read: Read = unread  # documents; called again and again

    def wants(self, loaded: LoadedModel, count: Count) -> int:
        """See Request."""
        return context_for(count(self._prompt(loaded, self.job.asked)))

    def write(self, loaded: LoadedModel, count: Count) -> Prompt:
        """The prompt with as many turns as the context holds.

        Raises:
            AppError: MESSAGE_TOO_LONG, or CONTEXT_FULL when turns would have to leave and the
                person wants to be asked.
        """
        branch = self.job.asked
        place = first_seen(
            branch,
            loaded.context,
            lambda messages: count(self._prompt(loaded, messages)),
            lambda message: count(alone(message, self.read)),
        )
        begins = branch[place].id if place else ""
        known = any(message.facts.begins == begins for message in branch)
        if begins and not known and not self.forget:
            raise AppError(Problem.CONTEXT_FULL, context=loaded.context)
        self.job.begins, self.job.context = begins, loaded.context
        return self._prompt(loaded, branch[place:])

    def _prompt(self, loaded: LoadedModel, messages: Sequence[Message]) -> Prompt:
        style = PromptStyle.PLAIN if loaded.base else self.style
        prompt = render(style, messages, self.instructions, self.thinking, self.read)
        return replace(prompt, private=is_temporary(self.job.chat_id))


def grown(parts: tuple[Part, ...], channel: Channel, text: str) -> tuple[Part, ...]:
    """The parts with the text at their end, in a part of its channel."""
    kind = ThoughtPart if channel is Channel.THOUGHT else TextPart
    if parts and isinstance(parts[-1], kind):
        return (*parts[:-1], kind(parts[-1].text + text))
    return (*parts, kind(text))
