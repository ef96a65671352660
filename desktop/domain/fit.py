# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Will a model run on this computer, how fast, which one is best, and how is it loaded?

Bytes of memory = weights + cache + compute buffers + projector, from architecture numbers alone.
The cache is f16. Layers that look back over everything keep the whole context; the others keep
their window and one batch, rounded up to 256 cells. The compute buffers follow the form of what
llama-cpp-python 0.3.36 reports for Gemma 3 270M at five sizes of context and batch with one row of
outputs, and are a little more: all memory of that model comes out within 3 % (a test compares).
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from desktop.domain.catalogue import Catalogue, recommended_file
from desktop.domain.computer import Computer
from desktop.domain.model import Architecture, InstalledModel, Model, ModelFile
from desktop.domain.plan import Memory, Plan
from desktop.domain.prompt import PromptStyle

GB = 1_000_000_000
USUAL_CONTEXT = 8192
CONTEXTS = (8192, 16_384, 32_768, 65_536, 131_072, 262_144)  # the steps in which one grows
ROOM = 2 * GB  # what stays free for everything else, or it is a tight fit
SMALL = 1.5  # thousand million parameters: for computers on which nothing else runs
SMALL_ROOM = GB // 2
DISK_ROOM = 1 * GB
USABLE_SPEED = 4.0  # words a second: as fast as one reads along
WORDS_A_TOKEN = 0.75
PICTURE_BUFFER = 250_000_000  # encoding one picture, with flash attention


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
    return _memory(model, file.size, size, context, batch_for(model)).total


def cache_size(shape: Architecture, context: int, batch: int) -> int:
    """Bytes of keys and values, two bytes each."""
    return sum(_caches(shape, context, batch))


def _caches(shape: Architecture, context: int, batch: int) -> tuple[int, int]:
    """Bytes for the layers that look back over everything, and for the others."""
    keeping = shape.layers - shape.shared_layers
    whole = keeping * shape.global_layers // shape.layers
    cells = min(context, _padded(shape.window + batch))
    return (
        4 * whole * shape.global_kv_heads * shape.global_head_dim * context,
        4 * (keeping - whole) * shape.kv_heads * shape.head_dim * cells,
    )


def batch_for(
    model: Model | None, style: PromptStyle = PromptStyle.TURNS, sees: bool = True
) -> int:
    """Tokens read in one go: a whole picture must fit, or llama.cpp ends the process."""
    if model is not None:
        return max(512, _padded(model.architecture.picture_tokens, 128))
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


def plan_for(
    installed: InstalledModel, computer: Computer, model: Model | None = None, wanted: int = 0
) -> Plan:
    """How to load an installed model here.

    Args:
        model: what the catalogue knows of it. Without it the context is the usual one.
        wanted: tokens of context that a chat needs; the plan has them, or as many as there is
            memory for. A context begins with the usual size.
    """
    batch = batch_for(model, installed.style, installed.sees)
    cores = max(computer.cores, 1)
    plan = Plan(
        weights=installed.weights,
        projector=installed.projector,
        context=USUAL_CONTEXT,
        batch=batch,
        threads=cores,
        threads_batch=cores,
        memory=Memory(weights=installed.size),
    )
    if model is None:
        return plan
    picture = model.projector() if installed.projector else None
    weights = installed.size - (picture.size if picture else 0)

    def memory(context: int) -> Memory:
        return _memory(model, weights, picture.size if picture else 0, context, batch)

    context = usual = min(USUAL_CONTEXT, model.context)
    least = memory(usual).total
    spare = max(computer.memory_free - least - ROOM, 0)
    for step in CONTEXTS:
        larger = context < min(step, wanted) and step <= model.context
        if larger and memory(step).total - least <= spare // 4:
            context = step
    return replace(plan, context=context, memory=memory(context))


def _memory(model: Model, weights: int, projector: int, context: int, batch: int) -> Memory:
    shape = model.architecture
    cells = min(context, _padded(shape.window + batch))
    masks = 2 * batch * (context + cells)
    activations = 4 * batch * 16 * shape.width
    outputs = 4 * shape.vocabulary
    whole, window = _caches(shape, context, batch)
    return Memory(
        weights=weights - _read_lazily(model, weights),
        global_cache=whole,
        window_cache=window,
        projector=projector + PICTURE_BUFFER if projector else 0,
        compute=masks + activations + outputs,
    )


def _read_lazily(model: Model, weights: int) -> int:
    """Bytes of the layers' own embeddings that stay on the disk, carefully estimated."""
    shape = model.architecture
    parameters = shape.layers * shape.layer_embedding * shape.vocabulary
    return int(weights * 0.8 * parameters / (model.parameters * 1e9))


def _padded(cells: int, step: int = 256) -> int:
    return -(-cells // step) * step


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
