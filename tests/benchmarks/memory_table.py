# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What we say that every Gemma takes in memory, beside what llama.cpp says; writes docs/memory.md.

llama.cpp is asked with `no_alloc` about files of the true shape without any weights
(tests/fakes/sparse.py). The peer is an estimator that takes every layer at the full context, as is
usual for models without sliding windows.
"""

import tempfile
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from desktop.domain.fit import batch_for
from desktop.domain.forecast import USUAL_DETAIL
from desktop.domain.memory import looking, memory_of
from desktop.domain.model import Model
from desktop.domain.plan import CacheType, Memory, Plan
from desktop.services.engine.measure import measure
from desktop.services.models.catalogue import read_catalogue
from desktop.services.resources import resources_folder
from tests.fakes.sparse import write_sparse
from tests.fakes.sparse_eyes import ask, ask_ears

FLAT = 250_000_000
CONTEXTS = (2048, 8192, 32_768, 131_072)
DOCUMENT = Path(__file__).parents[2] / "docs" / "memory.md"
HEAD = """\
# Memory: what we say beside what llama.cpp says

`python3 dev.py bench memory_table` writes this page. For every Gemma of the catalogue (those of the
same shape once) a GGUF with its true shape and no data is made, and llama.cpp of the pinned
llama-cpp-python is asked with `no_alloc` what it would take: weights (Q4_0, embeddings Q6_K),
caches and compute buffers, in GB of 1,000,000,000 bytes. *Ours* is the error of
`desktop/domain/memory.py`, which knows the architecture's numbers only. *Full* is the error of an
estimator that takes every layer at the full context. Contexts are at most what the model was made
for; projectors have a table of their own below.

"""
EYES = """
## Pictures

The buffers in which a projector looks at one picture, in MB of 1,000,000 bytes: projectors of the
true shape without any weights (tests/fakes/sparse_eyes.py), a square picture, and as many tokens as
are said. Its weights are the size of its file. E2B and E4B have an encoder of sounds beside it,
whose buffers for half a minute are counted too.

"""


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison. said: by llama.cpp. ours, full: total bytes as estimated."""

    model: Model
    plan: Plan
    said: Memory
    ours: Memory
    full: int

    @property
    def error(self) -> float:
        """Of ours, as a share."""
        return self.ours.total / self.said.total - 1

    @property
    def full_error(self) -> float:
        """Of the estimator that takes all layers at the full context."""
        return self.full / self.said.total - 1


def shapes() -> list[Model]:
    """The catalogue's models, those of one shape once, under their plainest name."""
    models = read_catalogue(resources_folder() / "catalogue").models
    found: dict[tuple[object, ...], Model] = {}
    for model in sorted(models, key=lambda model: not model.family.startswith("gemma-")):
        shape = replace(model.architecture, picture_tokens=0, eyes=None)
        found.setdefault((shape, model.context, batch_for(model)), model)
    return sorted(found.values(), key=lambda model: (model.family, model.parameters))


def compare(model: Model) -> list[Row]:
    """A model at every context and type of cache."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sparse.gguf"
        size = write_sparse(path, model)
        contexts = sorted({min(context, model.context) for context in CONTEXTS})
        plans = [
            Plan(str(path), context=context, batch=batch_for(model), cache=cache, checkpoints=0)
            for context in contexts
            for cache in CacheType
        ]
        said = measure(plans, threading.Event())
    return [
        Row(
            model,
            plan,
            answer,
            memory_of(model.architecture, plan, size, "Q4_0"),
            full_context(model, plan, size),
        )
        for plan, answer in zip(plans, said, strict=True)
    ]


def full_context(model: Model, plan: Plan, size: int) -> int:
    """Weights, and keys and values of all layers at the full context."""
    shape = model.architecture
    each = 2.0 if plan.cache is CacheType.F16 else 34 / 32
    heads = max(shape.kv_heads * shape.head_dim, shape.global_kv_heads * shape.global_head_dim)
    return size + int(2 * shape.layers * heads * plan.context * each)


def figures() -> Iterator[dict[str, object]]:
    """The worst errors; the table goes to docs/memory.md."""
    rows = [row for model in shapes() for row in compare(model)]
    seen = [look for model in seeing() for look in looks(model)]
    DOCUMENT.write_text(HEAD + table(rows) + EYES + eyes_table(seen), encoding="utf-8")
    worst = max(abs(row.error) for row in rows)
    full = max(abs(row.full_error) for row in rows)
    yield {
        "figure": f"memory told beside llama.cpp's answer, {len(rows)} cases, worst error",
        "value": round(worst * 100, 2),
        "unit": "%",
        "peer": f"all layers at full context: {full * 100:.0f} %",
        "goal": "<= 3",
        "met": worst <= 0.03,
    }
    off = max(abs(look.error) for look in seen)
    yield {
        "figure": f"projectors' memory beside llama.cpp's answer, {len(seen)} cases, worst error",
        "value": round(off * 100, 2),
        "unit": "%",
        "peer": "file and 250 MB, as before: "
        f"{max(abs(look.flat_error) for look in seen) * 100:.0f} %",
        "goal": "<= 3",
        "met": off <= 0.03,
    }


@dataclass(frozen=True, slots=True)
class Look:
    """A picture of so many tokens. said: bytes of buffers by llama.cpp, ours: as estimated."""

    model: Model
    tokens: int
    said: int
    ours: int

    @property
    def error(self) -> float:
        """Of ours, as a share of the projector with its buffers."""
        return (self.ours - self.said) / (self._file + self.said)

    @property
    def flat_error(self) -> float:
        """Of an estimator that takes the same for every projector."""
        return (FLAT - self.said) / (self._file + self.said)

    @property
    def _file(self) -> int:
        projector = self.model.projector()
        return projector.size if projector is not None else 0


def seeing() -> list[Model]:
    """The catalogue's models with eyes, those with the same eyes once."""
    models = read_catalogue(resources_folder() / "catalogue").models
    found: dict[object, Model] = {}
    for model in models:
        if model.sees:
            found.setdefault(model.architecture.eyes, model)
    return list(found.values())


def looks(model: Model) -> list[Look]:
    """At the usual detail, and at the most where there is a choice."""
    shape = model.architecture
    assert shape.eyes is not None
    heard = ask_ears(model) if shape.eyes.hears else 0
    found = []
    for detail in sorted({min(shape.picture_tokens, most) for most in (USUAL_DETAIL, 1120)}):
        tokens, said, _ = ask(model, detail if shape.picture_tokens > 256 else 0)
        found.append(Look(model, tokens, said + heard, looking(shape, tokens)))
    return found


def eyes_table(found: Iterable[Look]) -> str:
    """The looks in Markdown, and the worst."""
    kept = list(found)
    lines = [
        f"Worst error of ours, as a share of the projector: "
        f"{max(abs(look.error) for look in kept):.2%}.",
        "",
        "| model | tokens | llama.cpp | ours |",
        "| --- | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {look.model.name} | {look.tokens} | {look.said / 1e6:.1f} | {look.ours / 1e6:.1f} |"
        for look in kept
    ]
    return "\n".join(lines) + "\n"


def table(rows: Iterable[Row]) -> str:
    """The rows in Markdown, and the worst of both."""
    kept = list(rows)
    lines = [
        f"Worst error of ours: {max(abs(row.error) for row in kept):.2%}. "
        f"Worst of the other: {max(abs(row.full_error) for row in kept):.0%}.",
        "",
        "| model | context | cache | llama.cpp | of it caches | of it buffers | ours | full |",
        "| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in kept:
        said = row.said
        caches = said.global_cache + said.window_cache
        lines.append(
            f"| {row.model.name} | {row.plan.context:,} | {row.plan.cache} | {_gb(said.total)} "
            f"| {_gb(caches)} | {_gb(said.compute)} | {row.error:+.2%} | {row.full_error:+.0%} |"
        )
    return "\n".join(lines) + "\n"


def _gb(size: int) -> str:
    return f"{size / 1e9:.3f}"
