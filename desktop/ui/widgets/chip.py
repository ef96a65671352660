# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Round buttons that stay pressed, in lines as long as there is room."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLayout, QLayoutItem, QPushButton, QSizePolicy

from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.direction import is_mirrored

GAP = 4


class Chip(QPushButton):
    """On or off; the word is bold when on, so that no colour alone says it."""

    def __init__(self, themes: ThemeSource, text: str) -> None:
        super().__init__(text)
        self._themes = themes
        self.setProperty("kind", "chip")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.toggled.connect(self.restyle)
        themes.changed.connect(self.restyle)
        self.restyle()

    def sizeHint(self) -> QSize:
        """As wide as when it is on: nothing moves when it is pressed."""
        hint = super().sizeHint()
        return QSize(hint.width() + (0 if self.isChecked() else 4), hint.height())

    def restyle(self) -> None:
        """Bold when on."""
        font = self._themes.font("body")
        font.setWeight(QFont.Weight.DemiBold if self.isChecked() else QFont.Weight.Medium)
        self.setFont(font)


class Flow(QLayout):
    """Widgets one after the other, in as many lines as they need."""

    def __init__(self) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """At the end."""
        self._items.append(item)

    def count(self) -> int:
        """How many there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """One of them."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Out of the layout."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """It takes no more than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """The narrower, the more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Of all lines."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        """The widest widget must have room."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """The widest widget."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def setGeometry(self, rect: QRect) -> None:
        """Place them."""
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        x, y, high = 0, 0, 0
        for item in self._items:
            widget = item.widget()
            if widget is not None and widget.isHidden():
                continue
            size = item.sizeHint()
            if x and x + size.width() > rect.width():
                x, y = 0, y + high + 2 * GAP
                high = 0
            if move:
                left = rect.width() - x - size.width() if is_mirrored() else x
                item.setGeometry(QRect(rect.x() + left, rect.y() + y, size.width(), size.height()))
            x += size.width() + GAP
            high = max(high, size.height())
        return y + high
