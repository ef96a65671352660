# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Will a model run on this computer, how fast, and which one is best?

How it is loaded is in domain/planning.py, how much memory that takes in domain/memory.py.
"""

from dataclasses import dataclass
from enum import StrEnum

from desktop.domain.catalogue import Catalogue, recommended_file
from desktop.domain.computer import Computer
from desktop.domain.memory import memory_of, padded
from desktop.domain.model import Model, ModelFile
from desktop.domain.plan import Plan
from desktop.domain.prompt import PromptStyle

GB = 1_000_000_000
USUAL_CONTEXT = 8192
ROOM = 2 * GB  # what stays free for everything else, or it is a tight fit
SMALL = 1.5  # thousand million parameters: for computers on which nothing else runs
SMALL_ROOM = GB // 2
DISK_ROOM = 1 * GB
USABLE_SPEED = 4.0  # words a second: as fast as one reads along
WORDS_A_TOKEN = 0.75


class Fit(StrEnum):
    """How a model fits into the memory."""

    FITS = "fits"
    TIGHT = "tight"  # less than 2 GB stay free, or other programs must be closed
    TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True)
class Offer:
    """One file of a model on this computer.

    Attributes:
        memory: bytes it needs with the usual context. size: bytes to download, projector included.
        words_per_second: None when nothing is known about this computer's speed.
    """

    model: Model
    file: ModelFile
    projector: ModelFile | None
    memory: int
    fit: Fit
    words_per_second: float | None
    size: int


def memory_needed(model: Model, file: ModelFile, context: int = USUAL_CONTEXT) -> int:
    """Bytes that a file needs with its projector at a context of so many tokens."""
    projector = model.projector() if model.sees else None
    size = projector.size if projector is not None else 0
    plan = Plan("", context=context, batch=batch_for(model), checkpoints=0)
    return memory_of(model.architecture, plan, file.size, file.quantization, size).total


def batch_for(
    model: Model | None, style: PromptStyle = PromptStyle.TURNS, sees: bool = True
) -> int:
    """Tokens read in one go: a whole picture must fit, or llama.cpp ends the process."""
    if model is not None:
        return max(512, padded(model.architecture.picture_tokens, 128))
    return 1152 if sees and style is PromptStyle.TURNS_4 else 512


def fit_of(needed: int, computer: Computer) -> Fit:
    """Too large is what does not fit beside a bare system either."""
    if needed + ROOM <= computer.memory_free:
        return Fit.FITS
    if needed <= computer.memory_free or needed + ROOM <= computer.memory:
        return Fit.TIGHT
    return Fit.TOO_LARGE


def words_per_second(model: Model, file: ModelFile, computer: Computer) -> float | None:
    """A forecast: every token reads all active weights once from memory."""
    speed = _bandwidth(computer)
    if speed is None:
        return None
    read = file.size * model.active / model.parameters
    return WORDS_A_TOKEN * 0.7 * speed / read


def offers_for(model: Model, computer: Computer) -> list[Offer]:
    """Every file of the model, smallest first."""
    return [_offer(model, file, computer) for file in model.weights()]


def offers(catalogue: Catalogue, computer: Computer) -> list[Offer]:
    """One for each model that can be had: its recommended file."""
    return [
        _offer(model, recommended_file(model), computer)
        for model in catalogue.models
        if model.offered and model.weights()
    ]


def recommend(catalogue: Catalogue, computer: Computer) -> Offer:
    """The largest Gemma 4 that fits with room to spare and is fast enough to read along.

    Where none does, the best of the small ones (which leave room enough, though less), and at last
    the smallest of all. ValueError for an empty catalogue.
    """
    found = offers(catalogue, computer)
    if not found:
        raise ValueError("the catalogue offers nothing")
    good = [offer for offer in found if _is_quick_and_storable(offer, computer)]
    newest = [o for o in good if o.model.family == "gemma-4" and o.fit is Fit.FITS]
    small = [
        offer
        for offer in good
        if offer.model.parameters <= SMALL and offer.memory + SMALL_ROOM <= computer.memory_free
    ]
    for choice in (newest, small):
        if choice:
            return max(choice, key=lambda offer: offer.model.parameters)
    return min(found, key=lambda offer: offer.memory)


def _bandwidth(computer: Computer) -> float | None:
    """Bytes a second from memory, by what kinds of computers usually have."""
    if computer.cores < 1:
        return None
    name = computer.processor.casefold()
    if "apple m" in name:
        kinds = (("ultra", 600), ("max", 350), ("pro", 180), ("", 90))
        return next(speed for word, speed in kinds if word in name) * GB
    most = 150 if "epyc" in name or "xeon" in name or "threadripper" in name else 40
    return min(computer.cores * 8, most) * float(GB)


def _offer(model: Model, file: ModelFile, computer: Computer) -> Offer:
    projector = model.projector() if model.sees else None
    needed = memory_needed(model, file)
    return Offer(
        model=model,
        file=file,
        projector=projector,
        memory=needed,
        fit=fit_of(needed, computer),
        words_per_second=words_per_second(model, file, computer),
        size=file.size + (projector.size if projector else 0),
    )


def _is_quick_and_storable(offer: Offer, computer: Computer) -> bool:
    speed = offer.words_per_second
    return offer.size + DISK_ROOM <= computer.disk_free and (speed is None or speed >= USABLE_SPEED)
