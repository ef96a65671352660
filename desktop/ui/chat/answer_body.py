# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The words of an answer: finished blocks stay as they are, only the open end is written again."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.markdown import Block, GrowingMarkdown, fence_of, shown
from desktop.ui.chat.code_block import CodeBlock
from desktop.ui.chat.markdown import MarkdownWriter
from desktop.ui.chat.text_view import TextView
from desktop.ui.theme import ThemeSource

MOST_BLOCKS = 16  # in one text view: what follows cannot move them any more


class AnswerBody(QWidget):
    """Text views and code blocks, one below the other. It can grow at its end for ever."""

    link_followed = Signal(str)

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__()
        self._themes = themes
        self._text = ""
        self._growing: GrowingMarkdown | None = None
        self._view: TextView | None = None
        self._blocks = 0
        self._end = 0  # where the finished blocks end in the last view
        self._open_code: CodeBlock | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(16)
        themes.changed.connect(self._restyle)

    @property
    def text(self) -> str:
        """All that is shown, as Markdown."""
        return self._text

    def show_text(self, text: str, growing: bool) -> None:
        """Show an answer from its beginning."""
        self._clear()
        self._growing = GrowingMarkdown()
        self._text = ""
        self.add_text(text)
        if not growing:
            self.finish()

    def add_text(self, text: str) -> None:
        """More of it has come."""
        if self._growing is None:
            self._growing = GrowingMarkdown()
        self._text += text
        for block in self._growing.feed(text):
            self._add_block(block)
        self._show_tail()

    def finish(self) -> None:
        """Nothing more will come: the mark at the end goes."""
        if self._growing is None:
            return
        blocks, self._growing = self._growing.finish(), None
        for block in blocks:
            self._add_block(block)
        self._drop_tail()

    def _add_block(self, block: Block) -> None:
        if not block.text.strip():
            return
        fence = fence_of(block.text)
        if fence is not None:
            self._drop_tail()
            widget = self._open_code or self._new_code(fence.language)
            widget.show_code(fence.code, finished=True)
            self._open_code, self._view = None, None
            return
        view = self._view
        if view is None or self._blocks >= MOST_BLOCKS:
            self._drop_tail()
            view = self._new_view()
        self._end = view.write(lambda cursor: self._write(cursor, block), self._end)
        self._blocks += 1

    def _show_tail(self) -> None:
        assert self._growing is not None
        tail = shown(self._growing.tail)
        fence = fence_of(tail.text)
        if fence is not None:
            self._drop_tail()
            if self._open_code is None:
                self._open_code = self._new_code(fence.language)
                self._view = None
            self._open_code.show_code(fence.code, finished=False)
            return
        view = self._view or self._new_view()
        view.write(lambda cursor: self._write(cursor, tail, marked=True), self._end)

    def _write(self, cursor: QTextCursor, block: Block, marked: bool = False) -> None:
        if block.text.strip():
            MarkdownWriter(self._themes, cursor).write(block.text, block.number)
        if marked:
            mark = QTextCharFormat()
            mark.setFont(self._themes.font("reading"))
            mark.setForeground(self._themes.theme.accent)
            end = QTextCursor(cursor.document())
            end.movePosition(QTextCursor.MoveOperation.End)
            end.insertText("\u2009▍", mark)

    def _drop_tail(self) -> None:
        """Take away what stood behind the finished blocks."""
        view = self._view
        if view is None:
            return
        if self._end == 0 and self._blocks == 0:
            self._view = None
            self._column.removeWidget(view)
            view.hide()
            view.deleteLater()
        else:
            view.write(lambda cursor: None, self._end)

    def _new_view(self) -> TextView:
        view = self._view = TextView(self._themes)
        view.link_followed.connect(self.link_followed)
        view.setAccessibleName(self.accessibleName())
        self._blocks = self._end = 0
        self._column.addWidget(view)
        view.show()
        return view

    def _new_code(self, language: str) -> CodeBlock:
        block = CodeBlock(self._themes, language)
        self._column.addWidget(block)
        block.show()
        return block

    def _clear(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._view = self._open_code = None
        self._blocks = self._end = 0

    def _restyle(self) -> None:
        self.show_text(self._text, growing=self._growing is not None)
