# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""How a model that is here is loaded and asked: every value, and what it costs."""

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.forecast import WORDS_A_TOKEN
from desktop.domain.model import InstalledModel
from desktop.domain.plan import Plan
from desktop.domain.tuning import LOADING, Tuning
from desktop.presenters.offers import Offers
from desktop.presenters.tunings import Cost, Tunings
from desktop.ui.models.loading_rows import Row, rows_of
from desktop.ui.settings.rows import SettingRow
from desktop.ui.text.amounts import size_words, words_speed
from desktop.ui.text.models import missing_words
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.choice import Choice
from desktop.ui.widgets.label import Label, Line

translate = QCoreApplication.translate

LEAST_CHANGE = 1_000_000  # bytes that are told


class LoadingSection(QWidget):
    """Rows of choices, what they cost together, and one way back."""

    def __init__(self, themes: ThemeSource, tunings: Tunings, offers: Offers) -> None:
        super().__init__()
        self._themes, self._tunings, self._offers = themes, tunings, offers
        self._installed: InstalledModel | None = None
        self.boxes: dict[str, Choice] = {}
        self.memory = Label(themes, "", "medium", wrap=True, figures=True)
        self.parts = Label(themes, "", token="text_soft", wrap=True, figures=True)
        self.missing = Label(themes, "", token="warning", wrap=True, figures=True)
        self.missing.hide()
        self.back = Button(
            themes, translate("LoadingSection", "Back to the recommended values"), "small"
        )
        self.back.clicked.connect(self._on_back)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 16)
        column.setSpacing(4)
        column.addWidget(self.memory)
        column.addWidget(self.parts)
        column.addWidget(self.missing)
        column.addSpacing(8)
        column.addLayout(self._rows)
        column.addSpacing(12)
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeading)
        tunings.changed.connect(self._show)

    def show_model(self, installed: InstalledModel) -> None:
        """The values of this model."""
        if installed != self._installed:
            self._installed = installed
            self._fill(installed)
        self._show()

    def note(self) -> str:
        """What the line above says while this is closed."""
        if self._installed is None or not self._tunings.of(self._installed.id).changes():
            return translate("LoadingSection", "As recommended")
        return translate("LoadingSection", "As you set it")

    def _fill(self, installed: InstalledModel) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.boxes = {}
        plan = self._tunings.forecast(installed, tuned=False)
        if plan is None:
            return
        model, computer = self._offers.model(installed.shape), self._offers.computer
        seen = model is not None and computer is not None and bool(computer.gpus)
        layers = model.architecture.layers if seen and model is not None else 0
        for row in rows_of(installed, plan, model, layers):
            self._add(row)

    def _add(self, row: Row) -> None:
        box = Choice(self._themes)
        for value, words in row.values:
            box.addItem(words, value)
        box.activated.connect(lambda index: self._set(row.key, row.values[index][0]))
        box.opening.connect(self._tell_costs)
        self.boxes[row.key] = box
        if self._rows.count():
            self._rows.addWidget(Line(self._themes))
        self._rows.addWidget(SettingRow(self._themes, row.title, row.note, box))

    def _set(self, key: str, value: object) -> None:
        if self._installed is not None:
            tuning = self._tunings.of(self._installed.id)
            self._tunings.set(
                self._installed.id,
                replace(tuning, **{key: value}),  # type: ignore[arg-type]
            )

    def _on_back(self) -> None:
        if self._installed is not None:
            self._tunings.set(self._installed.id, Tuning())

    def _show(self) -> None:
        installed = self._installed
        if installed is None:
            return
        usual, now = (self._tunings.forecast(installed, tuned) for tuned in (False, True))
        if usual is None or now is None:
            return
        tuning = self._tunings.of(installed.id)
        for key, box in self.boxes.items():
            box.setCurrentIndex(max(box.findData(getattr(tuning, key)), 0))
        cost = self._tunings.cost(installed, tuning)
        speed = words_speed(cost.words) if cost is not None else ""
        self.memory.setText(" · ".join(filter(None, (_memory_words(usual, now), speed))))
        self._tell_what_fits(installed, now)
        self.parts.setText(_parts_words(now, self._measured_words(installed)))
        self.back.setEnabled(bool(tuning.changes()))

    def _tell_costs(self) -> None:
        """What each value of the list that opens would cost, beside it."""
        key, box = next((key, box) for key, box in self.boxes.items() if box is self.sender())
        installed = self._installed
        if installed is None or key not in LOADING:
            return
        tuning = self._tunings.of(installed.id)
        for index in range(box.count()):
            value = {key: box.itemData(index)}
            cost = self._tunings.cost(installed, replace(tuning, **value))
            box.set_beside(index, _cost_words(cost) if cost is not None else "")

    def _tell_what_fits(self, installed: InstalledModel, now: Plan) -> None:
        """Where there is too little memory: how much is missing, and what would do."""
        computer = self._offers.computer
        missing = now.memory.main - computer.memory_free if computer is not None else 0
        self.missing.setVisible(missing > 0)
        if computer is not None and missing > 0:
            instead = self._tunings.would_fit(installed, now)
            self.missing.setText(missing_words(missing, instead, computer))

    def _measured_words(self, installed: InstalledModel) -> str:
        measured = self._tunings.measured(installed)
        if measured is None:
            return ""
        words = translate("LoadingSection", "Measured here: {memory}, {speed}.")
        speed = words_speed(measured.generating * WORDS_A_TOKEN)
        return words.format(memory=size_words(measured.memory), speed=speed)


def _cost_words(cost: Cost) -> str:
    """ "5.1 GB, about 9 words a second"; of a graphics processor's memory apart."""
    memory = cost.plan.memory
    words = size_words(memory.main)
    if memory.on_devices:
        both = translate("LoadingSection", "{memory} and {other} on the graphics processor")
        words = both.format(memory=words, other=size_words(memory.on_devices))
    return ", ".join(filter(None, (words, words_speed(cost.words))))


def _memory_words(usual: Plan, now: Plan) -> str:
    whole = translate("LoadingSection", "Takes {memory} of memory")
    words = whole.format(memory=size_words(now.memory.total))
    change = now.memory.total - usual.memory.total
    if abs(change) < LEAST_CHANGE:
        return words
    more = translate("LoadingSection", "{words}, {change} more than recommended")
    less = translate("LoadingSection", "{words}, {change} less than recommended")
    return (more if change > 0 else less).format(words=words, change=size_words(abs(change)))


def _parts_words(plan: Plan, measured: str) -> str:
    memory = plan.memory
    words = translate(
        "LoadingSection", "Weights {weights}, what it has read {cache}, working space {compute}."
    ).format(
        weights=size_words(memory.weights),
        cache=size_words(memory.global_cache + memory.window_cache),
        compute=size_words(memory.compute),
    )
    if memory.projector:
        seeing = translate("LoadingSection", "{words} Seeing {size}.")
        words = seeing.format(words=words, size=size_words(memory.projector))
    if memory.on_devices:
        there = translate("LoadingSection", "{words} Of that on the graphics processor {size}.")
        words = there.format(words=words, size=size_words(memory.on_devices))
    return f"{words} {measured}".strip()
