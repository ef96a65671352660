# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Two answers to the same question, beside each other: versions of it, of any two models."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from desktop.domain.conversation import Message, MessageState, Role, branch, newest_leaf, versions
from desktop.domain.fit import Fit, fit_of
from desktop.domain.model import InstalledModel
from desktop.presenters.answering import Activity, Answering
from desktop.presenters.background import Background, Lane
from desktop.presenters.conversation import Conversation
from desktop.presenters.job import Wish
from desktop.presenters.library import Library
from desktop.presenters.offers import Offers
from desktop.presenters.tunings import Tunings
from desktop.services.chats.store import ChatStore


@dataclass(frozen=True, slots=True)
class Pair:
    """Two versions of an answer that are shown beside each other.

    Attributes:
        said: what was said before them; the last one is the question.
        first: id of the answer that belongs to the branch that is shown.
        second: id of the other one, "" until it has begun. model: the installed model that gives
            it. asked: it was asked for.
    """

    said: tuple[Message, ...]
    first: str
    second: str
    model: str
    asked: bool = True

    @property
    def chat_id(self) -> str:
        """In which they stand."""
        return self.said[-1].chat_id


class Comparing(QObject):
    """The second answer begins when the first has ended: one model at a time is in the memory.

    The chat goes on with the first one, unless the person keeps the other. Nothing of this is kept:
    after a start both are versions as any others.
    """

    changed = Signal()  # which answers stand beside each other, or the second has begun
    answer_changed = Signal(object)  # a second answer
    text_arrived = Signal(object, str, str)  # the second answer with it, channel, text
    also_changed = Signal()

    def __init__(
        self,
        conversation: Conversation,
        answering: Answering,
        library: Library,
        offers: Offers,
        tunings: Tunings,
        store: ChatStore,
        background: Background,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._conversation, self._answering = conversation, answering
        self._library, self._offers, self._tunings = library, offers, tunings
        self._store, self._background = store, background
        self._pairs: dict[str, Pair] = {}  # by chat
        self._also = ""
        answering.message_added.connect(self._on_added)
        answering.message_changed.connect(self._on_changed)
        answering.text_arrived.connect(self._on_text)
        conversation.message_added.connect(self._on_shown)
        conversation.branch_changed.connect(self._on_branch)
        library.changed.connect(self.also_changed)
        library.chosen_changed.connect(self.also_changed)

    @property
    def also(self) -> InstalledModel | None:
        """The model that answers every new question as well, until the program ends."""
        model = self._library.find(self._also)
        return model if model != self._library.chosen else None

    def let_also_answer(self, model_id: str) -> None:
        """Ask this model too, from the next question on; "" for none."""
        self._also = model_id
        self.also_changed.emit()

    def fits(self, model: InstalledModel) -> bool:
        """There is memory for it, once no other model is loaded; or nobody knows."""
        plan, computer = self._tunings.forecast(model), self._offers.computer
        if plan is None or computer is None:
            return True
        return fit_of(plan.memory.total, computer) is not Fit.TOO_LARGE

    def others(self, answer: Message) -> list[Message]:
        """The other versions of an answer of the open chat, oldest first."""
        found = versions(self._conversation.tree.values(), answer)
        return [other for other in found if other.id != answer.id]

    def pair(self, answer_id: str) -> Pair | None:
        """The pair that is shown in the place of an answer of the open chat."""
        pair = self._pairs.get(self._conversation.chat_id)
        if pair is None or pair.first != answer_id:
            return None
        second = self._conversation.tree.get(pair.second)
        gone = second is None or second.removed
        lost = pair.asked and not self._answering.is_asked(pair.said[-1].id)
        return None if gone and (pair.second or lost) else pair

    def second(self, pair: Pair) -> Message | None:
        """The other answer, as far as it has come."""
        running = self._answering.answering(pair.chat_id)
        if running is not None and running.id == pair.second:
            return running
        return self._conversation.tree.get(pair.second)

    def ask(self, answer_id: str, model_id: str) -> None:
        """Ask a model the question of an answer, and show both."""
        answer = self._conversation.tree.get(answer_id)
        if answer is None or not self._is_free(answer):
            return
        said = tuple(branch(self._conversation.tree.values(), answer.parent_id))
        self._pairs[answer.chat_id] = Pair(said, answer_id, "", model_id)
        self._answering.ask(said, Wish(model=model_id))
        self.changed.emit()

    def show(self, answer_id: str, other_id: str) -> None:
        """Show two versions that are there already."""
        answer, other = (self._conversation.tree.get(one) for one in (answer_id, other_id))
        if answer is None or other is None or not self._is_free(answer):
            return
        said = tuple(branch(self._conversation.tree.values(), answer.parent_id))
        self._pairs[answer.chat_id] = Pair(said, answer_id, other_id, other.model)
        self.changed.emit()

    def keep(self, answer_id: str) -> None:
        """Go on with one of the two. The other one stays as a version."""
        pair = self._pairs.get(self._conversation.chat_id)
        if pair is None or self._conversation.status.activity is not Activity.IDLE:
            return
        if answer_id == pair.second:
            tree = self._conversation.tree.values()
            self._conversation.show_branch(newest_leaf(tree, answer_id))
        self._drop(pair)

    def review(self, _: int = 0) -> None:
        """Messages were deleted or came back."""
        self.changed.emit()

    def _is_free(self, answer: Message) -> bool:
        idle = self._conversation.status.activity is Activity.IDLE
        return idle and answer.parent_id is not None and answer.role is Role.MODEL

    def _drop(self, pair: Pair) -> None:
        if self._pairs.pop(pair.chat_id, None) is not None:
            self.changed.emit()

    def _on_shown(self, message: Message) -> None:
        """A question more: the chat goes on with the first answer."""
        pair = self._pairs.get(message.chat_id)
        if pair is not None and message.role is Role.USER:
            self._drop(pair)

    def _on_added(self, message: Message) -> None:
        pair = self._pairs.get(message.chat_id)
        if pair is not None and message.role is Role.USER:
            self._drop(pair)  # of another chat, in which one was waiting
        elif pair is not None and pair.asked and message.parent_id == pair.said[-1].id:
            self._begin(pair, message)
        elif message.role is Role.MODEL and self._wants_two(message):
            said: Sequence[Message] = self._conversation.messages
            before = tuple(one for one in said if one.id != message.id)
            self._pairs[message.chat_id] = Pair(before, message.id, "", self._also, asked=False)
            self.changed.emit()

    def _begin(self, pair: Pair, second: Message) -> None:
        """It has begun; the branch that is shown stays the one of the first answer."""
        if pair.second:
            return
        self._pairs[pair.chat_id] = replace(pair, second=second.id)
        leaf = pair.first
        if self._conversation.chat_id == pair.chat_id:
            leaf = self._conversation.messages[-1].id
        self._background.run(Lane.STORE, lambda: self._store.set_leaf(pair.chat_id, leaf))
        self.changed.emit()

    def _wants_two(self, answer: Message) -> bool:
        """It is the first answer to a question of the open chat, and another model answers too."""
        also = self.also
        if also is None or also.id == answer.model or answer.chat_id != self._conversation.chat_id:
            return False
        return len(versions(self._conversation.tree.values(), answer)) == 1

    def _on_changed(self, message: Message) -> None:
        pair = self._pairs.get(message.chat_id)
        if pair is None:
            return
        if message.id == pair.second:
            self.answer_changed.emit(message)
        elif message.id == pair.first and not pair.asked:
            if message.state is MessageState.STOPPED:
                self._drop(pair)  # whoever stops wants no more answers
            elif message.state is not MessageState.GENERATING:
                self._pairs[pair.chat_id] = replace(pair, asked=True)
                self._answering.ask(pair.said, Wish(model=pair.model))

    def _on_text(self, chat_id: str, message_id: str, channel: str, text: str) -> None:
        pair = self._pairs.get(chat_id)
        answer = self._answering.answering(chat_id)
        if pair is not None and answer is not None and pair.second == message_id:
            self.text_arrived.emit(answer, channel, text)

    def _on_branch(self) -> None:
        """Another branch is shown."""
        pair = self._pairs.get(self._conversation.chat_id)
        if pair is not None and all(m.id != pair.first for m in self._conversation.messages):
            self._drop(pair)
