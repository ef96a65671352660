# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The fields of a persona and of a prompt; what is written is kept as it is written."""

from dataclasses import replace

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.domain.persona import ICONS, LONGEST_NAME, LONGEST_TEXT, Persona, SavedPrompt
from desktop.presenters.personas import Personas
from desktop.ui.text.personas import icon_words, temperature_choices
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.choice import Choice
from desktop.ui.widgets.label import Label

translate = QCoreApplication.translate


class _Form(QWidget):
    """A name and a text."""

    def __init__(self, themes: ThemeSource, personas: Personas, text_name: str) -> None:
        super().__init__()
        self._themes, self._personas = themes, personas
        self._filling = False
        self.name, self.text = QLineEdit(), QPlainTextEdit()
        self.text.setProperty("kind", "field")
        self.name.setMaxLength(LONGEST_NAME)
        self.text.setTabChangesFocus(True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._add(translate("Personas", "Name"), self.name)
        self._add(text_name, self.text, 1)
        self.name.textChanged.connect(self._on_written)
        self.text.textChanged.connect(self._on_written)

    def _add(self, words: str, field: QWidget, stretch: int = 0) -> None:
        label = Label(self._themes, words, "caption", "text_soft")
        label.setBuddy(field)
        field.setAccessibleName(words)
        if self._column.count():
            self._column.addSpacing(8)
        self._column.addWidget(label)
        self._column.addWidget(field, stretch)

    def _show(self, name: str, text: str) -> None:
        if self.name.text() != name:
            self.name.setText(name)
        if self.text.toPlainText() != text:
            self.text.setPlainText(text)

    def _on_written(self) -> None:
        if not self._filling:
            self._keep()

    def _keep(self) -> None:
        raise NotImplementedError


class PromptForm(_Form):
    """Of a prompt."""

    def __init__(self, themes: ThemeSource, personas: Personas) -> None:
        words = translate("Personas", "Text; {{name}} in two braces is asked for each time")
        super().__init__(themes, personas, words)
        self._one = SavedPrompt("", "")

    def show_one(self, one: SavedPrompt) -> None:
        """Fill the fields."""
        self._one, self._filling = one, True
        self._show(one.name, one.text)
        self._filling = False

    def _keep(self) -> None:
        text = self.text.toPlainText()[:LONGEST_TEXT]
        self._one = replace(self._one, name=self.name.text(), text=text)
        self._personas.put(self._one)


class PersonaForm(_Form):
    """Of a persona."""

    def __init__(self, themes: ThemeSource, personas: Personas) -> None:
        super().__init__(themes, personas, translate("Personas", "What the model is told"))
        self._one = Persona("", "")
        self.icon, self.model, self.freedom = (Choice(themes) for _ in range(3))
        for icon in ICONS:
            self.icon.addItem(themes.icon(icon, "text"), icon_words(icon), icon)
        for words, value in temperature_choices():
            self.freedom.addItem(words, value)
        self._add(translate("Personas", "Icon"), self.icon)
        self._add(translate("Personas", "Model"), self.model)
        self._add(translate("Personas", "Choice of words"), self.freedom)
        for choice in (self.icon, self.model, self.freedom):
            choice.currentIndexChanged.connect(self._on_written)

    def show_one(self, one: Persona) -> None:
        """Fill the fields."""
        self._one, self._filling = one, True
        self._show(one.name, one.instructions)
        self.model.clear()
        self.model.addItem(translate("Personas", "Whichever is chosen"), "")
        for model_id, name in self._personas.models():
            self.model.addItem(name, model_id)
        for choice, value in (
            (self.icon, one.icon),
            (self.model, one.model),
            (self.freedom, one.temperature),
        ):
            choice.setCurrentIndex(max(choice.findData(value), 0))
        self._filling = False

    def _keep(self) -> None:
        self._one = replace(
            self._one,
            name=self.name.text(),
            instructions=self.text.toPlainText()[:LONGEST_TEXT],
            icon=str(self.icon.currentData()),
            model=str(self.model.currentData()),
            temperature=self.freedom.currentData(),
        )
        self._personas.put(self._one)
