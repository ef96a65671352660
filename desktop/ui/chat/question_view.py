# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A question in the transcript."""

from PySide6.QtCore import QCoreApplication, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPen,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.conversation import Message, MessageState
from desktop.presenters.conversation import Conversation
from desktop.ui.chat.pictures import Thumbnail, picture_name
from desktop.ui.chat.text_view import TextView
from desktop.ui.theme import ThemeSource, reading_line_height
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.label import Label

translate = QCoreApplication.translate

RADIUS = 12


class _Bubble(QFrame):
    """The ground of a question."""

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__()
        self._themes = themes
        themes.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Surface, with a line where contrast is high."""
        theme = self._themes.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.line, 1) if theme.high_contrast else Qt.PenStyle.NoPen)
        painter.setBrush(theme.surface)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)


class QuestionView(QWidget):
    """Words and pictures at the reading end of the column; below it whether it waits."""

    take_back = Signal(str)

    def __init__(self, themes: ThemeSource, conversation: Conversation, message: Message) -> None:
        super().__init__()
        self._themes, self._message = themes, message
        self._bubble = _Bubble(themes)
        self._text = TextView(themes)
        self._text.setAccessibleName(translate("QuestionView", "You"))
        self._waiting = QWidget()
        self._build(conversation)
        self.setAccessibleName(translate("QuestionView", "Your question"))
        themes.changed.connect(self._write)
        self._write()
        self.show_message(message)

    def show_message(self, message: Message) -> None:
        """Another state of the same question."""
        self._message = message
        self._waiting.setVisible(message.state is MessageState.WAITING)

    def fit_width(self, width: int) -> None:
        """The column became so wide: the ground is only as wide as its words."""
        words = QFontMetricsF(self._themes.font("reading"))
        lines = self._message.text.strip().split("\n")
        widest = max((words.horizontalAdvance(line) for line in lines[:50]), default=0)
        beside = sum(view.width() + 12 for view in self._bubble.findChildren(Thumbnail))
        room = round(width * 0.8)
        self._text.setFixedWidth(max(40, min(round(widest) + 8, room - beside - 36)))

    def _build(self, conversation: Conversation) -> None:
        inside = QHBoxLayout(self._bubble)
        inside.setContentsMargins(18, 12, 18, 12)
        inside.setSpacing(12)
        images = self._message.images
        if images:
            inside.setContentsMargins(8, 8, 18, 8)
        for number, image in enumerate(images, 1):
            name = picture_name(image.name, number, len(images))
            size = 140 if len(images) < 3 else 88
            inside.addWidget(Thumbnail(self._themes, conversation.image_path(image), name, size))
        inside.addWidget(self._text, 0, Qt.AlignmentFlag.AlignVCenter)
        if not self._message.text.strip():
            self._text.hide()
            inside.setContentsMargins(8, 8, 8, 8)
        line = QHBoxLayout(self._waiting)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addStretch(1)
        words = translate("QuestionView", "Waiting for the model")
        line.addWidget(Label(self._themes, words, "caption", "text_soft"))
        take_back = Button(self._themes, translate("QuestionView", "Take back"), "link")
        take_back.clicked.connect(lambda: self.take_back.emit(self._message.id))
        line.addWidget(take_back)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._bubble)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self._waiting)

    def _write(self) -> None:
        """What people write is no Markdown: every character is shown as it is."""
        font = self._themes.font("reading")

        def write(cursor: QTextCursor) -> None:
            words = QTextCharFormat()
            words.setFont(font)
            words.setForeground(self._themes.theme.text)
            block = QTextBlockFormat()
            kind = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
            block.setLineHeight(reading_line_height(font), kind)
            cursor.setBlockFormat(block)
            cursor.insertText(self._message.text.strip(), words)

        self._text.write(write)
