# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a model's file and a projector's file are, and whether they can be loaded."""

import re
from dataclasses import dataclass
from pathlib import Path

from desktop.domain.errors import AppError, Problem
from desktop.domain.library import SPLIT
from desktop.domain.plan import Sampling
from desktop.services.engine.gguf_header import Header, read_header

# Architecture of the weights -> kinds of projectors that were made for it.
ARCHITECTURES = {
    "gemma": frozenset[str](),
    "gemma2": frozenset[str](),
    "gemma3": frozenset({"gemma3"}),
    "gemma3n": frozenset({"gemma3nv"}),
    "gemma4": frozenset({"gemma4v", "gemma4uv"}),
}
LATER = re.compile(r"gemma[0-9]+[a-z0-9]*")
PROJECTION = "mm.input_projection.weight"

# general.file_type -> the name that people know a quantization by.
QUANTIZATIONS = {
    0: "F32",
    1: "F16",
    2: "Q4_0",
    3: "Q4_1",
    7: "Q8_0",
    8: "Q5_0",
    9: "Q5_1",
    10: "Q2_K",
    11: "Q3_K_S",
    12: "Q3_K_M",
    13: "Q3_K_L",
    14: "Q4_K_S",
    15: "Q4_K_M",
    16: "Q5_K_S",
    17: "Q5_K_M",
    18: "Q6_K",
    19: "IQ2_XXS",
    20: "IQ2_XS",
    21: "Q2_K_S",
    22: "IQ3_XS",
    23: "IQ3_XXS",
    24: "IQ1_S",
    25: "IQ4_NL",
    26: "IQ3_S",
    27: "IQ3_M",
    28: "IQ2_S",
    29: "IQ2_M",
    30: "IQ4_XS",
    31: "IQ1_M",
    32: "BF16",
    36: "TQ1_0",
    37: "TQ2_0",
    38: "MXFP4",
    39: "NVFP4",
    40: "Q1_0",
    41: "Q2_0",
}

# Numbers that llama.cpp divides by or makes room for, and what they may be.
_RANGES = {
    "block_count": (1, 512),
    "context_length": (1, 1 << 24),
    "embedding_length": (1, 1 << 16),
    "feed_forward_length": (1, 1 << 20),
    "attention.head_count": (1, 1024),
    "attention.head_count_kv": (1, 1024),
    "attention.key_length": (1, 4096),
    "attention.value_length": (1, 4096),
}
_MAY_BE_ABSENT = {"attention.head_count_kv", "attention.key_length", "attention.value_length"}


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What the head of a weights file says.

    Attributes:
        architecture: "gemma", "gemma2", "gemma3", "gemma3n" or "gemma4".
        quantization: "Q4_K_M", or "" when the file does not say.
        context: tokens that the model was made for.
        width: values of one token, which a projector has to give.
        template: the chat template, "" for a base model.
        size: bytes of the weights.
    """

    architecture: str
    quantization: str
    context: int
    width: int
    template: str
    sampling: Sampling
    size: int

    @property
    def base(self) -> bool:
        """It was not made for turns: it continues texts."""
        return not self.template


def look_at_model(path: Path) -> ModelFacts:
    """What the weights file is.

    Raises:
        AppError: FILE_MISSING, FILE_NOT_GGUF, FILE_DAMAGED, MODEL_NEWER, PART_MISSING (of a model
            in several files), FILE_FOREIGN (in Ollama's own form, with the projector within), or
            ARCHITECTURE_UNKNOWN when it is no Gemma or not made for chats (a projector, a drafter,
            an embedding model).
    """
    header = read_header(path)
    for part in _other_parts(path, header.number("split.count")):
        if not part.is_file():
            raise AppError(Problem.PART_MISSING, detail=part.name, name=path.name)
        read_header(part)
    return facts_of(header, path.name)


def _other_parts(path: Path, count: int) -> list[Path]:
    """The files that belong to a first one; their names are what llama.cpp looks for."""
    split = SPLIT.fullmatch(path.name)
    if count < 2 or split is None:
        return []
    return [
        path.with_name(f"{split[1]}-{number:05}-of-{split[3]}.gguf")
        for number in range(2, min(count, int(split[3])) + 1)
    ]


def facts_of(header: Header, name: str) -> ModelFacts:
    """The same of a head that was read. name: of the file, for the failures."""
    architecture = header.text("general.architecture")
    if not architecture:
        raise AppError(Problem.FILE_DAMAGED, detail="no architecture", name=name)
    if architecture not in ARCHITECTURES and LATER.fullmatch(architecture):
        raise AppError(Problem.MODEL_NEWER, detail=architecture, name=name)
    if architecture not in ARCHITECTURES:
        raise AppError(Problem.ARCHITECTURE_UNKNOWN, name=name, architecture=architecture)
    for key, (low, high) in _RANGES.items():
        full = f"{architecture}.{key}"
        if key in _MAY_BE_ABSENT and full not in header.values:
            continue
        if not low <= header.number(full) <= high:
            value = header.values.get(full)
            raise AppError(Problem.FILE_DAMAGED, detail=f"{full} is {value}", name=name)
    _check_vocabulary(header, name)
    if any(tensor.startswith(("v.", "mm.")) for tensor in header.tensors):
        raise AppError(Problem.FILE_FOREIGN, detail="eyes within the weights", name=name)
    return ModelFacts(
        architecture=architecture,
        quantization=QUANTIZATIONS.get(header.number("general.file_type"), "")
        if "general.file_type" in header.values
        else "",
        context=header.number(f"{architecture}.context_length"),
        width=header.number(f"{architecture}.embedding_length"),
        template=header.text("tokenizer.chat_template"),
        sampling=_sampling(header),
        size=header.data,
    )


def check_projector(path: Path, model: ModelFacts) -> None:
    """Whether the file gives this model eyes.

    Raises:
        AppError: FILE_MISSING, FILE_NOT_GGUF, FILE_DAMAGED, or PROJECTOR_MISMATCH when it is no
            projector or one of another model.
    """
    architectures, width = projector_of(read_header(path), path.name)
    if model.architecture not in architectures:
        detail = f"it belongs to {' or '.join(architectures)}, not to {model.architecture}"
        raise AppError(Problem.PROJECTOR_MISMATCH, detail=detail, name=path.name)
    if width != model.width:
        detail = f"it gives {width} values, the model takes {model.width}"
        raise AppError(Problem.PROJECTOR_MISMATCH, detail=detail, name=path.name)


def projector_of(header: Header, name: str) -> tuple[tuple[str, ...], int]:
    """The architectures that a projector was made for, and how many values it gives for one token.

    Raises:
        AppError: FILE_DAMAGED, or PROJECTOR_MISMATCH when it is none of a Gemma.
    """
    kind = header.text("clip.vision.projector_type") or header.text("clip.projector_type")
    is_projector = header.text("general.architecture") == "clip"
    made_for = tuple(a for a, kinds in ARCHITECTURES.items() if is_projector and kind in kinds)
    if not made_for:
        found = (kind or "unknown") if is_projector else "no projector"
        raise AppError(Problem.PROJECTOR_MISMATCH, detail=found, name=name)
    shape = header.tensors.get(PROJECTION, ())
    # Gemma 3 keeps this matrix as it multiplies, Gemma 4 the other way round.
    widths = shape[:1] if kind in ("gemma3", "gemma3nv") else shape[1:2]
    if not widths:
        raise AppError(Problem.FILE_DAMAGED, detail=f"no {PROJECTION}", name=name)
    return made_for, widths[0]


def _check_vocabulary(header: Header, file: str) -> None:
    tokens = header.count("tokenizer.ggml.tokens")
    rows = header.tensors.get("token_embd.weight", (0, 0))
    if header.number("split.count") > 1 and "token_embd.weight" not in header.tensors:
        rows = (0, tokens)  # in another part
    wrong = not tokens or len(rows) != 2 or rows[1] != tokens
    for key in ("tokenizer.ggml.scores", "tokenizer.ggml.token_type"):
        wrong = wrong or (key in header.values and header.count(key) != tokens)
    for name in ("bos", "eos", "eot", "unknown", "padding"):
        wrong = wrong or header.number(f"tokenizer.ggml.{name}_token_id") >= tokens
    if wrong:
        detail = f"{tokens} tokens, embeddings {rows}"
        raise AppError(Problem.FILE_DAMAGED, detail=detail, name=file)


def _sampling(header: Header) -> Sampling:
    """What the file recommends; what it does not say stays Google's recommendation."""
    usual = Sampling()
    temperature = header.fraction("general.sampling.temp")
    top_p = header.fraction("general.sampling.top_p")
    min_p = header.fraction("general.sampling.min_p")
    return Sampling(
        temperature=usual.temperature if temperature is None else min(max(temperature, 0.0), 2.0),
        top_k=max(header.number("general.sampling.top_k"), 0) or usual.top_k,
        top_p=usual.top_p if top_p is None else min(max(top_p, 0.0), 1.0),
        min_p=usual.min_p if min_p is None else min(max(min_p, 0.0), 1.0),
    )
