# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Two or three models side by side, and the bar in which they are gathered."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.fit import Fit, Offer
from desktop.presenters.choosing import Choosing
from desktop.presenters.navigation import Navigation, Page
from desktop.presenters.offers import Offers
from desktop.ui.models.back_bar import BackBar
from desktop.ui.text.comparing import comparison
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.bars import MemoryBar
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.label import Label, Line
from desktop.ui.widgets.page import ScrollColumn
from desktop.ui.widgets.stone import Stone

translate = QCoreApplication.translate

WIDEST = 1000


class CompareBar(QWidget):
    """The models that were marked; hidden while there are none."""

    def __init__(self, themes: ThemeSource, choosing: Choosing, navigation: Navigation) -> None:
        super().__init__()
        self._choosing = choosing
        self._names = Label(themes, "", wrap=True)
        self.compare = Button(
            themes,
            translate("CompareBar", "Compare them"),
            "small",
            lambda: navigation.go(Page.COMPARE),
        )
        self.none = Button(themes, translate("CompareBar", "Clear"), "link", choosing.unmark_all)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 12)
        row.setSpacing(12)
        row.addWidget(self._names, 1)
        row.addWidget(self.none)
        row.addWidget(self.compare)
        choosing.marked_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        marked = self._choosing.marked_offers()
        comma = translate("CompareBar", ", ", "between the models to compare")
        names = comma.join(offer.model.name for offer in marked)
        words = translate("CompareBar", "To compare: {names}")
        if len(marked) == 1:
            words = translate("CompareBar", "To compare: {names}. Choose one or two more.")
        self._names.setText(words.format(names=names))
        self.compare.setEnabled(len(marked) > 1)
        self.compare.setAccessibleDescription(names)
        self.setVisible(bool(marked))


class ComparePage(QWidget):
    """A column a model, a line a fact."""

    def __init__(
        self, themes: ThemeSource, offers: Offers, choosing: Choosing, navigation: Navigation
    ) -> None:
        super().__init__()
        self._themes, self._offers, self._choosing = themes, offers, choosing
        self._navigation = navigation
        self.bar = BackBar(themes, translate("ComparePage", "Get models"))
        self.bar.button.clicked.connect(navigation.back)
        self.scroll_column = ScrollColumn(WIDEST)
        self._holder = QWidget()
        self.buttons: list[Button] = []
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.scroll_column)
        column = self.scroll_column.column
        column.addSpacing(16)
        column.addWidget(Label(themes, translate("ComparePage", "Side by side"), "title"))
        column.addSpacing(20)
        column.addWidget(self._holder)
        column.addStretch(1)
        choosing.marked_changed.connect(self._show)
        offers.changed.connect(self._show)
        self._show()

    def first_focus(self) -> QWidget:
        """The first model, or the way back."""
        return self.buttons[0] if self.buttons else self.bar.button

    def _show(self) -> None:
        marked = self._choosing.marked_offers()
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(0)
        self.buttons = []
        if len(marked) > 1:
            self._fill(grid, marked)
        else:
            nothing = translate("ComparePage", "Mark two or three models in Get models first.")
            grid.addWidget(Label(self._themes, nothing, wrap=True))
        self.scroll_column.column.replaceWidget(self._holder, holder)
        self._holder.hide()
        self._holder.deleteLater()
        self._holder = holder

    def _fill(self, grid: QGridLayout, marked: list[Offer]) -> None:
        grid.setColumnStretch(0, 2)
        for place, offer in enumerate(marked, 1):
            grid.setColumnStretch(place, 3)
            grid.addWidget(self._head(offer), 0, place)
        lines = [comparison(offer, self._offers.computer) for offer in marked]
        row = 1
        for index, (title, _) in enumerate(lines[0]):
            grid.addWidget(Line(self._themes), row, 0, 1, len(marked) + 1)
            top = Qt.AlignmentFlag.AlignTop
            grid.addWidget(self._cell(title, "text_soft"), row + 1, 0, top)
            for place, (offer, facts) in enumerate(zip(marked, lines, strict=True), 1):
                words = facts[index][1]
                warned = index == 0 and offer.fit is not Fit.FITS
                cell = self._cell(words, "warning" if warned else "text")
                cell.setAccessibleName(f"{offer.model.name}, {title}: {words}")
                grid.addWidget(cell, row + 1, place, top)
            row += 2
        for place, (offer, facts) in enumerate(zip(marked, lines, strict=True), 1):
            grid.addWidget(self._button(offer, facts), row, place, Qt.AlignmentFlag.AlignLeading)

    def _head(self, offer: Offer) -> QWidget:
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(0, 0, 0, 16)
        column.setSpacing(8)
        column.addStretch(1)
        column.addWidget(Stone(self._themes, offer.model.stone, 40, tight=True))
        column.addWidget(Label(self._themes, offer.model.name, "heading", wrap=True))
        bar = MemoryBar(self._themes)
        if self._offers.computer is not None:
            bar.show_memory(offer, self._offers.computer)
        column.addWidget(bar)
        return head

    def _cell(self, words: str, token: str) -> Label:
        cell = Label(self._themes, words, token=token, wrap=True, figures=True)
        cell.setContentsMargins(0, 10, 0, 10)
        return cell

    def _button(self, offer: Offer, facts: list[tuple[str, str]]) -> Button:
        button = Button(
            self._themes,
            translate("ComparePage", "Open"),
            "small",
            lambda: self._navigation.go(Page.MODEL, offer.model.id),
        )
        # Everything of one model in one breath, for those who do not see the columns.
        everything = ". ".join(f"{title}: {words}" for title, words in facts)
        button.setAccessibleName(
            translate("ComparePage", "Open {name}").format(name=offer.model.name)
        )
        button.setAccessibleDescription(everything)
        self.buttons.append(button)
        return button
