# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The list of chats as it is drawn: rows with the heading of a section above its first one."""

from PySide6.QtCore import (
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.domain.searching import Excerpt
from desktop.domain.shelves import Folder
from desktop.presenters.chat_list import ChatList, ChatRole
from desktop.ui.theme import ThemeSource, tabular
from desktop.ui.widgets.direction import leading
from desktop.ui.widgets.nav_button import PADDING, paint_row

translate = QCoreApplication.translate
Index = QModelIndex | QPersistentModelIndex

SIGN = 16  # pixels of a folder's sign
LINES = 2  # of an excerpt
GAP = 12  # above a section that is not the first one


def section_words(section: str) -> str:
    """The heading of a section."""
    return {
        "folders": translate("ChatRows", "Folders"),
        "found": translate("ChatRows", "Found"),
        "archive": translate("ChatRows", "Put away, and found by a search"),
        "trash": translate("ChatRows", "Deleted; kept for 30 days"),
        "pinned": translate("ChatRows", "Pinned"),
        "today": translate("ChatRows", "Today"),
        "earlier": translate("ChatRows", "Earlier"),
    }.get(section, section)


class ChatRows(QStyledItemDelegate):
    """Draws a chat. `open_id` is the one that stands beside the list."""

    def __init__(self, themes: ThemeSource, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self.open_id = ""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """A row, and the heading above it."""
        height = self.row_height() + self.heading_height(index)
        if index.data(ChatRole.MESSAGE):
            height += LINES * QFontMetrics(self._themes.font("caption")).lineSpacing()
        return QSize(80, height)

    def row_height(self) -> int:
        """Of the row alone."""
        return max(32, QFontMetrics(self._themes.font("body")).height() + 16)

    def heading_height(self, index: Index) -> int:
        """0 for a row that continues a section."""
        section = index.data(ChatRole.SECTION)
        row = index.row()
        if row and index.model().index(row - 1, 0).data(ChatRole.SECTION) == section:
            return 0
        height = max(28, QFontMetrics(self._themes.font("caption")).height() + 12)
        return height + (GAP if row else 0)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Heading and row."""
        painter.save()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        view = self.parent()
        assert isinstance(view, QListView)
        above = self.heading_height(index)
        row = rect.adjusted(0, above, 0, 0)
        if above:
            self._paint_heading(painter, rect, row.top(), index)
        chosen = bool(self.open_id) and index.data(ChatRole.ID) == self.open_id
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        paint_row(painter, QRectF(row), self._themes.theme, chosen, hovered)
        words = row.adjusted(PADDING, 0, -PADDING, 0)
        if folder := index.data(ChatRole.FOLDER):
            words = self._paint_folder(painter, words, folder)
        elif index.data(ChatRole.MESSAGE):
            below = words.adjusted(0, self.row_height() - 8, 0, 0)
            self._paint_excerpt(painter, below, index.data(ChatRole.EXCERPT))
            words.setHeight(self.row_height())
        painter.setFont(self._themes.font("strong" if chosen else "body"))
        painter.setPen(self._themes.theme.text)
        title = QFontMetrics(painter.font()).elidedText(
            str(index.data() or ""), Qt.TextElideMode.ElideRight, words.width()
        )
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        painter.drawText(words, int(leading()), title)
        keyboard = view.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        if view.hasFocus() and keyboard and view.currentIndex() == index:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._themes.theme.focus, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(row).adjusted(1, 1, -1, -1), 8, 8)
        painter.restore()

    def _paint_folder(self, painter: QPainter, inside: QRect, folder: Folder) -> QRect:
        """Its sign and how much lies in it; the room that is left for its name."""
        view = self.parent()
        assert isinstance(view, QListView)
        turned = view.layoutDirection()
        sign = QRect(inside.left(), inside.center().y() - SIGN // 2 + 1, SIGN, SIGN)
        painter.drawPixmap(
            QStyle.visualRect(turned, inside, sign),
            self._themes.pixmap("folder", "text_soft", SIGN),
        )
        count = view.locale().toString(folder.count)
        painter.setFont(tabular(self._themes.font("caption")))
        painter.setPen(self._themes.theme.text_soft)
        width = QFontMetrics(painter.font()).horizontalAdvance(count) + 1
        end = QRect(inside.right() - width, inside.top(), width + 1, inside.height())
        painter.drawText(QStyle.visualRect(turned, inside, end), int(leading()), count)
        name = QRect(inside)
        name.setLeft(sign.right() + PADDING + 1)
        name.setRight(end.left() - PADDING)
        return QStyle.visualRect(turned, inside, name)

    def _paint_excerpt(self, painter: QPainter, inside: QRect, found: Excerpt) -> None:
        """Two lines of the message, with what was looked for in it."""
        layout = QTextLayout(found.text, self._themes.font("caption"))
        option = QTextOption(leading())
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        layout.setTextOption(option)
        layout.setFormats([self._mark(found.text, *place) for place in found.marks])
        layout.beginLayout()
        for number in range(LINES):
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(inside.width())
            line.setPosition(QPointF(0, number * line.height()))
        layout.endLayout()
        painter.setPen(self._themes.theme.text_soft)
        layout.draw(painter, QPointF(inside.topLeft()))

    def _mark(self, text: str, begin: int, length: int) -> QTextLayout.FormatRange:
        """Qt counts in UTF-16."""
        found = QTextLayout.FormatRange()
        found.start = len(text[:begin].encode("utf-16-le")) // 2
        found.length = len(text[begin : begin + length].encode("utf-16-le")) // 2
        kind = QTextCharFormat()
        kind.setFontWeight(QFont.Weight.DemiBold)
        kind.setForeground(self._themes.theme.text)
        found.format = kind
        return found

    def _paint_heading(self, painter: QPainter, rect: QRect, bottom: int, index: Index) -> None:
        font = self._themes.font("caption")
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(self._themes.theme.text_soft)
        space = QRect(rect.left() + PADDING, bottom - 28, rect.width() - 2 * PADDING, 28)
        painter.drawText(space, int(leading()), section_words(str(index.data(ChatRole.SECTION))))


class ChatListView(QListView):
    """The chats. Enter opens, F2 renames, Delete deletes."""

    chosen = Signal(str, str)  # chat, message or ""
    folder_chosen = Signal(str)
    rename_asked = Signal(str)
    delete_asked = Signal(str)

    def __init__(self, themes: ThemeSource, chats: ChatList) -> None:
        super().__init__()
        self._chats = chats
        self.rows = ChatRows(themes, self)
        self.setAccessibleName(translate("ChatListView", "Chats"))
        self.setItemDelegate(self.rows)
        self.setModel(chats)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        # A thousand chats are measured a hundred at a time, between other things.
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(100)
        self.viewport().setAutoFillBackground(False)
        self.clicked.connect(self._on_chosen)
        themes.changed.connect(self.scheduleDelayedItemsLayout)

    def show_open(self, chat_id: str) -> None:
        """Mark the chat that is open; "" for none."""
        self.rows.open_id = chat_id
        row = self._chats.row_of(chat_id) if chat_id else -1
        if row >= 0 and not self.hasFocus():
            self.setCurrentIndex(self._chats.index(row))
        self.viewport().update()

    def row_rect(self, chat_id: str) -> QRect:
        """Where the row of a chat is, without its heading; empty when it is not there."""
        row = self._chats.row_of(chat_id)
        if row < 0:
            return QRect()
        index = self._chats.index(row)
        return self.visualRect(index).adjusted(0, self.rows.heading_height(index), 0, 0)

    def chat_at(self, position: QPoint) -> str:
        """The id of the chat whose row is there; "" on a heading and on a folder."""
        index = self.indexAt(position)
        if not index.isValid() or self._on_heading(index, position):
            return ""
        return str(index.data(ChatRole.ID))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A heading is no part of its row."""
        position = event.position().toPoint()
        index = self.indexAt(position)
        if index.isValid() and not self._on_heading(index, position):
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What can be done with the current chat."""
        index = self.currentIndex()
        chat_id = str(index.data(ChatRole.ID) or "")
        keys = {Qt.Key.Key_F2: self.rename_asked, Qt.Key.Key_Delete: self.delete_asked}
        signal = keys.get(Qt.Key(event.key()))
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self._on_chosen(index)
        elif signal is not None and chat_id:
            signal.emit(chat_id)
        else:
            super().keyPressEvent(event)

    def _on_heading(self, index: QModelIndex, position: QPoint) -> bool:
        return position.y() < self.visualRect(index).top() + self.rows.heading_height(index)

    def _on_chosen(self, index: QModelIndex) -> None:
        if folder := index.data(ChatRole.FOLDER):
            self.folder_chosen.emit(folder.name)
        else:
            self.chosen.emit(str(index.data(ChatRole.ID)), str(index.data(ChatRole.MESSAGE) or ""))


class RenameField(QLineEdit):
    """Takes the place of a title as long as it is changed. Enter keeps, Escape does not."""

    renamed = Signal(str)
    ended = Signal()

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.setAccessibleName(translate("RenameField", "Title of the chat"))
        self.selectAll()
        self._over = False
        self.returnPressed.connect(lambda: self._end(True))
        self.editingFinished.connect(lambda: self._end(True))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves the title as it was."""
        if event.key() == Qt.Key.Key_Escape:
            self._end(False)
        else:
            super().keyPressEvent(event)

    def _end(self, kept: bool) -> None:
        if self._over:
            return
        self._over = True
        by_key = self.hasFocus()
        if kept and self.text().strip():
            self.renamed.emit(self.text())
        if by_key:  # else somebody has already gone on to something else
            self.ended.emit()
        self.hide()
        self.deleteLater()
