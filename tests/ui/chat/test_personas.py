# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Personas and prompts as people meet them."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from desktop.domain.persona import Persona, SavedPrompt
from desktop.ui.personas.persona_button import PersonaButton
from desktop.ui.personas.persona_dialog import PersonaDialog
from desktop.ui.personas.variables_form import VariablesForm

from .conftest import Chat, StartChat


def button(one: Chat) -> PersonaButton:
    found = one.page.findChild(PersonaButton)
    assert found is not None
    return found


def entries(one: Chat) -> dict[str, QAction]:
    menu = button(one).menu()
    button(one).fill()
    found = {action.text(): action for action in menu.actions()}
    for action in menu.actions():
        inner = action.menu()
        if inner is not None:
            found |= {one.text(): one for one in inner.actions()}  # type: ignore[attr-defined]
    return found


def dialog_of(one: Chat) -> PersonaDialog:
    entries(one)["Personas and prompts…"].trigger()
    one.wait(lambda: one.page.findChild(PersonaDialog))
    found = one.page.findChild(PersonaDialog)
    assert found is not None
    return found


def press(dialog: PersonaDialog, words: str) -> None:
    buttons = [b for b in dialog.findChildren(QPushButton) if b.text() == words and b.isVisible()]
    buttons[0].click()


def test_a_persona_is_chosen_in_the_composer(chat: StartChat) -> None:
    one = chat()
    personas = one.house.presenters.personas
    personas.put(Persona("ada", "Ada & Co"))
    assert button(one).accessibleName() == "Persona and prompts"
    entries(one)["Ada && Co"].trigger()
    assert button(one).accessibleName() == "Persona: Ada & Co"
    assert entries(one)["Ada && Co"].isChecked()
    entries(one)["No persona"].trigger()
    assert personas.chosen is None


def test_a_prompt_asks_for_what_it_leaves_open(chat: StartChat) -> None:
    one = chat()
    personas = one.house.presenters.personas
    personas.put(SavedPrompt("1", "Plain", "Good morning. "))
    personas.put(SavedPrompt("2", "Translate", "Into {{language}}, {{tone}}: "))
    entries(one)["Plain"].trigger()
    entries(one)["Translate"].trigger()
    one.wait(lambda: one.page.findChild(VariablesForm))
    form = one.page.findChild(VariablesForm)
    assert form is not None
    assert [field.accessibleName() for field in form.fields.values()] == ["language", "tone"]
    QTest.keyClicks(form.fields["language"], "French")
    QTest.keyClick(form.fields["language"], Qt.Key.Key_Return)
    assert one.page.composer.text.toPlainText() == "Good morning. Into French, {{tone}}: "


def test_personas_are_made_changed_deleted_and_brought_back(chat: StartChat) -> None:
    one = chat()
    personas = one.house.presenters.personas
    dialog = dialog_of(one)
    press(dialog, "Add “Proofreader”")
    assert [persona.name for persona in personas.cast.personas] == ["Proofreader"]
    press(dialog, "New persona")
    form = dialog.persona_form
    assert form.name.hasFocus() or form.name.selectedText() == "New persona"
    QTest.keyClicks(form.name, "Ada")
    QTest.keyClicks(form.text, "You are Ada.")
    form.icon.setCurrentIndex(form.icon.findData("world"))
    form.freedom.setCurrentIndex(1)
    ada = personas.cast.personas[1]
    assert (ada.name, ada.instructions, ada.icon) == ("Ada", "You are Ada.", "world")
    assert ada.temperature == 0.0
    assert dialog.list.currentItem().text() == "Ada"
    press(dialog, "Delete")
    assert personas.cast.persona(ada.id) is None
    press(dialog, "Bring “Ada” back")
    assert personas.cast.persona(ada.id) == ada
    press(dialog, "New prompt")
    QTest.keyClicks(dialog.prompt_form.text, "Hello {{name}}")
    assert personas.cast.prompts[0].variables == ("name",)
    press(dialog, "Done")
    one.wait(lambda: not one.page.findChildren(PersonaDialog))
