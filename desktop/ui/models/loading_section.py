# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""How a model that is here is loaded and asked: every value, and what it costs."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.model import InstalledModel, Model
from desktop.domain.plan import CacheType, Plan
from desktop.domain.planning import USUAL_DETAIL
from desktop.domain.prompt import PromptStyle
from desktop.domain.tuning import Tuning
from desktop.presenters.offers import Offers
from desktop.presenters.tunings import Tunings
from desktop.ui.settings.rows import SettingRow
from desktop.ui.text.amounts import number, size_words, words_speed
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.choice import Choice
from desktop.ui.widgets.label import Label, Line

translate = QCoreApplication.translate

CONTEXTS = (2048, 4096, 8192, 16_384, 32_768, 65_536, 131_072, 262_144)
DETAILS = (70, 140, 280, 560, 1120)
WORDS_A_TOKEN = 0.75
LEAST_CHANGE = 1_000_000  # bytes that are told

Values = Sequence[tuple[object, str]]


class LoadingSection(QWidget):
    """Rows of choices, what they cost together, and one way back."""

    def __init__(self, themes: ThemeSource, tunings: Tunings, offers: Offers) -> None:
        super().__init__()
        self._themes, self._tunings, self._offers = themes, tunings, offers
        self._installed: InstalledModel | None = None
        self.boxes: dict[str, Choice] = {}
        self.memory = Label(themes, "", "medium", wrap=True, figures=True)
        self.parts = Label(themes, "", token="text_soft", wrap=True, figures=True)
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
        for row in (_context(plan, model), _cache(), _threads(plan), _drafting()):
            self._add(*row)
        if computer is not None and computer.gpus:
            self._add(*_graphics(plan))
        if installed.sees and installed.style is PromptStyle.TURNS_4:
            self._add(*_detail())
        for row in _sampling():
            self._add(*row)

    def _add(self, key: str, title: str, note: str, values: Values) -> None:
        box = Choice(self._themes)
        for value, words in values:
            box.addItem(words, value)
        box.activated.connect(lambda index: self._set(key, values[index][0]))
        self.boxes[key] = box
        if self._rows.count():
            self._rows.addWidget(Line(self._themes))
        self._rows.addWidget(SettingRow(self._themes, title, note, box))

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
        self.memory.setText(_memory_words(usual, now))
        self.parts.setText(_parts_words(now, self._measured_words(installed)))
        self.back.setEnabled(bool(tuning.changes()))

    def _measured_words(self, installed: InstalledModel) -> str:
        measured = self._tunings.measured(installed)
        if measured is None:
            return ""
        words = translate("LoadingSection", "Measured here: {memory}, {speed}.")
        speed = words_speed(measured.generating * WORDS_A_TOKEN)
        return words.format(memory=size_words(measured.memory), speed=speed)


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
    return f"{words} {measured}".strip()


def _recommended(words: str) -> tuple[object, str]:
    return None, translate("LoadingSection", "Recommended: {value}").format(value=words)


def _tokens(count: int) -> str:
    return translate("LoadingSection", "{number} tokens").format(number=number(count))


def _context(plan: Plan, model: Model | None) -> tuple[str, str, str, Values]:
    most = model.context if model is not None else CONTEXTS[4]
    values = [(step, _tokens(step)) for step in CONTEXTS if step <= most]
    return (
        "context",
        translate("LoadingSection", "Context"),
        translate("LoadingSection", "As much as it keeps in mind of one chat"),
        (_recommended(_tokens(plan.context)), *values),
    )


def _cache() -> tuple[str, str, str, Values]:
    f16 = translate("LoadingSection", "16 bits (f16)")
    q8_0 = translate("LoadingSection", "8 bits (q8_0)")
    return (
        "cache",
        translate("LoadingSection", "Cache"),
        translate(
            "LoadingSection",
            "8 bits take half the memory. Gemma notices: its answers become a little worse.",
        ),
        (_recommended(f16), (CacheType.F16, f16), (CacheType.Q8_0, q8_0)),
    )


def _threads(plan: Plan) -> tuple[str, str, str, Values]:
    return (
        "threads",
        translate("LoadingSection", "Threads"),
        translate("LoadingSection", "One for each core of the processor is fastest"),
        (
            _recommended(number(plan.threads)),
            *((count, number(count)) for count in range(1, min(plan.threads, 64) + 1)),
        ),
    )


def _drafting() -> tuple[str, str, str, Values]:
    on, off = translate("LoadingSection", "On"), translate("LoadingSection", "Off")
    return (
        "drafting",
        translate("LoadingSection", "Guess ahead"),
        translate(
            "LoadingSection", "Faster where an answer repeats what was said, and never different"
        ),
        (_recommended(on), (True, on), (False, off)),
    )


def _graphics(plan: Plan) -> tuple[str, str, str, Values]:
    words = {
        -1: translate("LoadingSection", "All layers"),
        0: translate("LoadingSection", "None"),
    }
    usual = words.get(plan.gpu_layers, number(plan.gpu_layers))
    steps = (-1, 0, *range(4, 65, 4))
    return (
        "gpu_layers",
        translate("LoadingSection", "Layers on the graphics processor"),
        translate("LoadingSection", "The more, the faster, as long as its memory lasts"),
        (_recommended(usual), *((step, words.get(step, number(step))) for step in steps)),
    )


def _detail() -> tuple[str, str, str, Values]:
    return (
        "detail",
        translate("LoadingSection", "Detail of pictures"),
        translate("LoadingSection", "More tokens show smaller things, and take longer to read"),
        (_recommended(_tokens(USUAL_DETAIL)), *((count, _tokens(count)) for count in DETAILS)),
    )


def _sampling() -> tuple[tuple[str, str, str, Values], ...]:
    own = (None, translate("LoadingSection", "Recommended: the model's own"))

    def values(decimals: int, *steps: float) -> Values:
        return (own, *((step, number(step, decimals)) for step in steps))

    return (
        (
            "temperature",
            translate("LoadingSection", "Temperature"),
            translate("LoadingSection", "0 always takes the likeliest word; more is livelier"),
            values(1, 0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.2, 1.5, 2.0),
        ),
        (
            "top_k",
            translate("LoadingSection", "Top k"),
            translate("LoadingSection", "Only so many of the likeliest words; 0 for all"),
            values(0, 0, 10, 20, 40, 64, 100, 200),
        ),
        (
            "top_p",
            translate("LoadingSection", "Top p"),
            translate("LoadingSection", "The likeliest words until they make up this share"),
            values(2, 0.5, 0.8, 0.9, 0.95, 0.98, 1.0),
        ),
        (
            "min_p",
            translate("LoadingSection", "Min p"),
            translate("LoadingSection", "No word less likely than this share of the likeliest"),
            values(2, 0.0, 0.01, 0.02, 0.05, 0.1),
        ),
    )
