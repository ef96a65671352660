# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Models: those on this computer and those that can be had."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from desktop.presenters.downloads import Downloads
from desktop.presenters.library import Library
from desktop.presenters.licences import Licences
from desktop.presenters.navigation import Navigation
from desktop.presenters.offers import Offers
from desktop.ui.models.get_tab import GetTab
from desktop.ui.models.installed_tab import InstalledTab
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.direction import set_margins
from desktop.ui.widgets.page import page_margin
from desktop.ui.widgets.tabs import Tabs

translate = QCoreApplication.translate


class ModelsPage(QStackedWidget):
    """Two tabs; their bar stands in the header."""

    def __init__(
        self,
        themes: ThemeSource,
        offers: Offers,
        library: Library,
        downloads: Downloads,
        licences: Licences,
        navigation: Navigation,
    ) -> None:
        super().__init__()
        self.installed = InstalledTab(themes, library, offers, downloads, licences, navigation)
        self.get = GetTab(themes, offers, library, downloads, navigation)
        self.addWidget(self.installed)
        self.addWidget(self.get)
        self.bar = TabsBar(
            Tabs(
                themes,
                translate("ModelsPage", "Models"),
                translate("ModelsPage", "On this computer"),
                translate("ModelsPage", "Get models"),
            )
        )
        self.bar.tabs.currentChanged.connect(self.setCurrentIndex)
        self.installed.get_asked.connect(lambda: self.bar.tabs.setCurrentIndex(1))
        if not library.installed and not downloads.downloads:
            self.bar.tabs.setCurrentIndex(1)

    def show_installed(self) -> None:
        """What is here, and what is on its way."""
        self.bar.tabs.setCurrentIndex(0)

    def first_focus(self) -> QWidget:
        """The tabs."""
        return self.bar.tabs


class TabsBar(QWidget):
    """Tabs that stand on the line of the header."""

    def __init__(self, tabs: Tabs) -> None:
        super().__init__()
        self.tabs = tabs
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.tabs, 1, Qt.AlignmentFlag.AlignBottom)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The tabs stand on the edge of the page."""
        set_margins(self._row, page_margin(self.width()), 0, 0, 0)
