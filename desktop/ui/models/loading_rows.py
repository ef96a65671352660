# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The values of a plan that can be set: what each is called, and which there are to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from desktop.domain.forecast import USUAL_DETAIL
from desktop.domain.model import InstalledModel, Model
from desktop.domain.plan import CacheType, Plan
from desktop.domain.prompt import PromptStyle
from desktop.ui.text.amounts import number

translate = QCoreApplication.translate

CONTEXTS = (2048, 4096, 8192, 16_384, 32_768, 65_536, 131_072, 262_144)
DETAILS = (70, 140, 280, 560, 1120)

Values = Sequence[tuple[object, str]]


@dataclass(frozen=True, slots=True)
class Row:
    """One value. key: of `Tuning`. values: the first is what is recommended."""

    key: str
    title: str
    note: str
    values: Values


def rows_of(installed: InstalledModel, plan: Plan, model: Model | None, layers: int) -> list[Row]:
    """All rows for a model.

    Args:
        plan: as recommended.
        layers: of the model, where there is a graphics processor for them; else 0.
    """
    rows = [_context(plan, model), _cache(), _threads(plan), _drafting()]
    if layers:
        rows.append(_graphics(layers))
    if layers and installed.sees:
        rows.append(_eyes(plan))
    if installed.sees and installed.style is PromptStyle.TURNS_4:
        rows.append(_detail())
    return [*rows, _flash(), _mmap(), *_sampling()]


def _recommended(words: str) -> tuple[object, str]:
    return None, translate("LoadingSection", "Recommended: {value}").format(value=words)


def _tokens(count: int) -> str:
    return translate("LoadingSection", "{number} tokens").format(number=number(count))


def _context(plan: Plan, model: Model | None) -> Row:
    most = model.context if model is not None else CONTEXTS[4]
    values = [(step, _tokens(step)) for step in CONTEXTS if step <= most]
    return Row(
        "context",
        translate("LoadingSection", "Context"),
        translate("LoadingSection", "As much as it keeps in mind of one chat"),
        (_recommended(_tokens(plan.context)), *values),
    )


def _cache() -> Row:
    f16 = translate("LoadingSection", "16 bits (f16)")
    q8_0 = translate("LoadingSection", "8 bits (q8_0)")
    return Row(
        "cache",
        translate("LoadingSection", "Cache"),
        translate(
            "LoadingSection",
            "8 bits take half the memory. Gemma notices: its answers become a little worse.",
        ),
        (_recommended(f16), (CacheType.F16, f16), (CacheType.Q8_0, q8_0)),
    )


def _threads(plan: Plan) -> Row:
    return Row(
        "threads",
        translate("LoadingSection", "Threads"),
        translate("LoadingSection", "One for each core of the processor is fastest"),
        (
            _recommended(number(plan.threads)),
            *((count, number(count)) for count in _counts(plan.threads)),
        ),
    )


def _counts(most: int) -> list[int]:
    """All, where they are few; else those that differ."""
    return [count for count in range(1, most + 1) if count <= 8 or not count % (most // 8)]


def _on_off(usual: bool) -> Values:
    on, off = translate("LoadingSection", "On"), translate("LoadingSection", "Off")
    return (_recommended(on if usual else off), (True, on), (False, off))


def _drafting() -> Row:
    return Row(
        "drafting",
        translate("LoadingSection", "Guess ahead"),
        translate(
            "LoadingSection", "Faster where an answer repeats what was said, and never different"
        ),
        _on_off(True),
    )


def _flash() -> Row:
    return Row(
        "flash_attention",
        translate("LoadingSection", "Flash attention"),
        translate("LoadingSection", "Takes less memory, and is faster with long chats"),
        _on_off(True),
    )


def _mmap() -> Row:
    return Row(
        "mmap",
        translate("LoadingSection", "Map the file"),
        translate(
            "LoadingSection",
            "Loads at once, and lets the system take the memory back. Off copies it.",
        ),
        _on_off(True),
    )


def _eyes(plan: Plan) -> Row:
    return Row(
        "projector_on_gpu",
        translate("LoadingSection", "Pictures on the graphics processor"),
        translate("LoadingSection", "Much faster, where its memory holds both"),
        _on_off(plan.projector_on_gpu),
    )


def _graphics(layers: int) -> Row:
    # How many that are depends on the other values.
    recommended = translate("LoadingSection", "As recommended")
    words = {
        -1: translate("LoadingSection", "All layers"),
        0: translate("LoadingSection", "None"),
    }
    steps = (-1, 0, *range(layers // 8 or 1, layers, layers // 8 or 1))
    return Row(
        "gpu_layers",
        translate("LoadingSection", "Layers on the graphics processor"),
        translate("LoadingSection", "The more, the faster, as long as its memory lasts"),
        ((None, recommended), *((step, words.get(step, number(step))) for step in steps)),
    )


def _detail() -> Row:
    return Row(
        "detail",
        translate("LoadingSection", "Detail of pictures"),
        translate("LoadingSection", "More tokens show smaller things, and take longer to read"),
        (_recommended(_tokens(USUAL_DETAIL)), *((count, _tokens(count)) for count in DETAILS)),
    )


def _sampling() -> tuple[Row, ...]:
    own = (None, translate("LoadingSection", "Recommended: the model's own"))

    def values(decimals: int, *steps: float) -> Values:
        return (own, *((step, number(step, decimals)) for step in steps))

    return (
        Row(
            "temperature",
            translate("LoadingSection", "Temperature"),
            translate("LoadingSection", "0 always takes the likeliest word; more is livelier"),
            values(1, 0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.2, 1.5, 2.0),
        ),
        Row(
            "top_k",
            translate("LoadingSection", "Top k"),
            translate("LoadingSection", "Only so many of the likeliest words; 0 for all"),
            values(0, 0, 10, 20, 40, 64, 100, 200),
        ),
        Row(
            "top_p",
            translate("LoadingSection", "Top p"),
            translate("LoadingSection", "The likeliest words until they make up this share"),
            values(2, 0.5, 0.8, 0.9, 0.95, 0.98, 1.0),
        ),
        Row(
            "min_p",
            translate("LoadingSection", "Min p"),
            translate("LoadingSection", "No word less likely than this share of the likeliest"),
            values(2, 0.0, 0.01, 0.02, 0.05, 0.1),
        ),
    )
