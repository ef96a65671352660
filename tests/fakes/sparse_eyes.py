# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Projectors of the true shape without any weights, and what the engine makes room for with them.

Names and shapes of the tensors are those that llama.cpp asks for (tools/mtmd/clip.cpp). Matrices
are F16, the rest F32.
"""

import ctypes
import re
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop.domain.model import Eyes, Model
from desktop.services.engine.gguf_writer import Tensor, Value, write_shape
from desktop.services.engine.native import Native, Said, encoded, keep_off_gpus, native
from desktop.services.engine.pictures import IMAGE, Interruption
from tests.fakes.sparse import F16, F32, write_sparse
from tests.fakes.sparse_ears import write_ears

HEAD = 72, 64  # values of a head: where 72 divides the width, else 64
PLACES = 10_240  # rows of each of Gemma 4's two tables of positions
_BUFFER = re.compile(r"compute buffer size = *([0-9.]+) MiB")


def write_eyes(path: Path, model: Model) -> int:
    """Write the head, and a hole for the rest; the size of the file in bytes."""
    eyes = model.architecture.eyes
    assert eyes is not None
    return write_shape(path, _values(model, eyes), list(_tensors(model, eyes)))


def ask(model: Model, detail: int, threads: int = 0) -> tuple[int, int, float]:
    """What llama.cpp says: tokens of a square picture, bytes of the buffers it takes, and seconds
    until it was looked at.

    Args:
        threads: 0 ends it as soon as there is room for all; the seconds say nothing then.
    """
    library = native()
    with _model(library, model) as (handle, folder):
        write_eyes(folder / "eyes.gguf", model)
        return _look(library, folder / "eyes.gguf", handle, detail, threads)


def ask_ears(model: Model) -> int:
    """Bytes of the buffers for sounds, which llama.cpp makes room for at load."""
    library = native()
    with _model(library, model) as (handle, folder):
        write_ears(folder / "ears.gguf", model)
        parameters = library.mtmd.mtmd_context_params_default()
        parameters.use_gpu = parameters.print_timings = False
        path = encoded(str(folder / "ears.gguf"))
        with library.listening() as said:
            context = library.mtmd.mtmd_init_from_file(path, handle, parameters)
        assert context
        library.mtmd.mtmd_free(context)
        return _room(said)


@contextmanager
def _model(library: Native, model: Model) -> Iterator[tuple[int, Path]]:
    """The text model, of which nothing is loaded, and a folder."""
    with tempfile.TemporaryDirectory() as folder:
        weights = Path(folder) / "weights.gguf"
        write_sparse(weights, model)
        parameters = library.llama.llama_model_default_params()
        parameters.no_alloc = True
        parameters.load_mode = library.llama.LLAMA_LOAD_MODE_NONE
        keep_off_gpus(parameters)
        handle = library.llama.llama_model_load_from_file(encoded(str(weights)), parameters)
        assert handle
        try:
            yield handle, Path(folder)
        finally:
            library.llama.llama_model_free(handle)


def _room(said: Said) -> int:
    (room,) = (float(hit[1]) for line in said.lines if (hit := _BUFFER.search(line)))
    return int(room * (1 << 20))


def _look(
    library: Native, projector: Path, weights: int, detail: int, threads: int
) -> tuple[int, int, float]:
    mtmd = library.mtmd
    parameters = mtmd.mtmd_context_params_default()
    parameters.use_gpu = parameters.warmup = parameters.print_timings = False
    parameters.n_threads = max(threads, 1)
    if detail:
        parameters.image_max_tokens = detail
    interruption = Interruption(library.llama)
    interruption.stop = threading.Event()
    if not threads:  # ends it with the first step
        interruption.stop.set()
    parameters.cb_eval = interruption.callback
    context = mtmd.mtmd_init_from_file(encoded(str(projector)), weights, parameters)
    assert context
    chunks, side = mtmd.mtmd_input_chunks_init(), 1600
    black = ctypes.cast(ctypes.c_char_p(bytes(3 * side * side)), ctypes.POINTER(ctypes.c_uint8))
    bitmap = mtmd.mtmd_bitmap_init(side, side, black)
    try:
        marker = mtmd.mtmd_default_marker()
        text = mtmd.mtmd_input_text(marker, len(marker), False, True)
        bitmaps = (mtmd.mtmd_bitmap_p_ctypes * 1)(bitmap)
        assert not mtmd.mtmd_tokenize(context, chunks, ctypes.byref(text), bitmaps, 1)
        places = range(mtmd.mtmd_input_chunks_size(chunks))
        each = [mtmd.mtmd_input_chunks_get(chunks, place) for place in places]
        (picture,) = (c for c in each if mtmd.mtmd_input_chunk_get_type(c) == IMAGE)
        began = time.perf_counter()
        with library.listening() as said:
            mtmd.mtmd_encode_chunk(context, picture)
        seconds = time.perf_counter() - began
        tokens = int(mtmd.mtmd_input_chunk_get_n_tokens(picture))
        return tokens, _room(said), seconds
    finally:
        mtmd.mtmd_input_chunks_free(chunks)
        mtmd.mtmd_bitmap_free(bitmap)
        mtmd.mtmd_free(context)


def _kind(eyes: Eyes) -> str:
    if not eyes.layers:
        return "gemma4uv"
    return "gemma4v" if eyes.gated else "gemma3"


def _values(model: Model, eyes: Eyes) -> dict[str, Value]:
    kind = _kind(eyes)
    vision: dict[str, Value] = {
        "image_size": 896 if kind == "gemma3" else 224,
        "patch_size": 14 if kind == "gemma3" else 16,
        "embedding_length": eyes.width,
        "feed_forward_length": eyes.hidden or eyes.width,
        "block_count": eyes.layers,
        "attention.head_count": eyes.width // _head(eyes),
        "projection_dim": model.architecture.width,
        "attention.layer_norm_epsilon": 1e-6,
        "image_mean": [0.5, 0.5, 0.5],
        "image_std": [0.5, 0.5, 0.5],
        "projector.scale_factor": 4 if kind == "gemma3" else 3,
    }
    named = {f"clip.vision.{key}": value for key, value in vision.items()}
    return {
        "general.architecture": "clip",
        "clip.has_vision_encoder": True,
        "clip.projector_type": kind,
        "clip.use_gelu": True,
        **named,
    }


def _head(eyes: Eyes) -> int:
    return HEAD[0] if not eyes.width % HEAD[0] else HEAD[1]


def _tensors(model: Model, eyes: Eyes) -> Iterator[Tensor]:
    width, text, kind = eyes.width, model.architecture.width, _kind(eyes)
    if kind == "gemma4uv":
        yield "v.patch_embd.weight", (eyes.patch, width), F16
        for number, size in ((1, eyes.patch), (2, width), (3, width)):
            yield f"v.patch_norm.{number}.weight", (size,), F32
            yield f"v.patch_norm.{number}.bias", (size,), F32
    else:
        side = 14 if kind == "gemma3" else 16
        yield "v.patch_embd.weight", (side, side, 3, width), F16
    if kind != "gemma4v":
        yield "v.patch_embd.bias", (width,), F32
    places = (4096,) if kind == "gemma3" else (PLACES, 2)
    yield "v.position_embd.weight", (width, *places), F32
    for layer in range(eyes.layers):
        for name, shape, type_ in _layer(eyes, kind):
            yield f"v.blk.{layer}.{name}", shape, type_
    if kind == "gemma3":
        yield "v.post_ln.weight", (width,), F32
        yield "v.post_ln.bias", (width,), F32
        yield "mm.soft_emb_norm.weight", (width,), F32
        yield "mm.input_projection.weight", (text, width), F16
    else:
        yield "mm.input_projection.weight", (width, text), F16


def _layer(eyes: Eyes, kind: str) -> Iterator[Tensor]:
    width, biased = eyes.width, kind == "gemma3"
    matrices = dict.fromkeys(("attn_q", "attn_k", "attn_v", "attn_out"), (width, width))
    matrices |= {"ffn_up": (width, eyes.hidden), "ffn_down": (eyes.hidden, width)}
    if eyes.gated:
        matrices["ffn_gate"] = (width, eyes.hidden)
    for name, shape in matrices.items():
        yield f"{name}.weight", shape, F16
        if biased:
            yield f"{name}.bias", (shape[1],), F32
    norms = ["ln1", "ln2"] if biased else ["ln1", "ln2", "attn_post_norm", "ffn_post_norm"]
    for name in norms:
        yield f"{name}.weight", (width,), F32
        if biased:
            yield f"{name}.bias", (width,), F32
    if not biased:
        for name in ("attn_q_norm", "attn_k_norm"):
            yield f"{name}.weight", (_head(eyes),), F32
