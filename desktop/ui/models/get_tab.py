# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The models that can be had, for this computer."""

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.computer import Computer
from desktop.domain.fit import Fit
from desktop.domain.forecast import WORDS_A_TOKEN
from desktop.presenters.choosing import Choosing
from desktop.presenters.downloads import Downloads
from desktop.presenters.library import Library
from desktop.presenters.navigation import Navigation, Page
from desktop.presenters.offers import Offers
from desktop.presenters.repositories import Repositories
from desktop.ui.models.chooser import AbsentNotes, Chooser
from desktop.ui.models.compare_page import CompareBar
from desktop.ui.models.hub_section import HubSection
from desktop.ui.models.offer_card import OfferCard
from desktop.ui.text.amounts import memory_words, number
from desktop.ui.text.models import reason_words
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.bars import part_brush
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.label import IconLabel, Label
from desktop.ui.widgets.page import ScrollColumn

translate = QCoreApplication.translate

WIDEST = 1280
TWO, THREE = 660, 1180  # pixels of content from which there are so many columns


class Swatch(QWidget):
    """A colour of the bars, for their legend."""

    def __init__(self, themes: ThemeSource, token: str) -> None:
        super().__init__()
        self._themes, self._token = themes, token
        self.setFixedSize(QSize(10, 10))
        themes.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A small square."""
        theme = self._themes.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.line if theme.high_contrast else Qt.PenStyle.NoPen)
        painter.setBrush(part_brush(theme, self._token))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)


class GetTab(ScrollColumn):
    """Cards in one, two or three columns."""

    def __init__(
        self,
        themes: ThemeSource,
        offers: Offers,
        choosing: Choosing,
        repositories: Repositories,
        library: Library,
        downloads: Downloads,
        navigation: Navigation,
    ) -> None:
        super().__init__(WIDEST)
        self._themes, self._offers, self._library = themes, offers, library
        self._choosing = choosing
        self._downloads, self._navigation = downloads, navigation
        self.cards: dict[str, OfferCard] = {}
        self._shown: list[OfferCard] = []
        self._computer = Label(themes, "", "body", "text_soft", wrap=True, figures=True)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(20)
        self._columns = 0
        self.chooser = Chooser(themes, choosing)
        self.absent = AbsentNotes(themes, choosing)
        self.absent.opened.connect(lambda model_id: navigation.go(Page.MODEL, model_id))
        self.comparing = CompareBar(themes, choosing, navigation)
        self.hub = HubSection(themes, choosing, repositories)
        self.hub.opened.connect(self._on_opened)
        self._none = QWidget()
        self.show_all = Button(
            themes, translate("GetTab", "Show all models"), "plain", choosing.want_anything
        )
        self._build()
        offers.changed.connect(self._show_offers)
        choosing.changed.connect(self._show_choice)
        choosing.marked_changed.connect(self._show_states)
        library.changed.connect(self._show_states)
        downloads.changed.connect(self._show_states)
        self._show_offers()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many columns as there is room for."""
        super().resizeEvent(event)
        self._arrange()

    def _on_opened(self, model_id: str) -> None:
        """An answer that comes late leads nobody away from a chat."""
        if self._navigation.page is Page.MODELS:
            self._navigation.go(Page.MODEL, model_id)

    def _build(self) -> None:
        themes = self._themes
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(IconLabel(themes, "computer"))
        top.addWidget(self._computer, 1)
        for token, words in (
            ("in_use", translate("GetTab", "in use now")),
            ("accent", translate("GetTab", "this model")),
            ("free", translate("GetTab", "free")),
        ):
            top.addSpacing(8)
            top.addWidget(Swatch(themes, token))
            top.addWidget(Label(themes, words, "caption", "text_soft"))
        none = QVBoxLayout(self._none)
        none.setContentsMargins(0, 8, 0, 20)
        none.setSpacing(12)
        words = translate("GetTab", "No model that Jewelbox knows suits all of this.")
        none.addWidget(Label(themes, words, wrap=True))
        none.addWidget(self.show_all, 0, Qt.AlignmentFlag.AlignLeading)
        self._none.hide()
        self.column.addSpacing(20)
        self.column.addWidget(self.chooser)
        self.column.addLayout(top)
        self.column.addSpacing(4)
        self.column.addWidget(self.comparing)
        self.column.addSpacing(12)
        self.column.addWidget(self.absent)
        self.column.addWidget(self._none)
        self.column.addWidget(self.hub)
        self.column.addLayout(self._grid)
        self.column.addStretch(1)

    def _show_offers(self) -> None:
        computer, recommended = self._offers.computer, self._offers.recommended
        if computer is None:
            self._computer.setText(translate("GetTab", "Looking at this computer"))
            return
        for card in self.cards.values():
            self._grid.removeWidget(card)
            card.deleteLater()
        self.cards = {}
        best = recommended.model.id if recommended is not None else ""
        found = self._offers.offers()
        fitting = [offer for offer in found if offer.fit is Fit.FITS]
        largest = max(fitting, key=lambda offer: offer.memory).model.name if fitting else ""
        instead = recommended.model.name if recommended is not None else largest
        for offer in found:
            model = offer.model
            card = OfferCard(self._themes, offer, computer, model.id == best, instead)
            card.setParent(self._grid.parentWidget())  # a hidden one is in no layout
            card.marked.connect(self._choosing.mark)
            card.get_asked.connect(self._navigation.get)
            card.opened.connect(lambda model_id: self._navigation.go(Page.MODEL, model_id))
            self.cards[model.id] = card
        self._show_choice()
        self._show_states()

    def _show_computer(self, computer: Computer) -> None:
        """What it has, what to take here for what is wished, and how much that remembers."""
        words = translate("GetTab", "This computer has {memory} of memory.")
        memory = memory_words(computer.memory, installed=True)
        sentences = [words.format(memory=memory)]
        recommendation = self._choosing.recommendation()
        if recommendation is not None:
            best = translate("GetTab", "Recommended here: {name}.")
            sentences.append(best.format(name=recommendation.offer.model.name))
            sentences.append(reason_words(recommendation))
            room = translate("GetTab", "There is room for a chat of about {words} words.")
            length = number(round(recommendation.context * WORDS_A_TOKEN, -3))
            sentences.append(room.format(words=length))
        self._computer.setText(" ".join(sentences))

    def _show_choice(self) -> None:
        """The cards that suit, in their order; the others are hidden."""
        if self._offers.computer is not None:
            self._show_computer(self._offers.computer)
        chosen = [offer.model.id for offer in self._choosing.offers()]
        for card in self.cards.values():
            self._grid.removeWidget(card)
        self._shown = [self.cards[model_id] for model_id in chosen if model_id in self.cards]
        for card in self.cards.values():
            card.setVisible(card in self._shown)
        self.absent.show_absent()
        self._none.setVisible(bool(self.cards) and not self._shown and self.absent.isHidden())
        self._columns = 0
        self._arrange()

    def _arrange(self) -> None:
        width = min(self.viewport().width(), WIDEST)
        columns = 1 if width < TWO else 2 if width < THREE else 3
        if columns == self._columns:
            return
        for column in range(3):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        for index, card in enumerate(self._shown):
            self._grid.addWidget(card, index // columns, index % columns)
        self._columns = columns

    def _show_states(self) -> None:
        installed = {model.model for model in self._library.installed}
        coming = {download.model: download for download in self._downloads.downloads}
        for model_id, card in self.cards.items():
            card.show_marked(model_id in self._choosing.marked)
            card.show_state(model_id in installed, coming.get(model_id))
