# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The model that is recommended for this computer: what it can do, needs and costs."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout

from desktop.domain.computer import Computer
from desktop.domain.fit import Fit
from desktop.domain.licence import licence_name
from desktop.domain.recommendation import Recommendation
from desktop.ui.text.models import (
    download_words,
    fit_words,
    good_at_words,
    reason_words,
    speed_here_words,
)
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.bars import MemoryBar
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.direction import trailing
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.stone import Stone

translate = QCoreApplication.translate


class RecommendedCard(Card):
    """Stands at once; what is not yet known is an en dash until it is."""

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__(themes, (24, 24))
        self._themes = themes
        self._stone = Stone(themes, 3, 40, tight=True)
        self._name = Label(themes, "–", "heading", wrap=True)
        recommended = translate("RecommendedCard", "Recommended for this computer")
        self._why = Label(themes, recommended, "medium", "accent", wrap=True)
        self._reason = Label(themes, "", token="text_soft", wrap=True)
        self._good_at = Label(themes, "–", "reading", wrap=True)
        self._bar = MemoryBar(themes)
        self._fit = Label(themes, "–", figures=True, wrap=True)
        self._speed = Label(themes, "", figures=True, wrap=True)
        self._size = Label(themes, "–", token="text_soft", figures=True, wrap=True)
        self._licence = Label(themes, "", token="text_soft", wrap=True)
        for label in (self._speed, self._licence):
            label.setAlignment(trailing())
        self.get = Button(
            themes, translate("RecommendedCard", "Read the licence and get it"), "main"
        )
        self.others = Button(themes, translate("RecommendedCard", "Choose another"))
        self.get.setEnabled(False)
        self._build()

    def show_recommendation(self, found: Recommendation, computer: Computer) -> None:
        """Everything about it, and why it is this one."""
        offer = found.offer
        model = offer.model
        self._reason.setText(reason_words(found))
        self._stone.show_stone(model.stone)
        self._name.setText(model.name)
        self._good_at.setText(good_at_words(model.good_at))
        self._bar.show_memory(offer, computer)
        self._fit.setText(fit_words(offer, computer))
        self._fit.set_look("body", "warning" if offer.fit is Fit.TIGHT else "text")
        self._speed.setText(speed_here_words(offer))
        self._size.setText(download_words(offer.size))
        licence = translate("RecommendedCard", "Licence: {name}")
        self._licence.setText(licence.format(name=licence_name(model.licence)))
        self.get.setAccessibleDescription(model.name)
        self.get.setEnabled(True)

    def _build(self) -> None:
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._name)
        names.addWidget(self._why)
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(self._stone)
        top.addLayout(names, 1)
        facts = QGridLayout()
        facts.setHorizontalSpacing(16)
        facts.setVerticalSpacing(4)
        facts.setColumnStretch(0, 3)
        facts.setColumnStretch(1, 2)
        facts.addWidget(self._fit, 0, 0)
        facts.addWidget(self._speed, 0, 1)
        facts.addWidget(self._size, 1, 0)
        facts.addWidget(self._licence, 1, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.get)
        buttons.addWidget(self.others)
        buttons.addStretch(1)
        column = self.column
        column.addLayout(top)
        column.addSpacing(20)
        column.addWidget(self._good_at)
        column.addSpacing(16)
        column.addWidget(self._bar)
        column.addSpacing(8)
        column.addLayout(facts)
        column.addSpacing(8)
        column.addWidget(self._reason)
        column.addSpacing(16)
        column.addLayout(buttons)
