# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Above the models on this computer: their disks, what could be freed, a search and an order."""

import time
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.library import Entry, Place
from desktop.domain.overview import Disk, Freeable, Order, arranged, freeable, is_meant
from desktop.presenters.presenters import Presenters
from desktop.ui.text.amounts import size_words
from desktop.ui.text.library import disk_of, freed_words
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.bars import PartsBar
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.choice import Choice
from desktop.ui.widgets.label import Label, NameLabel
from desktop.ui.widgets.search_field import SearchField

translate = QCoreApplication.translate

FEW = 6  # models that one sees at a glance
MOST_DISKS = 6


class Overview(QWidget):
    """Says which of the entries are to be shown, and in which order."""

    changed = Signal()

    def __init__(self, themes: ThemeSource, presenters: Presenters) -> None:
        super().__init__()
        self._themes, self._p = themes, presenters
        self._freeable = Freeable()
        self._counted: Sequence[Entry] = ()
        self._shown: tuple[object, ...] = ()
        self._disks = QGridLayout()
        self._disks.setHorizontalSpacing(20)
        self._disks.setVerticalSpacing(8)
        self._disks.setColumnStretch(1, 1)
        self._freed = Label(themes, "", token="text_soft", wrap=True, figures=True)
        self.only = Button(themes, "", "link bare", self._on_only)
        self.only.setCheckable(True)
        self.search = SearchField(themes, translate("Overview", "Search these models"))
        self.search.textChanged.connect(self.changed)
        self.order = Choice(themes)
        self._order_name = Label(themes, translate("Overview", "Order"), token="text_soft")
        self._order_name.setBuddy(self.order)
        for order, words in (
            (Order.NEWEST, translate("Overview", "Newest first")),
            (Order.NAME, translate("Overview", "Name")),
            (Order.SIZE, translate("Overview", "Largest first")),
            (Order.USED, translate("Overview", "Last used")),
        ):
            self.order.addItem(words, order)
        self._show_order("models_order")
        self.order.activated.connect(self._on_order)
        presenters.preferences.changed.connect(self._show_order)
        presenters.library.disks_changed.connect(self._show_disks)
        presenters.offers.changed.connect(self._show_disks)
        self._build()
        self._show_disks()

    def _build(self) -> None:
        freed = QHBoxLayout()
        freed.setContentsMargins(0, 8, 0, 0)
        freed.setSpacing(12)
        freed.addWidget(self._freed, 1)
        freed.addWidget(self.only)
        self._finding = QWidget()
        finding = QHBoxLayout(self._finding)
        finding.setContentsMargins(0, 20, 0, 0)
        finding.setSpacing(12)
        self.search.setMaximumWidth(360)
        finding.addWidget(self.search, 1)
        finding.addStretch(0)
        finding.addWidget(self._order_name)
        finding.addWidget(self.order)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._disks)
        column.addLayout(freed)
        column.addWidget(self._finding)

    def arranged(self, entries: Sequence[Entry]) -> list[Entry]:
        """Those that are looked for, in order; what is said above them follows. entries: all."""
        self._finding.setVisible(len(entries) > FEW or bool(self.search.text()))
        if entries is not self._counted:  # the list is as long as there are models
            here = [e for e in entries if e.taken and e.place is Place.HERE]
            self._counted, self._freeable = entries, freeable(here, time.time())
        self._show_freed()
        found = arranged(entries, Order(self.order.currentData()))
        if self.only.isChecked():
            found = [entry for entry in found if entry.id in self._freeable.ids]
        words = self.search.text().strip()
        return [entry for entry in found if is_meant(entry, words)] if words else found

    @property
    def leaves_out(self) -> bool:
        """Not all models are to be shown."""
        return bool(self.search.text().strip()) or self.only.isChecked()

    def show_all(self) -> None:
        """Nothing is looked for any more."""
        self.only.setChecked(False)
        with QSignalBlocker(self.search):
            self.search.clear()
        self.changed.emit()

    def _show_freed(self) -> None:
        words = freed_words(self._freeable)
        self._freed.setText(words)
        if not words:
            self.only.setChecked(False)
        only = self.only.isChecked()
        self.only.setText(
            translate("Overview", "Show all models")
            if only
            else translate("Overview", "Show these models")
        )
        for shown in (self._freed, self.only):
            shown.setVisible(bool(words))

    def _show_disks(self) -> None:
        disks, computer = self._p.library.disks[:MOST_DISKS], self._p.offers.computer
        free = computer.disk_free if computer is not None and not disks else 0
        if (*disks, free) == self._shown:
            return
        self._shown = (*disks, free)
        while (item := self._disks.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for row, disk in enumerate(disks):
            self._add_disk(row, disk, named=len(disks) > 1)
        if free:
            self._disks.addWidget(self._free(free), 0, 0, 1, 4)

    def _add_disk(self, row: int, disk: Disk, named: bool) -> None:
        """How much of one disk is models, and how much is free."""
        themes, total = self._themes, max(disk.total, 1)
        name = disk_of(disk.folder) or translate("Overview", "This computer’s disk")
        if named:
            self._disks.addWidget(NameLabel(themes, name), row, 0)
        words = translate("Overview", "{size} in models").format(size=size_words(disk.models))
        models, free = Label(themes, words, figures=True), self._free(disk.free)
        bar = PartsBar(themes)
        bar.setMinimumWidth(40)
        others = max(disk.total - disk.free - disk.models, 0)
        bar.show_parts([(disk.models / total, "accent"), (others / total, "in_use")])
        bar.setAccessibleName(name)
        bar.setAccessibleDescription(f"{models.text()}, {free.text()}")
        self._disks.addWidget(bar, row, 1)
        self._disks.addWidget(models, row, 2)
        self._disks.addWidget(free, row, 3)

    def _free(self, size: int) -> Label:
        words = translate("Overview", "{size} free on the disk").format(size=size_words(size))
        return Label(self._themes, words, token="text_soft", figures=True)

    def _on_only(self) -> None:
        self.changed.emit()

    def _on_order(self, index: int) -> None:
        self._p.preferences.set("models_order", str(self.order.itemData(index)))

    def _show_order(self, key: str) -> None:
        if key == "models_order":
            kept = self._p.preferences.text("models_order")
            self.order.setCurrentIndex(max(self.order.findData(kept), 0))
            self.changed.emit()
