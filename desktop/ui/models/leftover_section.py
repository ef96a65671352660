# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What came of downloads that are in no list any more: to go on with, or to take away."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.presenters.leftovers import Leftovers
from desktop.services.downloads.leftovers import Leftover
from desktop.ui.text.amounts import size_words
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.page import heading

translate = QCoreApplication.translate


class LeftoverSection(QWidget):
    """Hidden while there are none."""

    def __init__(self, themes: ThemeSource, leftovers: Leftovers) -> None:
        super().__init__()
        self._themes, self._leftovers = themes, leftovers
        self._rows = QVBoxLayout()
        self._rows.setSpacing(12)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 32, 0, 0)
        column.setSpacing(12)
        column.addWidget(heading(themes, translate("Leftovers", "Unfinished")))
        column.addLayout(self._rows)
        self._made: list[LeftoverRow] = []
        leftovers.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        for row in self._made:
            row.hide()
            row.deleteLater()
        found = self._leftovers.found
        self._made = [LeftoverRow(self._themes, self._leftovers, one) for one in found]
        for row in self._made:
            self._rows.addWidget(row)
        self.setVisible(bool(found))


class LeftoverRow(QWidget):
    """One of them."""

    def __init__(self, themes: ThemeSource, leftovers: Leftovers, leftover: Leftover) -> None:
        super().__init__()
        self._leftovers, self._leftover = leftovers, leftover
        offer = leftovers.offer(leftover)
        name = offer.model.name if offer is not None else leftover.name
        words = translate("Leftovers", "{size}, left by a download that is no longer listed")
        rest = Label(
            themes, words.format(size=size_words(leftover.taken)), token="text_soft", wrap=True
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(Label(themes, name, "strong"))
        row.addWidget(rest, 1)
        go_on = Button(themes, translate("Leftovers", "Go on"), "quiet", self._on_go_on)
        self._away = Button(themes, translate("Leftovers", "Delete"), "quiet", self._on_away)
        self._sure = False  # there is no way back: it is asked twice
        go_on.setVisible(offer is not None)
        for button in (go_on, self._away):
            button.setAccessibleDescription(name)
            row.addWidget(button)

    def _on_go_on(self) -> None:
        self._leftovers.go_on(self._leftover)

    def _on_away(self) -> None:
        if self._sure:
            self._leftovers.take_away(self._leftover)
            return
        self._sure = True
        self._away.setText(translate("Leftovers", "Delete for ever"))
