# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Settings: where models are fetched from, how fast, when."""

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtWidgets import QLineEdit

from desktop.domain.settings import SETTINGS
from desktop.presenters.connection import Connection
from desktop.presenters.preferences import Preferences
from desktop.ui.settings.connection import ConnectionRow, ProxyRows
from desktop.ui.settings.rows import Section, SettingChoice, SettingRow, SettingSwitch
from desktop.ui.text.amounts import number, speed_words
from desktop.ui.text.downloads import hour_words
from desktop.ui.theme import ThemeSource

translate = QCoreApplication.translate


class NetworkSection(Section):
    """Where models are fetched from."""

    def __init__(
        self, themes: ThemeSource, preferences: Preferences, connection: Connection
    ) -> None:
        super().__init__(themes, translate("Settings", "Network"))
        self._preferences = preferences
        self._usual = str(SETTINGS["hub_address"].default)
        title = translate("Settings", "Address of the Hub")
        self.address = QLineEdit(preferences.text("hub_address"))
        self.address.setAccessibleName(title)
        self.address.setMinimumWidth(240)
        self.address.editingFinished.connect(self._keep)
        self.row = SettingRow(themes, title, " ", self.address)
        self.add(self.row)
        self._say_usual()
        self.add(ProxyRows(themes, preferences, connection))
        self.add(ConnectionRow(themes, connection))
        self._add_downloads(themes)

    def _add_downloads(self, themes: ThemeSource) -> None:
        limits = [(0, translate("Settings", "No limit"))]
        limits += [(each, speed_words(each * 1_000_000)) for each in (1, 2, 5, 10, 25)]
        limit = SettingChoice(themes, self._preferences, "download_limit", limits)
        at_once = SettingChoice(
            themes,
            self._preferences,
            "downloads_at_once",
            [(each, number(each)) for each in (1, 2, 3)],
        )
        note = translate("Settings", "For all downloads together")
        self.add(SettingRow(themes, translate("Settings", "Speed of downloads"), note, limit))
        self.add(SettingRow(themes, translate("Settings", "Downloads at once"), "", at_once))
        self._add_night(themes)
        title = translate("Settings", "Download over metered connections")
        note = translate("Settings", "Where you pay by the amount; as your system knows it")
        switch = SettingSwitch(themes, self._preferences, "metered_downloads", title)
        self.add(SettingRow(themes, title, note, switch))

    def _add_night(self, themes: ThemeSource) -> None:
        """Its hours are there to be set when it counts."""
        title = translate("Settings", "Download at night only")
        note = translate("Settings", "While the computer is on")
        switch = SettingSwitch(themes, self._preferences, "downloads_at_night", title)
        hours = [(hour, hour_words(hour)) for hour in range(24)]
        begins = SettingChoice(themes, self._preferences, "night_begins", hours)
        ends = SettingChoice(themes, self._preferences, "night_ends", hours)
        self._hours = [
            SettingRow(themes, translate("Settings", "The night begins"), "", begins),
            SettingRow(themes, translate("Settings", "The night ends"), "", ends),
        ]
        self.add(SettingRow(themes, title, note, switch), *self._hours)
        self._preferences.changed.connect(self._on_preference)
        self._on_preference("downloads_at_night")

    def _on_preference(self, key: str) -> None:
        if key == "downloads_at_night":
            for row in self._hours:
                row.setVisible(self._preferences.flag(key))

    def _keep(self) -> None:
        address = self.address.text().strip() or self._usual
        url = QUrl(address, QUrl.ParsingMode.StrictMode)
        if url.scheme() in ("https", "http") and url.host():
            self.address.setText(address)
            self._preferences.set("hub_address", address)
            self._say_usual()
        else:
            wrong = translate("Settings", "This is no address. The one before is still used.")
            self.row.show_note(wrong, "danger")

    def _say_usual(self) -> None:
        self.row.show_note(
            translate("Settings", "Models are fetched from here, and nothing is sent")
        )
