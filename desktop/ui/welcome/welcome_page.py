# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Welcome: three lines, this computer, one model for it, and the way to the others."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSpacerItem, QVBoxLayout, QWidget

from desktop.presenters.navigation import Navigation, Page
from desktop.presenters.offers import Offers
from desktop.ui.text.models import computer_words
from desktop.ui.theme import ThemeSource
from desktop.ui.welcome.recommended import RecommendedCard
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.direction import set_margins
from desktop.ui.widgets.label import IconLabel, Label
from desktop.ui.widgets.page import ScrollColumn
from desktop.ui.widgets.stone import Stone

translate = QCoreApplication.translate

WIDEST = 600
LOW = 640


class WelcomePage(QWidget):
    """Has the whole window for itself."""

    def __init__(self, themes: ThemeSource, offers: Offers, navigation: Navigation) -> None:
        super().__init__()
        self._themes, self._offers, self._navigation = themes, offers, navigation
        self._scroll = ScrollColumn(WIDEST)
        self._icon = QLabel()
        self._above = QSpacerItem(0, 72)
        self._computer = Label(themes, "", "body", "text_soft", wrap=True)
        self.card = RecommendedCard(themes)
        self.starter = StarterRow(themes)
        self._build()
        self.card.get.clicked.connect(self._on_get)
        self.card.others.clicked.connect(lambda: navigation.go(Page.MODELS))
        self.starter.button.clicked.connect(navigation.try_starter)
        offers.changed.connect(self._show)
        self._show()

    def first_focus(self) -> QWidget:
        """Where the keyboard begins."""
        return self.card.get if self.card.get.isEnabled() else self.card.others

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low window what can be done comes sooner."""
        low = self.height() < LOW
        self._icon.setVisible(not low)
        self._above.changeSize(0, 4 if low else 72)
        self._scroll.column.invalidate()

    def _build(self) -> None:
        themes, column = self._themes, self._scroll.column
        self._icon.setPixmap(themes.picture("icon", 64))
        title = Label(themes, translate("WelcomePage", "Welcome to Jewelbox"), "display", wrap=True)
        column.addSpacerItem(self._above)
        column.addWidget(self._icon)
        column.addSpacing(20)
        column.addWidget(title)
        column.addSpacing(16)
        for name, words in (
            (
                "computer",
                translate("WelcomePage", "Talk with a Gemma model that runs on this computer."),
            ),
            (
                "private",
                translate("WelcomePage", "What you write and the pictures you show it stay here."),
            ),
            ("check", translate("WelcomePage", "No account. After one download it works offline.")),
        ):
            column.addLayout(self._line(name, words))
            column.addSpacing(8)
        column.addSpacing(24)
        column.addWidget(self._computer)
        column.addSpacing(12)
        column.addWidget(self.card)
        column.addSpacing(16)
        column.addWidget(self.starter)
        column.addStretch(1)
        column.addSpacing(32)
        foot = translate(
            "WelcomePage",
            "Jewelbox is for Gemma models. It is not made by or affiliated with Google.",
        )
        column.addWidget(Label(themes, foot, "caption", "text_soft", wrap=True))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll)

    def _line(self, icon: str, words: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(IconLabel(self._themes, icon), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Label(self._themes, words, "reading", wrap=True), 1)
        return row

    def _on_get(self) -> None:
        if self._offers.recommended is not None:
            self._navigation.get(self._offers.recommended)

    def _show(self) -> None:
        computer = self._offers.computer
        self._computer.setText(
            computer_words(computer)
            if computer is not None
            else translate("WelcomePage", "Looking at this computer")
        )
        found = self._offers.recommendation
        if computer is not None and found is not None:
            waited = not self.card.get.isEnabled() and self.card.others.hasFocus()
            self.card.show_recommendation(found, computer)
            if waited:  # the keyboard begins at what is recommended
                self.card.get.setFocus(Qt.FocusReason.OtherFocusReason)
        starter = self._offers.starter
        self.starter.setVisible(starter is not None)
        if starter is not None:
            self.starter.show_name(starter.name)


class StarterRow(QWidget):
    """The model that came with the program."""

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__()
        self._name = Label(themes, "", "medium", wrap=True)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._name)
        small = translate("StarterRow", "A tiny model, only to try things out")
        words.addWidget(Label(themes, small, "body", "text_soft", wrap=True))
        self.button = Button(themes, translate("StarterRow", "Try it now"), "link")
        row = QHBoxLayout(self)
        set_margins(row, 24, 4, 20, 4)
        row.setSpacing(16)
        row.addWidget(Stone(themes, 1, 34))
        row.addLayout(words, 1)
        row.addWidget(self.button)

    def show_name(self, name: str) -> None:
        """Which one it is."""
        self._name.setText(translate("StarterRow", "{name} is already here").format(name=name))
        self.button.setAccessibleDescription(name)
