# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A button that shows an icon only; its name is for tooltips and screen readers."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from desktop.ui.theme import ThemeSource

TARGET = 32  # pixels, what the pointer has to hit


class IconButton(QToolButton):
    """An icon that follows the theme."""

    def __init__(
        self, themes: ThemeSource, icon_name: str, accessible_name: str, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self._themes, self._icon_name, self._token = themes, icon_name, "text_soft"
        self.setAccessibleName(accessible_name)
        self.setToolTip(accessible_name)
        self.setFixedSize(TARGET, TARGET)
        self.setIconSize(QSize(20, 20))
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        themes.changed.connect(self._draw)
        self._draw()

    def show_icon(self, icon_name: str, token: str = "text_soft") -> None:
        """Another icon, or another colour."""
        self._icon_name, self._token = icon_name, token
        self._draw()

    def _draw(self) -> None:
        self.setIcon(self._themes.icon(self._icon_name, self._token))


def icon_button(
    themes: ThemeSource, icon_name: str, accessible_name: str, parent: QWidget | None = None
) -> IconButton:
    """A button of 32 × 32 pixels with an icon of 20."""
    return IconButton(themes, icon_name, accessible_name, parent)
