# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The pages of the window, each built when it is first shown, with the bar above it.

They are also imported only then: the window is there sooner.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from desktop.presenters.navigation import Page
from desktop.presenters.presenters import Presenters
from desktop.ui.header import ChatBar
from desktop.ui.theme import ThemeSource

if TYPE_CHECKING:
    from desktop.ui.commands import Command
    from desktop.ui.models.actions import Actions

WHOLE_WINDOW = (Page.WELCOME, Page.LICENCE, Page.GATE)


@dataclass(slots=True)
class Shown:
    """A page with its bar (None for pages that have the whole window)."""

    widget: QWidget
    bar: QWidget | None = None
    end: QWidget | None = None  # of the header, beside the bar
    lined: bool = False  # the line below the bar is always there
    scroll: QAbstractScrollArea | None = None
    floor: QWidget | None = None  # what floats above the page stands above this
    show_downloads: Callable[[], None] | None = None
    show_message: Callable[[str], None] | None = None
    commands: Callable[[], list["Command"]] = list  # what can be done there now


@dataclass(slots=True)
class Pages:
    """Builds pages and keeps them."""

    presenters: Presenters
    themes: ThemeSource
    window: QWidget
    languages: Sequence[tuple[str, str]] = ()
    log_folder: str = ""
    _built: dict[Page, Shown] = field(default_factory=dict)

    def page(self, page: Page) -> Shown:
        """The page; the first time it takes a moment."""
        if page not in self._built:
            self._built[page] = self._makers()[page]()
        return self._built[page]

    def commands(self) -> list["Command"]:
        """What can be done on the page that is shown."""
        return self.page(self.presenters.navigation.page).commands()

    def show_message(self, message_id: str) -> None:
        """In the open chat."""
        show = self.page(Page.CHAT).show_message
        if show is not None:
            show(message_id)

    def _makers(self) -> dict[Page, Callable[[], Shown]]:
        return {
            Page.WELCOME: self._welcome,
            Page.LICENCE: self._licence,
            Page.GATE: self._gate,
            Page.CHAT: self._chat,
            Page.MODELS: self._models,
            Page.MODEL: self._model,
            Page.INSTALLED: self._installed,
            Page.COMPARE: self._compare,
            Page.SETTINGS: self._settings,
        }

    def _welcome(self) -> Shown:
        from desktop.ui.welcome.welcome_page import WelcomePage

        return Shown(WelcomePage(self.themes, self.presenters.offers, self.presenters.navigation))

    def _licence(self) -> Shown:
        from desktop.ui.licences.licence_page import LicencePage

        p = self.presenters
        return Shown(LicencePage(self.themes, p.licences, p.navigation, p.preferences))

    def _gate(self) -> Shown:
        from desktop.ui.licences.gate_page import GatePage

        return Shown(GatePage(self.themes, self.presenters.gate, self.presenters.navigation))

    def _chat(self) -> Shown:
        from desktop.ui.chat.chat_commands import chat_commands
        from desktop.ui.chat.chat_page import ChatPage
        from desktop.ui.chat.draft_cost import DraftCost

        p = self.presenters
        page = ChatPage(
            p.conversation,
            p.editing,
            p.comparing,
            p.queue,
            p.library,
            p.engine,
            p.downloads,
            p.personas,
            self.themes,
            lambda: p.preferences.flag("enter_sends"),
            p.background,
        )
        page.models_wanted.connect(lambda: p.navigation.go(Page.MODELS))
        page.transcript.add_cost(p.estimating)
        page.composer.add_cost(DraftCost(self.themes, p.conversation.drafting, p.estimating))
        bar = ChatBar(self.themes, p.conversation, p.chat_list, p.exchange)
        return Shown(
            page,
            bar,
            bar.menu_button,
            floor=page.composer,
            scroll=page.findChild(QAbstractScrollArea),
            show_message=page.transcript.show_message,
            commands=lambda: chat_commands(page, p, bar.rename),
        )

    def _models(self) -> Shown:
        from desktop.ui.models.models_page import ModelsPage

        p = self.presenters
        page = ModelsPage(self.themes, p, self._actions())
        return Shown(page, page.bar, lined=True, show_downloads=page.show_installed)

    def _model(self) -> Shown:
        from desktop.ui.models.model_page import ModelPage

        p = self.presenters
        page = ModelPage(
            self.themes,
            p.offers,
            p.repositories,
            p.library,
            p.downloads,
            p.navigation,
            p.tunings,
            p.upkeep,
        )
        return Shown(page, page.bar, scroll=page.scroll_column)

    def _installed(self) -> Shown:
        from desktop.ui.models.installed_page import InstalledPage

        page = InstalledPage(self.themes, self.presenters, self._actions())
        return Shown(page, page.bar, scroll=page.scroll_column)

    def _actions(self) -> "Actions":
        from desktop.ui.models.actions import Actions

        return Actions(self.presenters, self.window)

    def _compare(self) -> Shown:
        from desktop.ui.models.compare_page import ComparePage

        p = self.presenters
        page = ComparePage(self.themes, p.offers, p.choosing, p.navigation)
        return Shown(page, page.bar, scroll=page.scroll_column)

    def _settings(self) -> Shown:
        from desktop.ui.settings.settings_page import SettingsPage

        page = SettingsPage(self.themes, self.presenters, self.languages, self.log_folder)
        return Shown(page, page.bar, scroll=page.scroll_column)
