# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Above the list of chats: the search field, its filters, and the way back from another place."""

import functools
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop.domain.searching import Search
from desktop.domain.shelves import Place, Shelf
from desktop.presenters.chat_list import ChatList
from desktop.presenters.exchange import Exchange
from desktop.presenters.library import Library
from desktop.ui.exchange import add_export
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.icon_button import icon_button
from desktop.ui.widgets.nav_button import NavButton
from desktop.ui.widgets.search_field import SearchField

translate = QCoreApplication.translate

T = TypeVar("T")

DAY = 86_400.0  # seconds


def place_words(place: Place) -> str:
    """What a place is called."""
    return {
        Shelf.CHATS: translate("PlaceBar", "All chats"),
        Shelf.ARCHIVE: translate("PlaceBar", "Archive"),
        Shelf.TRASH: translate("PlaceBar", "Trash"),
    }.get(place.shelf, place.folder)


def times() -> list[tuple[str, float]]:
    """How far back a search looks: the words, and the seconds."""
    return [
        (translate("PlaceBar", "At any time"), 0.0),
        (translate("PlaceBar", "In the last 7 days"), 7 * DAY),
        (translate("PlaceBar", "In the last 30 days"), 30 * DAY),
        (translate("PlaceBar", "In the last year"), 365 * DAY),
    ]


class PlaceBar(QWidget):
    """Which chats the list shows."""

    def __init__(
        self, themes: ThemeSource, chats: ChatList, library: Library, exchange: Exchange
    ) -> None:
        super().__init__()
        self._chats, self._library, self._exchange = chats, library, exchange
        self._days = 0.0
        self.search = SearchField(themes, translate("Sidebar", "Search chats"))
        self.filters = icon_button(themes, "filter", translate("PlaceBar", "Filters and places"))
        self.back = NavButton(themes, "", "back")
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self.filters.setMenu(self._menu)
        self.filters.setPopupMode(self.filters.ToolButtonPopupMode.InstantPopup)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.search, 1)
        row.addWidget(self.filters)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.back)
        self.search.textChanged.connect(chats.search)
        self.back.clicked.connect(self._on_back)
        chats.place_changed.connect(self._show)
        chats.filters_changed.connect(self._show)
        self._show()

    def _fill(self) -> None:
        menu, search = self._menu, self._chats.looked_for
        menu.clear()
        by_model = menu.addMenu(translate("PlaceBar", "Answered by"))
        models = [("", translate("PlaceBar", "Any model"))]
        models += [(model.id, model.name) for model in self._library.installed]
        self._add_choice(
            by_model, models, search.model, lambda model: self._set(replace(search, model=model))
        )
        by_time = menu.addMenu(translate("PlaceBar", "Written"))
        self._add_choice(by_time, [(s, w) for w, s in times()], self._days, self._set_days)
        pictures = QAction(translate("PlaceBar", "With pictures only"), menu)
        pictures.setCheckable(True)
        pictures.setChecked(search.pictures)
        pictures.triggered.connect(lambda on: self._set(replace(search, pictures=on)))
        menu.addAction(pictures)
        menu.addSeparator()
        for place in (Place(), Place(Shelf.ARCHIVE), Place(Shelf.TRASH)):
            action = menu.addAction(place_words(place), functools.partial(self._chats.go, place))
            action.setCheckable(True)
            action.setChecked(not search and place == self._chats.place)
        menu.addSeparator()
        if search or self._chats.place != Place():
            words = translate("PlaceBar", "Export these chats")
            add_export(menu, words, self._exchange, self._chats.chats())
        add_export(menu, translate("PlaceBar", "Export all chats"), self._exchange, None)

    def _add_choice(
        self, menu: QMenu, choices: list[tuple[T, str]], chosen: T, choose: Callable[[T], None]
    ) -> None:
        group = QActionGroup(menu)
        for value, words in choices:
            action = menu.addAction(words.replace("&", "&&"), functools.partial(choose, value))
            action.setCheckable(True)
            action.setChecked(value == chosen)
            group.addAction(action)

    def _set(self, search: Search) -> None:
        self._chats.look_for(search)

    def _set_days(self, days: float) -> None:
        self._days = days
        since = time.time() - days if days else 0.0
        self._set(replace(self._chats.looked_for, since=since))

    def _on_back(self) -> None:
        self._days = 0.0
        if self._filtered():
            self._set(Search(self._chats.looked_for.text))
        else:
            self._chats.go(Place())

    def _filtered(self) -> bool:
        search = self._chats.looked_for
        return bool(search.model or search.since or search.pictures)

    def _show(self) -> None:
        """The field empties when somebody goes elsewhere; the way back says where one is."""
        search = self._chats.looked_for
        if self.search.text().strip() != search.text:
            self.search.setText(search.text)
        words = self._words()
        self.back.setVisible(bool(words))
        self.back.setText(words)
        self.filters.show_icon("filter", "accent" if self._filtered() else "text_soft")
        if words:
            self.back.setAccessibleDescription(translate("PlaceBar", "Back to all chats"))

    def _words(self) -> str:
        search = self._chats.looked_for
        if not search:
            return "" if self._chats.place == Place() else place_words(self._chats.place)
        names = {model.id: model.name for model in self._library.installed}
        words = [names.get(search.model, search.model)] if search.model else []
        if search.since:
            words += [text for text, seconds in times() if seconds == self._days]
        if search.pictures:
            words.append(translate("PlaceBar", "with pictures"))
        return ", ".join(words)
