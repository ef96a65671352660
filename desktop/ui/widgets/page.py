# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What pages have in common: a column that scrolls, and sections with headings."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.direction import set_margins
from desktop.ui.widgets.label import Label


def page_margin(width: int) -> int:
    """The margin of a page of this width."""
    if width >= 1000:
        return 40
    return 24 if width >= 720 else 16


class ScrollColumn(QScrollArea):
    """A column of content, at most so wide, in the middle; it scrolls from the keyboard as well.

    Args:
        widest: pixels of the column without its margins. centred: in the middle of a wide window.
    """

    scrolled = Signal(bool)  # something lies above what is seen

    def __init__(self, widest: int, *, centred: bool = True) -> None:
        super().__init__()
        self._centred = centred
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside = QWidget()
        self._inside.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
        self._outer = QHBoxLayout(self._inside)
        self._outer.setSpacing(0)
        holder = QWidget()
        holder.setMaximumWidth(widest)
        self.column = QVBoxLayout(holder)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        if centred:
            self._outer.addStretch(1)
        self._outer.addWidget(holder, 10_000)
        self._outer.addStretch(1)
        self.setWidget(self._inside)
        self.verticalScrollBar().valueChanged.connect(lambda value: self.scrolled.emit(value > 0))
        self.viewport().installEventFilter(self)
        self._set_margins(800)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The margins depend on the width."""
        if watched is self.viewport() and event.type() is QEvent.Type.Resize:
            self._set_margins(self.viewport().width())
        return super().eventFilter(watched, event)

    def _set_margins(self, width: int) -> None:
        margin = page_margin(width)
        bar = self.verticalScrollBar()
        beside = bar.width() if bar.isVisible() else 0
        begin = margin if self._centred else 0
        set_margins(self._outer, begin, 0, max(margin - beside, 6), margin)


def heading(themes: ThemeSource, text: str) -> Label:
    """The heading of a section."""
    return Label(themes, text, "heading")
