# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The page of settings: its sections, and a list of them where there is room."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.presenters.presenters import Presenters
from desktop.ui.settings.about import ExpertsSection, about_section
from desktop.ui.settings.account import account_section
from desktop.ui.settings.catalogue import CatalogueSection
from desktop.ui.settings.chats import ChatsSection
from desktop.ui.settings.disk import DiskSection
from desktop.ui.settings.folders import FoldersSection
from desktop.ui.settings.licences import LicencesSection
from desktop.ui.settings.look import look_section
from desktop.ui.settings.network import NetworkSection
from desktop.ui.settings.releases import ReleasesSection
from desktop.ui.settings.rows import Section
from desktop.ui.settings.writing import writing_section
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.choice import Choice
from desktop.ui.widgets.direction import set_margins
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.nav_button import NavButton
from desktop.ui.widgets.page import ScrollColumn, page_margin

translate = QCoreApplication.translate

WIDEST = 620
LIST = 176
WIDE = 760  # pixels of content from which the list of sections is shown


class SettingsPage(QWidget):
    """Only what works is shown.

    Args:
        languages: code and own name of each that the window can speak.
        log_folder: "" leaves its row out.
    """

    def __init__(
        self,
        themes: ThemeSource,
        presenters: Presenters,
        languages: Sequence[tuple[str, str]] = (),
        log_folder: str = "",
    ) -> None:
        super().__init__()
        self._themes = themes
        self.bar = TitleBar(themes, translate("SettingsPage", "Settings"))
        self.scroll_column = ScrollColumn(WIDEST, centred=False)
        p = presenters
        self.sections: list[Section] = [
            look_section(themes, p.preferences, languages),
            writing_section(themes, p.preferences),
            ChatsSection(themes, p.chat_copies, p.exchange, p.engine, p.conversation),
            DiskSection(themes, p.preferences, p.library, p.offers),
            FoldersSection(themes, p.preferences, p.library, p.holdings),
            NetworkSection(themes, p.preferences, p.connection),
            CatalogueSection(themes, p.preferences, p.upkeep),
            account_section(themes, p.gate),
            LicencesSection(themes, p.licences, p.library, p.offers),
            ExpertsSection(themes, p),
            ReleasesSection(themes, p.preferences, p.releases),
            about_section(themes, log_folder),
        ]
        self._list = QWidget()
        self._entries: list[NavButton] = []
        self._build()
        self.scroll_column.verticalScrollBar().valueChanged.connect(self._mark)
        self._mark()

    def first_focus(self) -> QWidget:
        """The list, or what can be set first."""
        first = self.sections[0].findChildren(Choice)
        return first[0] if self._list.isHidden() else self._entries[0]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list takes room from what it lists."""
        self._list.setVisible(self.width() >= WIDE)
        QTimer.singleShot(0, self, self._mark)  # when the sections have found their places
        margin = page_margin(self.width())
        set_margins(self._row, margin - 8 if self.width() >= WIDE else margin, 0, 0, 0)

    def show_section(self, index: int) -> None:
        """Scroll there."""
        bar = self.scroll_column.verticalScrollBar()
        bar.setValue(self.sections[index].y())
        # After the last pages of scrolling the chosen one may not have reached the top.
        QTimer.singleShot(0, self, lambda: self._mark_only(index))

    def _build(self) -> None:
        entries = QVBoxLayout(self._list)
        entries.setContentsMargins(0, 8, 0, 0)
        entries.setSpacing(0)
        for index, section in enumerate(self.sections):
            entry = NavButton(self._themes, section.title)
            entry.clicked.connect(lambda _=False, index=index: self.show_section(index))
            entries.addWidget(entry)
            self._entries.append(entry)
            if index == 0:
                self.scroll_column.column.addSpacing(13)
            self.scroll_column.column.addWidget(section)
        entries.addStretch(1)
        self.scroll_column.column.addStretch(1)
        self._list.setFixedWidth(LIST)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(48)
        self._row.addWidget(self._list)
        self._row.addWidget(self.scroll_column, 1)

    def _mark(self) -> None:
        top = self.scroll_column.verticalScrollBar().value()
        passed = [index for index, section in enumerate(self.sections) if section.y() <= top + 24]
        self._mark_only(passed[-1] if passed else 0)

    def _mark_only(self, chosen: int) -> None:
        for index, entry in enumerate(self._entries):
            entry.set_chosen(index == chosen)


class TitleBar(QWidget):
    """The name of the page, in the header."""

    def __init__(self, themes: ThemeSource, title: str) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.addWidget(Label(themes, title, "title"))
        self._row.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The title stands on the edge of the page."""
        set_margins(self._row, page_margin(self.width()), 0, 0, 0)
