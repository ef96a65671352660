# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Beyond the catalogue: what the Hub has with the same words. Asked only by a press."""

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.repository import Order, Repository, address_of, refusal_of
from desktop.presenters.choosing import Choosing
from desktop.presenters.repositories import Asking, Repositories
from desktop.ui.text.repositories import (
    order_words,
    refusal_words,
    repository_words,
    size_of_model,
)
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.choice import Choice
from desktop.ui.widgets.failure_card import FailureCard
from desktop.ui.widgets.label import Label, Line, NameLabel
from desktop.ui.widgets.page import heading

translate = QCoreApplication.translate

FIRST = 8  # that are shown before all are asked for


class HubSection(QWidget):
    """A button while there are words to search for; below it what was found."""

    opened = Signal(str)  # the id of a model that can be looked at

    def __init__(self, themes: ThemeSource, choosing: Choosing, repositories: Repositories) -> None:
        super().__init__()
        self._themes, self._choosing, self._repositories = themes, choosing, repositories
        self._rows: list[QWidget] = []
        self._words = choosing.words  # to which what was found belongs
        self.ask = Button(themes, "", "plain", self._on_ask)
        self.order = Choice(themes)
        for order in Order:
            self.order.addItem(order_words(order), order)
        self.order.activated.connect(lambda: repositories.sort(self.order.currentData()))
        self._heading = heading(themes, translate("HubSection", "On the Hub"))
        self._note = Label(themes, "", token="text_soft", wrap=True)
        self._sorted = Label(themes, translate("HubSection", "Sorted by"), "caption", "text_soft")
        self._sorted.setBuddy(self.order)
        self.failure = FailureCard(themes)
        self.failure.add_button(translate("HubSection", "Try again"), self._again)
        self.rest = Button(themes, "", "link", self._show_rest)
        self._list = QVBoxLayout()
        self._build()
        choosing.changed.connect(self._on_words)
        repositories.changed.connect(self._show)
        repositories.opened.connect(self.opened)
        self._show()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._heading)
        head.addStretch(1)
        head.addWidget(self._sorted)
        head.addWidget(self.order)
        self._list.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 20)
        column.setSpacing(12)
        column.addWidget(self.ask, 0, Qt.AlignmentFlag.AlignLeading)
        column.addLayout(head)
        column.addWidget(self._note)
        column.addWidget(self.failure)
        column.addLayout(self._list)
        column.addWidget(self.rest, 0, Qt.AlignmentFlag.AlignLeading)

    def _on_words(self) -> None:
        if self._choosing.words != self._words:  # and not only what is known of the computer
            self._words = self._choosing.words
            self._repositories.forget()
        self._show()

    def _on_ask(self) -> None:
        if address_of(self._choosing.words) is not None:
            self._repositories.open(self._choosing.words)
        else:
            self._repositories.search(self._choosing.words)

    def _again(self) -> None:
        repositories = self._repositories
        if address_of(self._choosing.words) is None and repositories.asked is Asking.OPEN:
            repositories.open(repositories.repository)
        else:
            self._on_ask()

    def _show(self) -> None:
        repositories, words = self._repositories, self._choosing.words
        address = address_of(words)
        if address is not None:
            open_it = translate("HubSection", "Open {repository} on the Hub")
            self.ask.setText(open_it.format(repository=address[0]))
        else:
            search = translate("HubSection", "Search the Hub for “{words}”")
            self.ask.setText(search.format(words=words[:60]))
        asking = repositories.asking is not Asking.NOTHING
        waits = repositories.found is None and repositories.error is None and not asking
        self.ask.setVisible(bool(words) and waits)
        listed = repositories.found is not None
        for widget in (self._heading, self._sorted, self.order):
            widget.setVisible(listed)
        self.order.setCurrentIndex(self.order.findData(repositories.order))
        note = self._words_now()
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self.failure.setVisible(repositories.error is not None)
        if repositories.error is not None:
            self.failure.show_error(repositories.error)
        self._show_rows(repositories.found or [])
        self.setVisible(bool(words))

    def _words_now(self) -> str:
        repositories = self._repositories
        if repositories.asking is Asking.SEARCH:
            return translate("HubSection", "Asking the Hub")
        if repositories.asking is Asking.OPEN:
            words = translate("HubSection", "Looking at the files of {repository}")
            return words.format(repository=repositories.repository)
        if repositories.refusal is not None:
            name, why = repositories.refusal
            return f"{name}: {refusal_words(why)}"
        if repositories.found == []:
            return translate("HubSection", "The Hub has no GGUF files under these words.")
        if repositories.found is not None:
            return translate(
                "HubSection",
                "Made by others. Jewelbox checks what kind of model it is, not how good it is.",
            )
        return ""

    def _show_rows(self, found: list[Repository]) -> None:
        for row in self._rows:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        # What can be used stands first; each part keeps the Hub's order.
        found = sorted(found, key=lambda repository: refusal_of(repository) is not None)
        self._rows = [self._row(repository) for repository in found]
        for row in self._rows[FIRST:]:
            row.hide()
        self.rest.setText(translate("HubSection", "Show all %n", "", len(found)))
        self.rest.setVisible(len(found) > FIRST)
        for row in self._rows:
            self._list.addWidget(row)

    def _show_rest(self) -> None:
        for row in self._rows:
            row.show()
        self.rest.hide()
        button = self._rows[FIRST].findChild(Button)
        if button is not None:
            button.setFocus()

    def _row(self, repository: Repository) -> QWidget:
        refused = refusal_of(repository)
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        line = QHBoxLayout()
        line.setContentsMargins(0, 10, 0, 10)
        line.setSpacing(16)
        words = QVBoxLayout()
        words.setSpacing(2)
        token = "text" if refused is None else "text_soft"
        words.addWidget(NameLabel(self._themes, repository.id, "medium", token))
        about = repository_words(repository)
        if refused is not None:
            about = refusal_words(refused)
        elif size := size_of_model(repository):
            about = f"{size} · {about}"
        words.addWidget(Label(self._themes, about, "caption", "text_soft", wrap=True, figures=True))
        line.addLayout(words, 1)
        if refused is None:
            button = Button(
                self._themes,
                translate("HubSection", "Look at it"),
                "small",
                lambda: self._repositories.open(repository.id),
            )
            button.setAccessibleDescription(f"{repository.id}, {about}")
            line.addWidget(button)
        column.addLayout(line)
        column.addWidget(Line(self._themes))
        return row
