# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Widgets one below the other, placed by us: what stands above a change is not measured again.

A layout of Qt asks all its widgets for their sizes whenever one of them changes, some time later.
Here a growing end costs the same however much stands above it, and the new height is known at once,
so that the transcript can stay where it is.
"""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget


@dataclass(slots=True)
class Row:
    """A widget in a stack. gap: pixels above it. inset: pixels that it stands in.

    wide: it takes the edges of the stack as well.
    """

    widget: QWidget
    gap: int = 0
    inset: int = 0
    wide: bool = False


def height_of(widget: QWidget, width: int) -> int:
    """How high a widget is at this width: it says so itself, or its layout does."""
    own = getattr(widget, "height_for", None)
    if own is not None:
        return int(own(width))
    height = widget.heightForWidth(width) if widget.hasHeightForWidth() else -1
    height = height if height >= 0 else widget.sizeHint().height()
    return max(min(height, widget.maximumHeight()), widget.minimumHeight())


class Stack(QWidget):
    """A column. Hidden widgets take no room, and the first one has no gap above it."""

    height_changed = Signal()

    def __init__(self, edge: int = 0) -> None:
        super().__init__()
        self.edge = edge  # pixels on both sides that belong to the stack, not to its widgets
        self.rows: list[Row] = []
        self._placing = False
        self._placed = -1  # the width for which everything stands at its place
        self._bottom = 0

    def add(
        self,
        widget: QWidget,
        gap: int = 0,
        inset: int = 0,
        at: int | None = None,
        wide: bool = False,
    ) -> None:
        """Put a widget at the end, or before another one. It is placed with the next `settle`."""
        widget.setParent(self)
        self.rows.insert(len(self.rows) if at is None else at, Row(widget, gap, inset, wide))
        self._placed = -1
        widget.show()

    def drop(self, first: int, last: int | None = None) -> None:
        """Take widgets away."""
        for row in self.rows[first:last]:
            row.widget.hide()
            row.widget.deleteLater()
        del self.rows[first:last]
        self._placed = -1

    def height_for(self, width: int) -> int:
        """Places everything for this width, unless it is placed already."""
        return self._bottom if width == self._placed else self._place(width, 0)

    def set_edge(self, edge: int) -> None:
        """Other edges than before."""
        if edge != self.edge:
            self.edge, self._placed = edge, -1

    def forget(self) -> None:
        """Fonts changed: what was measured counts no more."""
        self._placed = -1
        for row in self.rows:
            if isinstance(row.widget, Stack):
                row.widget.forget()

    def settle(self, first: int = 0) -> None:
        """Something changed from this row on."""
        height = self._place(self.width(), first)
        if height != self.height():
            self.resize(self.width(), height)
            self.height_changed.emit()

    def top_of(self, widget: QWidget) -> int:
        """Where a widget begins that lies somewhere inside."""
        return widget.mapTo(self, QPoint(0, 0)).y()

    def event(self, event: QEvent) -> bool:
        """A widget with a layout of its own wants another size."""
        if event.type() is QEvent.Type.LayoutRequest and not self._placing:
            # Those who measure themselves say so at once, not some time later.
            if any(not hasattr(row.widget, "height_for") for row in self.rows):
                self.settle()
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width."""
        if event.oldSize().width() != event.size().width() and not self._placing:
            self._place(self.width(), 0)

    def _place(self, width: int, first: int) -> int:
        if width <= 0:
            return 0
        self._placing = True
        above = (row.widget for row in reversed(self.rows[:first]) if not row.widget.isHidden())
        last = next(above, None)
        bottom = last.geometry().bottom() + 1 if last is not None else 0
        right_to_left = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        for row in self.rows[first:]:
            if row.widget.isHidden():
                continue
            top = bottom + (row.gap if bottom else 0)
            edge = 0 if row.wide else self.edge
            room = max(width - 2 * edge - row.inset, 1)
            height = height_of(row.widget, room)
            left = edge + (0 if right_to_left else row.inset)
            row.widget.setGeometry(left, top, room, height)
            bottom = top + height
        self._placing = False
        self._placed, self._bottom = width, bottom
        return bottom
