# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""An answer in the transcript: thought, words, how it ended, and what can be done with it."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QPoint, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from desktop.domain.conversation import Message, MessageState, ThoughtPart
from desktop.domain.errors import AppError
from desktop.presenters.answering import Activity, Status
from desktop.ui.chat.activity_line import ActivityLine
from desktop.ui.chat.answer_body import AnswerBody
from desktop.ui.chat.answer_details import AnswerDetails
from desktop.ui.chat.answer_ending import AnswerEnding
from desktop.ui.chat.answer_foot import AnswerFoot
from desktop.ui.chat.failures import failure_of
from desktop.ui.chat.markdown import as_text
from desktop.ui.chat.message_menu import copy_message
from desktop.ui.chat.message_view import MessageView
from desktop.ui.chat.streaming import StreamedText
from desktop.ui.chat.text_style import TextStyle
from desktop.ui.chat.text_view import ReadView
from desktop.ui.chat.thought import Thought
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.failure_card import FailureCard

translate = QCoreApplication.translate

SPOKEN = 4000  # letters of an answer that are read out when it has ended


class AnswerView(MessageView):
    """One answer, which may be growing."""

    try_again = Signal(str)
    go_on = Signal(str)
    oldest_forgotten = Signal(str)
    repeat = Signal(str)
    version_wanted = Signal(str, int)  # a step
    change_wanted = Signal(str)
    models_wanted = Signal()
    new_chat_wanted = Signal()

    def __init__(self, style: TextStyle, message: Message, model: str) -> None:
        super().__init__(style, message)
        self._name = model or translate("AnswerView", "The model")
        self._thought: Thought | None = None
        self._body = AnswerBody(style, translate("AnswerView", "Answer"))
        self._text = StreamedText(self._body)
        self._activity: ActivityLine | None = None
        self._ending: AnswerEnding | None = None
        self._failure: FailureCard | None = None
        self._last = False
        self.again_buttons: list[Button] = []  # of the failure
        self._foot = AnswerFoot(style.themes)
        self._foot.copy_wanted.connect(self._copy)
        self._foot.again_wanted.connect(lambda: self.try_again.emit(self._message.id))
        self._foot.menu_wanted.connect(self._on_menu)
        self._foot.version_wanted.connect(
            lambda step: self.version_wanted.emit(self._message.id, step)
        )
        self._body.link_followed.connect(self.link_followed)
        self._body.save_wanted.connect(self.save_wanted)
        self._body.height_changed.connect(self._on_body)
        self._body.view_added.connect(self.selection.watch)
        self.add(self._body, gap=4)
        self.add(self._foot, gap=4, inset=-6)  # the icons, not their targets, stand on the edge
        self._text.show_text(message.text, growing=self._growing)
        self._body.setVisible(bool(message.text))
        self._show_thought()
        self._show_state()

    @property
    def _growing(self) -> bool:
        return self._message.state is MessageState.GENERATING

    def views(self) -> Sequence[ReadView]:
        """Of the answer; the thought is apart."""
        return self._body.views()

    def add_text(self, channel: str, text: str, message: Message) -> None:
        """More has come; message: the answer with it."""
        self._message = message
        if self._activity is not None:
            self._activity.clear()
        if channel == "thought":
            if self._thought is None:
                self._show_thought()
            else:
                self._thought.add_text(text)
            return
        if self._body.isHidden() and text.strip():
            self._body.show()
            if self._thought is not None:
                self._thought.finish()
        self._text.add(text)

    def show_message(self, message: Message) -> None:
        """Another state: it has ended, or it goes on."""
        grew = self._growing
        super().show_message(message)
        ended = grew and not self._growing
        if self._growing and not grew:
            self._text.show_text(message.text, growing=True)
        if ended:
            self._text.finish()
            if self._thought is not None:
                self._thought.finish()
            if self._activity is not None:
                self._activity.clear()
        self._body.setVisible(bool(message.text.strip()))
        self._show_state()
        self.settle()
        if ended and self.isVisible():
            event = QAccessibleAnnouncementEvent(self, self._spoken())
            QAccessible.updateAccessibility(event)

    def show_status(self, status: Status, model: str) -> None:
        """What is done for this answer just now."""
        if not self._growing:
            return
        if status.activity in (Activity.LOADING, Activity.READING) and self._activity is None:
            self._activity = ActivityLine(self._style.themes)
            self.add(self._activity, gap=4, at=len(self.rows) - 1)
            self._activity.hide()
        if self._activity is not None:
            self._activity.show_status(status, model)
        if status.activity is Activity.ANSWERING:
            self._foot.show_speed(status.words_per_second)

    def set_last(self, last: bool) -> None:
        """The last answer shows what can be done with it; others when the pointer is there."""
        self._last = last
        self._foot.set_kept(last)
        for button in self.again_buttons:
            button.setVisible(last)
        if self._ending is not None:
            self._ending.show_message(self._message, last)

    def keep_foot(self) -> None:
        """Always show what can be done, but not what only the last answer is good for."""
        self._foot.set_kept(True, last=False)

    def show_version(self, place: int, count: int) -> None:
        """Which version of the answer this is, of how many."""
        self._foot.show_version(place, count)

    def restyle(self) -> None:
        """The theme or the size of letters changed."""
        self._body.restyle()
        if self._thought is not None:
            self._thought.body.restyle()

    def set_near(self, near: bool) -> None:
        """Pointer or keyboard are here."""
        self._foot.set_near(near)

    def show_details(self) -> None:
        """How it came about."""
        details = AnswerDetails(
            self._style.themes, self._name, self._message, self._last, self.window()
        )
        details.repeat.connect(lambda: self.repeat.emit(self._message.id))
        details.open()

    def _on_body(self) -> None:
        first = next(i for i, row in enumerate(self.rows) if row.widget is self._body)
        self.settle(first)

    def _show_thought(self) -> None:
        words = "".join(p.text for p in self._message.parts if isinstance(p, ThoughtPart))
        if not words.strip():
            return
        if self._thought is None:
            self._thought = Thought(self._style)
            self._thought.height_changed.connect(self.settle)
            self.add(self._thought, at=0)
        seconds = self._message.facts.seconds_thinking
        thinks = self._growing and not self._message.text
        self._thought.show_text(words, thinks, seconds)

    def _show_state(self) -> None:
        message = self._message
        if self._ending is None and message.state is not MessageState.DONE and not self._growing:
            self._ending = AnswerEnding(self._style.themes)
            self._ending.go_on.connect(lambda: self.go_on.emit(self._message.id))
            self._ending.again.connect(lambda: self.try_again.emit(self._message.id))
            self.add(self._ending, gap=8, at=len(self.rows) - 1)
        if self._ending is not None:
            self._ending.show_message(message, self._last)
        if self._failure is not None and self._growing:
            at = next(i for i, row in enumerate(self.rows) if row.widget is self._failure)
            self.drop(at, at + 1)
            self._failure, self.again_buttons = None, []
        if message.state is MessageState.FAILED and self._failure is None:
            error = AppError.of_record(message.problem)
            self._failure = failure_of(self._style.themes, error, self)
            self.set_last(self._last)
            self.add(self._failure, gap=16, at=len(self.rows) - 1)
        self._foot.show_message(message)
        speaker = translate("AnswerView", "Answer of {name}").format(name=self._name)
        self.setAccessibleName(speaker)
        self.setAccessibleDescription(self._body_text()[:200])

    def _body_text(self) -> str:
        return as_text(self._message.text)

    def _spoken(self) -> str:
        words = self._body_text()[:SPOKEN]
        if self._ending is not None:
            words = f"{words}\n{self._ending.words}"
        if self._failure is not None:
            words = f"{words}\n{self._failure.accessibleName()}"
        return words.strip()

    def _on_menu(self) -> None:
        button = self._foot.menu_button
        if button is not None:
            self.menu_wanted.emit(button.mapToGlobal(QPoint(0, button.height())), "")

    def _copy(self) -> None:
        copy_message(self._message)
