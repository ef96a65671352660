# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The way back, in the header of a page about one model."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.direction import set_margins
from desktop.ui.widgets.page import page_margin


class BackBar(QWidget):
    """The way back, in the header."""

    def __init__(self, themes: ThemeSource, words: str) -> None:
        super().__init__()
        self._themes = themes
        self.button = Button(themes, words, "quiet")
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.button)
        self._row.addStretch(1)
        themes.changed.connect(self._draw)
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The arrow stands a little before the edge of the page."""
        set_margins(self._row, max(page_margin(self.width()) - 12, 4), 0, 12, 0)

    def _draw(self) -> None:
        self.button.setIcon(self._themes.icon("back", "text_soft"))
