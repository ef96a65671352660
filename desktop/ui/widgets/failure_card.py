# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What went wrong, where it happened: words, one main button that goes on, details to copy."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop.domain.errors import AppError
from desktop.ui.text.problems import problem_text
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.label import IconLabel, Label

translate = QCoreApplication.translate


class FailureCard(Card):
    """A failure, or with warning=True something that only may become one.

    Buttons are added by whoever shows it: the first one goes on and is the main one.
    """

    def __init__(self, themes: ThemeSource, *, warning: bool = False) -> None:
        super().__init__(themes)
        self._themes = themes
        self._detail = ""
        icon = IconLabel(
            themes, "warning" if warning else "failure", "warning" if warning else "danger"
        )
        self._title = Label(themes, "", "heading", wrap=True)
        self._what = Label(themes, "", "body", wrap=True)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._details = Button(
            themes, translate("FailureCard", "Details"), "quiet", self._toggle_details
        )
        self._detail_text = Label(themes, "", "code", "text_soft", wrap=True)
        self._detail_text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._copy = Button(themes, translate("FailureCard", "Copy"), "quiet", self._copy_details)
        self._build(icon)
        self._show_details(False)

    def show_error(self, error: AppError) -> None:
        """The words of an error."""
        words = problem_text(error)
        self.show_words(words.title, f"{words.what} {words.next}", str(error))

    def show_words(self, title: str, what: str, detail: str = "") -> None:
        """Any words. Details are offered where there are some."""
        self._title.setText(title)
        self._what.setText(what)
        self._detail = detail
        self._detail_text.setText(detail)
        self._detail_text.setAccessibleName(translate("FailureCard", "Details"))
        self._details.setVisible(bool(detail))
        self.setAccessibleName(title)
        self.setAccessibleDescription(what)
        self._show_details(False)

    def add_button(self, text: str, clicked: Callable[[], object], kind: str = "main") -> Button:
        """One more way on."""
        button = Button(self._themes, text, kind, clicked)
        self._buttons.insertWidget(self._buttons.count() - 2, button)
        return button

    def _build(self, icon: IconLabel) -> None:
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._title)
        words.addWidget(self._what)
        words.addSpacing(12)
        self._buttons.addStretch(1)
        self._buttons.addWidget(self._details)
        words.addLayout(self._buttons)
        words.addWidget(self._detail_text)
        words.addWidget(self._copy, 0, Qt.AlignmentFlag.AlignLeading)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self.column.addLayout(row)

    def _toggle_details(self) -> None:
        self._show_details(self._detail_text.isHidden())

    def _show_details(self, shown: bool) -> None:
        self._detail_text.setVisible(shown)
        self._copy.setVisible(shown)

    def _copy_details(self) -> None:
        QGuiApplication.clipboard().setText(f"{self._title.text()}\n{self._detail}")
