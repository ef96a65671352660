# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A field that searches while one types."""

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QToolButton

from desktop.ui.theme import ThemeSource

translate = QCoreApplication.translate


class SearchField(QLineEdit):
    """Filters as one types. Escape empties it."""

    down_pressed = Signal()  # to what was found

    def __init__(self, themes: ThemeSource, words: str) -> None:
        super().__init__()
        self._themes = themes
        self.setProperty("kind", "search")
        self.setAccessibleName(words)
        self.setPlaceholderText(words)
        self._sign = QAction(self)
        self._sign.triggered.connect(self.setFocus)
        self._clear = QAction(translate("SearchField", "Show all again"), self)
        self.addAction(self._sign, QLineEdit.ActionPosition.LeadingPosition)
        self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        for button in self.findChildren(QToolButton):
            if button.defaultAction() is self._sign:
                button.setAccessibleName(words)
        self._clear.triggered.connect(self.clear)
        self._clear.setVisible(False)
        self.textChanged.connect(lambda text: self._clear.setVisible(bool(text)))
        themes.changed.connect(self._draw)
        self._draw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes on to the window when there is nothing to empty; down goes to the list."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Down:
            self.down_pressed.emit()
        else:
            super().keyPressEvent(event)

    def _draw(self) -> None:
        self._sign.setIcon(self._themes.icon("search", "text_soft", 16))
        self._clear.setIcon(self._themes.icon("close", "text_soft", 16))
