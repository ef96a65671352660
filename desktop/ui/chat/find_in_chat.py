# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Finding words in the open chat: all matches are marked, one is the current one."""

from collections.abc import Callable, Sequence
from itertools import takewhile

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QKeyEvent,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QHBoxLayout, QTextEdit, QWidget

from desktop.domain.conversation import Message, Role
from desktop.domain.searching import fold, occurrences, pattern, skimmed
from desktop.presenters.conversation import Conversation
from desktop.ui.chat.formula import Run
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


def look_through(
    messages: Sequence[Message],
    words: str,
    texts: dict[str, tuple[str, str]],
    is_over: Callable[[], bool],
) -> list[tuple[str, int]]:
    """The messages with these words, and about how often.

    Args:
        texts: what is seen of each message, folded, beside its source; is filled.
    """
    sought, found = pattern(words), []
    for message in messages:
        if is_over():
            break
        source = message.text
        known, text = texts.get(message.id, ("", ""))
        if known != source:
            text = fold(source if message.role is Role.USER else skimmed(source))
            texts[message.id] = source, text
        if count := len(sought.findall(text)):
            found.append((message.id, count))
    return found


def units(text: str) -> int:
    """How long Qt says it is: in UTF-16."""
    return len(text) + sum(letter > "\uffff" for letter in text)


class FindInChat(QWidget):
    """Return goes to the next match, Shift and Return to the one before, Escape closes.

    Args:
        run: does what takes long somewhere else, then calls the second one here.
    """

    closed = Signal()

    def __init__(
        self, themes: ThemeSource, conversation: Conversation, transcript: Transcript, run: Run
    ) -> None:
        super().__init__()
        self._themes, self._conversation, self._transcript = themes, conversation, transcript
        self._run, self._looks = run, 0
        self._texts: dict[str, tuple[str, str]] = {}  # see look_through
        self._counts: dict[str, int] = {}  # how often in which message; exact where it is built
        self._current = "", 0  # message, which match in it
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
            self._looks += 1
            self._texts, self._counts = {}, {}
            self._mark()
            self.closed.emit()

    def look(self) -> None:
        """Find the words in all messages; the newest match is the current one."""
        self._looks += 1
        look, words, found = self._looks, self._words(), list[tuple[str, int]]()
        messages, texts = list(self._conversation.messages), self._texts

        def is_over() -> bool:
            return look != self._looks

        def work() -> None:
            found.extend(look_through(messages, words, texts, is_over))

        def done() -> None:
            if not is_over():
                self._on_found(found)

        self._run(work, done)

    def _on_found(self, found: list[tuple[str, int]]) -> None:
        self._counts = dict(found)
        self._current = (found[-1][0], found[-1][1] - 1) if found else ("", 0)
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
        message, place = self._current
        if not self._counts:
            return
        if 0 <= place + by < self._counts[message]:
            self._current = message, place + by
        else:
            ids = list(self._counts)
            other = ids[(ids.index(message) + by) % len(ids)]
            self._current = other, 0 if by > 0 else self._counts[other] - 1
        self._show()

    def _show(self) -> None:
        some = bool(self._counts)
        self.before.setEnabled(some)
        self.next.setEnabled(some)
        if some and self._transcript.view(self._current[0]) is None:
            self._transcript.show_message(self._current[0])
        current = self._mark()
        if some and current is None and self._current[0] not in self._counts:
            self._on_found(list(self._counts.items()))
            return
        said = self._said()
        self.count.setText(said)
        if current is not None:
            self._bring(*current)
        if said:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.field, said))

    def _said(self) -> str:
        if not self._words():
            return ""
        if not self._counts:
            return translate("FindInChat", "not found")
        message, place = self._current
        before = takewhile(lambda one: one != message, self._counts)
        number = sum(self._counts[one] for one in before) + place + 1
        words = translate("FindInChat", "{number} of {count}")
        return words.format(number=number, count=sum(self._counts.values()))

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
        if not self._counts:
            return None
        sought, place = self._current
        current: Match | None = None
        for message_id, message in self._transcript.built_views().items():
            if message_id not in self._counts:
                continue
            found = self._matches(message)
            if not found:  # its Markdown looked as if
                del self._counts[message_id]
                continue
            self._counts[message_id] = len(found)
            at = min(place, len(found) - 1) if message_id == sought else -1
            if at >= 0:
                current, self._current = found[at], (sought, at)
            self._mark_in(found, at)
        return current

    def _matches(self, message: MessageView) -> list[Match]:
        found: list[Match] = []
        for view in message.views():
            text = view.document().toPlainText()
            for begin, length in occurrences(text, self._words()):
                cursor = QTextCursor(view.document())
                cursor.setPosition(units(text[:begin]))
                keep = QTextCursor.MoveMode.KeepAnchor
                cursor.setPosition(units(text[: begin + length]), keep)
                found.append((view, cursor))
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
