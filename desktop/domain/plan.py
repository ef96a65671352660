# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""How a model is loaded, and how it is asked."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """How a model will be loaded.

    Attributes:
        weights: path of the GGUF.
        projector: path of the mmproj GGUF, or "" (then the model has no eyes).
        context: tokens.
        batch: tokens read in one go (n_batch and n_ubatch alike; holds at least one whole picture).
        threads: for generating; reading the prompt takes `threads_batch`.
        gpu_layers: layers on the graphics processor, 0 for none, -1 for all.
        memory_bytes: what all of it takes in memory.
    """

    weights: str
    projector: str = ""
    context: int = 8192
    batch: int = 512
    threads: int = 4
    threads_batch: int = 4
    gpu_layers: int = 0
    memory_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the next token is chosen. Temperature 0 takes the likeliest.

    Source of the defaults: Google's recommendation for Gemma 3 and 4 (temperature 1.0, top_k 64,
    top_p 0.95, min_p 0).
    """

    temperature: float = 1.0
    top_k: int = 64
    top_p: float = 0.95
    min_p: float = 0.0
    seed: int | None = None
    longest: int = 0  # tokens of the answer, 0: as many as the context holds
    penalty: float = 1.0  # on what stood among the last 64 tokens; 1: none


# A base model was not made to answer: left alone it wanders, and repeats itself without an end.
BASE_SAMPLING = Sampling(temperature=0.3, top_p=0.9, longest=300, penalty=1.15)
