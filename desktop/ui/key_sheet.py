# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The sheet of keys: which key does what, everywhere in the window."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QVBoxLayout, QWidget

from desktop.ui.commands import Command, native
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.page import ScrollColumn, heading

translate = QCoreApplication.translate


def sections(commands: Sequence[Command]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Headings, each with keys and what they do."""
    key = Qt.Key
    return [
        (
            translate("KeySheet", "Everywhere"),
            [(one.keys, one.words) for one in commands if one.keys],
        ),
        *_in_a_chat(),
        (
            translate("KeySheet", "In the list of chats"),
            [
                (native(key.Key_Return), translate("KeySheet", "Open")),
                (native(key.Key_F2), translate("KeySheet", "Rename")),
                (native(key.Key_Delete), translate("KeySheet", "Move to the trash")),
                (native(key.Key_Menu), translate("KeySheet", "All that can be done with it")),
            ],
        ),
    ]


def _in_a_chat() -> list[tuple[str, list[tuple[str, str]]]]:
    key = Qt.Key
    return [
        (
            translate("KeySheet", "Writing"),
            [
                (native(key.Key_Return), translate("KeySheet", "Send")),
                (native("Shift+Return"), translate("KeySheet", "New line")),
                (native("Ctrl+Return"), translate("KeySheet", "Send, or take what was changed")),
                (native(key.Key_Up), translate("KeySheet", "The question before, to ask anew")),
                (native("Ctrl+Shift+V"), translate("KeySheet", "Paste without formatting")),
                (native("Ctrl+Shift+N"), translate("KeySheet", "New temporary chat")),
                (native("Ctrl+L"), translate("KeySheet", "To the message field")),
                (
                    native(key.Key_Escape),
                    translate("KeySheet", "Stop the answer, or leave a change"),
                ),
            ],
        ),
        (
            translate("KeySheet", "Reading"),
            [
                (native("Ctrl+F"), translate("KeySheet", "Find in this chat")),
                (native("F3"), translate("KeySheet", "The next match")),
                (native("Shift+F3"), translate("KeySheet", "The match before")),
                (native(key.Key_Up), translate("KeySheet", "The message before")),
                (native(key.Key_Down), translate("KeySheet", "The next message")),
                (native(key.Key_Menu), translate("KeySheet", "All that can be done with it")),
                (native("Ctrl+C"), translate("KeySheet", "Copy the message, or what is selected")),
                (native(key.Key_PageUp), translate("KeySheet", "A page up")),
                (native(key.Key_PageDown), translate("KeySheet", "A page down")),
            ],
        ),
    ]


class KeySheet(QDialog):
    """Closes with Escape."""

    def __init__(self, themes: ThemeSource, window: QWidget, commands: Sequence[Command]) -> None:
        super().__init__(window)
        self.finished.connect(self.deleteLater)
        self.setWindowTitle(translate("KeySheet", "Keys"))
        page = ScrollColumn(420, centred=False)
        told = sections(commands)
        width = QFontMetrics(themes.font("strong"))
        widest = max(width.horizontalAdvance(keys) for _, rows in told for keys, _ in rows)
        for title, keys in told:
            page.column.addWidget(heading(themes, title))
            page.column.addSpacing(8)
            grid = QGridLayout()
            grid.setHorizontalSpacing(24)
            grid.setVerticalSpacing(8)
            grid.setColumnMinimumWidth(0, widest + 4)
            grid.setColumnStretch(1, 1)
            for row, (shown, words) in enumerate(keys):
                name = Label(themes, shown, "strong")
                what = Label(themes, words, wrap=True)
                what.setAccessibleName(f"{shown}: {words}")
                grid.addWidget(name, row, 0)
                grid.addWidget(what, row, 1)
            page.column.addLayout(grid)
            page.column.addSpacing(20)
        page.column.addStretch(1)
        page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(page, 1)
        column.addWidget(buttons)
        self.resize(520, 560)
