# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A message that is being changed, in its place."""

import math

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.label import Label

translate = QCoreApplication.translate

LEAST, MOST = 3, 16  # lines that are seen at once
RADIUS = 12
BELOW = 12  # pixels to the next message


class MessageEditor(QWidget):
    """Ctrl and Return takes the new words, Escape leaves the old ones.

    Args:
        asks: the message is a question, which is asked again.
    """

    typed = Signal(str)  # all words as they are now
    done = Signal(str)
    left = Signal()
    resized = Signal()

    def __init__(self, themes: ThemeSource, text: str, asks: bool) -> None:
        super().__init__()
        self._themes = themes
        self.text = QPlainTextEdit(text)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setFont(themes.font("reading"))
        self.text.viewport().setAutoFillBackground(False)
        self.text.setTabChangesFocus(True)
        name = translate("MessageEditor", "Your question")
        self.text.setAccessibleName(name if asks else translate("MessageEditor", "The answer"))
        self.text.installEventFilter(self)
        self.text.textChanged.connect(self._on_text)
        self.text.textChanged.connect(self._on_typed)
        hint = translate("MessageEditor", "The old version stays; ‹ › goes from one to the other.")
        self._hint = Label(themes, hint, "caption", "text_soft", wrap=True)
        self._cost = Label(themes, "", "caption", "text_soft", wrap=True, figures=True)
        self._cost.hide()
        cancel = Button(themes, translate("MessageEditor", "Cancel"), "plain", self.left.emit)
        words = translate("MessageEditor", "Ask") if asks else translate("MessageEditor", "Keep")
        self._take = Button(themes, words, "main", self._on_done)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._hint, 1)
        row.addWidget(cancel)
        row.addWidget(self._take)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 12, 10 + BELOW)
        column.setSpacing(8)
        column.addWidget(self.text)
        column.addWidget(self._cost)
        column.addLayout(row)
        self._lines = 0
        self._on_text()

    def say_wait(self) -> None:
        """It cannot be taken now."""
        words = translate("MessageEditor", "An answer is being written. Wait for its end.")
        self._hint.setText(words)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.text, words))
        self.resized.emit()

    def say_cost(self, words: str) -> None:
        """How much has to be read when this is asked; "" for what is read at once."""
        self._cost.setText(words)
        if self._cost.isHidden() == bool(words):
            self._cost.setVisible(bool(words))
            self.resized.emit()

    def begin(self) -> None:
        """Write behind the last word."""
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)
        self.text.moveCursor(self.text.textCursor().MoveOperation.End)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keys of the field."""
        escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if escape and event.type() is QEvent.Type.ShortcutOverride:
            event.accept()  # or it would stop an answer
            return True
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and control:
                self._on_done()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.left.emit()
                return True
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """As the composer looks while one writes in it."""
        theme = self._themes.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.focus, 2))
        painter.setBrush(theme.raised)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1 - BELOW), RADIUS, RADIUS)

    def _on_done(self) -> None:
        if self.text.toPlainText().strip():
            self.done.emit(self.text.toPlainText())

    def _on_typed(self) -> None:
        self.typed.emit(self.text.toPlainText())

    def _on_text(self) -> None:
        """As high as its words, within bounds; no words cannot be taken."""
        self._take.setEnabled(bool(self.text.toPlainText().strip()))
        lines = min(max(math.ceil(self.text.document().size().height()), LEAST), MOST)
        if lines != self._lines:
            self._lines = lines
            self.text.setFixedHeight(lines * self.text.fontMetrics().lineSpacing() + 10)
            self.resized.emit()
