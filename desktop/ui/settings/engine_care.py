# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Settings: what the engine keeps on the disk, and the models that it holds apart."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QShowEvent

from desktop.presenters.engine_care import EngineCare
from desktop.ui.settings.rows import SettingRow
from desktop.ui.text.amounts import size_words
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button

translate = QCoreApplication.translate


class KeptRow(SettingRow):
    """How much is kept of what was read, and a way to clear it."""

    def __init__(self, themes: ThemeSource, care: EngineCare) -> None:
        clear = Button(themes, translate("Settings", "Clear"), "small", care.clear)
        super().__init__(themes, translate("Settings", "What was read"), " ", clear)
        self._care, self.clear = care, clear
        care.changed.connect(self._show)
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        """It grows with every answer."""
        super().showEvent(event)
        self._care.refresh()

    def _show(self) -> None:
        words = translate("Settings", "{size}. Chats go on at once, without being read again.")
        self.show_note(words.format(size=size_words(self._care.kept)))
        self.clear.setEnabled(self._care.kept > 0)


class ApartRow(SettingRow):
    """Models that run in a process of their own because of what happened; hidden without any."""

    def __init__(self, themes: ThemeSource, care: EngineCare) -> None:
        trust = Button(themes, translate("Settings", "Let them back"), "small", care.trust)
        title = translate("Settings", "Models in a process of their own")
        super().__init__(themes, title, " ", trust)
        self._care, self.trust = care, trust
        care.changed.connect(self._show)
        self._tell()
        if not care.apart:
            self.hide()

    def _show(self) -> None:
        self._tell()
        self.setVisible(self._care.apart > 0)

    def _tell(self) -> None:
        words = translate(
            "Settings", "%n models, since Jewelbox ended while they worked", "", self._care.apart
        )
        self.show_note(words)
