# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""GGUF files of the true shape and size of every Gemma, without any weights: a head and a hole.

llama.cpp reads the head, and tells what such a model would take in memory. Names and shapes of the
tensors are those that llama.cpp asks for (src/models/gemma*.cpp). Matrices are Q4_0, embeddings
Q6_K and norms F32, as in the files that Google trained for four bits; so the size of those can be
compared with the size of these, to the byte but for the head.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from desktop.domain.model import Architecture, Model
from desktop.services.engine.gguf_header import BLOCKS
from desktop.services.engine.gguf_writer import Tensor, Value, dummy_words, write_shape

F32, F16, Q4_0, Q8_0, Q6_K, BF16 = 0, 1, 2, 8, 14, 30
EXPERTS, EXPERT_WIDTH = 128, 704  # of Gemma 4 26B A4B
RANK = 64  # of Gemma 3n, beside the attention


def kind_of(model: Model) -> str:
    """general.architecture of the model's files."""
    shape = model.architecture
    if shape.streams > 1:
        return "gemma3n"
    if shape.global_head_dim > shape.head_dim:
        return "gemma4"
    if not shape.window:
        return "gemma"
    return "gemma2" if shape.window == 4096 else "gemma3"


def write_sparse(
    path: Path,
    model: Model,
    matrices: int = Q4_0,
    embeddings: int = Q6_K,
    more: Iterable[Tensor] = (),
) -> int:
    """Write the head, and a hole for the rest; the size of the file in bytes. more: tensors."""
    return write_shape(path, _values(model), [*_tensors(model, matrices, embeddings), *more])


def is_global(shape: Architecture, layer: int) -> bool:
    """Whether a layer looks back over everything: the last of each group does."""
    group = shape.layers // shape.global_layers
    return layer % group == group - 1


def _values(model: Model) -> dict[str, Value]:
    shape, kind = model.architecture, kind_of(model)
    values: dict[str, Value] = {
        "general.architecture": kind,
        "general.name": model.name,
        "general.file_type": 2,
        "block_count": shape.layers,
        "context_length": model.context,
        "embedding_length": shape.width,
        "feed_forward_length": shape.feed_forward,
        "attention.head_count": shape.heads,
        "attention.head_count_kv": shape.kv_heads,
        "attention.key_length": shape.global_head_dim,
        "attention.value_length": shape.global_head_dim,
        "attention.layer_norm_rms_epsilon": 1e-6,
    }
    values |= _special_values(model, kind)
    own = {k if k.startswith("general.") else f"{kind}.{k}": v for k, v in values.items()}
    words = dummy_words(shape.vocabulary)
    return own | words | {"tokenizer.chat_template": "{{ bos_token }}"}


def _special_values(model: Model, kind: str) -> dict[str, Value]:
    """What only some of the families say."""
    shape = model.architecture
    values: dict[str, Value] = {}
    if shape.window:
        values["attention.sliding_window"] = shape.window
    if kind == "gemma3n":
        values |= {
            "altup.active_idx": 0,
            "altup.num_inputs": shape.streams,
            "embedding_length_per_layer_input": shape.layer_embedding,
            "attention.shared_kv_layers": shape.shared_layers,
        }
    if kind == "gemma4":
        whole = [is_global(shape, layer) for layer in range(shape.layers)]
        heads = [shape.global_kv_heads if one else shape.kv_heads for one in whole]
        values |= {
            "attention.head_count_kv": heads,
            "attention.key_length_swa": shape.head_dim,
            "attention.value_length_swa": shape.head_dim,
            "attention.sliding_window_pattern": [not one for one in whole],
            "attention.shared_kv_layers": shape.shared_layers,
            "embedding_length_per_layer_input": shape.layer_embedding,
            "feed_forward_length": [_hidden(model, layer) for layer in range(shape.layers)],
        }
    if _has_experts(model):
        values |= {
            "expert_count": EXPERTS,
            "expert_used_count": shape.experts_used,
            "expert_feed_forward_length": EXPERT_WIDTH,
        }
    return values


def _has_experts(model: Model) -> bool:
    return model.architecture.experts_used > 0


def _hidden(model: Model, layer: int) -> int:
    shape = model.architecture
    wide = shape.double_wide and layer >= shape.layers - shape.shared_layers
    return shape.feed_forward * (2 if wide else 1)


def _tensors(model: Model, matrices: int, embeddings: int) -> Iterator[Tensor]:
    shape, kind = model.architecture, kind_of(model)
    width, own = shape.width, shape.layer_embedding
    if width % BLOCKS[embeddings][0]:
        embeddings = Q8_0  # as llama.cpp's own tool falls back
    yield "token_embd.weight", (width, shape.vocabulary), embeddings
    yield "output_norm.weight", (width,), F32
    if own:
        yield "per_layer_token_embd.weight", (own * shape.layers, shape.vocabulary), embeddings
        yield "per_layer_model_proj.weight", (width, own * shape.layers), BF16
        yield "per_layer_proj_norm.weight", (own,), F32
    if kind == "gemma3n":
        yield "altup_proj.weight", (width, width, shape.streams - 1), F16
        yield "altup_unembd_proj.weight", (width, width, shape.streams - 1), F16
    if kind == "gemma4":
        yield "rope_freqs.weight", (shape.global_head_dim // 2,), F32
    for layer in range(shape.layers):
        for name, dimensions, type_ in _layer(model, kind, layer, matrices):
            yield f"blk.{layer}.{name}", dimensions, type_


def _layer(model: Model, kind: str, layer: int, matrices: int) -> Iterator[Tensor]:
    shape, width = model.architecture, model.architecture.width
    whole = is_global(shape, layer)
    head = shape.global_head_dim if whole else shape.head_dim
    keys = head * (shape.global_kv_heads if whole else shape.kv_heads)
    keeps = kind != "gemma4" or layer < shape.layers - shape.shared_layers
    yield "attn_norm.weight", (width,), F32
    yield "attn_q.weight", (width, head * shape.heads), matrices
    if keeps:
        yield "attn_k.weight", (width, keys), matrices
        if not (kind == "gemma4" and whole and not shape.layer_embedding):
            yield "attn_v.weight", (width, keys), matrices
    yield "attn_output.weight", (head * shape.heads, width), matrices
    yield "ffn_norm.weight", (width,), F32
    hidden = _hidden(model, layer)
    for name in ("ffn_gate", "ffn_up"):
        yield f"{name}.weight", (width, hidden), matrices
    yield "ffn_down.weight", (hidden, width), matrices
    if kind != "gemma":
        yield "post_attention_norm.weight", (width,), F32
        yield "post_ffw_norm.weight", (width,), F32
    if kind not in ("gemma", "gemma2"):
        yield "attn_q_norm.weight", (head,), F32
        if keeps:
            yield "attn_k_norm.weight", (head,), F32
    if kind == "gemma4":
        yield "layer_output_scale.weight", (1,), F32
    yield from _special(model, kind, matrices)


def _special(model: Model, kind: str, matrices: int) -> Iterator[Tensor]:
    """What only layers with experts, or with embeddings of their own have."""
    shape, width = model.architecture, model.architecture.width
    own = shape.layer_embedding
    if _has_experts(model):
        yield "ffn_gate_inp.weight", (width, EXPERTS), F32
        yield "ffn_gate_inp.scale", (width,), F32
        for name in ("pre_ffw_norm_2", "post_ffw_norm_1", "post_ffw_norm_2"):
            yield f"{name}.weight", (width,), F32
        yield "ffn_gate_up_exps.weight", (width, 2 * EXPERT_WIDTH, EXPERTS), matrices
        yield "ffn_down_exps.weight", (EXPERT_WIDTH, width, EXPERTS), matrices
        yield "ffn_down_exps.scale", (EXPERTS,), F32
    if own:
        yield "inp_gate.weight", (width, own), matrices
        yield "proj.weight", (own, width), matrices
        yield "post_norm.weight", (width,), F32
    if kind == "gemma3n":
        yield "altup_correct_coef.weight", (shape.streams, shape.streams), F32
        yield "altup_correct_scale.weight", (width,), F32
        yield "altup_predict_coef.weight", (shape.streams, shape.streams * shape.streams), F32
        yield "altup_router.weight", (width, shape.streams), F32
        yield "altup_router_norm.weight", (width,), F32
        yield "laurel_l.weight", (width, RANK), matrices
        yield "laurel_r.weight", (RANK, width), matrices
        yield "laurel_post_norm.weight", (width,), F32
