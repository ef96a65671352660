# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Finding words in the open chat: all matches are marked, one is the current one."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QKeyEvent,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QHBoxLayout, QTextEdit, QWidget

from desktop.presenters.conversation import Conversation
from desktop.ui.chat.message_view import MessageView
from desktop.ui.chat.text_view import ReadView
from desktop.ui.chat.transcript import Transcript
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.icon_button import icon_button
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.search_field import SearchField

translate = QCoreApplication.translate

AROUND = 90  # pixels that are seen above and below the current match
Match = tuple[ReadView, QTextCursor]


class FindInChat(QWidget):
    """Return goes to the next match, Shift and Return to the one before, Escape closes."""

    closed = Signal()

    def __init__(
        self, themes: ThemeSource, conversation: Conversation, transcript: Transcript
    ) -> None:
        super().__init__()
        self._themes, self._conversation, self._transcript = themes, conversation, transcript
        self._hits: list[tuple[str, int]] = []  # message, which match in it
        self._current = 0
        self._marked: list[ReadView] = []
        self.field = SearchField(themes, translate("FindInChat", "Find in this chat"))
        self.count = Label(themes, "", token="text_soft", figures=True)
        self.before = icon_button(themes, "up", translate("FindInChat", "Match before"))
        self.next = icon_button(themes, "down", translate("FindInChat", "Next match"))
        close = icon_button(themes, "close", translate("FindInChat", "Close"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.field, 1)
        row.addSpacing(8)
        for widget in (self.count, self.before, self.next, close):
            row.addWidget(widget)
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self.look)
        self.before.clicked.connect(self.go_before)
        self.next.clicked.connect(self.go_next)
        close.clicked.connect(self.end)
        transcript.built.connect(self._mark)
        conversation.opened.connect(self.end)
        conversation.message_changed.connect(self._on_changed)
        themes.changed.connect(self._mark)
        self.hide()

    def begin(self) -> None:
        """Show, with the words of the last time to be typed over."""
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        self.look()

    def end(self) -> None:
        """Close; nothing is marked any more."""
        if not self.isHidden():
            self.hide()
            self._hits = []
            self._mark()
            self.closed.emit()

    def look(self) -> None:
        """Find the words in all messages; the newest match is the current one."""
        words = self._words()
        self._hits = [
            (message.id, place)
            for message in (self._conversation.messages if words else ())
            for place in range(message.text.casefold().count(words.casefold()))
        ]
        self._current = max(len(self._hits) - 1, 0)
        self._show()

    def go_next(self) -> None:
        """To the next match; after the last one comes the first."""
        self._step(1)

    def go_before(self) -> None:
        """To the match before."""
        self._step(-1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keys of the field."""
        if not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        escape = event.key() == Qt.Key.Key_Escape
        if escape and event.type() is QEvent.Type.ShortcutOverride:
            event.accept()  # or it would stop an answer
            return True
        if escape and event.type() is QEvent.Type.KeyPress:
            self.end()
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.type() is QEvent.Type.KeyPress:
                back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self._step(-1 if back else 1)
            return True
        return super().eventFilter(watched, event)

    def _words(self) -> str:
        return "" if self.isHidden() else self.field.text().strip()

    def _on_changed(self) -> None:
        if self._words():
            self.look()

    def _step(self, by: int) -> None:
        if self._hits:
            self._current = (self._current + by) % len(self._hits)
            self._show()

    def _show(self) -> None:
        some = bool(self._hits)
        self.before.setEnabled(some)
        self.next.setEnabled(some)
        said = self._said()
        self.count.setText(said)
        if some and self._transcript.view(self._hits[self._current][0]) is None:
            self._transcript.show_message(self._hits[self._current][0])
        current = self._mark()
        if current is not None:
            self._bring(*current)
        if said:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.field, said))

    def _said(self) -> str:
        if not self._words():
            return ""
        if not self._hits:
            return translate("FindInChat", "not found")
        words = translate("FindInChat", "{number} of {count}")
        return words.format(number=self._current + 1, count=len(self._hits))

    def _bring(self, view: ReadView, cursor: QTextCursor) -> None:
        """The current match comes in sight."""
        place = QTextCursor(cursor)
        place.setPosition(cursor.selectionStart())
        stack = self._transcript.stack
        at = view.viewport().mapTo(stack, view.cursorRect(place).center()) + stack.pos()
        self._transcript.leave_end()
        self._transcript.ensureVisible(at.x(), at.y(), 0, AROUND)

    def _mark(self) -> Match | None:
        """Mark the matches in all that is built; the current one."""
        for view in self._marked:
            view.setExtraSelections([])
        self._marked = []
        if not self._hits:
            return None
        sought, place = self._hits[self._current]
        current: Match | None = None
        for message_id in dict.fromkeys(message for message, _ in self._hits):
            message_view = self._transcript.view(message_id)
            if message_view is None:
                continue
            found = self._matches(message_view)
            at = min(place, len(found) - 1) if message_id == sought and found else -1
            if at >= 0:
                current = found[at]
            self._mark_in(found, at)
        return current

    def _matches(self, message: MessageView) -> list[Match]:
        found: list[Match] = []
        for view in message.views():
            cursor = view.document().find(self._words())
            while not cursor.isNull():
                found.append((view, cursor))
                cursor = view.document().find(self._words(), cursor)
        return found

    def _mark_in(self, found: list[Match], current: int) -> None:
        """All are underlined; the current one is also turned round."""
        theme = self._themes.theme
        marks: dict[ReadView, list[QTextEdit.ExtraSelection]] = {}
        for at, (view, cursor) in enumerate(found):
            look = QTextCharFormat()
            look.setFontUnderline(True)
            look.setBackground(theme.accent if at == current else theme.selection)
            look.setForeground(theme.on_accent if at == current else theme.text)
            mark = QTextEdit.ExtraSelection()
            mark.cursor, mark.format = cursor, look
            marks.setdefault(view, []).append(mark)
        for view, selections in marks.items():
            view.setExtraSelections(selections)
            self._marked.append(view)
