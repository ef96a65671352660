# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The chat that is open: its messages, its draft, and what can be done with them."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.domain.clean import clean
from desktop.domain.conversation import (
    Chat,
    Draft,
    ImagePart,
    Message,
    MessageState,
    Part,
    Role,
    TextPart,
    branch,
    newest_leaf,
    title_from,
    versions,
)
from desktop.domain.errors import AppError
from desktop.presenters.answering import Activity, Answering, Status
from desktop.presenters.background import Background, Lane
from desktop.presenters.drafting import Drafting
from desktop.presenters.job import Wish, grown
from desktop.presenters.library import Library
from desktop.services.chats.records import new_id
from desktop.services.chats.store import ChatStore
from desktop.services.engine.protocol import Channel
from desktop.services.pictures import PictureStore


class OpenChat(QObject):
    """One chat at a time is open; others may be answered meanwhile (see Answering)."""

    opened = Signal()
    message_added = Signal(object)
    message_changed = Signal(object)
    text_arrived = Signal(str, str, str)  # message, channel, text
    message_removed = Signal(str)
    status_changed = Signal()
    draft_changed = Signal()
    title_changed = Signal()
    refused = Signal(object)
    chats_changed = Signal()  # the list of chats has to look again
    chat_chosen = Signal(str)  # this chat is open now; "" for a new one

    def __init__(
        self,
        answering: Answering,
        library: Library,
        store: ChatStore,
        pictures: PictureStore,
        background: Background,
        clock: Callable[[], float] = time.time,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._answering, self._library = answering, library
        self._store, self._background, self._clock = store, background, clock
        self._chat: Chat | None = None
        self._wanted = ""  # the chat that is open or is about to be
        self.messages: list[Message] = []  # the branch that is shown
        self._tree: dict[str, Message] = {}  # all messages of the chat, by id
        self.drafting = Drafting(store, pictures, background, self._begun, answering.room, self)
        self.drafting.changed.connect(self.draft_changed)
        self.drafting.refused.connect(self.refused)
        self.drafting.attached.connect(self._refuse_unseen)
        answering.message_added.connect(self._on_added)
        answering.message_changed.connect(self._on_changed)
        answering.text_arrived.connect(self._on_text)
        answering.status_changed.connect(self._on_status)

    @property
    def chat_id(self) -> str:
        """ "" for a chat in which nothing was written yet."""
        return self._chat.id if self._chat else ""

    @property
    def chat(self) -> Chat | None:
        """None for one in which nothing was written yet."""
        return self._chat

    @property
    def title(self) -> str:
        """ "" until the first question."""
        return self._chat.title if self._chat else ""

    @property
    def draft(self) -> Draft:
        """What stands in the composer."""
        return self.drafting.draft

    @property
    def status(self) -> Status:
        """What is being done for this chat."""
        return self._answering.status(self.chat_id)

    def open(self, chat_id: str, again: bool = False) -> None:
        """Show a chat; `opened` follows. An unknown one opens as a new one. again: also when it is
        open: another branch is to be shown.
        """
        if again or chat_id != self._wanted or not chat_id:
            self._wanted = chat_id
            self._read(chat_id)

    def new(self) -> None:
        """An empty chat, at once. A draft that was left in an empty one comes a moment later."""
        self._wanted = ""
        self._show(None, [])

        def done(chat: Chat | None) -> None:
            if chat is not None and not self._wanted and not self.chat_id:
                self._show(chat, [])

        self._background.run(Lane.STORE, self._store.empty_chat, done)

    def version(self, message_id: str) -> tuple[int, int]:
        """Which one a message is of those that were written in its place, and how many there are.

        From 1 on, oldest first.
        """
        message = self._tree[message_id]
        places = [other.id for other in versions(self._tree.values(), message)]
        return places.index(message_id) + 1, len(places)

    def keep_draft(self) -> None:
        """Write now what stands in the composer."""
        self.drafting.keep()

    def renamed(self, chat_id: str, title: str) -> None:
        """The list of chats gave a chat a title of the person's choice."""
        if self._chat is not None and chat_id == self._chat.id:
            self._chat = replace(self._chat, title=title, named=True)
            self.title_changed.emit()

    def _read(self, chat_id: str) -> None:
        revision = self._answering.revision

        def done(found: tuple[Chat | None, list[Message]]) -> None:
            if chat_id != self._wanted:
                return  # somebody went on to another chat
            if self._answering.revision != revision:
                self._read(chat_id)  # an answer began or ended meanwhile: what was read is old
            else:
                self._show(*found)

        self._background.run(Lane.STORE, lambda: _found(self._store, chat_id), done)

    def _show(self, chat: Chat | None, messages: list[Message]) -> None:
        self._chat = chat
        self._wanted = self.chat_id
        self._tree = {message.id: message for message in messages}
        running = self._answering.answering(self.chat_id) if chat else None
        if running is not None:
            self._tree[running.id] = running
        self.messages = branch(self._tree.values(), chat.leaf_id) if chat else []
        self.chat_chosen.emit(self.chat_id)
        self.opened.emit()
        self.title_changed.emit()
        self.drafting.open(chat.draft if chat else Draft())
        self.status_changed.emit()
        last = self.messages[-1] if self.messages else None
        if last and last.state is MessageState.WAITING and not self._answering.is_asked(last.id):
            self._answering.ask(self.messages)

    def _refuse_unseen(self) -> bool:
        """Say so at once when there is what the model cannot see or hear."""
        error = self._library.refusal(self.draft.media)
        if error is not None:
            self.refused.emit(error)
        return error is not None

    def _begun(self) -> Chat:
        """The open chat, made now when nothing was written yet."""
        if self._chat is None:
            self._chat = self._store.create_chat(self._clock())
            self._wanted = self._chat.id
            self.chat_chosen.emit(self._chat.id)
        return self._chat

    def _forget(self, message_id: str) -> None:
        self.messages = [message for message in self.messages if message.id != message_id]
        self.message_removed.emit(message_id)

    def _message(self, message_id: str) -> Message | None:
        return next((message for message in self.messages if message.id == message_id), None)

    def _on_added(self, message: Message) -> None:
        if message.chat_id == self.chat_id:
            self._tree[message.id] = message
            self.messages.append(message)
            self.message_added.emit(message)
        self.chats_changed.emit()

    def _on_changed(self, message: Message) -> None:
        if message.chat_id != self.chat_id:
            return
        self._tree[message.id] = message
        for index, known in enumerate(self.messages):
            if known.id == message.id:
                self.messages[index] = message
                self.message_changed.emit(message)

    def _on_text(self, chat_id: str, message_id: str, channel: str, text: str) -> None:
        if chat_id != self.chat_id or not self.messages:
            return
        last = self.messages[-1]
        if last.id == message_id:
            parts = grown(last.parts, Channel(channel), text)
            self.messages[-1] = replace(last, parts=parts)
            self.text_arrived.emit(message_id, channel, text)

    def _on_status(self, chat_id: str) -> None:
        if chat_id == self.chat_id:
            self.status_changed.emit()


class Conversation(OpenChat):
    """What can be done in the open chat."""

    def send(self, text: str) -> None:
        """Ask. When it cannot be asked `refused` says why, and the draft stays as it is."""
        media = self.draft.media
        nothing = not text.strip() and not media
        # One question at a time: the next one has to stand behind this one's answer.
        if nothing or self.status.activity is not Activity.IDLE or self._refuse_unseen():
            return
        text = clean(text)  # as it is kept, so that a later start asks with the same words
        words: tuple[Part, ...] = (TextPart(text),) if text.strip() else ()
        try:
            self._ask(self._begun(), Draft(text, media), (*media, *words))
        except AppError as error:
            self.refused.emit(error)

    def stop(self) -> None:
        """Stop the answer of this chat."""
        self._answering.stop(self.chat_id)

    def attach_files(self, paths: list[str]) -> None:
        """Check pictures and sounds and put them into the draft; others are refused."""
        self.drafting.attach_files([Path(path) for path in paths])

    def attach_data(self, data: bytes, name: str) -> None:
        """Put a pasted picture into the draft."""
        self.drafting.attach_data(data, name)

    def remove_media(self, sha256: str) -> None:
        """Take a picture or a sound out of the draft."""
        self.drafting.remove(sha256)

    def write_draft(self, text: str) -> None:
        """Keep what stands in the composer; no signal comes back."""
        self.drafting.write(text)

    def take_back(self, message_id: str) -> None:
        """Put a question that waits back into the composer."""
        question = self._message(message_id)
        if question is None or not self._answering.take_back(message_id):
            return
        self._background.run(Lane.STORE, lambda: self._store.remove_message(message_id))
        self._forget(message_id)
        del self._tree[message_id]
        self._put_back(question)
        self.status_changed.emit()

    def change(self, message_id: str) -> None:
        """Put the question of the last answer back into the composer; both are kept in the tree."""
        answer = self._last_answer(message_id)
        if answer is None or len(self.messages) < 2:
            return
        question = self.messages[-2]
        leaf = question.parent_id
        self._background.run(Lane.STORE, lambda: self._store.set_leaf(answer.chat_id, leaf))
        for message in (answer, question):
            self._forget(message.id)
        self._put_back(question)

    def try_again(self, message_id: str) -> None:
        """Ask once more for the last answer; the old one is kept in the tree."""
        self._ask_again(message_id, Wish())

    def forget_oldest(self, message_id: str) -> None:
        """Ask once more for the last answer, and let the oldest turns leave."""
        self._ask_again(message_id, Wish(forget=True))

    def repeat(self, message_id: str) -> None:
        """Ask once more for the last answer, with the seed that it came about with."""
        answer = self._last_answer(message_id)
        if answer is not None:
            self._ask_again(message_id, Wish(seed=answer.facts.seed))

    def go_on(self, message_id: str) -> None:
        """Let the model go on with the last answer, which broke off."""
        answer = self._last_answer(message_id)
        if answer is not None and answer.text.strip():
            self._answering.ask(self.messages[:-1], Wish(goes_on=answer))

    def show_version(self, message_id: str, step: int) -> None:
        """Show the branch of the version before or after, as far as it was written last."""
        places = versions(self._tree.values(), self._tree[message_id])
        at = next(i for i, other in enumerate(places) if other.id == message_id) + step
        if self.status.activity is not Activity.IDLE or not 0 <= at < len(places):
            return
        chat_id, leaf = self.chat_id, newest_leaf(self._tree.values(), places[at].id)
        self._background.run(Lane.STORE, lambda: self._store.set_leaf(chat_id, leaf))
        wanted = branch(self._tree.values(), leaf)
        while self.messages and self.messages[-1] not in wanted:
            self._forget(self.messages[-1].id)
        for message in wanted[len(self.messages) :]:
            self.messages.append(message)
            self.message_added.emit(message)

    def _ask_again(self, message_id: str, wish: Wish) -> None:
        answer = self._last_answer(message_id)
        if answer is None:
            return
        self._forget(answer.id)
        leaf = self.messages[-1].id
        self._background.run(Lane.STORE, lambda: self._store.set_leaf(answer.chat_id, leaf))
        self._answering.ask(self.messages, wish)

    def _last_answer(self, message_id: str) -> Message | None:
        """The message, when it is the last answer of this chat and nothing is being written."""
        answer = self.messages[-1] if self.messages else None
        busy = self._answering.answering(self.chat_id) is not None
        if answer is None or answer.id != message_id or answer.role is not Role.MODEL or busy:
            return None
        return answer

    def _put_back(self, question: Message) -> None:
        """Words and pictures of a question, before those that stand in the composer."""
        text = "\n\n".join(words for words in (question.text, self.draft.text) if words)
        media = dict.fromkeys((*question.media, *self.draft.media))
        self.drafting.put(Draft(text, tuple(media)))

    def image_path(self, image: ImagePart) -> str:
        """The file of a picture, for showing it."""
        return str(self.drafting.path(image))

    def _ask(self, chat: Chat, draft: Draft, parts: tuple[Part, ...]) -> None:
        question = Message(
            id=new_id(),
            chat_id=chat.id,
            parent_id=self.messages[-1].id if self.messages else None,
            role=Role.USER,
            parts=parts,
            state=MessageState.WAITING,
            created=self._clock(),
        )
        self._tree[question.id] = question
        self.messages.append(question)
        asked = list(self.messages)
        if not chat.named and not chat.title:
            names = [part.name for part in question.media]
            self._name(title_from(question.text) or title_from(" ".join(names)))

        def keep() -> None:
            with self._store.together():
                self._store.add_message(question)
                self._store.save_draft(chat.id, Draft())

        def failed(error: Exception) -> None:
            # The disk is full or the file is gone: nothing was asked, and the words come back.
            if self.chat_id == chat.id:
                self._forget(question.id)
                del self._tree[question.id]
                self.drafting.put(draft)
            self.refused.emit(error)

        self._background.run(Lane.STORE, keep, lambda _: self._answering.ask(asked), failed)
        self.message_added.emit(question)
        self.drafting.clear()
        self.chats_changed.emit()

    def _name(self, title: str) -> None:
        """The title comes by itself, from the first question."""
        assert self._chat is not None
        chat = self._chat = replace(self._chat, title=title)
        self._background.run(Lane.STORE, lambda: self._store.rename(chat.id, title, False))
        self.title_changed.emit()
        self.chats_changed.emit()


def _found(store: ChatStore, chat_id: str) -> tuple[Chat | None, list[Message]]:
    """A chat with all its messages."""
    chat = store.chat(chat_id)
    return chat, store.messages(chat_id) if chat else []
