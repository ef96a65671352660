# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Wishes above the cards: each narrows the choice, and says what to know about it."""

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.catalogue import Absent
from desktop.domain.choosing import Purpose
from desktop.domain.model import Model
from desktop.presenters.choosing import Choosing
from desktop.ui.text.choosing import absent_words, generations, purpose_sentence, purpose_words
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.chip import Chip, Flow
from desktop.ui.widgets.disclosure import Disclosure
from desktop.ui.widgets.label import IconLabel, Label, on_first_line

translate = QCoreApplication.translate

MORE = (Purpose.MEDICAL, Purpose.SOUNDS, Purpose.THINKS, Purpose.FITS, Purpose.FREE)


class Chooser(QWidget):
    """A chip for each purpose; they combine. None chosen: everything, the recommended one first."""

    def __init__(self, themes: ThemeSource, choosing: Choosing) -> None:
        super().__init__()
        self._themes, self._choosing = themes, choosing
        self.setAccessibleName(translate("Chooser", "What the model is for"))
        self.anything = Chip(themes, translate("Chooser", "For this computer"))
        self.anything.setChecked(True)
        self.anything.clicked.connect(self._on_anything)
        self.chips = {purpose: self._chip(purpose) for purpose in Purpose}
        self.more = Button(themes, translate("Chooser", "More"), "quiet", self._toggle_more)
        self._know = Label(themes, "", token="text_soft", wrap=True)
        self.generations = Disclosure(
            themes, translate("Chooser", "The generations in short"), _Generations(themes)
        )
        self._build()
        themes.changed.connect(self._draw)
        choosing.changed.connect(self._show)
        self._all = False
        self._show()

    def _build(self) -> None:
        flow = Flow()
        for chip in (self.anything, *self.chips.values(), self.more):
            flow.addWidget(chip)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(flow)
        column.addSpacing(8)
        column.addWidget(self._know)
        column.addWidget(self.generations)

    def _chip(self, purpose: Purpose) -> Chip:
        chip = Chip(self._themes, purpose_words(purpose))
        chip.setAccessibleDescription(purpose_sentence(purpose))
        chip.toggled.connect(lambda on: self._choosing.want(purpose, on))
        return chip

    def _on_anything(self) -> None:
        self._choosing.want_anything()
        self._show()

    def _show(self) -> None:
        chosen = self._choosing.purposes
        for purpose, chip in self.chips.items():
            with QSignalBlocker(chip):
                chip.setChecked(purpose in chosen)
            chip.restyle()
        self.anything.setChecked(not chosen)
        sentences = [purpose_sentence(purpose) for purpose in Purpose if purpose in chosen]
        self._know.setText(" ".join(sentences))
        self._know.setVisible(bool(sentences))
        self._show_more(self._all)

    def _toggle_more(self) -> None:
        self._show_more(not self._all)

    def _show_more(self, shown: bool) -> None:
        """All chips, or the first ones; a wish that holds is never hidden."""
        self._all = shown
        for purpose in MORE:
            self.chips[purpose].setVisible(shown or purpose in self._choosing.purposes)
        words = translate("Chooser", "Fewer") if shown else translate("Chooser", "More")
        self.more.setText(words)
        self._draw()

    def _draw(self) -> None:
        self.more.setIcon(self._themes.icon("down", "text_soft", 16))


class _Generations(QWidget):
    """A line each."""

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 3)
        for row, (name, words) in enumerate(generations()):
            grid.addWidget(Label(themes, name, "medium", wrap=True), row, 0)
            grid.addWidget(Label(themes, words, wrap=True), row, 1)


class AbsentNotes(QWidget):
    """Why what was searched for is not here, and the way to what to take instead."""

    opened = Signal(str)

    def __init__(self, themes: ThemeSource, choosing: Choosing) -> None:
        super().__init__()
        self._themes, self._choosing = themes, choosing
        self._rows: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)

    def show_absent(self) -> None:
        """For the words that are searched for now."""
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        found = self._choosing.absent()
        self._rows = [self._row(absent, model) for absent, model in found]
        for row in self._rows:
            self._column.addWidget(row)
        self.setVisible(bool(found))

    def _row(self, absent: Absent, instead: Model) -> QWidget:
        words = absent_words(absent, instead.name)
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        label = Label(self._themes, words, wrap=True)
        line.addWidget(on_first_line(IconLabel(self._themes, "warning", "warning"), self._themes))
        line.addWidget(label, 1)
        button = Button(self._themes, instead.name, "small", lambda: self.opened.emit(instead.id))
        button.setAccessibleDescription(words)
        line.addWidget(button)
        return row
