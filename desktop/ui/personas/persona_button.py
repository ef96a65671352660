# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Whom the model is to be in this chat, and prompts to begin with: one button with a menu."""

from functools import partial

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QMenu

from desktop.domain.persona import ICONS, Persona, SavedPrompt
from desktop.presenters.conversation import Conversation
from desktop.presenters.personas import Personas
from desktop.ui.personas.persona_dialog import PersonaDialog
from desktop.ui.personas.variables_form import VariablesForm
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.icon_button import IconButton

translate = QCoreApplication.translate


class PersonaButton(IconButton):
    """The icon of the persona; prompt_chosen carries words for the composer."""

    prompt_chosen = Signal(str)

    def __init__(self, themes: ThemeSource, conversation: Conversation, personas: Personas) -> None:
        super().__init__(themes, ICONS[0], "", None)
        self._conversation, self._personas = conversation, personas
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self.fill)
        self.setMenu(self._menu)
        self.setPopupMode(self.ToolButtonPopupMode.InstantPopup)
        self.setProperty("kind", "menu")
        personas.chosen_changed.connect(self._show)
        personas.changed.connect(self._show)
        self._show()

    def fill(self) -> None:
        """The entries as they are now."""
        menu, chosen = self._menu, self._personas.chosen
        menu.clear()
        self._add(None, translate("Personas", "No persona"), chosen is None)
        for persona in self._personas.cast.personas:
            self._add(persona, persona.name, chosen is not None and chosen.id == persona.id)
        menu.addSeparator()
        if self._personas.cast.prompts:
            prompts = menu.addMenu(translate("Personas", "Insert a prompt"))
            for prompt in self._personas.cast.prompts:
                prompts.addAction(_plain(prompt.name), partial(self._insert, prompt))
        menu.addAction(translate("Personas", "Personas and prompts…"), self.edit)

    def edit(self) -> None:
        """All of them in a dialog."""
        PersonaDialog(self._themes, self._personas, self.window()).open()

    def _add(self, persona: Persona | None, words: str, on: bool) -> None:
        action = self._menu.addAction(_plain(words))
        action.setCheckable(True)
        action.setChecked(on)
        action.triggered.connect(partial(self._choose, persona.id if persona is not None else ""))

    def _choose(self, persona_id: str, _checked: bool = False) -> None:
        self._personas.choose(self._conversation.begin(), persona_id)

    def _insert(self, prompt: SavedPrompt) -> None:
        if not prompt.variables:
            self.prompt_chosen.emit(prompt.text)
            return
        form = VariablesForm(self._themes, prompt, self.window())
        form.filled.connect(self.prompt_chosen)
        form.open()

    def _show(self) -> None:
        chosen = self._personas.chosen
        icon = chosen.icon if chosen is not None and chosen.icon in ICONS else ICONS[0]
        self.show_icon(icon, "accent" if chosen is not None else "text_soft")
        words = translate("Personas", "Persona and prompts")
        if chosen is not None:
            words = translate("Personas", "Persona: {name}").format(name=chosen.name)
        self.setAccessibleName(words)
        self.setToolTip(words)


def _plain(words: str) -> str:
    """A name in a menu, where & would underline a letter."""
    return words.replace("&", "&&")
