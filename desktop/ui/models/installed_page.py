# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Everything about one model on this computer: its name, its files, how it is loaded."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.domain.library import LONGEST_NAME, LONGEST_NOTE, Entry, Place
from desktop.domain.licence import licence_name
from desktop.presenters.navigation import Page
from desktop.presenters.presenters import Presenters
from desktop.ui.models.actions import Actions
from desktop.ui.models.back_bar import BackBar
from desktop.ui.models.loading_section import LoadingSection
from desktop.ui.models.work_line import WorkLine
from desktop.ui.settings.rows import SettingRow
from desktop.ui.text.amounts import size_words
from desktop.ui.text.library import (
    away_words,
    checked_words,
    origin_words,
    second_line,
    used_words,
)
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.disclosure import Disclosure
from desktop.ui.widgets.failure_card import FailureCard
from desktop.ui.widgets.label import Label, Line
from desktop.ui.widgets.page import ScrollColumn
from desktop.ui.widgets.stone import Stone
from desktop.ui.widgets.switch import Switch

translate = QCoreApplication.translate

WIDEST = 880


class InstalledPage(QWidget):
    """Shows the installed model that the navigation names.

    Args:
        actions: does what is asked for, by a word and the id of the model.
    """

    def __init__(self, themes: ThemeSource, presenters: Presenters, actions: Actions) -> None:
        super().__init__()
        p = presenters
        self._themes, self._p, self._actions = themes, p, actions
        self._entry: Entry | None = None
        self.bar = BackBar(themes, translate("InstalledPage", "On this computer"))
        self.scroll_column = ScrollColumn(WIDEST)
        self._stone = Stone(themes, 3, 64, tight=True)
        self._title = Label(themes, "", "display", wrap=True)
        self._what = Label(themes, "", "reading", "text_soft", wrap=True)
        self.use = Button(themes, translate("InstalledPage", "Chat"), "main", self._on_use)
        self.failure = FailureCard(themes)
        self.name = _field(translate("InstalledPage", "Your own name for it"), LONGEST_NAME)
        self.note = _field(translate("InstalledPage", "A note for yourself"), LONGEST_NOTE)
        self.favourite = Switch(themes, translate("InstalledPage", "Favourite"))
        self._rows: dict[str, SettingRow] = {}
        self._frames: dict[SettingRow, QWidget] = {}  # with the line above
        self.buttons: dict[str, Button] = {}
        self.loading = LoadingSection(themes, p.tunings, p.offers)
        words = translate("InstalledPage", "How it is loaded")
        self.how_loaded = Disclosure(themes, words, self.loading)
        self._build()
        self._connect()
        self._show()

    def first_focus(self) -> QWidget:
        """What one came for."""
        return self.use if self.use.isEnabled() else self.bar.button

    def _build(self) -> None:
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self._title)
        names.addWidget(self._what)
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(self._stone)
        top.addLayout(names, 1)
        top.addWidget(self.use)
        self.failure.add_button(translate("InstalledPage", "Close"), self.failure.hide, "plain")
        self.failure.hide()
        column = self.scroll_column.column
        column.addSpacing(16)
        column.addLayout(top)
        column.addSpacing(24)
        column.addWidget(self.failure)
        column.addWidget(WorkLine(self._themes, self._p.holdings))
        for row in self._make_rows():
            framed = QWidget()
            lined = QVBoxLayout(framed)
            lined.setContentsMargins(0, 0, 0, 0)
            lined.setSpacing(0)
            lined.addWidget(Line(self._themes))
            lined.addWidget(row)
            column.addWidget(framed)
            self._frames[row] = framed
        column.addWidget(Line(self._themes))
        column.addWidget(self.how_loaded)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.scroll_column)

    def _make_rows(self) -> list[SettingRow]:
        themes = self._themes
        mine = translate("InstalledPage", "It stays with the file, wherever that is moved")
        rows = {
            "name": SettingRow(themes, self.name.accessibleName(), mine, self.name),
            "note": SettingRow(themes, self.note.accessibleName(), "", self.note),
            "favourite": SettingRow(
                themes,
                translate("InstalledPage", "Favourite"),
                translate("InstalledPage", "Stands above the others"),
                self.favourite,
            ),
            "files": self._row(
                "files",
                translate("InstalledPage", "Files"),
                folder=translate("InstalledPage", "Show"),
                move=translate("InstalledPage", "Move"),
                copy=translate("InstalledPage", "Copy to your own folder"),
            ),
            "origin": self._row("origin", translate("InstalledPage", "Where it is from")),
            "copies": self._row(
                "copies",
                translate("InstalledPage", "The same content once more"),
                merge=translate("InstalledPage", "Make it one file"),
            ),
            "content": self._row(
                "content",
                translate("InstalledPage", "Content"),
                check=translate("InstalledPage", "Check"),
                repair=translate("InstalledPage", "Repair"),
            ),
            "licence": self._row("licence", translate("InstalledPage", "Licence")),
            "disk": self._row(
                "disk",
                translate("InstalledPage", "On the disk"),
                delete=translate("InstalledPage", "Delete"),
            ),
        }
        self._rows = rows
        return list(rows.values())

    def _row(self, name: str, title: str, **buttons: str) -> SettingRow:
        made = []
        for what, words in buttons.items():
            button = Button(self._themes, words, "small", self._asking(what))
            self.buttons[what] = button
            made.append(button)
        row = SettingRow(self._themes, title, " ", *made)
        row.note.setWordWrap(True)
        return row

    def _asking(self, what: str) -> "Asking":
        return Asking(self, what)

    def ask(self, what: str) -> None:
        """Do something with the model that is shown."""
        if self._entry is not None:
            self._actions.do(what, self._entry.id)

    def _connect(self) -> None:
        p = self._p
        self.bar.button.clicked.connect(p.navigation.back)
        p.navigation.changed.connect(self._show)
        for changed in (p.library.changed, p.library.chosen_changed, p.licences.changed):
            changed.connect(self._show)
        p.offers.changed.connect(self._show)
        p.tunings.changed.connect(self._show)
        p.holdings.refused.connect(self._on_refused)
        p.removals.refused.connect(self._on_refused)
        self.name.editingFinished.connect(self._keep_words)
        self.note.editingFinished.connect(self._keep_words)
        self.favourite.toggled.connect(self._keep_favourite)

    def _show(self) -> None:
        if self._p.navigation.page is not Page.INSTALLED:
            return
        entry = self._p.library.entry(self._p.navigation.model_id)
        if entry is None:
            return
        if self._entry is None or entry.id != self._entry.id:
            self.scroll_column.verticalScrollBar().setValue(0)
            self.failure.hide()
        self._entry = entry
        here = entry.place is Place.HERE
        self._stone.show_stone(entry.installed.stone, away=not here)
        self._title.setText(entry.named.name)
        self._what.setText(second_line(entry) if here else away_words(entry))
        self.use.setEnabled(here)
        self.use.setText(self._use_words(entry))
        self._show_fields(entry)
        self._show_rows(entry, here)
        self.how_loaded.setVisible(here)
        if here:
            self.loading.show_model(entry.named)
            self.how_loaded.show_note(self.loading.note())

    def _use_words(self, entry: Entry) -> str:
        model = entry.installed
        if self._p.licences.is_accepted(model.licence, model.model or model.id):
            return translate("InstalledPage", "Chat")
        return translate("InstalledPage", "Read and use")

    def _show_fields(self, entry: Entry) -> None:
        self.name.setPlaceholderText(entry.installed.name)
        if not self.name.hasFocus():
            self.name.setText(entry.own_name)
        if not self.note.hasFocus():
            self.note.setText(entry.note)
        self.favourite.blockSignals(True)
        self.favourite.setChecked(entry.favourite)
        self.favourite.blockSignals(False)

    def _show_rows(self, entry: Entry, here: bool) -> None:
        rows = self._rows
        rows["files"].show_note("\n".join(entry.paths))
        rows["origin"].show_note(origin_words(entry))
        rows["copies"].show_note("\n".join(entry.copies))
        self._frames[rows["copies"]].setVisible(bool(entry.copies) and here)
        rows["content"].show_note(checked_words(entry), "warning" if entry.damaged else "text_soft")
        licence = licence_name(entry.installed.licence)
        accepted = self._p.licences.is_accepted(
            entry.installed.licence, entry.installed.model or entry.id
        )
        state = (
            translate("InstalledPage", "{licence}, accepted")
            if accepted
            else translate("InstalledPage", "{licence}, not accepted yet")
        )
        rows["licence"].show_note(state.format(licence=licence))
        size = size_words(entry.installed.size)
        rows["disk"].show_note(f"{size}, {used_words(entry)}")
        own = not entry.program
        twice = bool(entry.doubles)
        shown = {"repair": entry.damaged, "move": own, "copy": not own, "merge": twice}
        for what, button in self.buttons.items():
            button.setVisible(here and shown.get(what, True))
            button.setAccessibleDescription(entry.named.name)

    def _on_use(self) -> None:
        if self._entry is not None:
            self._p.navigation.use(self._entry.named)

    def _on_refused(self, error: object) -> None:
        if self._p.navigation.page is Page.INSTALLED:
            self.failure.show_error(error)  # type: ignore[arg-type]
            self.failure.show()
            self.scroll_column.verticalScrollBar().setValue(0)

    def _keep_words(self) -> None:
        entry = self._entry
        if entry is None:
            return
        words = {"own_name": self.name.text().strip(), "note": self.note.text().strip()}
        if words != {"own_name": entry.own_name, "note": entry.note}:
            self._p.library.keep(entry.id, **words)

    def _keep_favourite(self, on: bool) -> None:
        if self._entry is not None:
            self._p.library.keep(self._entry.id, favourite=on)


class Asking:
    """Asks for one thing; what a button calls."""

    def __init__(self, page: InstalledPage, what: str) -> None:
        self._page, self._what = page, what

    def __call__(self) -> None:
        """The button was pressed."""
        self._page.ask(self._what)


def _field(name: str, longest: int) -> QLineEdit:
    field = QLineEdit()
    field.setAccessibleName(name)
    field.setMaxLength(longest)
    field.setMinimumWidth(280)
    return field
