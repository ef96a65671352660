# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""All personas and prompts in a list, and the one that is chosen in a form beside it."""

from functools import partial

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.persona import Persona, SavedPrompt
from desktop.presenters.personas import Personas, new_one_id
from desktop.ui.personas.forms import PersonaForm, PromptForm
from desktop.ui.text.personas import starting_personas, starting_prompts
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.label import Label

translate = QCoreApplication.translate

ROW = 32  # pixels
One = Persona | SavedPrompt


class PersonaDialog(QDialog):
    """What is written is kept as it is written; what was deleted can be brought back."""

    def __init__(self, themes: ThemeSource, personas: Personas, parent: QWidget) -> None:
        super().__init__(parent)
        self.finished.connect(self.deleteLater)
        self._themes, self._personas = themes, personas
        self._gone: One | None = None
        title = translate("Personas", "Personas and prompts")
        self.setWindowTitle(title)
        self.resize((parent.size() * 0.9).boundedTo(QSize(780, 600)))
        self.list = QListWidget()
        self.list.setAccessibleName(title)
        self.list.setFixedWidth(220)
        self.list.setProperty("kind", "plain")
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.persona_form = PersonaForm(themes, personas)
        self.prompt_form = PromptForm(themes, personas)
        self._empty = Label(
            themes,
            translate(
                "Personas",
                "A persona tells the model whom to be in a chat. A prompt is the beginning of a"
                " question that you ask again and again; what stands in two braces, like"
                " {{language}}, is asked for each time.",
            ),
            "body",
            "text_soft",
            wrap=True,
        )
        self._forms = QStackedWidget()
        self._back = Button(themes, "", "link", self._bring_back)
        self._delete = Button(themes, translate("Personas", "Delete"), "plain", self._on_delete)
        self._build(title)
        self.list.currentItemChanged.connect(self._show_form)
        personas.changed.connect(self._on_changed)
        self._fill()

    def chosen(self) -> One | None:
        """What the form shows."""
        item = self.list.currentItem()
        one_id = item.data(Qt.ItemDataRole.UserRole) if item is not None else ""
        cast = self._personas.cast
        ones: list[One] = [*cast.personas, *cast.prompts]
        return next((one for one in ones if one.id == one_id), None)

    def _build(self, title: str) -> None:
        for form in (self._holder(), self.persona_form, self.prompt_form):
            self._forms.addWidget(form)
        left, right, middle, foot = QVBoxLayout(), QVBoxLayout(), QHBoxLayout(), QHBoxLayout()
        add_persona = translate("Personas", "New persona")
        left.addWidget(self.list, 1)
        left.addWidget(Button(self._themes, add_persona, "small", self._new_persona))
        add_prompt = translate("Personas", "New prompt")
        left.addWidget(Button(self._themes, add_prompt, "small", self._new_prompt))
        right.addWidget(self._forms, 1)
        middle.addLayout(left)
        middle.addLayout(right, 1)
        foot.addWidget(self._delete)
        foot.addWidget(self._back)
        foot.addStretch(1)
        close = Button(self._themes, translate("Personas", "Done"), "main", self.accept)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.addWidget(Label(self._themes, title, "heading"))
        column.addLayout(middle, 1)
        column.addLayout(foot)
        for layout, space in ((left, 8), (right, 8), (middle, 20), (foot, 8), (column, 12)):
            layout.setSpacing(space)
        self._back.hide()

    def _holder(self) -> QWidget:
        """What is shown while there is nothing: what these are, and some to start from."""
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._empty)
        column.addSpacing(8)
        ones: list[One] = [*starting_personas(), *starting_prompts()]
        for one in ones:
            words = translate("Personas", "Add “{name}”").format(name=one.name)
            column.addWidget(Button(self._themes, words, "small", partial(self._add, one)))
        column.addStretch(1)
        return holder

    def _fill(self, wanted: str = "") -> None:
        self.list.clear()
        cast = self._personas.cast
        groups: tuple[tuple[str, tuple[One, ...]], ...] = (
            (translate("Personas", "Personas"), cast.personas),
            (translate("Personas", "Prompts"), cast.prompts),
        )
        for title, ones in groups:
            if ones:
                head = QListWidgetItem(title)
                head.setFlags(Qt.ItemFlag.NoItemFlags)
                head.setSizeHint(QSize(0, ROW))
                self.list.addItem(head)
            for one in ones:
                item = QListWidgetItem(one.name or translate("Personas", "Without a name"))
                item.setData(Qt.ItemDataRole.UserRole, one.id)
                item.setSizeHint(QSize(0, ROW))
                self.list.addItem(item)
                if one.id == wanted:
                    self.list.setCurrentItem(item)
        self._show_form()

    def _show_form(self) -> None:
        one = self.chosen()
        self._delete.setVisible(one is not None)
        if isinstance(one, Persona):
            self.persona_form.show_one(one)
            self._forms.setCurrentWidget(self.persona_form)
        elif isinstance(one, SavedPrompt):
            self.prompt_form.show_one(one)
            self._forms.setCurrentWidget(self.prompt_form)
        else:
            self._forms.setCurrentIndex(0)

    def _on_changed(self) -> None:
        """Names in the list follow what is written."""
        one, item = self.chosen(), self.list.currentItem()
        if one is not None and item is not None:
            item.setText(one.name or translate("Personas", "Without a name"))

    def _new_persona(self) -> None:
        self._add(Persona(new_one_id(), translate("Personas", "New persona")))

    def _new_prompt(self) -> None:
        self._add(SavedPrompt(new_one_id(), translate("Personas", "New prompt")))

    def _add(self, one: One) -> None:
        self._personas.put(one)
        self._fill(one.id)
        form = self.persona_form if isinstance(one, Persona) else self.prompt_form
        form.name.setFocus(Qt.FocusReason.OtherFocusReason)
        form.name.selectAll()

    def _on_delete(self) -> None:
        one = self._gone = self.chosen()
        if one is not None:
            self._personas.remove(one.id)
            words = translate("Personas", "Bring “{name}” back").format(name=one.name)
            self._back.setText(words)
            self._back.show()
            self._fill()

    def _bring_back(self) -> None:
        if self._gone is not None:
            self._add(self._gone)
            self._gone = None
            self._back.hide()
