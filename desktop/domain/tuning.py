# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a person has set for one model, in place of what is recommended."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import TypeVar

from desktop.domain.plan import CacheType, Plan, Sampling

T = TypeVar("T")

# What each value may be: from, to.
RANGES: Mapping[str, tuple[float, float]] = {
    "context": (512, 1 << 20),
    "gpu_layers": (-1, 512),
    "threads": (1, 512),
    "detail": (70, 1120),
    "temperature": (0.0, 2.0),
    "top_k": (0, 1000),
    "top_p": (0.0, 1.0),
    "min_p": (0.0, 1.0),
}
LOADING = (
    "context",
    "gpu_layers",
    "projector_on_gpu",
    "cache",
    "threads",
    "detail",
    "drafting",
    "mmap",
    "flash_attention",
)


@dataclass(frozen=True, slots=True)
class Tuning:
    """None: as recommended. ValueError for a value out of its range.

    Attributes:
        context: tokens, which the context then never exceeds. threads: for reading too.
        detail: tokens that a picture takes, where the model leaves a choice.
        others: as in `Plan` and `Sampling`.
    """

    context: int | None = None
    gpu_layers: int | None = None
    cache: CacheType | None = None
    threads: int | None = None
    detail: int | None = None
    drafting: bool | None = None
    projector_on_gpu: bool | None = None
    mmap: bool | None = None
    flash_attention: bool | None = None
    temperature: float | None = None
    top_k: int | None = None
    top_p: float | None = None
    min_p: float | None = None

    def __post_init__(self) -> None:
        for name, (low, high) in RANGES.items():
            value = getattr(self, name)
            if value is not None and not low <= value <= high:
                raise ValueError(f"{name} is not from {low} to {high}")

    def plan(self, plan: Plan) -> Plan:
        """The plan with what was set; its memory is still that of before."""
        return replace(
            plan,
            context=_or(self.context, plan.context),
            gpu_layers=_or(self.gpu_layers, plan.gpu_layers),
            cache=_or(self.cache, plan.cache),
            threads=_or(self.threads, plan.threads),
            threads_batch=_or(self.threads, plan.threads_batch),
            detail=_or(self.detail, plan.detail),
            drafting=_or(self.drafting, plan.drafting),
            projector_on_gpu=_or(self.projector_on_gpu, plan.projector_on_gpu),
            mmap=_or(self.mmap, plan.mmap),
            flash_attention=_or(self.flash_attention, plan.flash_attention),
        )

    def sampling(self, sampling: Sampling) -> Sampling:
        """How the next token is chosen, with what was set."""
        return replace(
            sampling,
            temperature=_or(self.temperature, sampling.temperature),
            top_k=_or(self.top_k, sampling.top_k),
            top_p=_or(self.top_p, sampling.top_p),
            min_p=_or(self.min_p, sampling.min_p),
        )

    def loads_like(self, other: "Tuning") -> bool:
        """Nothing differs for which the model has to be loaded anew."""
        return all(getattr(self, name) == getattr(other, name) for name in LOADING)

    def changes(self) -> dict[str, object]:
        """What was set, by its name."""
        return {name: value for name, value in asdict(self).items() if value is not None}


def _or(value: T | None, usual: T) -> T:
    return usual if value is None else value
