# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Text that arrives becomes pieces on the screen, thirty times a second at most."""

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

from desktop.domain.markdown import Block, GrowingMarkdown, shown
from desktop.ui.chat.answer_body import AnswerBody
from desktop.ui.chat.markdown import MarkdownReader
from desktop.ui.chat.pieces import Piece

PAUSE = 33  # milliseconds between two looks at the open end
SHARE = 3  # for each millisecond that a look took, so many belong to the rest of the window


class StreamedText(QObject):
    """One text in one body. Finished blocks are read once; only the open end is read again."""

    def __init__(self, body: AnswerBody) -> None:
        super().__init__(body)
        self._body = body
        self._clock = QElapsedTimer()
        self._clock.start()
        self._pause = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._show)
        self._start()

    def show_text(self, text: str, growing: bool) -> None:
        """Another text from its beginning."""
        self._start()
        self._waiting = text
        self._growing = growing
        self._show()

    def add(self, text: str) -> None:
        """More of it has come."""
        self._waiting += text
        if self._timer.isActive():
            return
        wait = self._pause - self._clock.elapsed()
        if wait <= 0:
            self._show()
        else:
            self._timer.start(wait)

    def finish(self) -> None:
        """Nothing more comes."""
        if self._growing:
            self._growing = False
            self._show()

    def look(self) -> None:
        """Show what has arrived now, not only in a moment."""
        if self._waiting:
            self._show()

    def _start(self) -> None:
        self._source = GrowingMarkdown()
        self._reader = MarkdownReader()
        self._blocks: list[Block] = []
        self._finished = 0  # pieces
        self._after_blank = True
        self._waiting = ""
        self._growing = True

    def _show(self) -> None:
        self._timer.stop()
        self._clock.restart()
        text, self._waiting = self._waiting, ""
        blocks = self._source.feed(text)
        if not self._growing:
            blocks += self._source.finish()
        self._blocks += blocks
        new = [piece for block in blocks for piece in self._read(block)]
        keep = self._finished
        self._finished += len(new)
        if self._growing:
            new += self._reader.read(shown(self._source.tail), self._after_blank, finished=False)
        elif self._reader.has_definitions:
            keep, new = 0, self._read_again()
        self._body.show_pieces(keep, new, self._growing)
        self._pause = max(PAUSE, self._clock.elapsed() * (SHARE + 1))

    def _read(self, block: Block) -> list[Piece]:
        pieces = self._reader.read(block, self._after_blank)
        self._after_blank = block.ends_blank
        return pieces

    def _read_again(self) -> list[Piece]:
        """An address that was written apart belongs to links above it, too."""
        self._after_blank = True
        return [piece for block in self._blocks for piece in self._read(block)]
