# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What questions and answers in the transcript have in common."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from desktop.domain.conversation import Message
from desktop.ui.chat.selection import MessageSelection
from desktop.ui.chat.stack import Stack
from desktop.ui.chat.text_style import TextStyle
from desktop.ui.chat.text_view import ReadView

EDGE = 8  # pixels on both sides, for rings and targets that stand out


class MessageView(Stack):
    """One message. It takes the focus as a whole; the transcript says which one Tab reaches."""

    link_followed = Signal(str)
    save_wanted = Signal(str, str)  # the name that a file may have, its content
    selection_begun = Signal()
    move_wanted = Signal(int)  # to the message before, or after

    def __init__(self, style: TextStyle, message: Message) -> None:
        super().__init__(edge=EDGE)
        self._style, self._message = style, message
        self.selection = MessageSelection(self, self.views, self.selection_begun.emit)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("radius", 8)

    @property
    def message(self) -> Message:
        """What is shown."""
        return self._message

    def views(self) -> Sequence[ReadView]:
        """All that has words, from top to bottom."""
        return ()

    def set_current(self, current: bool) -> None:
        """Tab comes to the current message only, and to what is in it."""
        tab = Qt.FocusPolicy.TabFocus
        for widget in (self, *self.findChildren(QWidget)):
            if current and widget.property("tab"):
                widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            elif not current and widget.focusPolicy() & tab == tab:
                widget.setProperty("tab", True)
                widget.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def show_message(self, message: Message) -> None:
        """Another state of the same message."""
        self._message = message

    def restyle(self) -> None:
        """The theme or the size of letters changed."""

    def copied(self) -> str:
        """What Ctrl+C takes when the message as a whole has the focus."""
        return self.selection.text() or self._message.text

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from message to message."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.copied())
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.selection.select_all()
        elif self.hasFocus() and event.key() in steps:
            self.move_wanted.emit(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)
