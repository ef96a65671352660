# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The field in which people write: grows with its lines, sends with Enter, takes pictures."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QPalette
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy

from desktop.presenters.conversation import Conversation
from desktop.ui.drop import is_welcome, take
from desktop.ui.theme import ThemeSource

translate = QCoreApplication.translate

MOST_LINES = 8
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
        """Pictures go into the draft, words in as plain text.

        Office programs put a picture of the words beside the words: those are words.
        """
        files = any(url.isLocalFile() for url in source.urls())
        if files or (source.hasImage() and not source.hasText()):
            take(source, self._conversation)
        elif source.hasText():
            self._insert(source.text())

    def sizeHint(self) -> QSize:
        """From one line to eight."""
        return QSize(300, self._height())

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
