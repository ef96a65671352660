# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""One model that can be had, as a card."""

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.computer import Computer
from desktop.domain.download import Download
from desktop.domain.fit import Fit, Offer
from desktop.domain.licence import licence_name
from desktop.ui.text.amounts import size_words, words_speed
from desktop.ui.text.choosing import caution_words
from desktop.ui.text.downloads import short_state_words
from desktop.ui.text.models import abilities_words, fit_words, good_at_words, why_not_words
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.bars import MemoryBar
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.direction import trailing
from desktop.ui.widgets.label import IconLabel, Label, NameLabel
from desktop.ui.widgets.stone import Stone

translate = QCoreApplication.translate


class OfferCard(Card):
    """In words; the name leads to everything else about the model."""

    get_asked = Signal(object)  # Offer
    opened = Signal(str)
    marked = Signal(str, bool)  # to be compared, or not any more

    def __init__(
        self,
        themes: ThemeSource,
        offer: Offer,
        computer: Computer,
        recommended: bool,
        instead: str,
    ) -> None:
        super().__init__(themes)
        self._themes, self._offer, self._computer = themes, offer, computer
        self._recommended = recommended
        self._why = Label(themes, why_not_words(offer, computer, instead), wrap=True)
        self._why.hide()
        self._action = QStackedWidget()
        self._action.setSizePolicy(Button(themes, "").sizePolicy())
        self._state = Label(themes, "", token="text_soft", figures=True)
        self.name = Button(themes, offer.model.name, "bare name", self._open)
        self.button = self._button()
        self.compare = Button(themes, "", "bare link", self._mark)
        self._is_marked = False
        self.show_marked(False)
        self._build()

    def show_state(self, installed: bool, download: Download | None) -> None:
        """On this computer, on its way, or to be had."""
        if download is not None:
            self._state.setText(short_state_words(download))
        elif installed:
            self._state.setText(translate("OfferCard", "Installed"))
        self._sign.setVisible(installed and download is None)
        self._action.setCurrentIndex(1 if installed or download is not None else 0)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The whole card leads where its name leads."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):
            self._open()

    def _button(self) -> Button:
        if self._offer.fit is Fit.TOO_LARGE:
            button = Button(self._themes, translate("OfferCard", "Why?"), "link", self._explain)
        else:
            kind = "main small" if self._recommended else "small"
            button = Button(self._themes, translate("OfferCard", "Get"), kind, self._get)
        button.setAccessibleDescription(self._offer.model.name)
        return button

    def _build(self) -> None:
        themes, model = self._themes, self._offer.model
        names = QVBoxLayout()
        names.setSpacing(2)
        title = QHBoxLayout()
        title.setSpacing(10)
        title.addWidget(self.name)
        if self._recommended:
            recommended = translate("OfferCard", "Recommended")
            title.addWidget(NameLabel(themes, recommended, "medium", "accent"), 1)
        else:
            title.addStretch(1)
        names.addLayout(title)
        names.addWidget(NameLabel(themes, abilities_words(model), "body", "text_soft"))
        here = QWidget()
        row = QHBoxLayout(here)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._sign = IconLabel(themes, "check", "success")
        row.addStretch(1)
        row.addWidget(self._sign)
        row.addWidget(self._state)
        self._action.addWidget(_to_the_end(self.button))
        self._action.addWidget(here)
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(Stone(themes, model.stone, 40))
        top.addLayout(names, 1)
        top.addWidget(self._action)
        self.column.addLayout(top)
        self.column.addSpacing(12)
        self.column.addWidget(Label(themes, good_at_words(model.good_at), wrap=True))
        for caution in model.cautions:
            words = caution_words(caution)
            self.column.addWidget(Label(themes, words, token="warning", wrap=True))
        self.column.addSpacing(16)
        self._build_facts()

    def _build_facts(self) -> None:
        themes, offer = self._themes, self._offer
        bar = MemoryBar(themes)
        bar.show_memory(offer, self._computer)
        fit = Label(themes, fit_words(offer, self._computer), "medium", figures=True, wrap=True)
        if offer.fit is Fit.TIGHT:
            fit.set_look("medium", "warning")
        known = offer.fit is not Fit.TOO_LARGE
        speed = words_speed(offer.words_per_second) if known else ""
        size = translate("OfferCard", "{size} to download").format(size=size_words(offer.size))
        licence = QHBoxLayout()
        licence.setSpacing(6)
        licence.addWidget(IconLabel(themes, "licence", "text_soft", 16))
        licence.addWidget(
            NameLabel(themes, licence_name(offer.model.licence), "caption", "text_soft")
        )
        facts = QGridLayout()
        facts.setHorizontalSpacing(16)
        facts.setVerticalSpacing(4)
        facts.setColumnStretch(0, 3)
        facts.setColumnStretch(1, 2)
        end = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
        facts.addWidget(fit, 0, 0)
        fast = Label(themes, speed, figures=True, wrap=True)
        fast.setAlignment(trailing())
        facts.addWidget(fast, 0, 1)
        facts.addWidget(Label(themes, size, "caption", "text_soft", figures=True), 1, 0)
        facts.addLayout(licence, 1, 1, end)
        self.column.addWidget(bar)
        self.column.addSpacing(8)
        self.column.addLayout(facts)
        self.column.addSpacing(8)
        self.column.addWidget(self.compare, 0, Qt.AlignmentFlag.AlignLeading)
        self.column.addWidget(self._why)
        self.column.addStretch(1)

    def _open(self) -> None:
        self.opened.emit(self._offer.model.id)

    def _get(self) -> None:
        self.get_asked.emit(self._offer)

    def show_marked(self, marked: bool) -> None:
        """Whether it is among those to be compared."""
        self._is_marked = marked
        compare = translate("OfferCard", "Compare")
        self.compare.setText(translate("OfferCard", "Do not compare") if marked else compare)
        self.compare.setAccessibleDescription(self._offer.model.name)

    def _mark(self) -> None:
        self.marked.emit(self._offer.model.id, not self._is_marked)

    def _explain(self) -> None:
        self._why.setVisible(self._why.isHidden())


def _to_the_end(button: Button) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.addStretch(1)
    row.addWidget(button)
    return holder
