# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Finding words in a text: every match is marked, one is the current one, and they are counted."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QKeyEvent,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QHBoxLayout, QTextEdit, QWidget

from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.icon_button import icon_button
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.search_field import SearchField

translate = QCoreApplication.translate

MOST = 999  # matches that are marked; of more nobody reads the number


class FindBar(QWidget):
    """Return goes to the next match, Shift and Return to the one before, Escape closes."""

    closed = Signal()

    def __init__(self, themes: ThemeSource, text: QTextEdit) -> None:
        super().__init__()
        self._themes, self._text = themes, text
        self._found: list[QTextCursor] = []
        self._current = 0
        self.field = SearchField(themes, translate("FindBar", "Find in the text"))
        self.count = Label(themes, "", token="text_soft", figures=True)
        self.before = icon_button(themes, "up", translate("FindBar", "Match before"))
        self.next = icon_button(themes, "down", translate("FindBar", "Next match"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.field, 1)
        row.addSpacing(8)
        row.addWidget(self.count)
        row.addWidget(self.before)
        row.addWidget(self.next)
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self.look)
        self.before.clicked.connect(lambda: self._step(-1))
        self.next.clicked.connect(lambda: self._step(1))
        themes.changed.connect(self._mark)
        self.look()

    def begin(self) -> None:
        """Show, with the words of the last time to be typed over."""
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        self.look()

    def look(self) -> None:
        """Find the words in the text that is shown now."""
        self._found = self._matches(self.field.text()) if self.isVisible() else []
        self._current = 0
        self._show()

    def end(self) -> None:
        """Close; nothing is marked any more."""
        self.hide()
        self.look()
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keys of the field."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self._step(-1 if back else 1)
                return True
            if event.key() == Qt.Key.Key_Escape and not self.field.text():
                self.end()
                return True
        return super().eventFilter(watched, event)

    def _matches(self, words: str) -> list[QTextCursor]:
        document = self._text.document()
        found: list[QTextCursor] = []
        cursor = document.find(words) if words.strip() else QTextCursor()
        while not cursor.isNull() and len(found) < MOST:
            found.append(cursor)
            cursor = document.find(words, cursor)
        return found

    def _step(self, by: int) -> None:
        if self._found:
            self._current = (self._current + by) % len(self._found)
            self._show()

    def _show(self) -> None:
        self._mark()
        some = bool(self._found)
        self.before.setEnabled(some)
        self.next.setEnabled(some)
        words = self._words()
        self.count.setText(words)
        if some:
            place = QTextCursor(self._found[self._current])
            place.setPosition(place.selectionStart())
            self._text.setTextCursor(place)
            self._text.ensureCursorVisible()
        if words:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.field, words))

    def _words(self) -> str:
        if not self.field.text().strip() or not self.isVisible():
            return ""
        if not self._found:
            return translate("FindBar", "not found")
        words = translate("FindBar", "{number} of {count}")
        return words.format(number=self._current + 1, count=len(self._found))

    def _mark(self) -> None:
        """All matches are underlined; the current one is also turned round."""
        theme = self._themes.theme
        marks = []
        for place, cursor in enumerate(self._found):
            look = QTextCharFormat()
            look.setFontUnderline(True)
            current = place == self._current
            look.setBackground(theme.accent if current else theme.selection)
            look.setForeground(theme.on_accent if current else theme.text)
            mark = QTextEdit.ExtraSelection()
            mark.cursor, mark.format = cursor, look
            marks.append(mark)
        self._text.setExtraSelections(marks)
