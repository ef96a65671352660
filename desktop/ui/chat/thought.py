# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What the model thought before it answered: one line, which opens."""

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from desktop.ui.chat.answer_body import AnswerBody
from desktop.ui.chat.stack import Stack
from desktop.ui.chat.streaming import StreamedText
from desktop.ui.chat.text_style import TextStyle

translate = QCoreApplication.translate

ARROW = 16


class ThoughtHead(QAbstractButton):
    """An arrow and words; says whether it is open."""

    def __init__(self, style: TextStyle) -> None:
        super().__init__()
        self._themes = style.themes
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def show_words(self, words: str) -> None:
        """What it says."""
        self.setText(words)
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        metrics = QFontMetrics(self._themes.font("body"))
        return QSize(ARROW + 10 + metrics.horizontalAdvance(self.text()), max(32, metrics.height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """From the edge where reading begins."""
        painter = QPainter(self)
        theme = self._themes.theme
        over = self.underMouse()
        painter.setFont(self._themes.font("body"))
        painter.setPen(theme.text if over else theme.text_soft)
        icon = "down" if self.isChecked() else "forward"
        arrow = self._themes.pixmap(icon, "text" if over else "text_soft", ARROW)
        right_to_left = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        left = self.width() - ARROW if right_to_left else 0
        painter.drawPixmap(left, (self.height() - ARROW) // 2, arrow)
        room = self.rect().adjusted(0 if right_to_left else ARROW + 6, 0, 0, 0)
        if right_to_left:
            room.setWidth(self.width() - ARROW - 6)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading
        painter.drawText(room, int(flags), self.text())


class Thought(Stack):
    """Closed at first; while the model thinks it says so."""

    def __init__(self, style: TextStyle) -> None:
        super().__init__()
        self.head = ThoughtHead(style)
        self.body = AnswerBody(style, translate("Thought", "What the model thought"))
        self._text = StreamedText(self.body)
        self._clock = QElapsedTimer()
        self._seconds = 0.0
        self.add(self.head)
        self.add(self.body, gap=4, inset=ARROW + 6)
        self.body.hide()
        self.head.toggled.connect(self._on_toggled)
        self.body.height_changed.connect(lambda: self.settle(1))

    def show_text(self, text: str, growing: bool, seconds: float = 0.0) -> None:
        """All of it so far.

        Args:
            growing: the model is still thinking.
            seconds: that it took, where that is known.
        """
        self._seconds = seconds
        if growing and not self._clock.isValid():
            self._clock.start()
        self._text.show_text(text, growing)
        self._say(growing)

    def add_text(self, text: str) -> None:
        """More of it has come."""
        self._text.add(text)

    def finish(self) -> None:
        """The answer begins, or has ended."""
        if self._clock.isValid():
            self._seconds = self._clock.elapsed() / 1000
            self._clock.invalidate()
        self._text.finish()
        self._say(False)

    def _say(self, growing: bool) -> None:
        if growing:
            words = translate("Thought", "Thinking")
        elif self._seconds >= 1:
            words = translate("Thought", "Thought for %n seconds", "", round(self._seconds))
        else:
            words = translate("Thought", "Thought first")
        self.head.show_words(words)

    def _on_toggled(self, opened: bool) -> None:
        self.body.setVisible(opened)
        self.settle()
