# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Which model to take on a computer, and why: one pure function."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from desktop.domain.catalogue import Catalogue
from desktop.domain.choosing import Purpose, suits
from desktop.domain.computer import Computer
from desktop.domain.fit import GB, ROOM, USUAL_CONTEXT, Fit, Offer, main_needed, offers
from desktop.domain.model import Model, ModelFile
from desktop.domain.planning import CONTEXTS

SMALL = 1.5  # thousand million parameters: for computers on which nothing else runs
SMALL_ROOM = GB // 2
DISK_ROOM = 1 * GB
USABLE_SPEED = 4.0  # words a second: as fast as one reads along
NEWER = ("gemma-3", "gemma-4")  # families that are better at the same size, the best one last


class Reason(StrEnum):
    """Why not a better one; the words are in ui/text/."""

    BEST = "best"  # there is none
    MEMORY = "memory"  # the next better one does not fit
    SPEED = "speed"  # it would write slower than one reads
    DISK = "disk"  # there is no room for it on the disk
    SMALLEST = "smallest"  # there is no room for any, and this takes the least memory
    SMALLEST_DISK = "smallest_disk"  # no room for any on the disk, and this takes the least of it


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What to take. context: tokens that it can have here. better: what was left for the reason."""

    offer: Offer
    context: int
    reason: Reason
    better: Offer | None = None


def recommend(
    catalogue: Catalogue,
    computer: Computer,
    wishes: Collection[Purpose] = (),
    stale: Collection[str] = (),
) -> Recommendation | None:
    """The best model that suits all wishes, fits with room to spare, and writes as fast as one
    reads. The best is the largest of the newest family, then of the one before.

    Where only a very small one does, it may leave less room. Where none does and nothing was wished
    for, the one that takes the least memory. None when nothing suits.

    Args:
        stale: ids of files that cannot be had any more.
    """
    found = [
        offer
        for offer in offers(catalogue, computer, stale)
        if not offer.model.cautions and all(suits(offer, wish) for wish in wishes)
    ]
    found.sort(key=_goodness, reverse=True)
    better, reason = None, Reason.BEST
    for offer in found:
        hindrance = _hindrance(offer, computer)
        if hindrance is None:
            context = _context_for(offer.model, offer.file, computer)
            return Recommendation(offer, context, reason, better)
        # Named is the last one that did not do: the next better.
        better, reason = offer, hindrance
    if not found or wishes:
        return None
    if reason is Reason.DISK:  # it hinders the smallest one, too
        least, reason = min(found, key=lambda offer: offer.size), Reason.SMALLEST_DISK
        return Recommendation(least, _context_for(least.model, least.file, computer), reason)
    least = min(found, key=lambda offer: offer.memory)
    return Recommendation(least, min(2048, least.model.context), Reason.SMALLEST)


def _context_for(model: Model, file: ModelFile, computer: Computer) -> int:
    """The largest context for which a quarter of what stays free is enough, at least the usual."""
    usual = min(USUAL_CONTEXT, model.context)
    least = main_needed(model, file, computer, usual)
    spare = max(computer.memory_free - least - ROOM, 0)
    steps = [step for step in CONTEXTS if usual < step <= model.context]
    fitting = [s for s in steps if main_needed(model, file, computer, s) - least <= spare // 4]
    return max(fitting, default=usual)


def _goodness(offer: Offer) -> tuple[int, float]:
    family = offer.model.family
    return NEWER.index(family) if family in NEWER else -1, offer.model.parameters


def _hindrance(offer: Offer, computer: Computer) -> Reason | None:
    small = offer.model.parameters <= SMALL
    fits = offer.main + SMALL_ROOM <= computer.memory_free if small else offer.fit is Fit.FITS
    if not fits:
        return Reason.MEMORY
    if offer.size + DISK_ROOM > computer.disk_free:
        return Reason.DISK
    speed = offer.words_per_second
    return Reason.SPEED if speed is not None and speed < USABLE_SPEED else None
