# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""How a model is loaded, and how it is asked."""

from dataclasses import dataclass, field
from enum import StrEnum


class CacheType(StrEnum):
    """How the keys and values of what was read are kept."""

    F16 = "f16"
    Q8_0 = "q8_0"  # half the memory; Gemma's answers suffer a little


@dataclass(frozen=True, slots=True)
class Memory:
    """What a plan takes in memory, in bytes.

    Attributes:
        weights: without what stays on the disk until it is looked up.
        global_cache: of the layers that look back over everything.
        window_cache: of the layers that look back over their window only.
        checkpoints: at most, for going back without reading again.
        projector: its weights and the buffer for one picture.
        compute: buffers for reading one batch, and for the scores of the next token.
        vocabulary: its words, ready to be looked up, and the scores of guesses.
        on_devices: how much of all that is in the memory of graphics processors.
    """

    weights: int = 0
    global_cache: int = 0
    window_cache: int = 0
    checkpoints: int = 0
    projector: int = 0
    compute: int = 0
    vocabulary: int = 0
    on_devices: int = 0

    @property
    def main(self) -> int:
        """What is in the processor's memory."""
        return max(self.total - self.on_devices, 0)

    @property
    def total(self) -> int:
        """All of it."""
        cache = self.global_cache + self.window_cache + self.checkpoints
        return self.weights + cache + self.projector + self.compute + self.vocabulary


@dataclass(frozen=True, slots=True)
class Plan:
    """How a model will be loaded.

    Attributes:
        weights: path of the GGUF.
        projector: path of the mmproj GGUF, or "" (then the model has no eyes).
        drafter: path of the GGUF that guesses ahead, or "".
        context: tokens.
        batch: tokens read in one go (n_batch and n_ubatch alike; holds at least one whole picture).
        detail: tokens that a picture takes at most, where the model leaves a choice (Gemma 4); 0:
            as many as fit into a batch.
        threads: for generating; reading the prompt takes `threads_batch`.
        gpu_layers: layers on the graphics processors, 0 for none, -1 for all.
        split: share of those layers for each graphics processor; empty: as their memory is.
        projector_on_gpu: the projector too; without effect where no layers are.
        cache: of keys and values alike.
        flash_attention: None lets llama.cpp decide.
        mmap: weights are mapped from the file, and not copied.
        drafting: guess ahead where the answer repeats what was read.
        checkpoints: at most so many, of which `checkpoint_bytes` (but always one) stay in memory.
        memory: what all of it takes.
    """

    weights: str
    projector: str = ""
    drafter: str = ""
    context: int = 8192
    batch: int = 512
    detail: int = 0
    threads: int = 4
    threads_batch: int = 4
    gpu_layers: int = 0
    split: tuple[float, ...] = ()
    projector_on_gpu: bool = True
    cache: CacheType = CacheType.F16
    flash_attention: bool | None = None
    mmap: bool = True
    drafting: bool = True
    checkpoints: int = 32
    checkpoint_bytes: int = 64_000_000
    memory: Memory = field(default_factory=Memory, compare=False)


@dataclass(frozen=True, slots=True)
class Measured:
    """What a plan really took and gave on this computer.

    Attributes:
        memory: bytes. reading, generating: tokens a second. picture: seconds that one takes, 0 when
            the model does not see.
    """

    memory: int
    reading: float
    generating: float
    sees: bool
    picture: float


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
