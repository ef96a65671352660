# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The palette: every command by some of its letters, without a mouse."""

from collections.abc import Callable

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.fuzzy import score
from desktop.ui.commands import Command
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.search_field import SearchField

translate = QCoreApplication.translate

ROW = 32  # pixels
WIDEST, HIGHEST, ABOVE = 560, 420, 56  # pixels; how far below the window's top it stands
MOST = 50  # commands that are listed
STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: 8,
    Qt.Key.Key_PageUp: -8,
}


class CommandRows(QStyledItemDelegate):
    """Words where reading begins, keys at the other edge."""

    def __init__(self, themes: ThemeSource, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """High enough for a finger, and for large letters."""
        return QSize(100, max(ROW, QFontMetrics(self._themes.font("body")).height() + 14))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """One command."""
        theme, command = self._themes.theme, index.data(Qt.ItemDataRole.UserRole)
        room = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(theme.focus, 1) if theme.high_contrast else Qt.PenStyle.NoPen)
            painter.setBrush(theme.selection)
            painter.drawRoundedRect(QRectF(room).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        inside = room.adjusted(12, 0, -12, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self._themes.font("body"))
        keys = painter.fontMetrics().horizontalAdvance(command.keys)
        painter.setPen(theme.text_soft)
        isolated = f"\u2066{command.keys}\u2069"  # "Ctrl+," is read from left to right
        painter.drawText(inside, int(middle | Qt.AlignmentFlag.AlignTrailing), isolated)
        right_to_left = option.direction is Qt.LayoutDirection.RightToLeft
        gap = keys + 16 if keys else 0
        words = inside.adjusted(gap if right_to_left else 0, 0, 0 if right_to_left else -gap, 0)
        painter.setPen(theme.text)
        shown = painter.fontMetrics().elidedText(
            command.words, Qt.TextElideMode.ElideRight, words.width()
        )
        painter.drawText(words, int(middle | Qt.AlignmentFlag.AlignLeading), shown)
        painter.restore()


class Palette(Card):
    """Stands over the window while one chooses. Escape and a click elsewhere close it.

    Args:
        commands: what can be done now.
    """

    def __init__(
        self, themes: ThemeSource, window: QWidget, commands: Callable[[], list[Command]]
    ) -> None:
        super().__init__(themes, (8, 8))
        self.setParent(window)
        self._window, self._commands = window, commands
        self._before: QWidget | None = None
        self._known: list[Command] = []
        self.setAccessibleName(translate("Palette", "Commands"))
        self.field = SearchField(themes, translate("Palette", "What do you want to do?"))
        self.list = QListWidget()
        self.list.setAccessibleName(translate("Palette", "Commands"))
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self.list.setItemDelegate(CommandRows(themes, self.list))
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(self.field)
        column.addWidget(self.list, 1)
        self.column.addLayout(column)
        self.field.textChanged.connect(self._show)
        self.list.itemClicked.connect(self._run)
        self.field.installEventFilter(self)
        window.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Show every command; the focus comes back when it closes."""
        self._before = self._window.focusWidget()
        self._known = self._commands()
        self.field.clear()
        self._show()
        self._place()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def shut(self) -> None:
        """Nothing was chosen."""
        self.hide()
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the list while one types; losing the focus closes it."""
        if watched is self._window:
            if event.type() is QEvent.Type.Resize and self.isVisible():
                self._place()
            return False
        if event.type() is QEvent.Type.FocusOut and self.isVisible():
            self.hide()
        if isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            if event.type() is QEvent.Type.KeyPress:
                return self._on_key(key)
            if event.type() is QEvent.Type.ShortcutOverride and key in STEPS:
                event.accept()  # else a page below scrolls
        return False

    def _on_key(self, key: Qt.Key) -> bool:
        if key in STEPS:
            last = self.list.count() - 1
            self.list.setCurrentRow(max(0, min(last, self.list.currentRow() + STEPS[key])))
            self._tell()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self.list.currentItem())
        elif key == Qt.Key.Key_Escape:
            self.shut()
        else:
            return False
        return True

    def _show(self) -> None:
        typed = self.field.text()
        fitting = [(score(typed, one.words), one) for one in self._known]
        found = [(worth, one) for worth, one in fitting if worth is not None]
        found.sort(key=lambda pair: -pair[0])
        self.list.clear()
        for _, command in found[:MOST]:
            keys = f"\u2003{command.keys}" if command.keys else ""
            item = QListWidgetItem(f"{command.words}{keys}")
            item.setData(Qt.ItemDataRole.UserRole, command)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self._tell()

    def _tell(self) -> None:
        """A screen reader stays with the field; it is told what Enter would do."""
        item = self.list.currentItem()
        words = item.text() if item is not None else translate("Palette", "No command fits")
        self.field.setAccessibleDescription(words)
        if self.isVisible():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.field, words))

    def _run(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            command: Command = item.data(Qt.ItemDataRole.UserRole)
            self.shut()
            command.run()

    def _place(self) -> None:
        width = min(WIDEST, self._window.width() - 32)
        height = min(HIGHEST, self._window.height() - 2 * ABOVE)
        left = (self._window.width() - width) // 2
        self.setGeometry(left, ABOVE, *QSize(width, max(height, 160)).toTuple())
