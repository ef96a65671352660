# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Models: those on this computer and those that can be had."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QWidget

from desktop.presenters.presenters import Presenters
from desktop.ui.models.actions import Actions
from desktop.ui.models.get_tab import GetTab
from desktop.ui.models.installed_tab import InstalledTab
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.direction import set_margins
from desktop.ui.widgets.page import page_margin
from desktop.ui.widgets.search_field import SearchField
from desktop.ui.widgets.tabs import Tabs

translate = QCoreApplication.translate


class ModelsPage(QStackedWidget):
    """Two tabs; their bar stands in the header."""

    def __init__(
        self,
        themes: ThemeSource,
        presenters: Presenters,
        actions: Actions,
    ) -> None:
        super().__init__()
        p = presenters
        self.installed = InstalledTab(themes, p)
        self.installed.done.connect(actions.do)
        self.installed.file_asked.connect(actions.open_file)
        self._themes, self._p = themes, p
        self._actions = actions  # Qt holds what it calls only weakly
        self._get: GetTab | None = None
        self.addWidget(self.installed)
        self.bar = TabsBar(
            Tabs(
                themes,
                translate("ModelsPage", "Models"),
                translate("ModelsPage", "On this computer"),
                translate("ModelsPage", "Get models"),
            ),
            SearchField(themes, translate("ModelsPage", "Search, or paste an address")),
            self._adding(themes, actions, p),
        )
        self.bar.search.textChanged.connect(p.choosing.search)
        self.bar.search.returnPressed.connect(self._ask_hub)
        self.bar.search.hide()
        self._choosing = p.choosing
        p.choosing.changed.connect(self._show_words)
        self.bar.tabs.currentChanged.connect(self._show_tab)
        self.installed.get_asked.connect(lambda: self.bar.tabs.setCurrentIndex(1))
        p.holdings.refused.connect(self._show_refused)
        if not p.library.installed and not p.downloads.downloads:
            self.bar.tabs.setCurrentIndex(1)

    @property
    def get(self) -> GetTab:
        """What can be had; made when somebody looks at it, since it has many cards."""
        if self._get is None:
            p = self._p
            self._get = GetTab(
                self._themes,
                p.offers,
                p.choosing,
                p.repositories,
                p.library,
                p.downloads,
                p.navigation,
            )
            self.addWidget(self._get)
        return self._get

    def show_installed(self) -> None:
        """What is here, and what is on its way."""
        self.bar.tabs.setCurrentIndex(0)

    def _show_refused(self, _: object) -> None:
        self.show_installed()

    def first_focus(self) -> QWidget:
        """The tabs."""
        return self.bar.tabs

    def _adding(self, themes: ThemeSource, actions: Actions, presenters: Presenters) -> Button:
        """The way in for what is already on this computer."""
        button = Button(themes, translate("ModelsPage", "Add a file or folder"), "small")
        menu = QMenu(button)
        menu.addAction(
            translate("ModelsPage", "A file, which stays where it is"), actions.open_file
        )
        menu.addAction(translate("ModelsPage", "A folder"), actions.open_folder)
        menu.addSeparator()
        menu.addAction(
            translate("ModelsPage", "Copy a file into the folder for models"), actions.copy_file
        )
        menu.addAction(
            translate("ModelsPage", "Move a file into the folder for models"), actions.move_file
        )
        menu.addSeparator()
        menu.addAction(translate("ModelsPage", "Look again"), presenters.holdings.rescan)
        menu.addAction(translate("ModelsPage", "Check all"), presenters.holdings.check_all)
        button.setMenu(menu)
        return button

    def _ask_hub(self) -> None:
        self.get.hub.ask.click()

    def _show_tab(self, index: int) -> None:
        self.setCurrentWidget(self.installed if index == 0 else self.get)
        self.bar.search.setVisible(index == 1)
        self.bar.add.setVisible(index == 0)

    def _show_words(self) -> None:
        words = self._choosing.words
        if words != self.bar.search.text().strip():
            self.bar.search.setText(words)


class TabsBar(QWidget):
    """Tabs that stand on the line of the header; at its end a search, or the way to add files."""

    def __init__(self, tabs: Tabs, search: SearchField, add: Button) -> None:
        super().__init__()
        self.tabs, self.search, self.add = tabs, search, add
        search.setMaximumWidth(300)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self.tabs, 1, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(search, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(add, 0, Qt.AlignmentFlag.AlignVCenter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The tabs stand on the edge of the page."""
        set_margins(self._row, page_margin(self.width()), 0, page_margin(self.width()), 0)
