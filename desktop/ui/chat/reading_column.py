# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A column that scrolls, in which what the reader sees stays where it is."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from desktop.ui.chat.message_view import EDGE
from desktop.ui.chat.place import Place, height_at, place_at
from desktop.ui.chat.stack import Stack
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.page import page_margin

ABOVE, BELOW = 24, 20  # pixels around what stands in the column
NEAR_END = 24  # pixels from the end that still count as the end


def column_width(themes: ThemeSource, page: int) -> int:
    """Pixels of the reading column: 74 letters, from 480 to 720, less where the page is narrow."""
    letters = 74 * QFontMetricsF(themes.font("reading")).averageCharWidth()
    return min(round(min(max(letters, 480), 720)), page - 2 * page_margin(page))


class ReadingColumn(QScrollArea):
    """Only a reader at the end is taken along when the end grows."""

    near_begin = Signal()  # the reader comes near to what stands at the top
    near_end = Signal()

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__()
        self._themes = themes
        self.stack, self._inside = Stack(), QWidget()
        self._follows = True
        self._moving = False  # by us
        self.is_whole = True  # nothing is missing at the end
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self._inside.setAutoFillBackground(True)  # opaque: scrolling moves what is painted
        self.stack.setParent(self._inside)
        self.stack.height_changed.connect(self._fit)
        self.setWidget(self._inside)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.verticalScrollBar().setSingleStep(48)
        self._set_palette()

    def scroll_by_page(self, pages: float) -> None:
        """From the keyboard."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + round(pages * self.viewport().height() * 0.9))

    def to_end(self) -> None:
        """Show the newest words, and go along with them."""
        self._follows = True
        self.keep(None)

    def top(self) -> int:
        """The height in the stack at which the reader's view begins."""
        return self.verticalScrollBar().value() - ABOVE

    def place(self) -> Place | None:
        """Where the reader is, None for the end."""
        if self._follows:
            return None
        return place_at(self.stack, self.top())

    def keep(self, place: Place | None) -> None:
        """Go back to a place, or to the end for those who follow."""
        bar = self.verticalScrollBar()
        height = height_at(self.stack, place) if place is not None else None
        self._moving = True
        if height is not None:
            bar.setValue(height + ABOVE)
        elif self._follows:
            bar.setValue(bar.maximum())
        self._moving = False

    @property
    def follows(self) -> bool:
        """The reader is at the end, and goes along with it."""
        return self._follows

    def leave_end(self) -> None:
        """Do not go along with what grows."""
        self._follows = False

    def reach(self, place: Place) -> None:
        """Bring a place in sight, below the upper edge."""
        self._follows = False
        self.keep(place)
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() - ABOVE)

    def relayout(self, place: Place | None = None) -> None:
        """Place everything anew."""
        place = place or self.place()
        width = self._whole_width()
        self.stack.resize(width, self.stack.height_for(width))
        self._fit()
        self.keep(place)

    def _whole_width(self) -> int:
        """Of the column; where something wide stands in it, of that."""
        column = column_width(self._themes, self.width()) + 2 * EDGE
        room = self.width() - 2 * page_margin(self.width()) + 2 * EDGE
        wide = any(row.wide for row in self.stack.rows)
        whole = max(min(2 * column, room), column) if wide else column
        self.stack.set_edge((whole - column) // 2)
        return whole

    def restyle(self, place: Place | None) -> None:
        """The theme or the size of letters changed."""
        self._set_palette()
        self.stack.forget()
        self.relayout(place)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, another column."""
        super().resizeEvent(event)
        self.relayout()

    def minimumSizeHint(self) -> QSize:
        """A few lines."""
        return QSize(200, 80)

    def _fit(self) -> None:
        """The room inside follows what stands in the column."""
        # In the middle of the page, whether there is a scroll bar or not.
        left = (self.width() - self.stack.width()) // 2 - self.viewport().x()
        self.stack.move(left, ABOVE)
        height = ABOVE + self.stack.height() + BELOW
        size = QSize(self.viewport().width(), max(height, self.viewport().height()))
        if size != self._inside.size():
            self._inside.resize(size)
        if self._follows:
            self.keep(None)

    def _on_scrolled(self, value: int) -> None:
        if self._moving:
            return
        end = self.verticalScrollBar().maximum()
        self._follows = self.is_whole and value >= end - NEAR_END
        self.look_around()

    def look_around(self) -> None:
        """Say when the reader is near to an end of what stands here."""
        value, end = self.verticalScrollBar().value(), self.verticalScrollBar().maximum()
        if value < self.viewport().height():
            self.near_begin.emit()
        if not self.is_whole and value > end - self.viewport().height():
            self.near_end.emit()

    def _set_palette(self) -> None:
        """What is inside inherits it: texts have no ground of their own."""
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        palette.setColor(QPalette.ColorRole.Text, self._themes.theme.text)
        palette.setColor(QPalette.ColorRole.Window, self._themes.theme.window)
        self._inside.setPalette(palette)
