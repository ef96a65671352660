# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The chat that is open: its messages, its draft, and what is heard of its answer."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from desktop.domain.conversation import (
    TEMPORARY,
    Chat,
    Draft,
    Message,
    MessageState,
    branch,
    is_temporary,
    versions,
)
from desktop.presenters.answering import Activity, Answering, Status
from desktop.presenters.background import Background, Lane
from desktop.presenters.drafting import Drafting
from desktop.presenters.job import grown
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
    branch_changed = Signal()  # `messages` are others than before
    asked = Signal()  # an answer is wanted: a window goes to the end
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
        self._shape = 0, ""  # of the tree for which is known what hangs below its messages
        self._below: dict[str | None, list[str]] = {}
        self.drafting = Drafting(store, pictures, background, self.begin, answering.room, self)
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
        """What is being done for this chat. A question on its way to the disk waits already."""
        status = self._answering.status(self.chat_id)
        waits = self.messages and self.messages[-1].state is MessageState.WAITING
        return Status(Activity.WAITING) if waits and status.activity is Activity.IDLE else status

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

    def new_temporary(self) -> None:
        """A chat of which nothing is kept."""
        self._show(Chat(id=TEMPORARY + new_id(), created=self._clock()), [])

    def version(self, message_id: str) -> tuple[int, int]:
        """Which one a message is of those that were written in its place, and how many there are.

        From 1 on, oldest first.
        """
        message = self._tree[message_id]
        beside = [self._tree[one] for one in self._children()[message.parent_id]]
        places = [other.id for other in versions(beside, message)]
        return places.index(message_id) + 1, len(places)

    def _children(self) -> dict[str | None, list[str]]:
        """What hangs below each message; made anew when a message came or went."""
        shape = len(self._tree), next(reversed(self._tree), "")
        if shape != self._shape:
            self._shape, self._below = shape, {}
            for message in self._tree.values():
                self._below.setdefault(message.parent_id, []).append(message.id)
        return self._below

    def keep_draft(self) -> None:
        """Write now what stands in the composer."""
        self.drafting.keep()

    def renamed(self, chat_id: str, title: str, named: bool = True) -> None:
        """A chat has another title. named: by the person."""
        if self._chat is not None and chat_id == self._chat.id:
            self._chat = replace(self._chat, title=title, named=named)
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
        if is_temporary(self.chat_id):
            self._answering.drop(self.chat_id)
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
        self.drafting.open(self.chat_id, chat.draft if chat else Draft())
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

    def begin(self) -> Chat:
        """The open chat, made now when nothing was written yet."""
        if self._chat is None:
            self._chat = self._store.create_chat(self._clock())
            self._wanted = self._chat.id
            self.chat_chosen.emit(self._chat.id)
        return self._chat

    @property
    def tree(self) -> Mapping[str, Message]:
        """All messages of the chat, every branch and what was deleted, by id."""
        return self._tree

    def put(self, message: Message) -> None:
        """A message more at the end of the branch that is shown; the caller keeps it."""
        self._tree[message.id] = message
        self.messages.append(message)
        self.message_added.emit(message)

    def mark_removed(self, message_ids: Iterable[str], removed: bool) -> None:
        """They are deleted, or not any more; the caller keeps that, and shows a branch."""
        for message_id in message_ids:
            self._tree[message_id] = replace(self._tree[message_id], removed=removed)

    def show_branch(self, leaf_id: str | None, keep: bool = True) -> None:
        """Show the branch that ends at a message. keep: write down that it is shown."""
        chat_id = self.chat_id
        if keep:
            self._background.run(Lane.STORE, lambda: self._store.set_leaf(chat_id, leaf_id))
        running = self._answering.answering(chat_id)
        if running is not None:
            self._tree[running.id] = running
        self._show_messages(branch(self._tree.values(), leaf_id))

    def _show_messages(self, wanted: list[Message]) -> None:
        same = [message.id for message in wanted] == [message.id for message in self.messages]
        self.messages = wanted
        if not same:
            self.branch_changed.emit()

    def _message(self, message_id: str) -> Message | None:
        return next((message for message in self.messages if message.id == message_id), None)

    def _on_added(self, message: Message) -> None:
        if message.chat_id == self.chat_id:
            self._tree[message.id] = message
            end = self.messages[-1].id if self.messages else None
            if message.parent_id == end:  # or it is a version that is not shown
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


def _found(store: ChatStore, chat_id: str) -> tuple[Chat | None, list[Message]]:
    """A chat with all its messages."""
    chat = store.chat(chat_id)
    return chat, store.messages(chat_id) if chat else []
