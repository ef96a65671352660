# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The field in which people write: grows with its lines, sends with Enter, takes pictures."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QKeyCombination, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QPalette,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy

from desktop.domain.conversation import Role
from desktop.presenters.conversation import Conversation
from desktop.ui.chat.rich_paste import markdown_of
from desktop.ui.drop import is_welcome, take
from desktop.ui.theme import ThemeSource

translate = QCoreApplication.translate

MOST_LINES = 8
PASTE_PLAIN = QKeyCombination(
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier, Qt.Key.Key_V
)
LONG_PASTE = 8_000  # letters; four pages


class ComposerText(QPlainTextEdit):
    """Plain text only. Tab leaves it, so the keyboard is never trapped."""

    sent = Signal()
    left = Signal()
    focus_changed = Signal(bool)

    def __init__(
        self, themes: ThemeSource, conversation: Conversation, enter_sends: Callable[[], bool]
    ) -> None:
        super().__init__()
        self._themes, self._conversation = themes, conversation
        self._enter_sends = enter_sends
        self._composing = False
        self._recalled = ""  # a question that was brought back; "" when the field is empty
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)
        self.setAccessibleName(translate("Composer", "Message"))
        self.setPlaceholderText(translate("Composer", "Write a message, or drop files"))
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.textChanged.connect(self._turn)
        themes.changed.connect(self._restyle)
        self._restyle()

    def event(self, event: QEvent) -> bool:
        """Where nothing was typed that could be undone, Undo is the window's."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo = event.matches(QKeySequence.StandardKey.Undo)
            if undo and not self.document().isUndoAvailable():
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter sends, with Shift it begins a new line; Ctrl and Enter always send."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self._composing:
            held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            plain = held == Qt.KeyboardModifier.NoModifier
            if held == Qt.KeyboardModifier.ControlModifier or (plain and self._enter_sends()):
                self.sent.emit()
                return
            if held & Qt.KeyboardModifier.ShiftModifier or plain:
                self.insertPlainText("\n")
                self.ensureCursorVisible()
                return
        if event.keyCombination() == PASTE_PLAIN:
            self._insert(QGuiApplication.clipboard().text())
        elif not self._recalls(event):
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """While somebody composes a character, Enter belongs to that."""
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The composer's border shows it."""
        super().focusInEvent(event)
        self.focus_changed.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Whoever goes away finds the draft again."""
        super().focusOutEvent(event)
        self.focus_changed.emit(False)
        self.left.emit()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Words, pictures and files."""
        return source.hasText() or is_welcome(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Pictures go into the draft, words in as Markdown where their look says something.

        Office programs put a picture of the words beside the words: those are words.
        """
        files = any(url.isLocalFile() for url in source.urls())
        if files or (source.hasImage() and not source.hasText()):
            take(source, self._conversation)
        elif source.hasText():
            # Editors of code copy with colours, and say so; the words are meant.
            plain = not source.hasHtml() or source.hasFormat("vscode-editor-data")
            self._insert((not plain and markdown_of(source.html())) or source.text())

    def sizeHint(self) -> QSize:
        """From one line to eight."""
        return QSize(300, self._height())

    def _recalls(self, event: QKeyEvent) -> bool:
        """Up brings back the questions of this chat while nothing was typed, down goes forward."""
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()), 0)
        text, held = self.toPlainText(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if not step or held != Qt.KeyboardModifier.NoModifier or text != self._recalled:
            return False
        asked = [m.text for m in self._conversation.messages if m.role is Role.USER and m.text]
        before = list(dict.fromkeys(reversed(asked)))
        place = before.index(text) + 1 if text and text in before else 0
        if not 0 <= place + step <= len(before):
            return False
        self._recalled = ["", *before][place + step]
        self.setPlainText(self._recalled)
        self.moveCursor(self.textCursor().MoveOperation.End)
        return True

    def _insert(self, text: str) -> None:
        """What is very long becomes a document: it would be slow to write in, and hard to read."""
        if len(text) > LONG_PASTE:
            name = translate("Composer", "Pasted text")
            self._conversation.drafting.attach_text(text, name)
        else:
            self.insertPlainText(text)

    def _height(self) -> int:
        line = self.fontMetrics().lineSpacing()
        lines = max(1, min(round(self.document().size().height()), MOST_LINES))
        return lines * line + 8

    def _fit(self) -> None:
        height = self._height()
        if height != self.height():
            self.setFixedHeight(height)

    def _turn(self) -> None:
        """As long as it is empty it begins where reading begins; then words tell by themselves."""
        alignment = Qt.AlignmentFlag.AlignLeading
        if self.document().isEmpty() and self.isRightToLeft():
            alignment = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute
        option = self.document().defaultTextOption()
        if option.alignment() != alignment:
            option.setAlignment(alignment)
            self.document().setDefaultTextOption(option)

    def _restyle(self) -> None:
        theme = self._themes.theme
        self.setFont(self._themes.font("reading"))
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        palette.setColor(QPalette.ColorRole.Text, theme.text)
        palette.setColor(QPalette.ColorRole.PlaceholderText, theme.text_soft)
        self.setPalette(palette)
        self._turn()
        self._fit()
