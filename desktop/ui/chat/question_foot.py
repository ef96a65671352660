# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The line below a question: its versions, and what can be done with it."""

from PySide6.QtCore import QCoreApplication, QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.chat.version_switch import VersionSwitch
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.icon_button import IconButton, icon_button

translate = QCoreApplication.translate

HEIGHT = 32


class QuestionFoot(QWidget):
    """Always takes the same room. Its buttons are there while pointer or keyboard are."""

    edit_wanted = Signal()
    menu_wanted = Signal()
    version_wanted = Signal(int)  # a step

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__()
        self._themes = themes
        self._near = False
        self._version = 1, 1
        self._buttons: tuple[IconButton, ...] = ()
        self._versions: VersionSwitch | None = None

    def height_for(self, width: int) -> int:
        """Pixels, at any width."""
        return HEIGHT

    def sizeHint(self) -> QSize:
        """A line."""
        return QSize(100, HEIGHT)

    @property
    def menu_button(self) -> QWidget | None:
        """At which the menu opens; None while it is not there."""
        return self._buttons[-1] if self._buttons else None

    def show_version(self, place: int, count: int) -> None:
        """Which version of the question this is, of how many."""
        self._version = place, count
        self._show()

    def set_near(self, near: bool) -> None:
        """Pointer or keyboard are at this question."""
        self._near = near or self._has_focus()
        self._show()

    def _has_focus(self) -> bool:
        buttons = (*self._buttons, *(self._versions.buttons if self._versions else ()))
        return any(button.hasFocus() for button in buttons)

    def _show(self) -> None:
        several = self._version[1] > 1
        if (self._near or several) and not self._buttons:
            self._build()
        if self._versions is None:
            return
        for button in self._buttons:
            button.setVisible(self._near)
        self._versions.setVisible(several)
        self._versions.show_version(*self._version)

    def _build(self) -> None:
        """Most questions are never pointed at: their buttons are made when they are needed."""
        change = translate("QuestionFoot", "Change and ask again")
        edit = icon_button(self._themes, "edit", change, self)
        more = icon_button(self._themes, "more", translate("QuestionFoot", "More"), self)
        edit.clicked.connect(self.edit_wanted)
        more.clicked.connect(self.menu_wanted)
        self._buttons = (edit, more)
        self._versions = VersionSwitch(self._themes)
        self._versions.wanted.connect(self.version_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addStretch(1)
        row.addWidget(self._versions)
        for button in self._buttons:
            row.addWidget(button)
