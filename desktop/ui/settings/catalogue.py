# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Settings: the list of models, a newer one, and whether its files are still there."""

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QUrl
from PySide6.QtWidgets import QLineEdit

from desktop.domain.catalogue import STALE, PinState
from desktop.presenters.preferences import Preferences
from desktop.presenters.upkeep import Doing, Upkeep
from desktop.ui.settings.rows import Section, SettingRow
from desktop.ui.text.problems import problem_text
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button

translate = QCoreApplication.translate

MOST_NAMED = 5


class CatalogueSection(Section):
    """Asks nobody by itself."""

    def __init__(self, themes: ThemeSource, preferences: Preferences, upkeep: Upkeep) -> None:
        super().__init__(themes, translate("CatalogueSection", "List of models"))
        self._preferences, self._upkeep = preferences, upkeep
        title = translate("CatalogueSection", "Address of a newer list")
        self.address = QLineEdit(preferences.text("catalogue_address"))
        self.address.setAccessibleName(title)
        self.address.setPlaceholderText("https://")
        self.address.setMinimumWidth(200)
        self.address.editingFinished.connect(self._keep)
        self.fetch = Button(themes, translate("CatalogueSection", "Fetch"), "small", self._fetch)
        self.fetch.setAccessibleDescription(title)
        own = translate("CatalogueSection", "Use the program's own list")
        self.own = Button(themes, own, "small", upkeep.use_built_in)
        self._newer = SettingRow(themes, title, " ", self.address, self.fetch, self.own)
        self.check = Button(themes, translate("CatalogueSection", "Check"), "small", upkeep.check)
        files = translate("CatalogueSection", "Are all files still on the Hub?")
        self._files = SettingRow(themes, files, " ", self.check)
        self.add(self._newer)
        self.add(self._files)
        self._asked = Doing.NOTHING
        upkeep.changed.connect(self._show)
        self._show()

    def _keep(self) -> None:
        address = self.address.text().strip()
        url = QUrl(address, QUrl.ParsingMode.StrictMode)
        if not address or (url.scheme() in ("https", "http") and url.host()):
            self._preferences.set("catalogue_address", address)
            self._show()
        else:
            wrong = translate("CatalogueSection", "This is no address.")
            self._newer.show_note(wrong, "danger")

    def _fetch(self) -> None:
        self._keep()
        self._upkeep.fetch()

    def _show(self) -> None:
        upkeep = self._upkeep
        if upkeep.doing is not Doing.NOTHING:
            self._asked = upkeep.doing
        idle = upkeep.doing is Doing.NOTHING
        self.fetch.setEnabled(idle and bool(self._preferences.text("catalogue_address")))
        self.own.setVisible(upkeep.is_newer)
        self.own.setEnabled(idle)
        self.check.setEnabled(idle)
        self._newer.show_note(self._list_words())
        self._files.show_note(self._files_words())
        if upkeep.error is not None:
            words = problem_text(upkeep.error)
            row = self._newer if self._asked is Doing.FETCHING else self._files
            row.show_note(f"{words.what} {words.next}", "danger")

    def _list_words(self) -> str:
        if self._upkeep.doing is Doing.FETCHING:
            return translate("CatalogueSection", "Fetching it")
        day = QDate.fromString(self._upkeep.published, "yyyy-MM-dd")
        #: a date; see the documentation of QLocale.toString
        when = QLocale().toString(day, translate("CatalogueSection", "d MMMM yyyy"))
        if self._upkeep.is_newer:
            return translate("CatalogueSection", "In use: a fetched list of {day}").format(day=when)
        words = translate("CatalogueSection", "In use: the list of this program, of {day}")
        return words.format(day=when)

    def _files_words(self) -> str:
        states = self._upkeep.states
        if self._upkeep.doing is Doing.CHECKING:
            return translate("CatalogueSection", "Asking the Hub about every file")
        if states is None:
            return translate("CatalogueSection", "Not checked yet")
        stale = [name for name, state in states.items() if state in STALE]
        newer = [name for name, state in states.items() if state is PinState.OUTDATED]
        unasked = sum(state is PinState.UNASKED for state in states.values())
        said = translate("CatalogueSection", "All %n files are as the list says", "", len(states))
        if unasked:
            right = len(states) - unasked - len(stale)
            said = translate("CatalogueSection", "%n files are as the list says", "", right)
        lines = [] if stale else [said]
        if stale:
            words = translate(
                "CatalogueSection", "%n files are not as the list says:", "", len(stale)
            )
            lines += [words, *stale[:MOST_NAMED]]
        if newer:
            words = translate(
                "CatalogueSection", "Of %n files the Hub has a newer version:", "", len(newer)
            )
            lines += [words, *newer[:MOST_NAMED]]
        if unasked:
            words = translate(
                "CatalogueSection", "About %n files the Hub could not be asked", "", unasked
            )
            lines.append(words)
        return "\n".join(lines)
