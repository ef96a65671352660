# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The files in the person's folders that are no models: how many, and for each its reason."""

from pathlib import PurePath

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.errors import AppError
from desktop.domain.pairing import LeftOut
from desktop.presenters.holdings import Holdings
from desktop.ui.text.problems import problem_text
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.disclosure import Disclosure
from desktop.ui.widgets.label import Label, NameLabel

translate = QCoreApplication.translate

MOST = 200  # that are named
INDENT = 24  # pixels: below the words of the line


class LeftOutSection(QWidget):
    """A quiet line that opens; there only when something was left out."""

    def __init__(self, themes: ThemeSource, holdings: Holdings) -> None:
        super().__init__()
        self._themes, self._holdings = themes, holdings
        self._shown: list[LeftOut] = []
        self._list = QWidget()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        below = QHBoxLayout(self._list)  # a margin would not be mirrored
        below.setContentsMargins(0, 0, 0, 0)
        below.addSpacing(INDENT)
        below.addLayout(self._rows, 1)
        self.line = Disclosure(themes, " ", self._list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 0)
        column.addWidget(self.line)
        self.hide()
        holdings.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        found = self._holdings.left_out
        if found == self._shown:
            return
        self._shown = list(found)
        while (item := self._rows.takeAt(0)) is not None:
            row = item.widget()
            if row is not None:
                row.hide()
                row.deleteLater()
        for one in found[:MOST]:
            self._rows.addWidget(self._row(one))
        if len(found) > MOST:
            more = translate("LeftOut", "And %n others", "", len(found) - MOST)
            self._rows.addWidget(Label(self._themes, more, token="text_soft"))
        self.line.button.setText(translate("LeftOut", "%n files are left out", "", len(found)))
        self.line.show_note(translate("LeftOut", "They are no Gemma models, or not whole"))
        self.setVisible(bool(found))

    def _row(self, one: LeftOut) -> QWidget:
        row = QWidget()
        name = PurePath(one.path)
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(NameLabel(self._themes, name.name))
        reason = problem_text(AppError(one.why, name=name.name)).title
        words = translate("LeftOut", "{reason} · in {folder}")
        words = words.format(reason=reason, folder=name.parent)
        column.addWidget(NameLabel(self._themes, words, token="text_soft"))
        return row
