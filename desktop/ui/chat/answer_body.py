# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The words of an answer: text, code, tables and lines, one below the other."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.chat.code_block import CodeBlock
from desktop.ui.chat.pieces import CodePiece, Piece, RulePiece, TablePiece, TextPiece
from desktop.ui.chat.stack import Stack
from desktop.ui.chat.table_view import TableView
from desktop.ui.chat.text_style import INDENT, QUOTE, TextStyle, gap_between
from desktop.ui.chat.text_view import ReadView, TextView
from desktop.ui.widgets.label import Line

MOST_PIECES, MOST_LETTERS = 24, 4000  # in one text view: what follows cannot move them any more


@dataclass(slots=True)
class _Section:
    """A widget with the pieces that it shows."""

    widget: QWidget
    first: int
    count: int = 1
    letters: int = 0


class AnswerBody(Stack):
    """Shows pieces. Widgets above a change are not touched: a growing end costs the same always."""

    link_followed = Signal(str)
    save_wanted = Signal(str, str)  # the name that a file may have, its content
    view_added = Signal(object)  # a ReadView

    def __init__(self, style: TextStyle, name: str) -> None:
        super().__init__()
        self._style, self._name = style, name
        self.pieces: list[Piece] = []
        self._sections: list[_Section] = []
        self._growing = False
        self._marked: ReadView | None = None
        self._open_code: list[CodeBlock] = []  # may still grow

    def show_pieces(self, keep: int, pieces: Sequence[Piece], growing: bool) -> None:
        """Replace all pieces but the first ones.

        Args:
            growing: more may come; code gets its colours and the mark goes when it is over.
        """
        same = keep
        while (
            same < len(self.pieces)
            and same - keep < len(pieces)
            and self.pieces[same] == pieces[same - keep]
        ):
            same += 1
        new = list(pieces[same - keep :])
        if new or same < len(self.pieces):
            first = self._replace(same, new)
            self.settle(first)
        self._growing = growing
        self._finish_code()
        self._mark()

    def views(self) -> list[ReadView]:
        """All that has words, in order."""
        return [view for section in self._sections if (view := _view_of(section)) is not None]

    def restyle(self) -> None:
        """The theme or the size of letters changed."""
        for section in self._sections:
            if isinstance(section.widget, TextView | CodeBlock | TableView):
                section.widget.restyle()

    def _replace(self, same: int, new: Sequence[Piece]) -> int:
        """Bring the widgets to the new pieces; the first row that may have another height."""
        old = self.pieces[same] if same < len(self.pieces) else None
        self.pieces[same:] = new
        while self._sections and self._sections[-1].first > same:
            self._drop_last()
        first = max(len(self._sections) - 1, 0)
        last = self._sections[-1] if self._sections else None
        at = same
        if last is not None and last.first + last.count > same:
            # The piece that changed is the last one of a widget: it may have grown only.
            piece = self.pieces[same] if same < len(self.pieces) else None
            grown = last.first == same and _grew(last.widget, old, piece)
            if grown:
                at = same + 1
            elif isinstance(last.widget, TextView) and same > last.first:
                last.count = same - last.first
                last.letters = _letters(last.widget.pieces[: last.count])
                if piece is None or not self._fits(last, piece):
                    last.widget.write(last.count, (), ())
            elif not isinstance(last.widget, TextView) or not isinstance(piece, TextPiece):
                self._drop_last()
            else:
                last.count = last.letters = 0
        while at < len(self.pieces):
            at = self._show_from(at)
        return first

    def _show_from(self, at: int) -> int:
        """Show the piece, and with it those that stand in the same widget; the place after."""
        piece = self.pieces[at]
        if not isinstance(piece, TextPiece):
            self._add(self._made(piece), at, piece)
            return at + 1
        section = self._sections[-1] if self._sections else None
        if section is None or not self._fits(section, piece):
            section = self._add(TextView(self._style), at, piece)
            section.count = 0
        view = section.widget
        assert isinstance(view, TextView)
        keep = section.count
        texts: list[TextPiece] = []
        gaps: list[int] = []
        while at < len(self.pieces):
            piece = self.pieces[at]
            if not isinstance(piece, TextPiece) or (texts and not self._fits(section, piece)):
                break
            texts.append(piece)
            gaps.append(gap_between(self.pieces[at - 1] if at else None, piece))
            section.count += 1
            section.letters += _letters([piece])
            at += 1
        view.write(keep, texts, gaps)
        return at

    def _fits(self, section: _Section, piece: Piece) -> bool:
        both = isinstance(section.widget, TextView) and isinstance(piece, TextPiece)
        return both and section.count < MOST_PIECES and section.letters < MOST_LETTERS

    def _made(self, piece: Piece) -> QWidget:
        if isinstance(piece, CodePiece):
            block = CodeBlock(self._style, piece)
            block.save_wanted.connect(self.save_wanted)
            self._open_code.append(block)
            return block
        if isinstance(piece, TablePiece):
            return TableView(self._style, piece)
        assert isinstance(piece, RulePiece)
        return Line(self._style.themes)

    def _add(self, widget: QWidget, at: int, piece: Piece) -> _Section:
        if isinstance(widget, TextView | TableView):
            widget.link_followed.connect(self.link_followed)
            widget.redrawn.connect(self.settle)
        if isinstance(widget, TextView):
            widget.setAccessibleName(self._name)
            inset = 0
        else:
            inset = piece.depth * INDENT + piece.quote * QUOTE
        self.add(widget, gap_between(self.pieces[at - 1] if at else None, piece), inset)
        section = _Section(widget, at)
        self._sections.append(section)
        view = _view_of(section)
        if view is not None:
            self.view_added.emit(view)
        return section

    def _drop_last(self) -> None:
        section = self._sections.pop()
        gone = section.widget
        if _view_of(section) is self._marked:
            self._marked = None
        self._open_code = [block for block in self._open_code if block is not gone]
        self.drop(len(self.rows) - 1)

    def _finish_code(self) -> None:
        """What stands above the open end cannot grow any more."""
        end = self._sections[-1].widget if self._sections and self._growing else None
        for block in self._open_code:
            if block is not end:
                block.finish()
        self._open_code = [block for block in self._open_code if block is end]

    def _mark(self) -> None:
        """The mark stands in the last view, as long as more may come."""
        last = next((v for s in reversed(self._sections) if (v := _view_of(s)) is not None), None)
        marked = last if self._growing else None
        if marked is not self._marked:
            if self._marked is not None:
                self._marked.set_marked(False)
            self._marked = marked
        if marked is not None:
            marked.set_marked(True)


def _view_of(section: _Section) -> ReadView | None:
    if isinstance(section.widget, CodeBlock):
        return section.widget.text
    return section.widget if isinstance(section.widget, ReadView) else None


def _letters(pieces: Sequence[TextPiece]) -> int:
    return sum(len(span.text) for piece in pieces for span in piece.spans)


def _grew(widget: QWidget, old: Piece | None, new: Piece | None) -> bool:
    """Whether the widget could take the new piece in place of the old one."""
    if old is None or new is None or (old.depth, old.quote) != (new.depth, new.quote):
        return False
    if isinstance(widget, CodeBlock) and isinstance(new, CodePiece):
        widget.show_piece(new)
        return True
    if isinstance(widget, TableView) and isinstance(new, TablePiece):
        widget.show_piece(new)
        return True
    return False
