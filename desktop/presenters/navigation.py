# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Which page the window shows, and the way from a wish for a model to a chat with it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, Signal, SignalInstance

from desktop.domain.errors import AppError
from desktop.domain.fit import Offer
from desktop.domain.gate import GATE_PROBLEMS
from desktop.domain.model import InstalledModel
from desktop.presenters.downloads import Downloads
from desktop.presenters.library import Library
from desktop.presenters.licences import Licences
from desktop.presenters.offers import Offers
from desktop.presenters.preferences import Preferences


class Page(StrEnum):
    """The pages of the window."""

    WELCOME = "welcome"
    LICENCE = "licence"
    GATE = "gate"
    CHAT = "chat"
    MODELS = "models"
    MODEL = "model"
    INSTALLED = "installed"
    COMPARE = "compare"
    SETTINGS = "settings"


@dataclass(frozen=True, slots=True)
class Wish:
    """A model somebody wants, before its licence is accepted: to download, or here already."""

    model: str
    name: str
    licence: str
    licence_text: str = ""
    offer: Offer | None = None
    installed: InstalledModel | None = None


class Navigation(QObject):
    """Pages, and the licence between a wish and its model: nothing is fetched or run unseen."""

    changed = Signal()
    gated = Signal(str, object)  # the model's name, AppError: its terms are behind a gate

    def __init__(
        self,
        preferences: Preferences,
        offers: Offers,
        library: Library,
        downloads: Downloads,
        licences: Licences,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._preferences, self._offers = preferences, offers
        self._library, self._downloads, self._licences = library, downloads, licences
        self._before: list[Page] = []
        self.model_id = ""
        self.wish: Wish | None = None
        self.page = Page.CHAT if preferences.flag("welcomed") else Page.WELCOME
        downloads.installed.connect(self._on_installed)
        licences.texts_failed.connect(self._on_terms_failed)

    def join(self, opened: SignalInstance, stand_before: Callable[[str, AppError], None]) -> None:
        """The way to a gate before terms, and back when it is open."""
        self.gated.connect(stand_before)
        opened.connect(self.read_again)

    def go(self, page: Page, model_id: str = "") -> None:
        """Show a page; model_id belongs to Page.MODEL and Page.INSTALLED."""
        if page is self.page and model_id == self.model_id:
            return
        if page in (Page.CHAT, Page.WELCOME):
            self._before.clear()
        else:
            self._before.append(self.page)
        self._show(page, model_id)

    def back(self) -> None:
        """The page before, the chat when there is none."""
        self._show(self._before.pop() if self._before else Page.CHAT, self.model_id)

    def get(self, offer: Offer) -> None:
        """Get a model: its licence first, unless it was accepted already."""
        model = offer.model
        self._wish(Wish(model.id, model.name, model.licence, offer=offer))

    def use(self, installed: InstalledModel) -> None:
        """Chat with a model that is here: its licence first, unless it was accepted already."""
        self._wish(
            Wish(
                installed.model or installed.id,
                installed.name,
                installed.licence,
                installed.licence_text,
                installed=installed,
            )
        )

    def try_starter(self) -> None:
        """Use the model that came with the program."""
        if self._offers.starter is not None:
            self.use(self._offers.starter)

    def accept(self) -> None:
        """Accept the terms that are shown, and go on with the wish."""
        wish = self.wish
        if wish is not None and self._licences.accept():
            self.wish = None
            self._fulfil(wish)

    def read_again(self) -> None:
        """Back to the terms that could not be fetched before."""
        if self.wish is not None:
            self._licences.retry()
            self._show(Page.LICENCE, self.model_id)

    def not_now(self) -> None:
        """Leave the terms without accepting."""
        self.wish = None
        self._licences.close()
        self.back()

    def _wish(self, wish: Wish) -> None:
        if self._licences.is_accepted(wish.licence, wish.model):
            self._fulfil(wish)
            return
        self.wish = wish
        self._licences.open(wish.licence, wish.model, wish.name, wish.licence_text)
        self.go(Page.LICENCE)

    def _fulfil(self, wish: Wish) -> None:
        if wish.offer is not None:
            self._downloads.start(wish.offer)
        elif wish.installed is not None:
            self._downloads.install(wish.installed)
        self._preferences.set("welcomed", True)
        self.go(Page.CHAT)

    def _on_terms_failed(self, error: AppError) -> None:
        if self.wish is not None and error.problem in GATE_PROBLEMS:
            self.gated.emit(self.wish.name, error)

    def _on_installed(self, installed: InstalledModel) -> None:
        self._library.choose(installed.id)

    def _show(self, page: Page, model_id: str) -> None:
        self.page, self.model_id = page, model_id
        self.changed.emit()
