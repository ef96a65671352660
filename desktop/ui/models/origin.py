# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Where a model from the Hub comes from, and which of its files are not offered, and why."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.domain.repository import Opened
from desktop.ui.text.repositories import refusal_words, repository_words
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.disclosure import Disclosure
from desktop.ui.widgets.label import Label, NameLabel

translate = QCoreApplication.translate

MOST = 40  # refused files that are listed; more help nobody


class Origin(QWidget):
    """Hidden for models of the catalogue."""

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__()
        self._themes = themes
        self._where = Label(themes, "", "medium", wrap=True)
        self._what = Label(themes, "", token="text_soft", wrap=True, figures=True)
        self._checked = Label(themes, "", token="text_soft", wrap=True)
        self._list = QWidget()
        self._grid = QGridLayout(self._list)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        self.refused = Disclosure(themes, translate("Origin", "Files not offered"), self._list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._where)
        column.addWidget(self._what)
        column.addWidget(self._checked)
        column.addWidget(self.refused)

    def show_opened(self, opened: Opened | None) -> None:
        """What is known of the repository; None hides everything."""
        self.setVisible(opened is not None)
        if opened is None:
            return
        where = translate("Origin", "From {repository} on the Hub")
        self._where.setText(where.format(repository=opened.repository.id))
        self._what.setText(repository_words(opened.repository))
        self._checked.setText(_checked(opened))
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for row, file in enumerate(opened.refused[:MOST]):
            self._grid.addWidget(NameLabel(self._themes, file.name), row, 0)
            words = refusal_words(file.why)
            self._grid.addWidget(Label(self._themes, words, token="text_soft", wrap=True), row, 1)
        self.refused.setVisible(bool(opened.refused))
        self.refused.show_note(translate("Origin", "%n files", "", len(opened.refused)))


def _checked(opened: Opened) -> str:
    if opened.beside is None:
        return translate("Origin", "What the engine says of it can be asked once you have access.")
    return translate("Origin", "The engine of Jewelbox has read its beginning, and takes it.")
