# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Goes from one version of an answer to the others: ‹ 2 of 3 ›."""

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.icon_button import icon_button
from desktop.ui.widgets.label import Label

translate = QCoreApplication.translate


class VersionSwitch(QWidget):
    """Hidden where there is one version only."""

    wanted = Signal(int)  # a step: -1 or 1

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__()
        self._before = icon_button(themes, "back", translate("AnswerFoot", "Version before"))
        self._after = icon_button(themes, "forward", translate("AnswerFoot", "Version after"))
        self._words = Label(themes, "", "caption", "text_soft", figures=True)
        self._before.clicked.connect(lambda: self.wanted.emit(-1))
        self._after.clicked.connect(lambda: self.wanted.emit(1))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for widget in (self._before, self._words, self._after):
            row.addWidget(widget)

    @property
    def buttons(self) -> tuple[QWidget, QWidget]:
        """Before, after."""
        return self._before, self._after

    def show_version(self, place: int, count: int) -> None:
        """place: from 1 to count."""
        words = translate("AnswerFoot", "{place} of {count}")
        self._words.setText(words.format(place=place, count=count))
        said = translate("AnswerFoot", "Version {place} of {count}")
        self._words.setAccessibleName(said.format(place=place, count=count))
        self._before.setEnabled(place > 1)
        self._after.setEnabled(place < count)
