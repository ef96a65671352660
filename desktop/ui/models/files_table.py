# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Every file of a model, with its technical name."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QCoreApplication,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.fit import Fit, Offer
from desktop.ui.text.amounts import memory_words, number, rounded, size_words
from desktop.ui.theme import ThemeSource, tabular
from desktop.ui.widgets.choice import Choice
from desktop.ui.widgets.direction import leading, trailing
from desktop.ui.widgets.label import Label

translate = QCoreApplication.translate

UNKNOWN = "–"
SIZE = 1  # the column by which the files are sorted at first
FILE = 6  # the last column, which is shortened where there is no room
LEAST = 160  # pixels that are left for it
CELL = 12  # pixels beside the words of a cell

Index = QModelIndex | QPersistentModelIndex


class FileRows(QStyledItemDelegate):
    """Cells with room, a line below each row; the chosen row is bold."""

    def __init__(self, themes: ThemeSource, view: QTableView) -> None:
        super().__init__(view)
        self._themes, self._view = themes, view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As wide as the words are when they are bold."""
        metrics = QFontMetrics(tabular(self._themes.font("strong")))
        width = metrics.horizontalAdvance(str(index.data())) + 2 * CELL
        width = min(width, LEAST) if index.column() == FILE else width
        return QSize(width, max(32, metrics.height() + 14))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Surface, words, line, and the ring of the keyboard around the row."""
        theme, rect = self._themes.theme, option.rect
        chosen = self._view.selectionModel().isRowSelected(index.row())
        painter.save()
        if chosen:
            painter.fillRect(rect, theme.selection)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.line)
        painter.setFont(tabular(self._themes.font("strong" if chosen else "body")))
        soft = index.data(Qt.ItemDataRole.UserRole) == Fit.TOO_LARGE and not chosen
        painter.setPen(theme.text_soft if soft else theme.text)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        alignment = trailing() if 1 <= index.column() <= 4 else leading()
        room = rect.adjusted(CELL, 0, -CELL, 0)
        words = str(index.data())
        if index.column() == FILE:
            middle = Qt.TextElideMode.ElideMiddle
            words = painter.fontMetrics().elidedText(words, middle, room.width())
        painter.drawText(room, int(alignment), words)
        keyboard = self._view.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        if chosen and keyboard and self._view.hasFocus():
            painter.fillRect(rect.left(), rect.top(), rect.width(), 2, theme.focus)
            painter.fillRect(rect.left(), rect.bottom() - 1, rect.width(), 2, theme.focus)
        painter.restore()


class FilesTable(QTableView):
    """As high as its rows; the page scrolls, not the table."""

    chosen = Signal(object)  # Offer
    sorted = Signal(int)  # the column

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__()
        self._themes = themes
        self._offers: list[Offer] = []
        self._order = Qt.SortOrder.AscendingOrder
        self._by = SIZE
        self._model = QStandardItemModel(self)
        self.setModel(self._model)
        self.setItemDelegate(FileRows(themes, self))
        self.setAccessibleName(translate("FilesTable", "All files"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keyboard sorts by SortedFiles.by
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self._on_header)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setMinimumSectionSize(64)
        self.selectionModel().currentRowChanged.connect(self._on_current)
        themes.changed.connect(self._restyle)
        self._restyle()

    def show_offers(self, offers: Sequence[Offer], chosen: str) -> None:
        """All files; the id of the chosen one."""
        self._offers = list(offers)
        self._model.setHorizontalHeaderLabels(titles())
        for column in range(self._model.columnCount()):
            self._model.setHeaderData(
                column,
                Qt.Orientation.Horizontal,
                _alignment(column),
                Qt.ItemDataRole.TextAlignmentRole,
            )
        self._fill(chosen)
        self.horizontalHeader().setSectionResizeMode(FILE, QHeaderView.ResizeMode.Stretch)

    def sort_by(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Another order; the chosen file stays chosen."""
        if (column, order) == (self._by, self._order):
            return
        self._by, self._order = column, order
        row = self.currentIndex().row()
        self._fill(self._offers[row].file.id if 0 <= row < len(self._offers) else "")
        self.sorted.emit(column)

    def show_chosen(self, file_id: str) -> None:
        """The file that is chosen elsewhere."""
        for row, offer in enumerate(self._offers):
            if offer.file.id == file_id and self.currentIndex().row() != row:
                self.choose(row)

    def choose(self, row: int) -> None:
        """Select a row (selectRow of Qt 6.11 does nothing where people read from the right)."""
        flag = QItemSelectionModel.SelectionFlag
        index = self._model.index(row, 0)
        self.selectionModel().setCurrentIndex(index, flag.ClearAndSelect | flag.Rows)

    def sizeHint(self) -> QSize:
        """All rows and the header."""
        rows = sum(self.rowHeight(row) for row in range(self._model.rowCount()))
        bar = self.horizontalScrollBar()
        below = bar.sizeHint().height() if bar.maximum() > 0 else 0
        return QSize(320, rows + self.horizontalHeader().sizeHint().height() + 2 + below)

    def minimumSizeHint(self) -> QSize:
        """Never less high."""
        return QSize(240, self.sizeHint().height())

    def _fill(self, chosen: str) -> None:
        down = self._order is Qt.SortOrder.DescendingOrder
        self._offers.sort(key=lambda offer: _key(offer, self._by), reverse=down)
        self._model.setRowCount(0)
        for offer in self._offers:
            self._model.appendRow(self._row(offer))
        self._show_order()
        self.show_chosen(chosen)
        self.updateGeometry()

    def _show_order(self) -> None:
        """An arrow for the eyes, words for the ears."""
        down = self._order is Qt.SortOrder.DescendingOrder
        across = Qt.Orientation.Horizontal
        for column, title in enumerate(titles()):
            shown = said = title
            if column == self._by and down:
                shown = f"{title} ↓"
                said = translate("FilesTable", "{title}, sorted, largest first")
            elif column == self._by:
                shown = f"{title} ↑"
                said = translate("FilesTable", "{title}, sorted, smallest first")
            self._model.setHeaderData(column, across, shown, Qt.ItemDataRole.DisplayRole)
            said = said.format(title=title)
            self._model.setHeaderData(column, across, said, Qt.ItemDataRole.AccessibleTextRole)

    def _on_header(self, column: int) -> None:
        up, down = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        self.sort_by(column, down if column == self._by and self._order is up else up)

    def _row(self, offer: Offer) -> list[QStandardItem]:
        file = offer.file
        name = file.quantization
        if file.trained:
            name = translate("FilesTable", "{name}, trained for it").format(name=name)
        speed = (
            UNKNOWN if offer.words_per_second is None else number(rounded(offer.words_per_second))
        )
        same = translate("FilesTable", "{times} in 100").format(times=file.same_top)
        does_not_fit = offer.fit is Fit.TOO_LARGE
        texts = (
            name,
            size_words(offer.size),
            memory_words(offer.memory),
            translate("FilesTable", "does not fit") if does_not_fit else speed,
            same if file.same_top else UNKNOWN,
            file.repository.split("/")[0],
            file.name,
        )
        row = [QStandardItem(text) for text in texts]
        for column, item in enumerate(row):
            item.setTextAlignment(_alignment(column))
            if column == FILE:
                item.setToolTip(file.name)
            if does_not_fit:
                item.setData(Fit.TOO_LARGE, Qt.ItemDataRole.UserRole)
        return row

    def _on_current(self) -> None:
        row = self.currentIndex().row()
        if 0 <= row < len(self._offers):
            self.chosen.emit(self._offers[row])

    def _restyle(self) -> None:
        self.setFont(tabular(self._themes.font("body")))
        self.horizontalHeader().setFont(self._themes.font("caption"))
        self.verticalHeader().setDefaultSectionSize(max(32, self.fontMetrics().height() + 14))
        self.updateGeometry()


class SortedFiles(QWidget):
    """The table, and a choice of its order for the keyboard."""

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__()
        self.table = FilesTable(themes)
        self.by = Choice(themes)
        self.by.addItems(titles())
        self.by.setCurrentIndex(SIZE)
        words = Label(themes, translate("SortedFiles", "Sorted by"), token="text_soft")
        words.setBuddy(self.by)
        self.by.activated.connect(self.table.sort_by)
        self.table.sorted.connect(self.by.setCurrentIndex)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(words)
        top.addWidget(self.by)
        top.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.table)


def titles() -> list[str]:
    """Of the columns."""
    return [
        translate("FilesTable", "Quantization"),
        translate("FilesTable", "Size"),
        translate("FilesTable", "Memory"),
        translate("FilesTable", "Words a second"),
        translate("FilesTable", "Same next word"),
        translate("FilesTable", "Made by"),
        translate("FilesTable", "File"),
    ]


def _key(offer: Offer, column: int) -> tuple[str | float, int]:
    """What a column sorts by; files that are alike in it, by their size."""
    file = offer.file
    keys: tuple[str | float, ...] = (
        file.quantization.removeprefix("UD-").casefold(),
        offer.size,
        offer.memory,
        offer.words_per_second or 0.0,
        file.same_top,
        file.repository.casefold(),
        file.name.casefold(),
    )
    return keys[column], offer.size


def _alignment(column: int) -> Qt.AlignmentFlag:
    across = Qt.AlignmentFlag.AlignTrailing if 1 <= column <= 4 else Qt.AlignmentFlag.AlignLeading
    return across | Qt.AlignmentFlag.AlignVCenter
