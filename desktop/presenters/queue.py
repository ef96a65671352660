# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Questions that are written while another one is answered: each is asked when its turn comes."""

import time
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from desktop.domain.clean import clean
from desktop.domain.conversation import (
    Draft,
    Message,
    MessageState,
    Part,
    Role,
    TextPart,
    branch,
)
from desktop.presenters.answering import Activity, Answering
from desktop.presenters.background import Background, Lane
from desktop.presenters.conversation import Conversation
from desktop.services.chats.records import new_id
from desktop.services.chats.store import ChatStore


class Queue(QObject):
    """Of every chat in which something waits. It stops where an answer did not come to its end.

    After a start nothing is asked by itself: `ask_now` goes on.
    """

    changed = Signal()  # what waits in the open chat

    def __init__(
        self,
        conversation: Conversation,
        answering: Answering,
        store: ChatStore,
        background: Background,
        clock: Callable[[], float] = time.time,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._conversation, self._answering = conversation, answering
        self._store, self._background, self._clock = store, background, clock
        self._waiting: dict[str, list[Draft]] = {}
        self._known: set[str] = set()  # chats of which was read what waited before
        conversation.opened.connect(self._on_opened)
        answering.message_changed.connect(self._on_changed)

    @property
    def waiting(self) -> tuple[Draft, ...]:
        """In the open chat, the next one first."""
        return tuple(self._waiting.get(self._conversation.chat_id, ()))

    @property
    def paused(self) -> bool:
        """Something waits, and nothing is answered that it could wait for."""
        return bool(self.waiting) and self._conversation.status.activity is Activity.IDLE

    def add(self, text: str) -> None:
        """Put what stands in the composer behind what waits; it leaves the composer."""
        draft = Draft(clean(text), self._conversation.draft.media)
        chat_id = self._conversation.chat_id
        if chat_id and (draft.text.strip() or draft.media):
            self._waiting.setdefault(chat_id, []).append(draft)
            self._conversation.drafting.clear()
            self._keep(chat_id, cleared=True)

    def withdraw(self, place: int) -> None:
        """Take a question back into the composer, before what stands there."""
        waiting = self._waiting.get(self._conversation.chat_id, [])
        if 0 <= place < len(waiting):
            draft = waiting.pop(place)
            here = self._conversation.draft
            text = "\n\n".join(words for words in (draft.text, here.text) if words)
            media = tuple(dict.fromkeys((*draft.media, *here.media)))
            self._conversation.drafting.put(Draft(text, media))
            self._keep(self._conversation.chat_id)

    def move(self, place: int, step: int) -> None:
        """Let a question change places with the one before it (-1) or after it (1)."""
        waiting = self._waiting.get(self._conversation.chat_id, [])
        other = place + step
        if 0 <= place < len(waiting) and 0 <= other < len(waiting):
            waiting[place], waiting[other] = waiting[other], waiting[place]
            self._keep(self._conversation.chat_id)

    def ask_now(self) -> None:
        """Go on with the open chat, however its last answer ended."""
        if self.paused:
            self._ask_next(self._conversation.chat_id)

    def _keep(self, chat_id: str, cleared: bool = False) -> None:
        """Write down what waits. cleared: it was the draft until now."""
        if chat_id not in self._known:
            self._read(chat_id)  # and then it is written with what waited before
            self.changed.emit()
            return
        waiting = tuple(self._waiting[chat_id])

        def keep() -> None:
            with self._store.together():
                self._store.save_queue(chat_id, waiting)
                if cleared:
                    self._store.save_draft(chat_id, Draft())

        self._background.run(Lane.STORE, keep, failed=self._conversation.refused.emit)
        self.changed.emit()

    def _on_opened(self) -> None:
        """What waited when the program ended is read with its chat."""
        chat_id = self._conversation.chat_id
        if chat_id and chat_id not in self._known:
            self._read(chat_id)
        self.changed.emit()

    def _read(self, chat_id: str) -> None:
        def done(found: tuple[Draft, ...]) -> None:
            if chat_id in self._known:
                return
            self._known.add(chat_id)
            added = self._waiting.get(chat_id, [])
            self._waiting[chat_id] = [*found, *added]
            if added:
                self._keep(chat_id, cleared=True)
            self.changed.emit()

        self._background.run(Lane.STORE, lambda: self._store.queue(chat_id), done)

    def _on_changed(self, message: Message) -> None:
        if message.role is not Role.MODEL or message.state is MessageState.GENERATING:
            return
        # Another model may answer the same question first: see Comparing.
        idle = self._answering.status(message.chat_id).activity is Activity.IDLE
        if message.state is MessageState.DONE and self._waiting.get(message.chat_id) and idle:
            self._ask_next(message.chat_id)
        self.changed.emit()

    def _ask_next(self, chat_id: str) -> None:
        """The question stands behind the answer before it."""
        draft = self._waiting[chat_id].pop(0)
        rest, now = tuple(self._waiting[chat_id]), self._clock()
        here = chat_id == self._conversation.chat_id
        said = list(self._conversation.messages) if here else []
        question: Message | None = None
        if here:  # it stands there at once: what is sent now comes after it
            question = _question(draft, chat_id, said[-1].id if said else None, now)
            self._conversation.put(question)

        def keep() -> list[Message]:
            """The branch that ends with the question."""
            before, asked = said, question
            if asked is None:
                chat = self._store.chat(chat_id)
                before = branch(self._store.messages(chat_id), chat.leaf_id if chat else None)
                asked = _question(draft, chat_id, before[-1].id if before else None, now)
            with self._store.together():
                self._store.add_message(asked)
                self._store.save_queue(chat_id, rest)
            return [*before, asked]

        def done(said: list[Message]) -> None:
            if self._answering.is_asked(said[-1].id):
                return  # its chat was opened meanwhile
            if question is None:
                self._answering.message_added.emit(said[-1])
            self._answering.ask(said)

        def failed(error: Exception) -> None:
            self._waiting[chat_id].insert(0, draft)
            if question is not None and chat_id == self._conversation.chat_id:
                self._conversation.mark_removed([question.id], True)
                self._conversation.show_branch(said[-1].id if said else None, keep=False)
            self._conversation.refused.emit(error)
            self.changed.emit()

        self._background.run(Lane.STORE, keep, done, failed)
        self.changed.emit()


def _question(draft: Draft, chat_id: str, parent_id: str | None, now: float) -> Message:
    words: tuple[Part, ...] = (TextPart(draft.text),) if draft.text.strip() else ()
    asked = Message(new_id(), chat_id, parent_id, Role.USER, (*draft.media, *words))
    return replace(asked, state=MessageState.WAITING, created=now)
