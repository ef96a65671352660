# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A chat in which nothing was said yet: a question and four lines to start from."""

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.label import IconLabel, Label, Line

translate = QCoreApplication.translate


class StarterRow(QAbstractButton):
    """One line: an icon, what one could do, what that means."""

    def __init__(self, themes: ThemeSource, icon: str, name: str, words: str) -> None:
        super().__init__()
        self._themes = themes
        self.setAccessibleName(name)
        self.setAccessibleDescription(words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        title = Label(themes, name, "strong")
        title.setMinimumWidth(title.fontMetrics().averageCharWidth() * 26)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 14, 0, 14)
        row.setSpacing(16)
        row.addWidget(IconLabel(themes, icon, "accent"))
        row.addWidget(title)
        row.addWidget(Label(themes, words, "body", "text_soft"), 1)
        row.addWidget(IconLabel(themes, "forward", "text_soft", 16))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Only what is under the pointer has a ground."""
        if self.underMouse():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._themes.theme.hover)
            painter.drawRoundedRect(self.rect(), 8, 8)


class EmptyChat(QWidget):
    """Emits the beginning of a question, or that a picture is to be picked."""

    begun = Signal(str)
    picture_wanted = Signal()
    temporary_wanted = Signal()

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addStretch(1)
        column.addWidget(
            Label(themes, translate("EmptyChat", "What is on your mind?"), "title", wrap=True)
        )
        column.addSpacing(16)
        self.rows: list[StarterRow] = []
        for number, (icon, name, words, beginning) in enumerate(_starters()):
            if number:
                column.addWidget(Line(themes))
            row = StarterRow(themes, icon, name, words)
            if beginning:
                row.clicked.connect(lambda checked=False, text=beginning: self.begun.emit(text))
            else:
                row.clicked.connect(lambda: self.picture_wanted.emit())
            self.rows.append(row)
            column.addWidget(row)
        column.addSpacing(12)
        self._is_temporary = False
        self.temporary = Button(themes, translate("EmptyChat", "Temporary chat"), "quiet")
        words = translate("EmptyChat", "A chat of which nothing is kept ({keys})")
        keys = QKeySequence("Ctrl+Shift+N").toString(QKeySequence.SequenceFormat.NativeText)
        self.temporary.setToolTip(words.format(keys=keys))
        self.temporary.clicked.connect(self.temporary_wanted)
        column.addWidget(self.temporary)
        column.addStretch(1)
        self._themes = themes
        themes.changed.connect(self._restyle)
        self._restyle()
        self._needed = self.sizeHint().height()

    def minimumSizeHint(self) -> QSize:
        """In a low window the composer is worth more than suggestions."""
        return QSize(super().minimumSizeHint().width(), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """All of it or nothing."""
        super().resizeEvent(event)
        self._show_children()

    def _restyle(self) -> None:
        self.temporary.setIcon(self._themes.icon("private", "text_soft"))

    def show_temporary(self, temporary: bool) -> None:
        """One that is temporary already does not offer to become so."""
        self._is_temporary = temporary
        self._show_children()

    def _show_children(self) -> None:
        enough = self.height() >= self._needed
        for child in self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            child.setVisible(enough and not (child is self.temporary and self._is_temporary))


def _starters() -> tuple[tuple[str, str, str, str], ...]:
    """Icon, name, meaning, beginning of a question ("" for a picture)."""
    return (
        (
            "picture",
            translate("EmptyChat", "Describe a picture"),
            translate("EmptyChat", "What it shows, what is written on it"),
            "",
        ),
        (
            "document",
            translate("EmptyChat", "Explain a letter"),
            translate("EmptyChat", "In plain words, with what you have to do"),
            translate("EmptyChat", "Explain this letter in plain words, and what I have to do:\n"),
        ),
        (
            "edit",
            translate("EmptyChat", "Make a text better"),
            translate("EmptyChat", "Shorter, friendlier, without mistakes"),
            translate("EmptyChat", "Make this text shorter, friendlier and free of mistakes:\n"),
        ),
        (
            "thinks",
            translate("EmptyChat", "Think something through"),
            translate("EmptyChat", "A decision, a plan, a sum"),
            translate("EmptyChat", "Help me think this through: "),
        ),
    )
