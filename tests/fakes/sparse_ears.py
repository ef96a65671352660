# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Gemma 4's encoder of sounds in its true shape, without any weights.

Names and shapes of the tensors are those that llama.cpp asks for (tools/mtmd/clip.cpp, gemma4a).
E2B and E4B have the same one; with their eyes it is as large as Google's file.
"""

from collections.abc import Iterator
from pathlib import Path

from desktop.domain.model import Model
from desktop.services.engine.gguf_writer import Tensor, Value, write_shape
from tests.fakes.sparse import F16, F32

LAYERS, WIDTH, HIDDEN, HEADS, OUT, TONES = 12, 1024, 4096, 8, 1536, 128


def write_ears(path: Path, model: Model) -> int:
    """Write the head, and a hole for the rest; the size of the file in bytes."""
    return write_shape(path, _values(model), list(_tensors(model.architecture.width)))


def _values(model: Model) -> dict[str, Value]:
    audio: dict[str, Value] = {
        "embedding_length": WIDTH,
        "feed_forward_length": HIDDEN,
        "block_count": LAYERS,
        "attention.head_count": HEADS,
        "attention.layer_norm_epsilon": 1e-6,
        "projection_dim": model.architecture.width,
        "num_mel_bins": TONES,
    }
    named = {f"clip.audio.{key}": value for key, value in audio.items()}
    return {
        "general.architecture": "clip",
        "clip.has_audio_encoder": True,
        "clip.projector_type": "gemma4a",
        "clip.use_silu": True,
        **named,
    }


def _tensors(text: int) -> Iterator[Tensor]:
    yield "a.conv1d.0.weight", (3, 3, 1, 128), F16
    yield "a.conv1d.0.norm.weight", (128,), F32
    yield "a.conv1d.1.weight", (3, 3, 128, 32), F16
    yield "a.conv1d.1.norm.weight", (32,), F32
    yield "a.input_projection.weight", (WIDTH, WIDTH), F16
    yield "a.pre_encode.out.weight", (WIDTH, OUT), F16
    yield "a.pre_encode.out.bias", (OUT,), F32
    yield "mm.a.input_projection.weight", (OUT, text), F16
    square = ("attn_q", "attn_k", "attn_v", "attn_out", "attn_k_rel", "conv_pw2")
    matrices = dict.fromkeys(square, (WIDTH, WIDTH))
    matrices |= dict.fromkeys(("ffn_up", "ffn_up_1"), (WIDTH, HIDDEN))
    matrices |= dict.fromkeys(("ffn_down", "ffn_down_1"), (HIDDEN, WIDTH))
    matrices["conv_pw1"] = (WIDTH, 2 * WIDTH)
    norms = ("ffn_norm", "ffn_post_norm", "ffn_norm_1", "ffn_post_norm_1", "attn_pre_norm",
             "attn_post_norm", "ln1", "ln2", "conv_norm", "norm_conv")  # fmt: skip
    for layer in range(LAYERS):
        for name, shape in matrices.items():
            yield f"a.blk.{layer}.{name}.weight", shape, F16
        for name in norms:
            yield f"a.blk.{layer}.{name}.weight", (WIDTH,), F32
        for name in ("per_dim_scale", "per_dim_k_scale"):
            yield f"a.blk.{layer}.{name}.weight", (WIDTH // HEADS,), F32
        yield f"a.blk.{layer}.conv_dw.weight", (5, WIDTH), F32
