# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Settings: the folders that are looked into for models."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog

from desktop.domain.library import Entry, Place
from desktop.presenters.holdings import Holdings
from desktop.presenters.library import Library
from desktop.presenters.preferences import Preferences
from desktop.ui.settings.rows import Section, SettingRow, SettingSwitch
from desktop.ui.text.amounts import size_words
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button

translate = QCoreApplication.translate


class FoldersSection(Section):
    """Folders with models."""

    def __init__(
        self, themes: ThemeSource, preferences: Preferences, library: Library, holdings: Holdings
    ) -> None:
        super().__init__(themes, translate("Settings", "Folders with models"))
        self._preferences, self._library, self._holdings = preferences, library, holdings
        preferences.changed.connect(self._on_preference)
        library.changed.connect(self._show)
        self._show()

    def _on_preference(self, key: str) -> None:
        if key in ("folders", "models_folder"):
            self._show()

    def _show(self) -> None:
        self.clear()
        for folder in self._holdings.folders[1:]:
            remove = Button(self._themes, translate("Settings", "Leave out"), "small")
            remove.setAccessibleDescription(str(folder))
            remove.clicked.connect(_Leaving(self._holdings, folder))
            self.add(SettingRow(self._themes, str(folder), self._note(folder), remove))
        words = translate("Settings", "Add a folder")
        note = translate("Settings", "Any layout is fine; nothing in it is moved or renamed")
        add = Button(self._themes, translate("Settings", "Choose"), "small", self._add_folder)
        self.add(SettingRow(self._themes, words, note, add))
        title = translate("Settings", "Models of other programs")
        switch = SettingSwitch(self._themes, self._preferences, "other_programs", title)
        programs = translate(
            "Settings", "What LM Studio, Ollama, Jan and others have downloaded is used from there"
        )
        self.add(SettingRow(self._themes, title, programs, switch))

    def _note(self, folder: Path) -> str:
        """How much is in it, or that it is away."""
        inside = [e for e in self._library.entries if _is_below(e, folder)]
        size = size_words(sum(entry.installed.size for entry in inside))
        models = translate("Settings", "%n models", "", len(inside))
        words = translate("Settings", "{models}, {size}").format(models=models, size=size)
        if not inside:
            words = translate("Settings", "no models found")
        if not inside or any(entry.place is not Place.AWAY for entry in inside):
            return words
        return translate("Settings", "{words}, not connected").format(words=words)

    def _add_folder(self) -> None:
        title = translate("Settings", "Add a folder with models")
        folder = QFileDialog.getExistingDirectory(self, title)
        if folder:
            self._holdings.add_folder(folder)


class _Leaving:
    """Leaves a folder out; what its button calls."""

    def __init__(self, holdings: Holdings, folder: Path) -> None:
        self._holdings, self._folder = holdings, folder

    def __call__(self, _: bool = False) -> None:
        self._holdings.remove_folder(str(self._folder))


def _is_below(entry: Entry, folder: Path) -> bool:
    return folder in Path(entry.installed.weights).parents
