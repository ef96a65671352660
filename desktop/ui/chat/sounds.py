# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Sounds in a question or in the composer: a name and a length."""

from PySide6.QtCore import QCoreApplication

from desktop.domain.conversation import AudioPart
from desktop.ui.chat.file_chip import FileChip
from desktop.ui.theme import ThemeSource

translate = QCoreApplication.translate

TOKENS_A_SECOND = 25  # of Gemma 4: one for 40 milliseconds


class SoundChip(FileChip):
    """What is removable has a button for that."""

    def __init__(self, themes: ThemeSource, sound: AudioPart, removable: bool = False) -> None:
        name = sound.name or translate("Sounds", "Sound")
        super().__init__(themes, "hears", name, length_words(sound))
        tokens = max(sound.milliseconds * TOKENS_A_SECOND // 1000, 1)
        self.setToolTip(translate("Sounds", "About %n tokens for a model that hears", "", tokens))
        if removable:
            self.let_remove()


def length_words(sound: AudioPart) -> str:
    """ "12 seconds", or "2:05"."""
    seconds = max(round(sound.milliseconds / 1000), 1)
    if seconds < 60:
        return translate("Sounds", "%n seconds", "", seconds)
    return f"{seconds // 60}:{seconds % 60:02}"
