# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Settings: newer versions of the program, what is new in them, and the way to their page."""

from PySide6.QtCore import QCoreApplication, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLineEdit

from desktop import __version__
from desktop.presenters.preferences import Preferences
from desktop.presenters.releases import Releases
from desktop.ui.settings.rows import Section, SettingRow, SettingSwitch
from desktop.ui.text.problems import problem_text
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button

translate = QCoreApplication.translate


class ReleasesSection(Section):
    """Nothing is asked before the person says so, and nothing is downloaded at all."""

    def __init__(self, themes: ThemeSource, preferences: Preferences, releases: Releases) -> None:
        super().__init__(themes, translate("ReleasesSection", "New versions"))
        self._preferences, self._releases = preferences, releases
        title = translate("ReleasesSection", "Look for a newer Jewelbox once a day")
        self.daily = SettingSwitch(themes, preferences, "look_for_releases", title)
        note = translate(
            "ReleasesSection", "Nothing is downloaded, and nothing about you or your chats is sent."
        )
        self.add(SettingRow(themes, title, note, self.daily))
        mine = translate("ReleasesSection", "This is Jewelbox {version}")
        self.look = Button(themes, translate("ReleasesSection", "Look now"), "small", releases.look)
        self._now = SettingRow(themes, mine.format(version=__version__), " ", self.look)
        self.add(self._now)
        self.page = Button(
            themes, translate("ReleasesSection", "Open its page"), "small", self._open
        )
        self._newer = SettingRow(themes, " ", " ", self.page)
        for label in (self._newer.title, self._newer.note):
            label.setTextFormat(Qt.TextFormat.PlainText)  # what is in them comes from outside
        self.add(self._newer)
        where = translate("ReleasesSection", "Where new versions are told of")
        self.address = QLineEdit(preferences.text("releases_address"))
        self.address.setAccessibleName(where)
        self.address.setPlaceholderText("https://")
        self.address.setMinimumWidth(200)
        self.address.editingFinished.connect(self._keep)
        self._where = SettingRow(themes, where, " ", self.address)
        self.add(self._where)
        releases.changed.connect(self._show)
        self._show()

    def _keep(self) -> None:
        address = self.address.text().strip()
        url = QUrl(address, QUrl.ParsingMode.StrictMode)
        if not address or (url.scheme() in ("https", "http") and url.host()):
            self._preferences.set("releases_address", address)
            self._show()
        else:
            wrong = translate("ReleasesSection", "This is no address.")
            self._where.show_note(wrong, "danger")

    def _open(self) -> None:
        newer = self._releases.newer
        if newer is not None:
            QDesktopServices.openUrl(QUrl(newer.page))

    def _show(self) -> None:
        releases = self._releases
        newer = releases.newer
        self.look.setEnabled(bool(releases.address) and not releases.looking)
        self.daily.setEnabled(bool(releases.address))
        self._newer.setVisible(newer is not None)
        if newer is not None:
            words = translate("ReleasesSection", "Jewelbox {version} can be had")
            self._newer.title.setText(words.format(version=newer.version))
            self._newer.show_note(newer.notes)
        self._now.show_note(self._state_words())
        if releases.error is not None:
            told = problem_text(releases.error)
            self._now.show_note(f"{told.title}. {told.next}", "danger")
        self._where.show_note(
            translate("ReleasesSection", "An address of your own; empty for that of its makers")
            if releases.address
            else translate("ReleasesSection", "This build knows none. You may enter one.")
        )

    def _state_words(self) -> str:
        releases = self._releases
        if releases.looking:
            return translate("ReleasesSection", "Looking")
        if releases.newer is not None:
            return translate("ReleasesSection", "There is a newer one")
        if releases.looked:
            return translate("ReleasesSection", "There is no newer one")
        return translate("ReleasesSection", "Not looked yet")
