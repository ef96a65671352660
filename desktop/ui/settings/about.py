# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Settings: for experts, and about the program."""

import platform

from PySide6.QtCore import QCoreApplication, Qt, QUrl, qVersion
from PySide6.QtGui import QDesktopServices

from desktop import __version__
from desktop.presenters.engine_host import EngineState
from desktop.presenters.presenters import Presenters
from desktop.services.engine.backends import Extra, ExtraState
from desktop.services.engine.check_up import engine_version
from desktop.ui.settings.engine_care import ApartRow, KeptRow
from desktop.ui.settings.rows import Section, SettingRow, SettingSwitch
from desktop.ui.text.amounts import memory_words, number
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button

translate = QCoreApplication.translate


class ExpertsSection(Section):
    """What the engine holds just now."""

    def __init__(self, themes: ThemeSource, presenters: Presenters) -> None:
        super().__init__(themes, translate("Settings", "For experts"))
        engine = presenters.engine
        self._engine, self._library, self._extras = engine, presenters.library, presenters.extras
        self.release = Button(themes, translate("Settings", "Release now"), "small", engine.unload)
        self._row = SettingRow(themes, translate("Settings", "Memory"), " ", self.release)
        self.add(self._row)
        self.add(KeptRow(themes, presenters.engine_care))
        title = translate("Settings", "Run every model in a process of its own")
        note = translate(
            "Settings",
            "A model that fails then cannot end Jewelbox. One that has failed always runs so.",
        )
        own = SettingSwitch(themes, presenters.preferences, "protected", title)
        self.add(SettingRow(themes, title, note, own), ApartRow(themes, presenters.engine_care))
        extras = translate("Settings", "Extra parts of the engine")
        self._extras_row = SettingRow(themes, extras, " ")
        self._extras_row.note.setTextFormat(Qt.TextFormat.PlainText)
        self.add(self._extras_row)
        self._extras.changed.connect(self._show_extras)
        self._show_extras()
        engine.changed.connect(self._show)
        presenters.conversation.status_changed.connect(self._show)  # an answer has ended
        self._show()

    def _show(self) -> None:
        loaded = self._engine.loaded
        ready = self._engine.state is EngineState.READY and loaded is not None
        self.release.setEnabled(ready and not self._engine.busy)
        if not ready or loaded is None:
            self._row.show_note(translate("Settings", "No model is in memory"))
            return
        model = self._library.find(self._engine.ready_model)
        words = translate("Settings", "{name}, {memory}. {context} tokens in one chat.")
        self._row.show_note(
            words.format(
                name=model.name if model is not None else loaded.architecture,
                memory=memory_words(loaded.memory_bytes),
                context=number(loaded.context),
            )
        )

    def _show_extras(self) -> None:
        found = self._extras.found
        self._extras_row.setVisible(bool(found))
        self._extras_row.show_note("\n".join(extra_words(extra) for extra in found))


def extra_words(extra: Extra) -> str:
    """A part of the engine, and whether it is used."""
    words = {
        ExtraState.READY: translate("Settings", "{name} is used"),
        ExtraState.OTHER_ENGINE: translate(
            "Settings", "{name} is not used: it was made for another version of the engine"
        ),
        ExtraState.DAMAGED: translate(
            "Settings", "{name} is not used: its files are not what its list says"
        ),
    }[extra.state]
    return words.format(name=extra.name)


def about_section(themes: ThemeSource, log_folder: str) -> Section:
    """Versions, whose it is, where the log is."""
    section = Section(themes, translate("Settings", "About"))
    versions = translate("Settings", "Python {python}, Qt {qt}, llama-cpp-python {engine}")
    note = versions.format(
        python=platform.python_version(), qt=qVersion(), engine=engine_version() or "–"
    )
    section.add(SettingRow(themes, f"Jewelbox {__version__}", note))
    mine = translate("Settings", "For Gemma models")
    whose = translate(
        "Settings", "Not made by or affiliated with Google. Our own code: Apache License 2.0."
    )
    section.add(SettingRow(themes, mine, whose))
    if log_folder:
        button = Button(
            themes,
            translate("Settings", "Open the folder"),
            "small",
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(log_folder)),
        )
        words = translate("Settings", "What the program did, without a word of your chats")
        section.add(SettingRow(themes, translate("Settings", "Log"), words, button))
    return section
