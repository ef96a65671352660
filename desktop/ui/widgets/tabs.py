# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Tabs: words with a line below the chosen one."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QTabBar

from desktop.ui.theme import ThemeSource


class Tabs(QTabBar):
    """Arrow keys go from one to the next. The name is for screen readers."""

    def __init__(self, themes: ThemeSource, name: str, *tabs: str) -> None:
        super().__init__()
        self._themes = themes
        self.setAccessibleName(name)
        self.setDrawBase(False)
        self.setExpanding(False)
        for words in tabs:
            self.addTab(words)
        themes.changed.connect(self._restyle)
        self._restyle()

    def minimumSizeHint(self) -> QSize:
        """Where there is no room for all it scrolls."""
        return QSize(80, super().minimumSizeHint().height())

    def _restyle(self) -> None:
        self.setFont(self._themes.font("medium"))
