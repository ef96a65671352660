# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""One model: smaller or better, what it can do, every file."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.catalogue import STALE, PinState
from desktop.domain.fit import Fit, Offer
from desktop.domain.model import InstalledModel
from desktop.presenters.downloads import Downloads
from desktop.presenters.library import Library
from desktop.presenters.navigation import Navigation, Page
from desktop.presenters.offers import Offers
from desktop.presenters.repositories import Repositories
from desktop.presenters.tunings import Tunings
from desktop.presenters.upkeep import Upkeep
from desktop.ui.models.back_bar import BackBar
from desktop.ui.models.facts import Facts
from desktop.ui.models.files_table import SortedFiles
from desktop.ui.models.loading_section import LoadingSection
from desktop.ui.models.origin import Origin
from desktop.ui.models.scale_section import ScaleSection
from desktop.ui.text.amounts import size_words
from desktop.ui.text.choosing import caution_words, pin_words
from desktop.ui.text.downloads import short_state_words
from desktop.ui.text.models import abilities_words, good_at_words, why_not_words
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.disclosure import Disclosure
from desktop.ui.widgets.label import Label, Line
from desktop.ui.widgets.page import ScrollColumn
from desktop.ui.widgets.stone import Stone

translate = QCoreApplication.translate

WIDEST = 880


class ModelPage(QWidget):
    """Shows the model that the navigation names."""

    def __init__(
        self,
        themes: ThemeSource,
        offers: Offers,
        repositories: Repositories,
        library: Library,
        downloads: Downloads,
        navigation: Navigation,
        tunings: Tunings,
        upkeep: Upkeep,
    ) -> None:
        super().__init__()
        self._themes, self._offers, self._library = themes, offers, library
        self._repositories, self._upkeep = repositories, upkeep
        self._downloads, self._navigation = downloads, navigation
        self._chosen: Offer | None = None
        self._shown = self._meant = ""
        self.bar = BackBar(themes, translate("ModelPage", "Get models"))
        self.scroll_column = ScrollColumn(WIDEST)
        self._stone = Stone(themes, 3, 64, tight=True)
        self._name = Label(themes, "", "display", wrap=True)
        self._good_at = Label(themes, "", "reading", "text_soft", wrap=True)
        self.get = Button(themes, "", "main", self._on_get)
        self.section = ScaleSection(themes)
        self._cautions = Label(themes, "", token="warning", wrap=True)
        self._origin = Origin(themes)
        self._facts = Facts(themes)
        self.sorted_files = SortedFiles(themes)
        self.files = self.sorted_files.table
        self.all_files = Disclosure(themes, translate("ModelPage", "All files"), self.sorted_files)
        self.loading = LoadingSection(themes, tunings, offers)
        words = translate("ModelPage", "How it is loaded")
        self.how_loaded = Disclosure(themes, words, self.loading)
        self._build()
        navigation.changed.connect(self._show)
        for changed in (offers.changed, library.changed):
            changed.connect(self._show_again)
        tunings.changed.connect(self._show_loading)
        for changed in (downloads.changed, upkeep.changed):
            changed.connect(self._show_get)
        self._show()

    def first_focus(self) -> QWidget:
        """What one came for."""
        return self.get if self.get.isEnabled() else self.bar.button

    def _build(self) -> None:
        self.bar.button.clicked.connect(self._navigation.back)
        self.how_loaded.hide()
        self.section.chosen.connect(self._choose)
        self.files.chosen.connect(self._choose)
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self._name)
        names.addWidget(self._good_at)
        names.addWidget(self._cautions)
        self._why_not = Label(self._themes, "", wrap=True, figures=True)
        names.addWidget(self._why_not)
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(self._stone)
        top.addLayout(names, 1)
        top.addWidget(self.get)
        column = self.scroll_column.column
        column.addSpacing(16)
        column.addLayout(top)
        column.addSpacing(36)
        column.addWidget(self.section)
        column.addSpacing(28)
        column.addWidget(Line(self._themes))
        column.addSpacing(24)
        column.addWidget(self._facts)
        column.addSpacing(24)
        column.addWidget(self._origin)
        column.addWidget(Line(self._themes))
        column.addWidget(self.all_files)
        column.addWidget(Line(self._themes))
        column.addWidget(self.how_loaded)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.scroll_column)

    def _show(self) -> None:
        model_id = self._navigation.model_id
        if self._navigation.page is not Page.MODEL:
            return
        self._meant = self._repositories.take_meant(model_id) or self._meant
        if model_id != self._shown or self._meant:
            self._show_again()

    def _show_again(self) -> None:
        model_id = self._navigation.model_id
        model, computer = self._offers.model(model_id), self._offers.computer
        if model is None or computer is None:
            return
        again = self._shown == model_id  # what was chosen on it stays
        kept = self._chosen.file.id if again and self._chosen is not None else ""
        self._shown = model_id
        offers = self._offers.offers_for(model_id)
        best = self._offers.best_file(model).id
        here = frozenset(offer.file.id for offer in offers if self._here(offer) is not None)
        first = next((o.file.id for o in offers if o.file.id in here), best)
        shown = self._meant or kept or first
        self._meant = ""
        self._chosen = next((o for o in offers if o.file.id == shown), offers[0])
        self._stone.show_stone(model.stone)
        self._name.setText(model.name)
        self._good_at.setText(good_at_words(model.good_at) or abilities_words(model))
        self._origin.show_opened(self._repositories.known(model.id))
        self._facts.show_model(model)
        self.files.show_offers(offers, shown)
        self.section.show_offers(offers, computer, best, shown, here)
        self.all_files.show_note(_files_note(offers))
        if not again:
            self.scroll_column.verticalScrollBar().setValue(0)
        self._show_get()

    def _choose(self, offer: Offer) -> None:
        if offer == self._chosen:
            return
        self._chosen = offer
        self.files.show_chosen(offer.file.id)
        self.section.show_chosen(offer.file.id)
        self._show_get()
        self._repositories.measure(offer)

    def _show_cautions(self, offer: Offer) -> None:
        cautions = [caution_words(code) for code in offer.model.cautions]
        cautions.append(pin_words(offer.file, self._state(offer)))
        self._cautions.setText(" ".join(words for words in cautions if words))
        self._cautions.setVisible(any(cautions))

    def _state(self, offer: Offer) -> PinState:
        """Of its file on the Hub, as far as that was asked."""
        return (self._upkeep.states or {}).get(offer.file.id, PinState.RIGHT)

    def _show_get(self) -> None:
        offer = self._chosen
        if offer is None:
            return
        self._show_cautions(offer)
        coming = next((d for d in self._downloads.downloads if d.model == offer.model.id), None)
        here = self._here(offer)
        self._show_loading()
        can = offer.fit is not Fit.TOO_LARGE
        stale = self._state(offer) in STALE
        self.get.setEnabled(coming is None and here is None and can and not stale)
        self._show_why_not(offer, shown=here is None and coming is None and not can)
        self.get.set_kind("plain" if here or coming is not None else "main")
        if coming is not None:
            self.get.setText(short_state_words(coming))
        elif here:
            self.get.setText(translate("ModelPage", "Installed"))
        elif any(model.model == offer.model.id for model in self._library.installed):
            # another file of this model is here
            move = translate("ModelPage", "Move to this file, {size}")
            self.get.setText(move.format(size=size_words(offer.size)))
        else:
            get = translate("ModelPage", "Get, {size}")
            self.get.setText(get.format(size=size_words(offer.size)))
        self.get.setAccessibleDescription(f"{offer.model.name}, {offer.file.quantization}")

    def _show_why_not(self, offer: Offer, *, shown: bool) -> None:
        """What a button that cannot be pressed would otherwise leave unsaid."""
        computer, best = self._offers.computer, self._offers.recommended
        self._why_not.setVisible(shown)
        if shown and computer is not None:
            instead = best.model.name if best is not None and best.model != offer.model else ""
            self._why_not.setText(why_not_words(offer, computer, instead))

    def _here(self, offer: Offer) -> InstalledModel | None:
        """The offered file as it is on this computer."""
        installed = self._library.installed
        return next((m for m in installed if m.is_file(offer.model.id, offer.file)), None)

    def _show_loading(self) -> None:
        here = self._here(self._chosen) if self._chosen is not None else None
        self.how_loaded.setVisible(here is not None)
        if here is not None:
            self.loading.show_model(here)
            self.how_loaded.show_note(self.loading.note())

    def _on_get(self) -> None:
        if self._chosen is not None:
            self._navigation.get(self._chosen)


def _files_note(offers: list[Offer]) -> str:
    count = translate("ModelPage", "%n files", "", len(offers))
    if len(offers) < 2:
        return count
    sizes = sorted(offer.size for offer in offers)
    words = translate("ModelPage", "{count}, from {least} to {most}, with their technical names")
    return words.format(count=count, least=size_words(sizes[0]), most=size_words(sizes[-1]))
