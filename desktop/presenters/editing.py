# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What is done with messages that are there already. Nothing of it overwrites anything."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from desktop.domain.clean import clean
from desktop.domain.conversation import (
    AnswerFacts,
    Message,
    MessageState,
    Role,
    TextPart,
    ThoughtPart,
    below,
    branch,
    hangs_below,
    is_temporary,
    newest_leaf,
    versions,
)
from desktop.presenters.answering import Activity, Answering
from desktop.presenters.background import Background, Lane
from desktop.presenters.conversation import Conversation
from desktop.presenters.job import Wish
from desktop.services.chats.records import new_id
from desktop.services.chats.store import ChatStore


@dataclass(frozen=True, slots=True)
class _Removed:
    """What can be brought back. leaf: the end of the branch that was shown before."""

    chat_id: str
    messages: tuple[str, ...]
    leaf: str


class Editing(QObject):
    """Works on the open chat, as long as nothing is answered in it.

    An edited message stands beside the old one, as another version; what followed the old one stays
    below it.
    """

    removed = Signal(int)  # messages; `undo` brings them back
    undone = Signal()
    emptied = Signal(str, str)  # id and title of a chat: nothing of it would be left

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
        self._removed: list[_Removed] = []
        self._begun: dict[str, str] = {}  # words of messages that are being changed

    @property
    def possible(self) -> bool:
        """Nothing is being answered in the open chat, and nothing waits to be."""
        return self._conversation.status.activity is Activity.IDLE

    def note(self, message_id: str, text: str | None) -> None:
        """Keep what is typed in the place of a message until the program ends; None: it is done."""
        if text is None:
            self._begun.pop(message_id, None)
        else:
            self._begun[message_id] = text

    def begun(self, message_id: str) -> str | None:
        """What was typed in the place of a message, and not taken yet."""
        return self._begun.get(message_id)

    def in_other_words(self, question_id: str, text: str) -> list[Message]:
        """What would be said up to a question, if it were asked in these words."""
        question = self._find(question_id, Role.USER)
        if question is None:
            return []
        others = tuple(part for part in question.parts if not isinstance(part, TextPart))
        tree = self._conversation.tree.values()
        asked = replace(question, parts=(*others, TextPart(clean(text))))
        return [*branch(tree, question.parent_id), asked]

    def ask_instead(self, question_id: str, text: str) -> None:
        """Ask a question in other words; its pictures and sounds stay."""
        question = self._find(question_id, Role.USER)
        text = clean(text)
        if question is None or not (text.strip() or question.media):
            return
        words = (TextPart(text),) if text.strip() else ()
        others = tuple(part for part in question.parts if not isinstance(part, TextPart))
        self._put(replace(_version_of(question, self._clock()), parts=(*others, *words)))

    def answer_instead(self, answer_id: str, text: str) -> None:
        """Put other words into the model's mouth; what it thought stays."""
        answer = self._find(answer_id, Role.MODEL)
        if answer is None or not text.strip():
            return
        thoughts = tuple(part for part in answer.parts if isinstance(part, ThoughtPart))
        self._put(
            replace(
                _version_of(answer, self._clock()),
                parts=(*thoughts, TextPart(clean(text))),
                state=MessageState.DONE,
                facts=AnswerFacts(edited=True),
            )
        )

    def answer_again(self, answer_id: str, model_id: str = "") -> None:
        """Ask once more for any answer. model_id: of another installed model, "" for the chosen."""
        answer = self._find(answer_id, Role.MODEL)
        if answer is None or answer.parent_id is None:
            return
        self._conversation.show_branch(answer.parent_id)
        self._answering.ask(self._conversation.messages, Wish(model=model_id))
        self._conversation.asked.emit()

    def remove(self, message_id: str, following: bool = False) -> None:
        """Delete a message, or it and all that follows it. `undo` brings them back."""
        message = self._find(message_id)
        if message is None:
            return
        tree, chat_id = self._conversation.tree, message.chat_id
        gone = below(tree.values(), message_id) if following else [message_id]
        gone = [one for one in gone if not tree[one].removed]
        before = self._conversation.messages[-1].id
        self._conversation.mark_removed(gone, True)
        # Another version of what ended the branch is shown, with all that hangs below it.
        leaf = self._end_beside(message) if following or message_id == before else before
        if not branch(tree.values(), leaf) and not is_temporary(chat_id):
            self._conversation.mark_removed(gone, False)
            self.emptied.emit(chat_id, self._conversation.title)
            return
        self._removed.append(_Removed(chat_id, tuple(gone), before))
        self._conversation.show_branch(leaf, keep=False)
        self._background.run(
            Lane.STORE, lambda: self._store.mark_removed(chat_id, gone, True, leaf)
        )
        self.removed.emit(len(gone))

    def undo(self) -> None:
        """Bring back what was deleted last; harmless when there is nothing."""
        if not self._removed:
            return
        last = self._removed.pop()
        here = last.chat_id == self._conversation.chat_id
        leaf: str | None = None
        if here:
            self._conversation.mark_removed(last.messages, False)
            end = self._conversation.messages[-1].id if self._conversation.messages else None
            leaf = self._end_after(last, end, self._conversation.tree.values())
            if not self.possible:
                leaf = end  # what is being answered stays in sight
            self._conversation.show_branch(leaf, keep=False)

        def bring_back() -> None:
            end = leaf
            if not here:
                chat = self._store.chat(last.chat_id)
                messages = self._store.messages(last.chat_id)
                end = self._end_after(last, chat.leaf_id if chat else None, messages)
            self._store.mark_removed(last.chat_id, last.messages, False, end)

        self._background.run(Lane.STORE, bring_back, lambda _: self.undone.emit())

    @staticmethod
    def _end_after(last: _Removed, end: str | None, messages: Iterable[Message]) -> str | None:
        """Where the branch ends when messages come back: what was said since stays in sight."""
        return end if hangs_below(messages, end, last.leaf) else last.leaf

    def branch_off(self, message_id: str) -> None:
        """Go on in a new chat with what was said up to a message, which is copied.

        Not out of a temporary chat: nothing of it is to be kept.
        """
        message = self._find(message_id)
        if message is None or is_temporary(message.chat_id):
            return
        said = branch(self._conversation.tree.values(), message_id)
        origin, now = message.chat_id, self._clock()

        def copy() -> str:
            with self._store.together():
                chat = self._store.create_chat(now)
                for one in copied(said, chat.id):
                    self._store.add_message(one)
                known = self._store.chat(origin) or chat
                self._store.rename(chat.id, known.title, False)
                self._store.set_persona(chat.id, known.persona)
                self._store.set_folder(chat.id, known.folder)
            return chat.id

        self._background.run(Lane.STORE, copy, self._conversation.open)
        self._conversation.chats_changed.emit()

    def _put(self, message: Message) -> None:
        """Show a new version, keep it, and have it answered when it is a question."""
        before = self._conversation.messages[-1].id
        self._conversation.show_branch(message.parent_id, keep=False)
        self._conversation.put(message)
        self._conversation.asked.emit()
        said = list(self._conversation.messages)

        def kept(_: object) -> None:
            if message.role is Role.USER:
                self._answering.ask(said)

        def failed(error: Exception) -> None:
            # The disk is full or the file is gone: the chat is as it was.
            if self._conversation.chat_id == message.chat_id:
                self._conversation.mark_removed([message.id], True)
                self._conversation.show_branch(before, keep=False)
            self._conversation.refused.emit(error)

        self._background.run(Lane.STORE, lambda: self._store.add_message(message), kept, failed)

    def _find(self, message_id: str, role: Role | None = None) -> Message | None:
        """A message of the open chat that may be changed now."""
        message = self._conversation.tree.get(message_id)
        if message is None or not self.possible or role not in (None, message.role):
            return None
        return message

    def _end_beside(self, message: Message) -> str | None:
        """Where the branch that is shown ends, without this message: at another version of it."""
        tree: Mapping[str, Message] = self._conversation.tree
        others = versions(tree.values(), message)
        return newest_leaf(tree.values(), others[-1].id) if others else message.parent_id


def copied(said: list[Message], chat_id: str) -> list[Message]:
    """Messages with other names, for another chat."""
    names: dict[str, str] = {}
    copies: list[Message] = []
    for one in said:
        names[one.id] = new_id()
        copies.append(
            replace(
                one,
                id=names[one.id],
                chat_id=chat_id,
                parent_id=copies[-1].id if copies else None,
                facts=replace(one.facts, begins=names.get(one.facts.begins, "")),
            )
        )
    return copies


def _version_of(message: Message, now: float) -> Message:
    state = MessageState.WAITING if message.role is Role.USER else MessageState.DONE
    return replace(message, id=new_id(), state=state, created=now, problem="", facts=AnswerFacts())
