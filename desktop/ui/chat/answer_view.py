# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""An answer in the transcript: thought, words, how it ended, and what can be done with it."""

from PySide6.QtCore import QCoreApplication, QMimeData, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.conversation import Message, MessageState, ThoughtPart
from desktop.domain.errors import AppError
from desktop.presenters.answering import Activity, Status
from desktop.ui.chat.activity_line import ActivityLine
from desktop.ui.chat.answer_body import AnswerBody
from desktop.ui.chat.markdown import plain_text
from desktop.ui.text.amounts import rounded
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.failure_card import FailureCard
from desktop.ui.widgets.icon_button import icon_button
from desktop.ui.widgets.label import Label

translate = QCoreApplication.translate

ENDED = (MessageState.STOPPED, MessageState.INTERRUPTED, MessageState.CUT)


class AnswerView(QWidget):
    """One answer, which may be growing."""

    try_again = Signal(str)
    link_followed = Signal(str)

    def __init__(self, themes: ThemeSource, message: Message) -> None:
        super().__init__()
        self._themes, self._message, self._last = themes, message, False
        self._thought_button = Button(
            themes, translate("AnswerView", "Thought first"), "quiet", self._toggle_thought
        )
        self._thought = Label(themes, "", "body", "text_soft", wrap=True)
        self._body = AnswerBody(themes)
        self._body.setAccessibleName(translate("AnswerView", "Answer"))
        self._body.link_followed.connect(self.link_followed)
        self._activity = ActivityLine(themes)
        self._ending = Label(themes, "", "body", "text_soft", wrap=True)
        self._failure: FailureCard | None = None
        self._foot = QWidget()
        self._speed = Label(themes, "", "caption", "text_soft", figures=True)
        self.setAccessibleName(translate("AnswerView", "Answer of the model"))
        self._build()
        self._body.show_text(message.text, growing=message.state is MessageState.GENERATING)
        self._show_thought()
        self._show_state()

    def set_last(self, last: bool) -> None:
        """Only the last answer can be asked for again: others stand behind it."""
        self._last = last
        self._show_state()

    def add_text(self, channel: str, text: str, message: Message) -> None:
        """More has come; message: the answer with it."""
        self._message = message
        self._activity.clear()
        if channel == "thought":
            self._show_thought()
        else:
            self._body.add_text(text)

    def show_message(self, message: Message) -> None:
        """The answer has ended."""
        ended = self._message.state is MessageState.GENERATING is not message.state
        self._message = message
        if message.state is not MessageState.GENERATING:
            self._body.finish()
            self._activity.clear()
        self._show_state()
        if ended and self.isVisible():
            words = plain_text(message.text)[:2000] or self._ending.text()
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def show_status(self, status: Status, model: str) -> None:
        """What is done for this answer just now."""
        if self._message.state is not MessageState.GENERATING:
            return
        self._activity.show_status(status, model)
        if status.activity is Activity.ANSWERING and status.words_per_second >= 0.5:
            self._show_speed(status.words_per_second)

    def _build(self) -> None:
        copy = icon_button(self._themes, "copy", translate("AnswerView", "Copy the answer"))
        copy.clicked.connect(self._copy)
        again = icon_button(self._themes, "again", translate("AnswerView", "Answer again"))
        again.clicked.connect(lambda: self.try_again.emit(self._message.id))
        self._actions = (copy, again)
        self._copied = QTimer(self)
        self._copied.setSingleShot(True)
        self._copied.setInterval(1500)
        self._copied.timeout.connect(lambda: copy.show_icon("copy"))
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for button in self._actions:
            row.addWidget(button)
        row.addSpacing(8)
        row.addWidget(self._speed)
        row.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._thought.hide()
        for widget in (self._thought_button, self._thought, self._body, self._activity):
            self._column.addWidget(widget)
        self._column.addWidget(self._ending)
        self._column.addWidget(self._foot)

    def _show_thought(self) -> None:
        thought = "".join(p.text for p in self._message.parts if isinstance(p, ThoughtPart))
        self._thought.setText(thought.strip())
        self._thought_button.setVisible(bool(thought.strip()))

    def _toggle_thought(self) -> None:
        self._thought.setVisible(self._thought.isHidden())

    def _show_state(self) -> None:
        message = self._message
        growing = message.state is MessageState.GENERATING
        for button in self._actions:
            button.setVisible(not growing)
        self._actions[0].setVisible(not growing and bool(message.text))
        failed = message.state is MessageState.FAILED
        self._actions[1].setVisible(not growing and self._last and not failed)
        self._body.setVisible(growing or bool(message.text))
        self._ending.setText(_ending_words(message) if message.state in ENDED else "")
        self._ending.setVisible(bool(self._ending.text()))
        if message.state is MessageState.FAILED:
            self._show_failure()
        facts = message.facts
        if facts.seconds_generating > 0 and facts.generated_tokens > 4:
            self._show_speed(len(message.text.split()) / facts.seconds_generating)
        elif not growing:
            self._speed.setText("")

    def _show_failure(self) -> None:
        if self._failure is not None:
            return
        failure = self._failure = FailureCard(self._themes)
        failure.show_error(AppError.of_record(self._message.problem))
        words = translate("AnswerView", "Try again")
        failure.add_button(words, lambda: self.try_again.emit(self._message.id))
        self._column.insertWidget(self._column.indexOf(self._ending), failure)

    def _show_speed(self, speed: float) -> None:
        if speed >= 0.5:
            words = translate("AnswerView", "%n words a second", "", max(rounded(speed), 1))
            self._speed.setText(words)

    def _copy(self) -> None:
        data = QMimeData()
        data.setText(self._message.text)
        data.setData("text/markdown", self._message.text.encode())
        QGuiApplication.clipboard().setMimeData(data)
        self._actions[0].show_icon("check", "success")
        self._copied.start()


def _ending_words(message: Message) -> str:
    if message.state is MessageState.STOPPED:
        return translate("AnswerView", "You stopped this answer.")
    if message.state is MessageState.INTERRUPTED:
        return translate("AnswerView", "Jewelbox was closed here. What had come is kept.")
    return translate("AnswerView", "The answer ends here: the model has no more room in this chat.")
