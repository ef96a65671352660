# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Writes the trained model as the two GGUF files that llama.cpp reads."""

import argparse
import hashlib
from pathlib import Path

import gguf
import numpy as np
import torch
from gguf import GGMLQuantizationType, GGUFWriter, TokenType
from make_vocabulary import VOCABULARY
from model import WINDOW, Eyes, Shape, Tiny, Tongue
from torch import Tensor
from vocabulary import BOS, BYTES, CONTROLS, END, EOS, PAD, UNK, Vocabulary

ASSETS = Path(__file__).resolve().parent.parent
NAME = "Tiny Gemma for tests"
TEMPLATE = """\
{{- bos_token -}}
{%- set lead = namespace(text="") -%}
{%- for message in messages -%}
{%- if message.role == "system" -%}
{%- set text = message.content if message.content is string else message.content[0].text -%}
{%- set lead.text = text ~ "\\n\\n" -%}
{%- else -%}
{{- "<start_of_turn>" ~ ("model" if message.role == "assistant" else message.role) ~ "\\n" -}}
{{- lead.text -}}
{%- set lead.text = "" -%}
{%- if message.content is string -%}
{{- message.content | trim -}}
{%- else -%}
{%- for part in message.content -%}
{{- "<start_of_image>" if part.type == "image" else part.text | trim -}}
{%- endfor -%}
{%- endif -%}
{{- "<end_of_turn>\\n" -}}
{%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}{{- "<start_of_turn>model\\n" -}}{%- endif -%}
"""


def _describe(writer: GGUFWriter, kind: str) -> None:
    writer.add_type(kind)
    writer.add_name(NAME)
    writer.add_description("Synthetic weights that Jewelbox is tested with")
    writer.add_license("Apache-2.0")
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)


def _half(writer: GGUFWriter, name: str, weight: Tensor) -> None:
    writer.add_tensor(name, weight.detach().numpy().astype(np.float16))


def _full(writer: GGUFWriter, name: str, weight: Tensor) -> None:
    writer.add_tensor(name, weight.detach().numpy().astype(np.float32),
                      raw_dtype=GGMLQuantizationType.F32)  # fmt: skip


def _add_vocabulary(writer: GGUFWriter, vocabulary: Vocabulary) -> None:
    kinds = [TokenType.NORMAL] * len(vocabulary)
    kinds[: len(CONTROLS)] = [TokenType.CONTROL] * len(CONTROLS)
    kinds[UNK] = TokenType.UNKNOWN
    kinds[BYTES : BYTES + 256] = [TokenType.BYTE] * 256
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list(vocabulary.pieces)
    writer.add_token_scores(vocabulary.scores)
    writer.add_token_types(kinds)
    writer.add_bos_token_id(BOS)
    writer.add_eos_token_id(EOS)
    writer.add_eot_token_id(END)
    writer.add_unk_token_id(UNK)
    writer.add_pad_token_id(PAD)
    writer.add_add_bos_token(True)
    writer.add_add_eos_token(False)
    writer.add_add_space_prefix(False)
    writer.add_chat_template(TEMPLATE)


def _add_tongue(writer: GGUFWriter, tongue: Tongue) -> None:
    shape = tongue.shape
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.hidden)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(1)
    writer.add_key_length(shape.head)
    writer.add_value_length(shape.head)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_freq_base(1_000_000.0)
    writer.add_rope_freq_base_swa(10_000.0)
    writer.add_sliding_window(WINDOW)
    _half(writer, "token_embd.weight", tongue.embedding.weight)
    _full(writer, "output_norm.weight", tongue.norm.weight)
    for number, layer in enumerate(tongue.layers):
        attention = layer.attention
        matrices = {"attn_q": attention.q, "attn_k": attention.k, "attn_v": attention.v,
                    "attn_output": attention.out, "ffn_gate": layer.gate, "ffn_up": layer.up,
                    "ffn_down": layer.down}  # fmt: skip
        norms = {"attn_norm": layer.attn_norm, "attn_q_norm": attention.q_norm,
                 "attn_k_norm": attention.k_norm, "post_attention_norm": layer.attn_post,
                 "ffn_norm": layer.ffn_norm, "post_ffw_norm": layer.ffn_post}  # fmt: skip
        for name, part in matrices.items():
            _half(writer, f"blk.{number}.{name}.weight", part.weight)
        for name, part in norms.items():
            _full(writer, f"blk.{number}.{name}.weight", part.weight)


def _add_eyes(writer: GGUFWriter, eyes: Eyes) -> None:
    shape = eyes.shape
    writer.add_clip_has_vision_encoder(True)
    writer.add_clip_projector_type("gemma3")
    writer.add_vision_image_size(shape.picture)
    writer.add_vision_patch_size(shape.patch)
    writer.add_vision_embedding_length(shape.eyes_width)
    writer.add_vision_feed_forward_length(shape.eyes_hidden)
    writer.add_vision_block_count(shape.eyes_layers)
    writer.add_vision_head_count(shape.eyes_heads)
    writer.add_vision_projection_dim(shape.width)
    writer.add_vision_attention_layernorm_eps(1e-6)
    writer.add_vision_image_mean([0.5, 0.5, 0.5])
    writer.add_vision_image_std([0.5, 0.5, 0.5])
    writer.add_vision_use_gelu(True)
    writer.add_vision_projector_scale_factor(shape.pool)
    _half(writer, "v.patch_embd.weight", eyes.patch.weight)
    _full(writer, "v.patch_embd.bias", eyes.patch.bias)
    _full(writer, "v.position_embd.weight", eyes.position)
    for number, layer in enumerate(eyes.layers):
        matrices = {"attn_q": layer.q, "attn_k": layer.k, "attn_v": layer.v,
                    "attn_out": layer.out, "ffn_up": layer.up, "ffn_down": layer.down}  # fmt: skip
        for name, part in matrices.items():
            _half(writer, f"v.blk.{number}.{name}.weight", part.weight)
            _full(writer, f"v.blk.{number}.{name}.bias", part.bias)
        for name, norm in {"ln1": layer.norm1, "ln2": layer.norm2}.items():
            _full(writer, f"v.blk.{number}.{name}.weight", norm.weight)
            _full(writer, f"v.blk.{number}.{name}.bias", norm.bias)
    _full(writer, "v.post_ln.weight", eyes.norm.weight)
    _full(writer, "v.post_ln.bias", eyes.norm.bias)
    _full(writer, "mm.soft_emb_norm.weight", eyes.soft_norm.weight)
    _half(writer, "mm.input_projection.weight", eyes.project.weight.T.contiguous())


def _finish(writer: GGUFWriter, file: Path) -> None:
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    print(file.name, file.stat().st_size, hashlib.sha256(file.read_bytes()).hexdigest())


def load(checkpoint: Path) -> Tiny:
    """The trained model."""
    tiny = Tiny(Shape(vocabulary=len(Vocabulary.load(VOCABULARY))))
    tiny.load_state_dict(torch.load(checkpoint))
    return tiny.eval()


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("tiny-work"), help="checkpoints")
    parser.add_argument("--to", type=Path, default=ASSETS, help="folder of the GGUF files")
    options = parser.parse_args()
    tiny = load(options.work / "tiny.pt")
    writer = GGUFWriter(options.to / "tiny.gguf", "gemma3")
    _describe(writer, "model")
    _add_vocabulary(writer, Vocabulary.load(VOCABULARY))
    _add_tongue(writer, tiny.tongue)
    _finish(writer, options.to / "tiny.gguf")
    writer = GGUFWriter(options.to / "tiny-mmproj.gguf", "clip")
    _describe(writer, "mmproj")
    _add_eyes(writer, tiny.eyes)
    _finish(writer, options.to / "tiny-mmproj.gguf")


if __name__ == "__main__":
    main()
