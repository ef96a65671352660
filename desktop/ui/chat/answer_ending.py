# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Why an answer ended where it did, and the way on."""

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.domain.conversation import Message, MessageState
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.label import Label

translate = QCoreApplication.translate


class AnswerEnding(QWidget):
    """Words, and what can be done about the last answer of a chat."""

    go_on = Signal()
    again = Signal()

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__()
        self._words = Label(themes, "", "body", "text_soft", wrap=True)
        self._go_on = Button(
            themes, translate("AnswerView", "Continue"), "link", lambda: self.go_on.emit()
        )
        self._again = Button(
            themes, translate("AnswerView", "Answer again"), "link", lambda: self.again.emit()
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._words, 1)
        row.addWidget(self._again)
        row.addWidget(self._go_on)

    @property
    def words(self) -> str:
        """What it says."""
        return self._words.text()

    def show_message(self, message: Message, last: bool) -> None:
        """Hidden where an answer came to its own end."""
        words = ending_words(message.state)
        self._words.setText(words)
        self._go_on.setVisible(last and bool(message.text.strip()))
        self._again.setVisible(last and message.state is MessageState.REPEATING)
        self.setVisible(bool(words))


def ending_words(state: MessageState) -> str:
    """How an answer ended that did not come to its own end; "" for one that did."""
    match state:
        case MessageState.STOPPED:
            return translate("AnswerView", "You stopped this answer.")
        case MessageState.INTERRUPTED:
            return translate("AnswerView", "The program ended while this was written.")
        case MessageState.CUT:
            return translate("AnswerView", "The model has no more room in this chat.")
        case MessageState.LONGEST:
            return translate("AnswerView", "This is as long as one answer gets.")
        case MessageState.REPEATING:
            return translate(
                "AnswerView", "The model said the same again and again, and was stopped."
            )
    return ""
