# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Settings: the Enter key, and what every model is told."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRectF, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.presenters.preferences import Preferences
from desktop.ui.settings.rows import Section, SettingChoice, SettingRow, SettingSwitch
from desktop.ui.theme import ThemeSource

translate = QCoreApplication.translate

KEEP_AFTER = 600  # milliseconds after the last letter


def writing_section(themes: ThemeSource, preferences: Preferences) -> Section:
    """The rows."""
    section = Section(themes, translate("Settings", "Writing and answers"))
    sends = translate("Settings", "Enter sends the message")
    note = translate("Settings", "Shift and Enter begin a new line")
    section.add(
        SettingRow(themes, sends, note, SettingSwitch(themes, preferences, "enter_sends", sends))
    )
    named = translate("Settings", "The model names your chats")
    note = translate("Settings", "When it has nothing else to do. Names that you gave stay")
    section.add(
        SettingRow(themes, named, note, SettingSwitch(themes, preferences, "titles", named))
    )
    full = translate("Settings", "When a chat becomes too long for the model")
    note = translate("Settings", "You always keep the whole chat")
    ways = (
        ("forget", translate("Settings", "It forgets the oldest part")),
        ("ask", translate("Settings", "Ask me")),
    )
    section.add(
        SettingRow(themes, full, note, SettingChoice(themes, preferences, "when_full", ways))
    )
    title = translate("Settings", "What you always want it to know")
    told = translate("Settings", "The model reads it at the start of every chat")
    field = InstructionsField(themes, preferences, title)
    row = SettingRow(themes, title, told)
    row.title.setBuddy(field.editor)
    section.add(row, field)
    return section


class InstructionsField(QWidget):
    """A few lines, kept as they are written."""

    def __init__(self, themes: ThemeSource, preferences: Preferences, name: str) -> None:
        super().__init__()
        self._themes, self._preferences = themes, preferences
        self.editor = QPlainTextEdit()
        self.editor.setAccessibleName(name)
        self.editor.setPlainText(preferences.text("instructions"))
        self.editor.setPlaceholderText(
            translate("Settings", "For example: I live in Lyon. Please answer in short sentences.")
        )
        self.editor.setTabChangesFocus(True)
        self.editor.setFrameShape(QFrame.Shape.NoFrame)
        self.editor.viewport().setAutoFillBackground(False)
        self.editor.setFixedHeight(self.editor.fontMetrics().lineSpacing() * 4 + 12)
        self.editor.installEventFilter(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_AFTER)
        self._timer.timeout.connect(self._keep)
        self.editor.textChanged.connect(self._timer.start)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.editor)
        themes.changed.connect(self.update)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What was written is kept at the latest when one goes on."""
        if event.type() is QEvent.Type.FocusOut and self._timer.isActive():
            self._timer.stop()
            self._keep()
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A field: its border is the focus."""
        theme = self._themes.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focus = self.editor.hasFocus()
        painter.setPen(QPen(theme.focus if focus else theme.line_strong, 2 if focus else 1))
        painter.setBrush(theme.raised)
        edge = 1.0 if focus else 0.5
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(edge, edge, -edge, -edge), 8, 8)

    def _keep(self) -> None:
        self._preferences.set("instructions", self.editor.toPlainText())
