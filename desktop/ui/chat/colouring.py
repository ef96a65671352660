# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Gives code its colours in small slices of time, also while it grows."""

from collections.abc import Iterator

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from desktop.ui.chat.code_colours import Coloured, coloured, prepare
from desktop.ui.chat.text_style import TextStyle

SLICE = 3  # milliseconds of colouring at a time
LONGEST = 200_000  # letters that are coloured
TOKENS = {"comment": "text_soft", "keyword": "accent", "string": "warning"}


class Colouring(QObject):
    """The colours of one piece of code.

    While it grows, only what is new is looked at: from the last line that begins something at the
    outermost level. That can be wrong inside of long strings, so at the end the whole is looked at.
    """

    ready = Signal()  # the language is known

    def __init__(self, view: QTextEdit, style: TextStyle) -> None:
        super().__init__(view)
        self._view, self._style = view, style
        self._code = self._language = ""
        self._from = 0  # where the growing end is looked at from, in letters
        self._round: Iterator[tuple[int, Coloured]] | None = None
        self._ended = self._ready = False
        self._known: dict[int, Coloured] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)
        self._gone = False
        view.destroyed.connect(self._on_destroyed)

    def grow(self, language: str, code: str) -> None:
        """There is more of it; whole lines get their colours."""
        self._prepare(language)
        whole = code[: code.rfind("\n") + 1]
        if len(whole) > len(self._code) and len(whole) < LONGEST:
            self._code = whole
            self._start()

    def finish(self, language: str, code: str) -> None:
        """This is all."""
        self._prepare(language)
        self._code, self._ended = code, True
        self._from, self._round = 0, None
        if len(code) < LONGEST:
            self._start()

    def begin_again(self) -> None:
        """The text was replaced, or its look: no colours are there."""
        self._known.clear()
        self._from, self._round, self._code = 0, None, ""

    def _prepare(self, language: str) -> None:
        """Finding out about a language takes long the first time."""
        if language != self._language:
            self._language, self._ready = language, False
            self._style.run(lambda: prepare(language), self._on_ready)

    def _on_ready(self) -> None:
        if self._gone:
            return
        self._ready = True
        self.ready.emit()
        self._start()

    def _on_destroyed(self) -> None:
        self._gone = True

    def _start(self) -> None:
        if self._ready and self._code:
            self._timer.start()

    def _go_on(self) -> None:
        """One slice."""
        if self._round is None:
            self._round = self._look(self._from, self._code)
        clock = QElapsedTimer()
        clock.start()
        cursor = QTextCursor(self._view.document())
        cursor.beginEditBlock()
        for _, stretch in self._round:
            if self._known.get(stretch.start) != stretch:
                self._known[stretch.start] = stretch
                self._paint(cursor, stretch)
            if clock.elapsed() >= SLICE:
                break
        else:
            self._round = None
            self._timer.stop()
        cursor.endEditBlock()

    def _look(self, start: int, code: str) -> Iterator[tuple[int, Coloured]]:
        """What has a colour behind a place; remembers where the next round may begin."""
        begin = start
        units = len(code[:start].encode("utf-16-le")) // 2
        for place, stretch in coloured(self._language, code[start:]):
            at = start + place
            outermost = at == 0 or code[at - 1] == "\n"
            if outermost and stretch.kind == "keyword":
                begin = at
            yield at, Coloured(stretch.start + units, stretch.length, stretch.kind)
        if not self._ended:
            self._from = begin
        if len(self._code) > len(code):
            yield from self._look(self._from, self._code)

    def _paint(self, cursor: QTextCursor, stretch: Coloured) -> None:
        form = QTextCharFormat()
        form.setForeground(self._style.themes.theme.colour(TOKENS[stretch.kind]))
        if stretch.kind == "comment":
            form.setFontItalic(True)
        cursor.setPosition(stretch.start)
        cursor.setPosition(stretch.start + stretch.length, QTextCursor.MoveMode.KeepAnchor)
        cursor.setCharFormat(form)
