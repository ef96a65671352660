# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The settings as the window sees them."""

from PySide6.QtCore import QObject, Signal

from desktop.domain.settings import SETTINGS
from desktop.presenters.background import Background, Lane
from desktop.services.settings_file import SettingsFile


class Preferences(QObject):
    """Every setting by its key (domain/settings.py), written when it changes."""

    changed = Signal(str)

    def __init__(
        self, file: SettingsFile, background: Background, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._file = file
        self._background = background
        self._values = file.load()

    def get(self, key: str) -> object:
        """The value, or the default. KeyError for a setting that is not declared."""
        return self._values.get(key, SETTINGS[key].default)

    def text(self, key: str) -> str:
        """A setting of kind str."""
        value = self.get(key)
        assert isinstance(value, str)
        return value

    def number(self, key: str) -> int:
        """A setting of kind int."""
        value = self.get(key)
        assert isinstance(value, int)
        return value

    def flag(self, key: str) -> bool:
        """A setting of kind bool."""
        return bool(self.get(key))

    def set(self, key: str, value: object) -> None:
        """Change a setting; ValueError when the value is not allowed. Written in the background."""
        value = SETTINGS[key].checked(value)
        if self.get(key) == value:
            return
        self._values[key] = value
        values = dict(self._values)
        self._background.run(Lane.STORE, lambda: self._file.save(values))
        self.changed.emit(key)
