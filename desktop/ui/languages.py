# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The languages that the window can speak."""

from pathlib import Path

from PySide6.QtCore import QLocale


def languages_in(folder: Path) -> list[tuple[str, str]]:
    """Code and own name of every language that is built (*.qm)."""
    codes = sorted(file.stem for file in folder.glob("*.qm"))
    return [(code, _name(code)) for code in codes]


def _name(code: str) -> str:
    """English is "British English" or "American English" to Qt; plain "English" is enough."""
    locale = QLocale(code)
    if locale.language() is QLocale.Language.English:
        return "English"
    name = locale.nativeLanguageName()
    return name[:1].upper() + name[1:] if name else code
