# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Will a model run on this computer, and which of its files?

How it is loaded is in domain/planning.py, how much memory that takes in domain/memory.py, how fast
it is in domain/forecast.py.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum

from desktop.domain.catalogue import Catalogue, recommended_file
from desktop.domain.computer import Computer
from desktop.domain.devices import ALL, load_of, on_devices, placed
from desktop.domain.forecast import USUAL_DETAIL, Forecast, error, forecast
from desktop.domain.memory import memory_of, padded
from desktop.domain.model import Model, ModelFile
from desktop.domain.plan import Plan
from desktop.domain.prompt import PromptStyle

GB = 1_000_000_000
USUAL_CONTEXT = 8192
ROOM = 2 * GB  # what stays free for everything else, or it is a tight fit


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
        picture: seconds that one picture takes, 0.0 where none can be seen or nobody knows.
        measured: the speed is from a real run here. off: by which share its forecast was too high,
            None where there was none.
        on_devices: bytes of the memory that are in graphics processors' own.
    """

    model: Model
    file: ModelFile
    projector: ModelFile | None
    memory: int
    fit: Fit
    words_per_second: float | None
    size: int
    picture: float = 0.0
    measured: bool = False
    off: float | None = None
    on_devices: int = 0

    @property
    def main(self) -> int:
        """Bytes that the processor's memory has to have."""
        return self.memory - self.on_devices


def memory_needed(model: Model, file: ModelFile, context: int = USUAL_CONTEXT) -> int:
    """Bytes that a file needs with its projector at a context of so many tokens."""
    return _plan(model, file, context).memory.total


def _plan(model: Model, file: ModelFile, context: int = USUAL_CONTEXT) -> Plan:
    projector = model.projector() if model.sees else None
    size = projector.size if projector is not None else 0
    plan = Plan("", context=context, batch=batch_for(model), detail=USUAL_DETAIL)
    memory = memory_of(model.architecture, plan, file.size, file.quantization, size)
    return replace(plan, memory=memory)


def main_needed(model: Model, file: ModelFile, computer: Computer, context: int) -> int:
    """Bytes of it that the processor's memory has to have."""
    needed = memory_needed(model, file, context)
    return needed - _on_devices(model, file, computer, context)[0]


def _on_devices(
    model: Model, file: ModelFile, computer: Computer, context: int = USUAL_CONTEXT
) -> tuple[int, float]:
    """Bytes and share of the layers that go to graphics processors with a memory of their own."""
    own = [device for device in computer.gpus if not device.shared]
    if not own:
        return 0, 0.0
    plan = _plan(model, file, context)
    load = load_of(model.architecture, plan.memory)
    plan = placed(plan, load, own)
    share = 1.0 if plan.gpu_layers == ALL else min(plan.gpu_layers / load.layers, 1.0)
    return on_devices(plan, load), share


def _words(told: Forecast | None, share: float) -> float | None:
    """A second. How fast a graphics processor is says its first answer: until then what is left to
    the processor counts alone, which takes most of the time, and nothing is said where none is.
    """
    if told is None or told.measured:
        return told.words if told is not None else None
    return told.words / (1 - share) if share < 1 else None


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


def offers_for(model: Model, computer: Computer) -> list[Offer]:
    """Every file of the model, smallest first."""
    return [_offer(model, file, computer) for file in model.weights()]


def offers(catalogue: Catalogue, computer: Computer, stale: Collection[str] = ()) -> list[Offer]:
    """One for each model that can be had: its recommended file. stale: see recommended_file."""
    return [
        _offer(model, recommended_file(model, stale), computer)
        for model in catalogue.models
        if model.offered and model.weights()
    ]


def would_fit(
    model: Model | None, needed: int, catalogue: Catalogue, computer: Computer
) -> Offer | None:
    """What to take where the processor's memory has no room for so many bytes.

    The largest that has room: a smaller file of the model, else another model. Where nothing has,
    what takes the least; None when nothing takes less.
    """
    own = offers_for(model, computer) if model is not None and model.offered else []
    others = [offer for offer in offers(catalogue, computer) if not offer.model.cautions]
    for found in (own, others):
        room = [o for o in found if o.main < needed and o.main <= computer.memory_free]
        if room:
            return max(room, key=_takes)
    least = min([*own, *others], key=_takes, default=None)
    return least if least is not None and least.main < needed else None


def _takes(offer: Offer) -> int:
    return offer.main


def _offer(model: Model, file: ModelFile, computer: Computer) -> Offer:
    projector = model.projector() if model.sees else None
    needed = memory_needed(model, file)
    devices, share = _on_devices(model, file, computer)
    told = forecast(model, file, computer)
    own = [run for run in computer.runs if run.of == (model.id, file.quantization, file.id)]
    return Offer(
        model=model,
        file=file,
        projector=projector,
        memory=needed,
        fit=fit_of(needed - devices, computer),
        words_per_second=_words(told, share),
        size=file.size + (projector.size if projector else 0),
        picture=told.picture if told is not None and not devices else 0.0,
        measured=bool(own),
        off=error(own[-1]) if own and not devices else None,
        on_devices=devices,
    )
