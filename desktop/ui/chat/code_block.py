# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Code in an answer: its language, buttons that copy and save it, and its colours."""

import math

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QTextEdit, QWidget

from desktop.ui.chat.code_colours import LONGEST_NAME, file_name, language_name
from desktop.ui.chat.colouring import Colouring
from desktop.ui.chat.pieces import CodePiece
from desktop.ui.chat.text_style import TextStyle
from desktop.ui.chat.text_view import ReadView
from desktop.ui.theme import reading_line_height
from desktop.ui.widgets.icon_button import icon_button
from desktop.ui.widgets.label import Label

translate = QCoreApplication.translate

RADIUS = 8
EDGE, HEAD, FOOT = 14, 36, 12  # pixels beside, above and below the code
COPIED = 1500  # milliseconds in which the button says that it was done
BAR = 12  # of the scroll bar
LOOSE = 1.06  # lines of code stand a little further apart than words


class CodeText(ReadView):
    """The code itself: scrolls to the side, and only there."""

    def __init__(self, style: TextStyle) -> None:
        super().__init__(style)
        self.setLineWrapMode(QTextEdit.LineWrapMode.NoWrap)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setAccessibleName(translate("CodeBlock", "Code"))
        option = QTextOption()
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)  # code is never mirrored
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        self.document().setDefaultTextOption(option)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.restyle()

    @property
    def is_wide(self) -> bool:
        """A line is longer than there is room."""
        return self.document().idealWidth() > self.viewport().width()

    def height_for(self, width: int) -> int:
        """Lines do not wrap; where one is longer a scroll bar is below them."""
        wide = self.document().idealWidth() > width
        return math.ceil(self.document().size().height()) + (BAR if wide else 0)

    def add(self, code: str) -> None:
        """More code at the end; what is there is not laid out again."""
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(code, QTextCharFormat())
        self.rest_cursor()

    def replace(self, code: str) -> None:
        """Other code."""
        self.setPlainText(code)
        self.restyle()

    def restyle(self) -> None:
        """Font and lines of the theme."""
        self.document().setDefaultFont(self._style.code)
        self.setFont(self._style.code)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        block = QTextBlockFormat()
        proportional = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
        block.setLineHeight(round(reading_line_height(self._style.code) * LOOSE), proportional)
        cursor.setBlockFormat(block)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Up and down belongs to the transcript."""
        sideways = abs(event.angleDelta().x()) > abs(event.angleDelta().y())
        if self.is_wide and (sideways or event.modifiers() & Qt.KeyboardModifier.ShiftModifier):
            super().wheelEvent(event)
        else:
            event.ignore()


class CodeBlock(QWidget):
    """Code between fences; it may still grow."""

    save_wanted = Signal(str, str)  # the name that a file may have, the code

    def __init__(self, style: TextStyle, piece: CodePiece) -> None:
        super().__init__()
        self._style, self.piece = style, CodePiece("", "")
        themes = style.themes
        self._name = Label(themes, "", "caption", "text_soft")
        self._name.setParent(self)
        words = translate("CodeBlock", "Copy the code")
        self._copy = icon_button(themes, "copy", words, self)
        self._copy.setIconSize(QSize(16, 16))
        self._copy.clicked.connect(self._on_copy)
        words = translate("CodeBlock", "Save the code as a file")
        self._save = icon_button(themes, "download", words, self)
        self._save.setIconSize(QSize(16, 16))
        self._save.clicked.connect(self._on_save)
        self._copied = QTimer(self)
        self._copied.setSingleShot(True)
        self._copied.setInterval(COPIED)
        self._copied.timeout.connect(lambda: self._copy.show_icon("copy"))
        self.text = CodeText(style)
        self.text.setParent(self)
        self._colouring = Colouring(self.text, style)
        self._colouring.ready.connect(self._name_language)
        self.show_piece(piece)

    @property
    def language(self) -> str:
        """As it is written above the code."""
        return self._name.text()

    def show_piece(self, piece: CodePiece) -> None:
        """The code so far; only what is new is added."""
        known, self.piece = self.piece, piece
        if piece.language != known.language:
            self._name.setText(piece.language[:1].upper() + piece.language[1:LONGEST_NAME])
        if piece.code.startswith(known.code):
            self.text.add(piece.code[len(known.code) :])
            self._colouring.grow(piece.language, piece.code)
        else:
            self.text.replace(piece.code)
            self._colouring.begin_again()

    def finish(self) -> None:
        """It grows no more: the colours of the whole."""
        self._colouring.finish(self.piece.language, self.piece.code)

    def height_for(self, width: int) -> int:
        """Pixels at this width."""
        return HEAD + self.text.height_for(width - 2 * EDGE) + FOOT

    def restyle(self) -> None:
        """The theme changed."""
        self.text.restyle()
        self._colouring.begin_again()
        self._colouring.finish(self.piece.language, self.piece.code)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Name and buttons above the code; the name stands where code begins, always left."""
        width, target = self.width(), self._copy.width()
        right_to_left = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        self._copy.move(2 if right_to_left else width - target - 2, 2)
        self._save.move(target + 2 if right_to_left else width - 2 * target - 2, 2)
        self._name.setGeometry(2 * target + 8 if right_to_left else EDGE, 0, width // 2, HEAD)
        self._name.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.text.setGeometry(EDGE, HEAD, width - 2 * EDGE, self.height() - HEAD - FOOT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground, with a line where contrast is high."""
        theme = self._style.themes.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.line, 1) if theme.high_contrast else Qt.PenStyle.NoPen)
        painter.setBrush(theme.code)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)

    def _name_language(self) -> None:
        self._name.setText(language_name(self.piece.language))

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.piece.code)
        self._copy.show_icon("check", "success")
        self._copied.start()

    def _on_save(self) -> None:
        self.save_wanted.emit(file_name(self.piece.language), self.piece.code)
