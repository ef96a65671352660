# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What questions and answers in the transcript have in common."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import QWidget

from desktop.domain.conversation import Message
from desktop.ui.chat.message_editor import MessageEditor
from desktop.ui.chat.selection import MessageSelection
from desktop.ui.chat.stack import Stack
from desktop.ui.chat.text_style import TextStyle
from desktop.ui.chat.text_view import ReadView

EDGE = 8  # pixels on both sides, for rings and targets that stand out


class MessageView(Stack):
    """One message. It takes the focus as a whole; the transcript says which one Tab reaches."""

    is_wide = False  # more than the reading column is of use to it

    link_followed = Signal(str)
    save_wanted = Signal(str, str)  # the name that a file may have, its content
    selection_begun = Signal()
    move_wanted = Signal(int)  # to the message before, or after
    menu_wanted = Signal(QPoint, str)  # a place of the screen, the link that lies there
    edit_wanted = Signal()

    def __init__(self, style: TextStyle, message: Message) -> None:
        super().__init__(edge=EDGE)
        self._style, self._message = style, message
        self.selection = MessageSelection(self, self.views, self.selection_begun.emit)
        self._editor: QWidget | None = None
        self._behind_editor: list[QWidget] = []
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

    def set_near(self, near: bool) -> None:
        """Pointer or keyboard are at this message."""

    @property
    def is_edited(self) -> bool:
        """It is being changed."""
        return self._editor is not None

    def begin_editing(self, editor: MessageEditor) -> None:
        """The editor stands in the place of the message."""
        self._behind_editor = [row.widget for row in self.rows if not row.widget.isHidden()]
        for widget in self._behind_editor:
            widget.hide()
        self._editor = editor
        editor.resized.connect(self.settle)
        self.add(editor)
        self.settle()

    def end_editing(self) -> None:
        """The message is there again, as it was."""
        if self._editor is None:
            return
        place = next(i for i, row in enumerate(self.rows) if row.widget is self._editor)
        self._editor = None
        self.drop(place, place + 1)
        for widget in self._behind_editor:
            widget.show()
        self.settle()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def restyle(self) -> None:
        """The theme or the size of letters changed."""

    def copied(self) -> str:
        """What Ctrl+C takes when the message as a whole has the focus."""
        return self.selection.text() or self._message.text

    def enterEvent(self, event: QEnterEvent) -> None:
        """The pointer is here."""
        self.set_near(True)

    def leaveEvent(self, event: QEvent) -> None:
        """It went."""
        self.set_near(self.hasFocus())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard is here: what can be done is the next thing that Tab finds."""
        super().focusInEvent(event)
        self.set_near(True)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Of the whole message, at the pointer; by the menu key below its beginning."""
        place, link = event.globalPos(), ""
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            place = self.mapToGlobal(QPoint(EDGE, min(self.height(), 40)))
        else:
            over = (
                view for view in self.views() if view.rect().contains(view.mapFromGlobal(place))
            )
            for view in over:
                link = view.anchorAt(view.viewport().mapFromGlobal(place))
        self.menu_wanted.emit(place, link)

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
