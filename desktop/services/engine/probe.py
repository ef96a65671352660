# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""How fast the engine works on this computer, and on which processors it can: asked of a child.

The child runs models of no meaning, whose weights are a hole in a file: twice the same one, with
four and with eight bits, for what memory and the processor give together, and one of many small
layers for what a layer costs beside that. It takes a few seconds and 200 MB.
"""

import ctypes
import functools
import re
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from desktop.domain.computer import Device, Speeds
from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.services.engine.child import Child, Note, Parent
from desktop.services.engine.gguf_writer import Tensor, Value, dummy_words, write_shape
from desktop.services.engine.native import Native, encoded, keep_off_gpus, native

PATIENCE = 60.0  # seconds
BUDGET = 1.0  # seconds for each of the things that are timed
LEAST = 4  # times that each is timed
PROMPT = 64  # tokens
F32, Q4_0, Q8_0 = 0, 2, 8
WORDS = 2048
GPU, INTEGRATED = 1, 2  # ggml_backend_dev_type
SOFTWARE = ("llvmpipe", "lavapipe", "softpipe", "swiftshader", "microsoft basic render")
_HAS = re.compile(r"(\w+) = 1")


class Probe(msgspec.Struct, frozen=True):
    """What is asked: with so many threads; 0 measures no speed."""

    threads: int


class Probed(msgspec.Struct, frozen=True):
    """What was found. instructions: those for many numbers at once that the engine uses."""

    speeds: Speeds | None
    gpus: tuple[Device, ...]
    instructions: tuple[str, ...]


def probe(threads: int, stop: threading.Event) -> Probed:
    """Measure this computer; without threads look at its graphics processors alone.

    Raises:
        Cancelled: stopped; the child has ended then.
        AppError: what it means that the child ended, LOAD_FAILED.
    """
    child: Child[Probed, Any] = Child("probe", Probed)
    try:
        return child.ask(Probe(threads), stop, patience=PATIENCE)
    finally:
        child.close()


def serve() -> None:
    """Be the child."""
    parent: Parent[Probe] = Parent(Probe)
    parent.serve(_answer)


def _answer(asked: Probe, stop: threading.Event, _note: Note) -> Probed:
    library = native()
    system = library.llama.llama_print_system_info().decode("utf-8", "replace")
    speeds = measure_speeds(library, asked.threads, stop) if asked.threads else None
    return Probed(speeds, devices(library), tuple(_HAS.findall(system)))


def measure_speeds(library: Native, threads: int, stop: threading.Event) -> Speeds:
    """In this process. Raises Cancelled, AppError LOAD_FAILED."""
    with tempfile.TemporaryDirectory() as made:
        run = functools.partial(_run, library, Path(made), threads, stop)
        layer = run(_Shape(layers=24, width=256, hidden=256, kind=Q4_0))
        four = run(_Shape(layers=6, width=1024, hidden=6144, kind=Q4_0))
        eight = run(_Shape(layers=6, width=1024, hidden=6144, kind=Q8_0))
    seconds = layer.token / layer.layers

    def rate(timed: Timed) -> float:
        return timed.size / max(timed.token - timed.layers * seconds, timed.token / 2)

    value = value_seconds(layer, four)

    def work(timed: Timed) -> float:
        return timed.operations / max(timed.prompt - timed.values * value, timed.prompt / 2)

    return Speeds(
        four=rate(four),
        eight=rate(eight),
        compute=work(four),
        layer=seconds,
        compute_eight=work(eight),
        value=value,
    )


class _Props(ctypes.Structure):
    """ggml_backend_dev_props. id: of the place on the bus, None where that is not known."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("description", ctypes.c_char_p),
        ("free", ctypes.c_size_t),
        ("total", ctypes.c_size_t),
        ("kind", ctypes.c_int),
        ("id", ctypes.c_char_p),
        ("capabilities", ctypes.c_bool * 16),  # five of them now
    )


def devices(library: Native) -> tuple[Device, ...]:
    """The graphics processors that llama.cpp would use for layers, in its order.

    As it does, one that two backends see counts once, and those that share the processor's memory
    do where there are no others. One that is a program of the processor (`SOFTWARE`) is left out.
    """
    ggml = _ggml(library)
    found: list[Device] = []
    seen: set[bytes] = set()
    for number in range(ggml.ggml_backend_dev_count()):
        device, props = ggml.ggml_backend_dev_get(ctypes.c_size_t(number)), _Props()
        ggml.ggml_backend_dev_get_props(ctypes.c_void_p(device), ctypes.byref(props))
        name, description = (
            (text or b"").decode("utf-8", "replace") for text in (props.name, props.description)
        )
        software = any(word in description.casefold() for word in SOFTWARE)
        if props.kind not in (GPU, INTEGRATED) or software or (props.id and props.id in seen):
            continue
        seen.add(props.id or b"")
        shared = props.kind == INTEGRATED or name.startswith(("Metal", "MTL"))
        found.append(Device(name, description, props.total, props.free, shared))
    alone = [device for device in found if not device.shared]
    return tuple(alone or found)


def _ggml(library: Native) -> Any:
    """The library under llama.cpp; its names are found through llama.cpp's except on Windows."""
    ggml: Any = library.llama._lib
    if not hasattr(ggml, "ggml_backend_dev_count"):
        ggml = ctypes.CDLL("ggml")
    ggml.ggml_backend_dev_count.restype = ctypes.c_size_t
    ggml.ggml_backend_dev_get.restype = ctypes.c_void_p
    return ggml


class _Shape(msgspec.Struct, frozen=True):
    """Of a model of the kind of Gemma 3."""

    layers: int
    width: int
    hidden: int
    kind: int

    def tensors(self) -> list[Tensor]:
        width, kind = self.width, self.kind
        found: list[Tensor] = [
            ("token_embd.weight", (width, WORDS), kind),
            ("output_norm.weight", (width,), F32),
        ]
        for layer in range(self.layers):
            matrices = {
                "attn_q": (width, width),
                "attn_k": (width, 256),
                "attn_v": (width, 256),
                "attn_output": (width, width),
                "ffn_gate": (width, self.hidden),
                "ffn_up": (width, self.hidden),
                "ffn_down": (self.hidden, width),
            }
            norms = ("attn_norm", "post_attention_norm", "ffn_norm", "post_ffw_norm")
            found += [(f"blk.{layer}.{name}.weight", s, kind) for name, s in matrices.items()]
            found += [(f"blk.{layer}.{name}.weight", (width,), F32) for name in norms]
            found += [
                (f"blk.{layer}.{name}.weight", (256,), F32)
                for name in ("attn_q_norm", "attn_k_norm")
            ]
        return found

    def values(self) -> dict[str, Value]:
        numbers: dict[str, Value] = {
            "block_count": self.layers,
            "context_length": 1024,
            "embedding_length": self.width,
            "feed_forward_length": self.hidden,
            "attention.head_count": self.width // 256,
            "attention.head_count_kv": 1,
            "attention.key_length": 256,
            "attention.value_length": 256,
            "attention.layer_norm_rms_epsilon": 1e-6,
        }
        named = {f"gemma3.{key}": value for key, value in numbers.items()}
        return {"general.architecture": "gemma3", **named, **dummy_words(WORDS)}

    def parameters(self) -> int:
        return sum(s[0] * s[1] for _, s, _ in self.tensors() if len(s) == 2)


class Timed(msgspec.Struct, frozen=True):
    """Seconds for one token and for a prompt; the bytes of the model.

    Attributes:
        operations, values: of the prompt, in the matrices and beside them.
    """

    token: float
    prompt: float
    layers: int
    size: int
    operations: int
    values: int


def value_seconds(layer: Timed, four: Timed) -> float:
    """Of one value of a token in a layer, beside the matrices: what two prompts have in common.

    Each takes operations / speed + values * seconds; from both times both unknowns follow.
    """
    found = layer.prompt * four.operations - four.prompt * layer.operations
    found /= layer.values * four.operations - four.values * layer.operations
    return min(max(found, 0.0), layer.prompt / layer.values)


def _run(
    library: Native, folder: Path, threads: int, stop: threading.Event, shape: _Shape
) -> Timed:
    llama = library.llama
    path = folder / "shape.gguf"
    size = write_shape(path, shape.values(), shape.tensors())
    parameters = llama.llama_model_default_params()
    # Mapped, every page of a hole would be the same one.
    parameters.load_mode = llama.LLAMA_LOAD_MODE_NONE
    keep_off_gpus(parameters)
    with library.listening() as said:
        model = llama.llama_model_load_from_file(encoded(str(path)), parameters)
        if not model:
            raise AppError(Problem.LOAD_FAILED, detail=said.last(), name=path.name)
        asked = llama.llama_context_default_params()
        asked.n_ctx, asked.n_batch, asked.n_ubatch = 512, PROMPT, PROMPT
        asked.n_outputs_max = asked.n_seq_max = 1
        asked.n_threads = asked.n_threads_batch = threads
        context = llama.llama_init_from_model(model, asked)
    if not context:
        llama.llama_model_free(model)
        raise AppError(Problem.LOAD_FAILED, detail=said.last(), name=path.name)
    ids = (llama.llama_token * PROMPT)(*range(300, 300 + PROMPT))
    memory = llama.llama_get_memory(context)

    def read(count: int) -> None:
        llama.llama_memory_clear(memory, False)
        llama.llama_decode(context, llama.llama_batch_get_one(ids, count))

    try:
        prompt = _usual(lambda: read(PROMPT), stop)
        token = _usual(lambda: read(1), stop)
    finally:
        llama.llama_free(context)
        llama.llama_model_free(model)
    operations = 2 * shape.parameters() * PROMPT
    values = shape.layers * PROMPT * (2 * shape.width + shape.hidden)
    return Timed(token, prompt, shape.layers, size, operations, values)


def _usual(work: Callable[[], None], stop: threading.Event) -> float:
    """The seconds that it takes when nothing else is done: other programs only make it slower, so
    the quickest quarter tells. The first time does not count.
    """
    began, times = time.perf_counter(), list[float]()
    while len(times) < LEAST or time.perf_counter() - began < BUDGET:
        if stop.is_set():
            raise Cancelled
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.quantiles(times[1:], n=4, method="inclusive")[0]
