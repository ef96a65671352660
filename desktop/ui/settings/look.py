# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Settings: colours, size of text, language."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from desktop.presenters.preferences import Preferences
from desktop.ui.settings.rows import Section, SettingChoice, SettingRow
from desktop.ui.theme import ThemeSource

translate = QCoreApplication.translate


def look_section(
    themes: ThemeSource, preferences: Preferences, languages: Sequence[tuple[str, str]]
) -> Section:
    """Args: languages: code and own name of each; with one there is nothing to choose."""
    section = Section(themes, translate("Settings", "Look"))
    colours = SettingChoice(
        themes,
        preferences,
        "colours",
        (
            ("system", translate("Settings", "As the system")),
            ("light", translate("Settings", "Light")),
            ("dark", translate("Settings", "Dark")),
            ("high-contrast", translate("Settings", "High contrast")),
        ),
    )
    section.add(SettingRow(themes, translate("Settings", "Colours"), "", colours))
    size = SettingChoice(
        themes,
        preferences,
        "text_size",
        (
            (0, translate("Settings", "Normal")),
            (-2, translate("Settings", "Small")),
            (2, translate("Settings", "Large")),
            (4, translate("Settings", "Very large")),
        ),
    )
    section.add(SettingRow(themes, translate("Settings", "Size of text in chats"), "", size))
    if len(languages) > 1:
        system = translate("Settings", "As the system")
        language = SettingChoice(themes, preferences, "language", (("system", system), *languages))
        note = translate("Settings", "Holds from the next start on")
        section.add(SettingRow(themes, translate("Settings", "Language"), note, language))
    return section
