# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The chat that is open: its messages, its draft, and what can be done with them."""

from dataclasses import replace
from pathlib import Path

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
    newest_leaf,
    title_from,
    versions,
)
from desktop.domain.errors import AppError
from desktop.presenters.answering import Activity
from desktop.presenters.background import Lane
from desktop.presenters.job import Wish
from desktop.presenters.open_chat import OpenChat
from desktop.services.chats.records import new_id


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
            self._ask(self.begin(), Draft(text, media), (*media, *words))
        except AppError as error:
            self.refused.emit(error)

    def stop(self) -> None:
        """Stop the answer of this chat."""
        self._answering.stop(self.chat_id)

    def attach_files(self, paths: list[str]) -> None:
        """Check pictures and sounds and put them into the draft; others are refused."""
        self.drafting.attach_files([Path(path) for path in paths])

    def write_draft(self, text: str) -> None:
        """Keep what stands in the composer; no signal comes back."""
        self.drafting.write(text)

    def take_back(self, message_id: str) -> None:
        """Put a question that waits back into the composer."""
        question = self._message(message_id)
        if question is None or not self._answering.take_back(message_id):
            return
        self._background.run(Lane.STORE, lambda: self._store.remove_message(message_id))
        del self._tree[message_id]
        self._show_messages([one for one in self.messages if one.id != message_id])
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
        self._show_messages(self.messages[:-2])
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
        self.show_branch(newest_leaf(self._tree.values(), places[at].id))

    def _ask_again(self, message_id: str, wish: Wish) -> None:
        answer = self._last_answer(message_id)
        if answer is None:
            return
        self._show_messages(self.messages[:-1])
        leaf = self.messages[-1].id
        self._background.run(Lane.STORE, lambda: self._store.set_leaf(answer.chat_id, leaf))
        self._answering.ask(self.messages, wish)
        self.asked.emit()

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
                del self._tree[question.id]
                self._show_messages([one for one in self.messages if one.id != question.id])
                self.drafting.put(draft)
            self.refused.emit(error)

        self._background.run(Lane.STORE, keep, lambda _: self._answering.ask(asked), failed)
        self.message_added.emit(question)
        self.asked.emit()
        self.drafting.clear()
        self.chats_changed.emit()

    def _name(self, title: str) -> None:
        """The title comes by itself, from the first question."""
        assert self._chat is not None
        chat = self._chat = replace(self._chat, title=title)
        self._background.run(Lane.STORE, lambda: self._store.rename(chat.id, title, False))
        self.title_changed.emit()
        self.chats_changed.emit()
