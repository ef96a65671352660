# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a model can do, in a few words each."""

from PySide6.QtCore import QCoreApplication, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.licence import find_licence
from desktop.domain.model import Model
from desktop.ui.text.amounts import month_words, number
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.label import IconLabel, Label

translate = QCoreApplication.translate

WORDS_A_TOKEN = 0.75
COLUMN = 240  # pixels that one fact takes at least


class Facts(QWidget):
    """In up to three columns."""

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__()
        self._themes = themes
        self._cells: list[QWidget] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(32)
        self._grid.setVerticalSpacing(16)

    def show_model(self, model: Model) -> None:
        """Its facts."""
        for cell in self._cells:
            self._grid.removeWidget(cell)
            cell.hide()
            cell.deleteLater()
        self._cells = [self._cell(*fact) for fact in _facts(model)]
        self._cells.append(self._licence(model))
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many columns as there is room for."""
        self._arrange()

    def _arrange(self) -> None:
        columns = min(max(self.width() // COLUMN, 1), 3)
        for column in range(3):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        for index, cell in enumerate(self._cells):
            self._grid.addWidget(cell, index // columns, index % columns)

    def _cell(self, icon: str, title: str, words: str) -> QWidget:
        cell = QWidget()
        row = QHBoxLayout(cell)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(Label(self._themes, title, "medium", wrap=True))
        if words:
            column.addWidget(Label(self._themes, words, token="text_soft", wrap=True, figures=True))
        column.addStretch(1)
        row.addWidget(IconLabel(self._themes, icon), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        return cell

    def _licence(self, model: Model) -> QWidget:
        licence = find_licence(model.licence)
        if licence is None:
            unknown = translate("Facts", "Licence not known to Jewelbox")
            without = translate("Facts", "what cannot be shown cannot be accepted")
            return self._cell("licence", unknown, without)
        address = licence.documents[0].address
        read = Button(
            self._themes,
            translate("Facts", "Read it in the browser"),
            "bare link",
            lambda: QDesktopServices.openUrl(QUrl(address)),
        )
        read.setAccessibleDescription(licence.name)
        cell = QWidget()
        row = QHBoxLayout(cell)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(Label(self._themes, licence.name, "medium", wrap=True))
        column.addWidget(read, 0, Qt.AlignmentFlag.AlignLeading)
        column.addStretch(1)
        row.addWidget(IconLabel(self._themes, "licence"), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        return cell


def _facts(model: Model) -> list[tuple[str, str, str]]:
    facts = []
    if model.sees:
        photos = translate("Facts", "photos, screenshots, scans")
        facts.append(("sees", translate("Facts", "Sees pictures"), photos))
    else:
        facts.append(("document", translate("Facts", "Text only"), ""))
    if model.hears:
        facts.append(("hears", translate("Facts", "Hears"), translate("Facts", "speech, in parts")))
    if model.thinks:
        first = translate("Facts", "when you ask for it, for hard questions")
        facts.append(("thinks", translate("Facts", "Can think first"), first))
    words = number(round(model.context * WORDS_A_TOKEN, -3))
    long = translate("Facts", "up to about {words} words in one chat").format(words=words)
    facts.append(("document", translate("Facts", "Memory of a chat"), long))
    if model.languages > 1:
        languages = translate("Facts", "%n languages", "", model.languages)
        facts.append(("world", languages, translate("Facts", "best in the large ones")))
    elif model.languages == 1:
        facts.append(("world", translate("Facts", "English"), translate("Facts", "others badly")))
    size = translate("Facts", "{number} billion parameters")
    whole = float(model.parameters).is_integer() or model.parameters >= 10
    parameters = number(model.parameters, 0 if whole else 2 if model.parameters < 1 else 1)
    released = translate("Facts", "published {month}").format(month=month_words(model.released))
    facts.append(("models", size.format(number=parameters), released if model.released else ""))
    return facts
