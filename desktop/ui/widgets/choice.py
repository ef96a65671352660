# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""One of several values: a combo box that looks like the buttons beside it."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QComboBox, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.direction import leading, trailing

ARROW = 16
BESIDE = int(Qt.ItemDataRole.UserRole) + 1  # what a value costs, for the list alone
GAP = 32  # between a value and what it costs


class Choice(QComboBox):
    """Name it with a label whose buddy it is: a combo box has no other name.

    Args:
        plain: without a border, for the foot of a page.
    """

    opening = Signal()  # the list is about to be seen

    def __init__(self, themes: ThemeSource, plain: bool = False) -> None:
        super().__init__()
        self._themes, self._plain = themes, plain
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        themes.changed.connect(self._restyle)
        self._restyle()

    def set_beside(self, index: int, words: str) -> None:
        """What stands at the end of a value's line in the list, such as what it costs."""
        if not isinstance(self.itemDelegate(), _Beside):
            self.setItemDelegate(_Beside(self._themes, self))
        self.setItemData(index, words, BESIDE)
        text = self.itemText(index)
        spoken = f"{text}, {words}" if words else text
        self.setItemData(index, spoken, Qt.ItemDataRole.AccessibleTextRole)

    def showPopup(self) -> None:
        """The list is as wide as its longest line."""
        self.opening.emit()
        view = self.view()
        view.setMinimumWidth(view.sizeHintForColumn(0) + 2 * view.frameWidth() + ARROW)
        super().showPopup()

    def sizeHint(self) -> QSize:
        """Wide enough for the longest value."""
        metrics = QFontMetrics(self.font())
        texts = [self.itemText(index) for index in range(self.count())] or [""]
        width = max(metrics.horizontalAdvance(text) for text in texts)
        edges = 0 if self._plain else 26
        return QSize(width + ARROW + 8 + edges, max(32, metrics.height() + 16))

    def minimumSizeHint(self) -> QSize:
        """Values are never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The value, and an arrow."""
        theme = self._themes.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._plain:
            painter.setPen(QPen(theme.line, 1))
            painter.setBrush(theme.hover if self.underMouse() else theme.raised)
            frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(frame, 8, 8)
        edge = 0 if self._plain else 13
        inside = self.rect().adjusted(edge, 0, -edge, 0)
        painter.setPen(theme.text_soft if self._plain else theme.text)
        if not self.isEnabled():
            painter.setPen(theme.text_off)
        words = QRect(inside)
        words.setWidth(inside.width() - ARROW - 8)
        arrow = QRect(inside.right() - ARROW + 1, (self.height() - ARROW) // 2, ARROW, ARROW)
        direction = self.layoutDirection()
        words = QStyle.visualRect(direction, self.rect(), words)
        arrow = QStyle.visualRect(direction, self.rect(), arrow)
        painter.drawText(words, int(leading()), self.currentText())
        painter.drawPixmap(arrow, self._themes.pixmap("down", "text_soft", ARROW))

    def _restyle(self) -> None:
        font = self._themes.font("caption" if self._plain else "body")
        if not self._plain:
            font.setWeight(QFont.Weight.Medium)
        self.setFont(font)
        self.updateGeometry()


class _Beside(QStyledItemDelegate):
    """A value, and what it costs at the other end of the line."""

    def __init__(self, themes: ThemeSource, choice: Choice) -> None:
        super().__init__(choice)
        self._themes = themes

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Room for both."""
        size = super().sizeHint(option, index)
        words = index.data(BESIDE)
        width = option.fontMetrics.horizontalAdvance(words) + GAP if words else 0
        return QSize(size.width() + width, size.height())

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """The value as ever, then the other words."""
        super().paint(painter, option, index)
        words = index.data(BESIDE)
        if not words:
            return
        chosen = option.state & QStyle.StateFlag.State_Selected
        theme = self._themes.theme
        painter.save()
        painter.setFont(option.font)
        painter.setPen(theme.text if chosen else theme.text_soft)
        inside = option.rect.adjusted(8, 0, -8, 0)
        painter.drawText(inside, int(trailing()), words)
        painter.restore()
