# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Asks for what a prompt leaves open."""

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.domain.persona import SavedPrompt
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.label import Label

translate = QCoreApplication.translate


class VariablesForm(QDialog):
    """One field for each variable; `filled` carries the whole text."""

    filled = Signal(str)

    def __init__(self, themes: ThemeSource, prompt: SavedPrompt, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(prompt.name)
        self.setMinimumWidth(380)
        self.finished.connect(self.deleteLater)
        self._prompt = prompt
        self.fields: dict[str, QLineEdit] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(8)
        column.addWidget(Label(themes, prompt.name, "heading"))
        for name in prompt.variables:
            label, field = Label(themes, name, "body", "text_soft"), QLineEdit()
            label.setBuddy(field)
            field.setAccessibleName(name)
            self.fields[name] = field
            column.addWidget(label)
            column.addWidget(field)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(Button(themes, translate("Personas", "Cancel"), "plain", self.reject))
        insert = Button(themes, translate("Personas", "Insert"), "main", self._on_insert)
        insert.setDefault(True)
        row.addWidget(insert)
        column.addSpacing(8)
        column.addLayout(row)

    def _on_insert(self) -> None:
        written = {name: field.text() for name, field in self.fields.items() if field.text()}
        self.accept()
        self.filled.emit(self._prompt.filled(written))
