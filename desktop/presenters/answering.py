# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Answers questions one after the other, in whichever chat they were asked, and keeps each word."""

import functools
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain.conversation import (
    AnswerFacts,
    Message,
    MessageState,
    TextPart,
    ThoughtPart,
)
from desktop.domain.errors import AppError
from desktop.domain.model import InstalledModel
from desktop.presenters.background import Background, Lane
from desktop.presenters.engine_host import EngineHost, EngineState, Request
from desktop.presenters.job import Job, PromptWriter, Wish
from desktop.presenters.library import Library
from desktop.presenters.personas import Personas
from desktop.presenters.preferences import Preferences
from desktop.services.chats.records import new_id
from desktop.services.chats.store import ChatStore
from desktop.services.engine.protocol import Answered, Channel, Ending, Reading
from desktop.services.pictures import PictureStore

log = logging.getLogger("desktop.answering")

SAVE_INTERVAL = 400  # milliseconds; at most half a second of an answer is lost to a kill

ENDINGS = {
    Ending.DONE: MessageState.DONE,
    Ending.STOPPED: MessageState.STOPPED,
    Ending.LENGTH: MessageState.LONGEST,
    Ending.FULL: MessageState.CUT,
}


class Activity(StrEnum):
    """What is being done for a chat."""

    IDLE = "idle"
    WAITING = "waiting"  # for a model, or for another answer to end
    LOADING = "loading"
    READING = "reading"
    ANSWERING = "answering"


@dataclass(frozen=True, slots=True)
class Status:
    """What the window says about it. share: 0 to 1 or None; seconds_left: None when unknown."""

    activity: Activity = Activity.IDLE
    share: float | None = None
    seconds_left: float | None = None
    words_per_second: float = 0.0
    pictures: int = 0
    checking: bool = False  # loading is a check-up


class Answering(QObject):
    """The queue of questions. Signals carry messages of any chat; who shows one chat filters."""

    message_added = Signal(object)
    message_changed = Signal(object)
    text_arrived = Signal(str, str, str, str)  # chat, message, channel, text
    status_changed = Signal(str)  # chat

    def __init__(
        self,
        engine: EngineHost,
        library: Library,
        store: ChatStore,
        pictures: PictureStore,
        preferences: Preferences,
        personas: Personas,
        background: Background,
        clock: Callable[[], float] = time.time,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._engine, self._library, self._store = engine, library, store
        self._pictures, self._preferences = pictures, preferences
        self._personas, self._background, self._clock = personas, background, clock
        self._queue: list[Job] = []
        self._current: Job | None = None
        self.revision = 0  # counts beginnings and ends of answers
        self._saving = QTimer(self)
        self._saving.setInterval(SAVE_INTERVAL)
        self._saving.timeout.connect(self._save)
        engine.changed.connect(self._on_engine_changed)
        library.chosen_changed.connect(self._next)

    def ask(self, branch: Sequence[Message], wish: Wish | None = None) -> None:
        """Answer the last message of the branch, a question that is kept already."""
        self._queue.append(job := Job(list(branch), wish or Wish()))
        self._next()
        self.status_changed.emit(job.chat_id)

    def room(self) -> int:
        """Tokens that a prompt may take with the chosen model, at most; 0 when unknown."""
        return self._engine.room(self._library.chosen)

    @property
    def busy(self) -> bool:
        """Something is answered, or waits for it."""
        return self._current is not None or bool(self._queue)

    def answering(self, chat_id: str) -> Message | None:
        """The answer that is being written in this chat, as far as it has come."""
        job = self._current
        return job.answer if job is not None and job.chat_id == chat_id else None

    def is_asked(self, question_id: str) -> bool:
        """The question waits in the queue or is being answered."""
        jobs = [*self._queue, *([self._current] if self._current else [])]
        return any(job.question.id == question_id for job in jobs)

    def take_back(self, question_id: str) -> bool:
        """Take a waiting question out of the queue; False when it is no longer waiting."""
        before = len(self._queue)
        self._queue = [job for job in self._queue if job.question.id != question_id]
        return len(self._queue) < before

    def stop(self, chat_id: str) -> None:
        """Stop the answer of this chat."""
        if self._current is not None and self._current.chat_id == chat_id:
            self._engine.stop()

    def drop(self, chat_id: str) -> None:
        """The chat was deleted: nothing of it is answered. A question that waits keeps waiting."""
        self._queue = [job for job in self._queue if job.chat_id != chat_id]
        self.stop(chat_id)

    def close(self) -> None:
        """Stop, and keep what has come so far. The store lane still has to run."""
        self._engine.stop()
        self._save()

    def status(self, chat_id: str) -> Status:
        """What is being done for this chat."""
        job = self._current
        if job is None or job.chat_id != chat_id:
            waits = any(waiting.chat_id == chat_id for waiting in self._queue)
            return Status(Activity.WAITING) if waits else Status()
        pictures = len(job.question.images)
        if self._engine.state is EngineState.LOADING:
            return Status(Activity.LOADING, self._engine.share, checking=self._engine.checking)
        if job.began and job.answer is not None:
            seconds = max(self._clock() - job.began, 0.2)
            return Status(Activity.ANSWERING, words_per_second=job.new_words / seconds)
        if job.reading is None:
            return Status(Activity.READING, pictures=pictures)
        share = job.reading.done / job.reading.total if job.reading.total else None
        return Status(Activity.READING, share, job.reading.seconds_left, pictures=pictures)

    def _next(self) -> None:
        wished = self._queue[0].wish.model if self._queue else ""
        model = self._library.find(wished) or self._library.chosen
        if self._current is not None or model is None or not self._queue or self._engine.busy:
            return
        job = self._current = self._queue.pop(0)
        self.revision += 1
        if job.wish.goes_on is not None:
            self._go_on(job, job.wish.goes_on)
        else:
            self._begin(job, model)
        self._start(job, model)

    def _begin(self, job: Job, model: InstalledModel) -> None:
        """The question waits no longer; its answer is there, and empty."""
        asked = functools.partial(self._store.finish, job.question.id)
        self._background.run(Lane.STORE, lambda: asked(MessageState.DONE, AnswerFacts()))
        self.message_changed.emit(replace(job.question, state=MessageState.DONE))
        answer = job.begin(new_id(), self._clock(), model.id)
        self._background.run(Lane.STORE, lambda: self._store.add_message(answer))
        self.message_added.emit(answer)

    def _go_on(self, job: Job, before: Message) -> None:
        """The answer grows again. One that was stopped for repeating itself may do so now."""
        if before.state is MessageState.REPEATING:
            job.repetition = None
        answer = job.answer = replace(before, state=MessageState.GENERATING, problem="")
        again = functools.partial(self._store.finish, answer.id, MessageState.GENERATING)
        self._background.run(Lane.STORE, lambda: again(answer.facts))
        self.message_changed.emit(answer)

    def _start(self, job: Job, model: InstalledModel) -> None:
        job.use(model)
        media = {part.sha256: part for message in job.branch for part in message.media}
        if (refusal := self._library.refusal(media.values(), model)) is not None:
            self._on_failed(refusal)
            return
        writer = PromptWriter(
            job,
            model.style,
            self._personas.instructions(job.chat_id),
            self._library.thinks,
            job.wish.forget or self._preferences.text("when_full") == "forget",
            functools.cache(self._pictures.read),
        )
        self._engine.ask(
            Request(
                model=model,
                wants=writer.wants,
                write=writer.write,
                media={sha256: self._pictures.path(part) for sha256, part in media.items()},
                seed=job.wish.seed,
                temperature=self._personas.temperature(job.chat_id),
                on_reading=self._on_reading,
                on_text=self._on_text,
                done=self._on_done,
                failed=self._on_failed,
            )
        )
        self._saving.start()
        self.status_changed.emit(job.chat_id)

    def _on_engine_changed(self) -> None:
        if self._current is not None:
            self.status_changed.emit(self._current.chat_id)
        else:
            self._next()

    def _on_reading(self, reading: Reading) -> None:
        job = self._current
        if job is not None:
            job.reading = reading
            self._show_begin(job)
            self.status_changed.emit(job.chat_id)

    def _show_begin(self, job: Job) -> None:
        """The window says from where on the model sees the chat, as soon as that is known."""
        answer = job.answer
        if answer is not None and answer.facts.begins != job.begins:
            job.answer = replace(answer, facts=replace(answer.facts, begins=job.begins))
            self.message_changed.emit(job.answer)

    def _on_text(self, channel: Channel, text: str) -> None:
        job = self._current
        if job is None or job.answer is None:
            return
        first = not job.began
        if first:
            job.began = self._clock()
        if channel is not job.channel:
            self._save()
            if job.channel is Channel.THOUGHT:
                job.thought = self._clock() - job.began
        job.add(channel, text)
        self.text_arrived.emit(job.chat_id, job.answer.id, channel.value, text)
        if first:
            self.status_changed.emit(job.chat_id)
        if job.repeats:
            self._engine.stop()

    def _on_done(self, answered: Answered) -> None:
        job = self._current
        state = ENDINGS[answered.ending]
        if job is not None and job.repeats and answered.ending is Ending.STOPPED:
            state = MessageState.REPEATING
        self._finish(state, job.facts(answered) if job is not None else AnswerFacts())

    def _on_failed(self, error: Exception) -> None:
        answer = self._current.answer if self._current is not None else None
        facts = answer.facts if answer is not None else AnswerFacts()
        if isinstance(error, AppError):
            self._finish(MessageState.FAILED, facts, error)
        else:
            self._finish(MessageState.STOPPED, facts)

    def _finish(
        self, state: MessageState, facts: AnswerFacts, error: AppError | None = None
    ) -> None:
        self._save()
        self._saving.stop()
        job, self._current = self._current, None
        if job is None or job.answer is None:
            return
        if job.error is not None:
            state, error = MessageState.FAILED, job.error
        self.revision += 1
        problem = error.record() if error is not None else ""
        answer = replace(job.answer, state=state, facts=facts, problem=problem)
        self._background.run(
            Lane.STORE,
            lambda: self._store.finish(answer.id, state, facts, problem),
            failed=lambda trouble: log.warning("an answer's end was not kept: %s", trouble),
        )
        self.message_changed.emit(answer)
        self.status_changed.emit(job.chat_id)
        self._next()

    def _save(self) -> None:
        job = self._current
        if job is None or job.answer is None or not job.unsaved:
            return
        message_id, text, job.unsaved = job.answer.id, job.unsaved, ""
        kind = ThoughtPart if job.channel is Channel.THOUGHT else TextPart
        self._background.run(
            Lane.STORE,
            lambda: self._store.append_text(message_id, kind, text),
            failed=lambda error: self._on_not_kept(job, error),
        )

    def _on_not_kept(self, job: Job, error: Exception) -> None:
        """The disk is full: better no more words than words that are lost afterwards."""
        if isinstance(error, AppError) and job.error is None:
            job.error = error
            if self._current is job:
                self._engine.stop()
