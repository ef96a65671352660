# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Asks llama.cpp whether it takes a file, and how much memory that would need, without loading it.

Only the head of the file is read (`no_alloc`), so a sparse file with a head and a hole will do: it
takes a third of a second for the vocabulary, and ten milliseconds a plan. llama.cpp ends its
process at some files, so this runs in a child.
"""

import re
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from desktop.domain.errors import AppError, Problem
from desktop.domain.memory import words
from desktop.domain.plan import Memory, Plan
from desktop.services.engine.child import Child, Note, Parent
from desktop.services.engine.context import CACHE_TYPES, flash_attention
from desktop.services.engine.gguf_header import read_header
from desktop.services.engine.model_file import look_at_model
from desktop.services.engine.native import Native, encoded, keep_off_gpus, native

PATIENCE = 60.0  # seconds
LAZY = "per_layer_token_embd.weight"  # what llama.cpp reads row by row in Gemma 4
_CACHE = re.compile(r"llama_kv_cache: size\s*=\s*([0-9.]+) MiB")
_BUFFER = re.compile(r"(?:compute|output) buffer size\s*=\s*([0-9.]+) MiB")
_WINDOW = re.compile(r"creating\s+SWA KV cache")


class Measure(msgspec.Struct, frozen=True):
    """What is asked: the memory of each plan, of which context, batch and cache count."""

    weights: str
    plans: list[Plan]


class Measured(msgspec.Struct, frozen=True):
    """What llama.cpp answered: one for each plan, without checkpoints and projector."""

    memories: list[Memory]


def measure(plans: Sequence[Plan], stop: threading.Event) -> list[Memory]:
    """The memory that each plan for one and the same file would take.

    Raises:
        Cancelled: stopped.
        AppError: FILE_MISSING, FILE_NOT_GGUF, FILE_DAMAGED, ARCHITECTURE_UNKNOWN, LOAD_FAILED, or
            what it means that the child ended.
    """
    child: Child[Measured, Any] = Child("measure", Measured)
    try:
        asked = Measure(plans[0].weights, list(plans))
        return child.ask(asked, stop, patience=PATIENCE).memories
    finally:
        child.close()


def serve() -> None:
    """Be the child."""
    parent: Parent[Measure] = Parent(Measure)
    parent.serve(_answer)


def _answer(asked: Measure, _stop: threading.Event, _note: Note) -> Measured:
    return Measured(measure_here(native(), Path(asked.weights), asked.plans))


def measure_here(library: Native, weights: Path, plans: Sequence[Plan]) -> list[Memory]:
    """The same in this process. Raises as `measure` does."""
    look_at_model(weights)
    header = read_header(weights)
    lazy = header.sizes.get(LAZY, 0) if header.text("general.architecture") == "gemma4" else 0
    llama = library.llama
    with library.listening() as said:
        parameters = llama.llama_model_default_params()
        parameters.no_alloc = True
        parameters.load_mode = llama.LLAMA_LOAD_MODE_NONE  # else an assertion ends the process
        keep_off_gpus(parameters)
        handle = llama.llama_model_load_from_file(encoded(str(weights)), parameters)
        if not handle:
            raise AppError(Problem.LOAD_FAILED, detail=said.last(), name=weights.name)
    try:
        count = header.count("tokenizer.ggml.tokens")
        return [
            replace(
                _memory(library, handle, plan, header.data - lazy), vocabulary=words(count, plan)
            )
            for plan in plans
        ]
    finally:
        llama.llama_model_free(handle)


def _memory(library: Native, handle: int, plan: Plan, weights: int) -> Memory:
    llama = library.llama
    parameters = llama.llama_context_default_params()
    parameters.n_ctx = plan.context
    parameters.n_batch = parameters.n_ubatch = min(plan.batch, plan.context)
    parameters.n_outputs_max = parameters.n_seq_max = 1  # `words` has the rows for guesses
    parameters.swa_full = False
    parameters.type_k = parameters.type_v = CACHE_TYPES[plan.cache]
    parameters.flash_attn_type = flash_attention(plan)
    parameters.n_threads = parameters.n_threads_batch = 1
    with library.listening() as said:
        context = llama.llama_init_from_model(handle, parameters)
    if not context:
        name = Path(plan.weights).name
        raise AppError(Problem.LOAD_FAILED, detail=said.last(), name=name)
    llama.llama_free(context)
    return parts(said.lines, weights)


def parts(lines: Sequence[str], weights: int) -> Memory:
    """What llama.cpp's lines about a context say, in bytes. weights: bytes of those."""
    whole = window = buffers = 0.0
    is_window = False
    for line in lines:
        if "creating" in line:
            is_window = bool(_WINDOW.search(line))
        if found := _CACHE.search(line):
            if is_window:
                window += float(found[1])
            else:
                whole += float(found[1])
        elif found := _BUFFER.search(line):
            buffers += float(found[1])
    whole, window, buffers = (int(size * (1 << 20)) for size in (whole, window, buffers))
    return Memory(weights=weights, global_cache=whole, window_cache=window, compute=buffers)
