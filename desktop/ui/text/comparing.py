# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A model in lines that can stand beside those of another."""

from PySide6.QtCore import QCoreApplication

from desktop.domain.computer import Computer
from desktop.domain.fit import Fit, Offer
from desktop.domain.licence import LICENCES
from desktop.ui.text.amounts import month_words, number, size_words, words_number, words_speed
from desktop.ui.text.choosing import caution_words
from desktop.ui.text.models import abilities_words, closeness_words, fit_words, good_at_words

translate = QCoreApplication.translate

UNKNOWN = "–"


def comparison(offer: Offer, computer: Computer | None) -> list[tuple[str, str]]:
    """A title and words for each fact, always the same titles in the same order."""
    model = offer.model
    speed = words_speed(offer.words_per_second) if offer.fit is not Fit.TOO_LARGE else ""
    words, measured = closeness_words(offer.file)
    cautions = " ".join(caution_words(code) for code in model.cautions)
    good_at = " ".join(part for part in (good_at_words(model.good_at), cautions) if part)
    licence = LICENCES.get(model.licence)
    context = translate("Compare", "about {words} words in one chat")
    billions = translate("Compare", "{number} billion parameters")
    return [
        (translate("Compare", "Memory here"), fit_words(offer, computer)),
        (translate("Compare", "Speed here"), speed or UNKNOWN),
        (translate("Compare", "To download"), size_words(offer.size)),
        (translate("Compare", "Good at"), good_at or UNKNOWN),
        (translate("Compare", "Eyes, ears, thinking"), abilities_words(model)),
        (
            translate("Compare", "Memory of a chat"),
            context.format(words=words_number(model.context)),
        ),
        (translate("Compare", "Languages"), _languages(model.languages)),
        (
            translate("Compare", "How it is packed"),
            f"{offer.file.quantization}. {words}. {measured}".strip(". ") + ".",
        ),
        (
            translate("Compare", "Size"),
            billions.format(number=_billions(model.parameters)),
        ),
        (
            translate("Compare", "Published"),
            month_words(model.released) if model.released else UNKNOWN,
        ),
        (
            translate("Compare", "Licence"),
            licence.name if licence is not None else translate("Compare", "not known"),
        ),
    ]


def _billions(parameters: float) -> str:
    whole = float(parameters).is_integer() or parameters >= 10
    return number(parameters, 0 if whole else 2 if parameters < 1 else 1)


def _languages(count: int) -> str:
    if count == 1:
        return translate("Compare", "English")
    return translate("Compare", "%n languages", "", count) if count else UNKNOWN
