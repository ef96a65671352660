# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Settings: where models go, and how long they stay in memory."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog

from desktop.presenters.library import Library
from desktop.presenters.offers import Offers
from desktop.presenters.preferences import Preferences
from desktop.ui.settings.rows import Section, SettingChoice, SettingRow
from desktop.ui.text.amounts import size_words
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button

translate = QCoreApplication.translate


class DiskSection(Section):
    """Models and disk."""

    def __init__(
        self, themes: ThemeSource, preferences: Preferences, library: Library, offers: Offers
    ) -> None:
        super().__init__(themes, translate("Settings", "Models and disk"))
        self._preferences, self._library, self._offers = preferences, library, offers
        change = Button(themes, translate("Settings", "Change"), "small", self._choose_folder)
        self._folder = SettingRow(
            themes, translate("Settings", "Folder for new models"), " ", change
        )
        self.add(self._folder)
        release = SettingChoice(
            themes,
            preferences,
            "release_after",
            (
                (15, translate("Settings", "After %n minutes", "", 15)),
                (5, translate("Settings", "After %n minutes", "", 5)),
                (60, translate("Settings", "After an hour")),
                (0, translate("Settings", "Never")),
            ),
        )
        title = translate("Settings", "Release memory when idle")
        note = translate("Settings", "The next answer starts a few seconds later")
        self.add(SettingRow(themes, title, note, release))
        library.changed.connect(self._show)
        offers.changed.connect(self._show)
        preferences.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        used = size_words(sum(model.size for model in self._library.installed))
        computer = self._offers.computer
        note = translate("Settings", "{used} used").format(used=used)
        if computer is not None:
            free = translate("Settings", "{used} used, {free} free")
            note = free.format(used=used, free=size_words(computer.disk_free))
        folder = self._preferences.text("models_folder")
        self._folder.show_note(f"{folder}\n{note}" if folder else note)

    def _choose_folder(self) -> None:
        before = self._preferences.text("models_folder")
        words = translate("Settings", "Folder for new models")
        folder = QFileDialog.getExistingDirectory(self, words, before)
        if folder:
            self._preferences.set("models_folder", folder)
