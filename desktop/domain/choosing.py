# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Choosing among the models by what one wants of them, and by words."""

import re
from collections.abc import Collection, Iterable
from enum import StrEnum

from desktop.domain.catalogue import Absent, Catalogue
from desktop.domain.fit import GB, Fit, Offer
from desktop.domain.model import Model

LONG = 65_536  # tokens: a book of two hundred pages fits
QUICK = 4.5  # thousand million parameters read for a token
SMALL = 4 * GB  # bytes of memory that an older computer can spare
WELL = 100  # languages from which a model is good at them
OF_ITS_OWN = ("medical", "only_translates", "old")  # cautions: shown after all others

SAYS_NOTHING = ("it", "gguf", "google")  # of a name
_GENERATION = re.compile(r"\bgemma ?(\d)(\.\d|n)?(?!\w)")  # "4b" is no generation


class Purpose(StrEnum):
    """What one wants of a model; several together narrow the choice."""

    PHOTOS = "photos"
    LONG = "long"
    FAST = "fast"
    BEST = "best"
    OLDER = "older"
    CODE = "code"
    TRANSLATION = "translation"
    MEDICAL = "medical"
    SOUNDS = "sounds"
    THINKS = "thinks"
    FITS = "fits"
    FREE = "free"  # a licence without rules of use


def suits(offer: Offer, purpose: Purpose) -> bool:
    """Whether a model is made for this, here."""
    model = offer.model
    fits = offer.fit is not Fit.TOO_LARGE
    return {
        Purpose.PHOTOS: model.sees,
        Purpose.LONG: model.context >= LONG and "only_translates" not in model.cautions,
        Purpose.FAST: fits and model.active <= QUICK and "old" not in model.cautions,
        Purpose.BEST: fits and not model.cautions,
        Purpose.OLDER: offer.memory <= SMALL,
        Purpose.CODE: "code" in model.good_at,
        Purpose.TRANSLATION: "translation" in model.good_at or model.languages >= WELL,
        Purpose.MEDICAL: "medical" in model.good_at,
        Purpose.SOUNDS: model.hears,
        Purpose.THINKS: model.thinks,
        Purpose.FITS: fits,
        Purpose.FREE: model.licence == "apache-2.0",
    }[purpose]


def choose(
    offers: Iterable[Offer],
    purposes: Collection[Purpose] = (),
    words: str = "",
    recommended: str = "",
) -> list[Offer]:
    """The offers that suit all purposes and hold all words, the likeliest choice first.

    Args:
        recommended: id of the model that goes first where nothing else was asked for.
    """
    found = [
        offer
        for offer in offers
        if all(suits(offer, purpose) for purpose in purposes) and _holds(offer.model, words)
    ]
    order = list(Fit)

    def usual(offer: Offer) -> tuple[bool, bool, int]:
        apart = any(caution in OF_ITS_OWN for caution in offer.model.cautions)
        wanted = Purpose.MEDICAL in purposes or Purpose.TRANSLATION in purposes
        return offer.model.id != recommended, apart and not wanted, order.index(offer.fit)

    def quickest(offer: Offer) -> tuple[bool, float]:
        return usual(offer)[1], -(offer.words_per_second or 0.0)

    if Purpose.FAST in purposes:
        found.sort(key=quickest)
    elif Purpose.BEST in purposes:
        found.sort(key=lambda offer: (offer.model.released[:4], offer.memory), reverse=True)
    elif Purpose.TRANSLATION in purposes:
        found.sort(key=lambda o: ("translation" not in o.model.good_at, order.index(o.fit)))
    else:
        found.sort(key=usual)
    return found


def absent_of(catalogue: Catalogue, words: str) -> list[Absent]:
    """The Gemmas that were searched for and cannot be had; none for words that say too little."""
    wanted = _key(words)
    if len(wanted) < 2:
        return []
    keys = {gone: _key(gone.name) for gone in catalogue.absent}
    exactly = [gone for gone, key in keys.items() if key == wanted]
    return exactly or [gone for gone, key in keys.items() if key in wanted or wanted in key]


def _holds(model: Model, words: str) -> bool:
    """Names as people and other programs write them: "gemma3", "gemma-3-4b-it", "gemma3:4b"."""
    words = re.sub(r"[-_:/]", " ", words.casefold())
    generation = _GENERATION.search(words)
    if generation is not None:
        number, more = generation[1], generation[2] or ""
        if not model.family.startswith(f"gemma-{number}{more if more == 'n' else ''}"):
            return False
        rest = words[: generation.start()] + " " + words[generation.end() :]
        words = f"{rest} {number}{more}" if more else rest
    text = " ".join((model.name, model.id, model.family, model.licence, *model.good_at)).casefold()
    return all(word in text for word in words.split() if word not in SAYS_NOTHING)


def _key(name: str) -> str:
    """What of a name tells it from the others: "EmbeddingGemma 300M" is "embedding300m"."""
    return re.sub(r"[\W_]|gemma", "", name.casefold())
