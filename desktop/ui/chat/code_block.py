# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Code in an answer: its language, a button that copies it, and its colours."""

from functools import cache

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QGuiApplication,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout

from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.icon_button import icon_button
from desktop.ui.widgets.label import Label

translate = QCoreApplication.translate

RADIUS = 8
LONGEST_COLOURED = 100_000  # characters

# Kinds of words in code -> token of the theme. Source of the kinds: Pygments' standard tokens.
COLOURS = {"Keyword": "accent", "Name.Tag": "accent", "String": "warning", "Number": "warning"}


class CodeText(QPlainTextEdit):
    """The code itself: scrolls to the side, and only there."""

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        option = QTextOption()
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)  # code is never mirrored
        self.document().setDefaultTextOption(option)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Up and down belongs to the transcript."""
        if abs(event.angleDelta().x()) > abs(event.angleDelta().y()):
            super().wheelEvent(event)
        else:
            event.ignore()

    def fit(self) -> None:
        """Become as high as the lines, and a scroll bar where one is needed."""
        line = QFontMetricsF(self.font()).lineSpacing()
        bar = self.horizontalScrollBar()
        height = self.blockCount() * line + (bar.sizeHint().height() if bar.maximum() else 0)
        if round(height + 2) != self.height():
            self.setFixedHeight(round(height + 2))


class CodeBlock(QFrame):
    """Code between fences; it may still grow."""

    def __init__(self, themes: ThemeSource, language: str) -> None:
        super().__init__()
        self._themes, self._language = themes, language.split(" ")[0][:40]
        self._code = ""
        self._finished = False
        self._name = Label(themes, _shown_name(self._language), "caption", "text_soft")
        copy = icon_button(themes, "copy", translate("CodeBlock", "Copy the code"), self)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._code))
        self._text = CodeText()
        self._text.setAccessibleName(translate("CodeBlock", "Code"))
        self._text.horizontalScrollBar().rangeChanged.connect(lambda: self._text.fit())
        head = QHBoxLayout()
        head.addWidget(self._name)
        head.addStretch(1)
        head.addWidget(copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 6, 8, 12)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self._text)
        themes.changed.connect(self._restyle)
        self._restyle()

    def show_code(self, code: str, finished: bool) -> None:
        """The code so far; only what is new is added. Colours come when it is finished."""
        if code == self._code and finished == self._finished:
            return
        if code.startswith(self._code):
            cursor = QTextCursor(self._text.document())
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertText(code[len(self._code) :])
        else:
            self._text.setPlainText(code)
        self._code, self._finished = code, finished
        if finished:
            self._colour()
        self._text.fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground, with a line where contrast is high."""
        theme = self._themes.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.line, 1) if theme.high_contrast else Qt.PenStyle.NoPen)
        painter.setBrush(theme.code)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)

    def _restyle(self) -> None:
        theme = self._themes.theme
        self._text.setFont(self._themes.font("code"))
        palette = QPalette(self._text.palette())
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        palette.setColor(QPalette.ColorRole.Text, theme.text)
        self._text.setPalette(palette)
        if self._finished:
            self._colour()
        self._text.fit()

    def _colour(self) -> None:
        lexer = _lexer(self._language)
        if lexer is None or len(self._code) > LONGEST_COLOURED:
            return
        cursor = QTextCursor(self._text.document())
        cursor.beginEditBlock()
        at = 0
        for _, kind, words in lexer.get_tokens_unprocessed(self._code):
            form = self._format(str(kind))
            end = at + len(words.encode("utf-16-le")) // 2  # Qt counts in these
            if form is not None:
                cursor.setPosition(at)
                cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
                cursor.setCharFormat(form)
            at = end
        cursor.endEditBlock()

    def _format(self, kind: str) -> QTextCharFormat | None:
        form = QTextCharFormat()
        if ".Comment" in kind:
            form.setForeground(self._themes.theme.text_soft)
            form.setFontItalic(True)
            return form
        for name, token in COLOURS.items():
            if f".{name}" in kind:
                form.setForeground(self._themes.theme.colour(token))
                return form
        return None


@cache
def _lexer(language: str):  # type: ignore[no-untyped-def]
    """None for a language that Pygments does not know."""
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    if not language:
        return None
    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def _shown_name(language: str) -> str:
    """ "Python" for "python"; what is not known is shown as it is written."""
    if not language:
        return translate("CodeBlock", "Code")
    lexer = _lexer(language)
    return str(lexer.name) if lexer is not None else language
