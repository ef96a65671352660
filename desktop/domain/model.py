# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Gemma models, their files, and what of them is on this computer."""

from dataclasses import dataclass, field
from enum import StrEnum

from desktop.domain.plan import Sampling
from desktop.domain.prompt import PromptStyle


class FileKind(StrEnum):
    """What a GGUF is for."""

    WEIGHTS = "weights"
    PROJECTOR = "projector"
    DRAFTER = "drafter"


class Step(StrEnum):
    """A file's place on the scale from smaller to better; None for files off the scale."""

    SMALLER = "smaller"
    MIDDLE = "middle"
    BETTER = "better"


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One GGUF on the Hub, pinned where its content is known.

    Attributes:
        repository: "owner/name" on the Hub.
        revision: commit, 40 hexadecimal digits; "main" where only the content is pinned (by size
            and sha256, so that a newer upload is noticed and never taken for this one).
        name: file name inside the repository.
        size: bytes. exact: False for a rounded size.
        sha256: 64 hexadecimal digits; "" where nobody knows them: the Hub says them then, before
            the download.
        quantization: the technical name, "Q4_0"; "F16" for projectors.
        trained: the weights were trained for this quantization (QAT).
        same_top: of 100 next words how many equal the full model's, measured; 0 where unknown.
        divergence: Kullback-Leibler divergence from the full model, perplexity: on wikitext, both
            measured; 0 where unknown.
        source: where the size and sha256 are from. measured: who measured the quality, and how.
    """

    kind: FileKind
    repository: str
    revision: str
    name: str
    size: int
    sha256: str
    quantization: str
    exact: bool = True
    step: Step | None = None
    trained: bool = False
    same_top: int = 0
    divergence: float = 0.0
    perplexity: float = 0.0
    source: str = ""
    measured: str = ""

    @property
    def id(self) -> str:
        """One file among all, whether its content is known or not."""
        return f"{self.repository}/{self.name}"

    @property
    def is_pinned(self) -> bool:
        """Its content is known before the Hub is asked."""
        return self.exact and bool(self.sha256)


@dataclass(frozen=True, slots=True)
class Eyes:
    """The numbers of a projector's part that looks at pictures.

    Attributes:
        layers: 0 for one that hands patches on without looking at them (Gemma 4 12B).
        width, hidden: of a layer. gated: its feed-forward has three matrices, not two.
        merged: patches that become one token. patch: numbers in one.
        hears: an encoder of sounds is in the same file.
    """

    layers: int
    width: int
    hidden: int
    merged: int
    patch: int
    gated: bool = False
    hears: bool = False


@dataclass(frozen=True, slots=True)
class Architecture:
    """The numbers from which memory follows (facts: the models' published configurations).

    Attributes:
        layers: all, of which `global_layers` look back over the whole context and the rest over
            `window` tokens (0: no sliding window).
        shared_layers: layers at the end that reuse another layer's cache and keep none.
        kv_heads, head_dim: of the sliding layers; `global_kv_heads`, `global_head_dim` of the
            global ones.
        heads, feed_forward: of one layer; they decide how much room reading takes.
        vocabulary: tokens.
        picture_tokens: that one picture takes at most, 0 for models without eyes.
        layer_embedding: width of the embeddings that each layer has of its own (E2B, E4B); the
            engine reads only the rows that it needs of them.
        double_wide: layers that keep no cache have twice the `feed_forward`.
        experts_used: experts that are asked for one token, 0 where there are none.
        streams: versions of every token that the layers carry along (Gemma 3n has four).
        eyes: None for models without.
    """

    layers: int
    global_layers: int
    width: int
    kv_heads: int
    head_dim: int
    global_kv_heads: int
    global_head_dim: int
    vocabulary: int
    window: int = 0
    shared_layers: int = 0
    picture_tokens: int = 0
    layer_embedding: int = 0
    heads: int = 0
    feed_forward: int = 0
    double_wide: bool = False
    experts_used: int = 0
    streams: int = 1
    eyes: Eyes | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """A Gemma of one size, as the catalogue knows it.

    Attributes:
        id: "gemma-4-e4b"; stays the same for ever.
        name: "Gemma 4 E4B".
        family: "gemma-4".
        parameters: thousand millions.
        active: thousand millions used for one token (speed); equal to parameters where dense.
        context: tokens at most.
        licence: id of a Licence.
        good_at: codes whose words are in ui/text/ ("photos", "everyday", "long", "fast", ...).
        cautions: codes of what one must know first ("medical", "only_translates", "old").
        stone: 1 to 5, how large its stone is drawn.
        released: year and month, "2026-04". languages: how many it was made for, 0 where unknown.
        offered: it can be had; False for models that are only recognised (the starter).
        files: every file that can be had; those with a step stand on the scale.
    """

    id: str
    name: str
    family: str
    parameters: float
    active: float
    context: int
    licence: str
    style: PromptStyle
    architecture: Architecture
    good_at: tuple[str, ...]
    stone: int
    cautions: tuple[str, ...] = ()
    sees: bool = False
    hears: bool = False
    thinks: bool = False
    released: str = ""
    languages: int = 0
    offered: bool = True
    sampling: Sampling = field(default_factory=Sampling)
    files: tuple[ModelFile, ...] = ()

    def weights(self) -> tuple[ModelFile, ...]:
        """The files with weights, smallest first."""
        found = [file for file in self.files if file.kind is FileKind.WEIGHTS]
        return tuple(sorted(found, key=lambda file: file.size))

    def projector(self) -> ModelFile | None:
        """The file that gives the model eyes, None when it has none."""
        return self._first(FileKind.PROJECTOR)

    def drafter(self) -> ModelFile | None:
        """The small model that guesses ahead for it, None when it has none."""
        return self._first(FileKind.DRAFTER)

    def _first(self, kind: FileKind) -> ModelFile | None:
        return next((file for file in self.files if file.kind is kind), None)


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """Files on this computer that belong together.

    Attributes:
        id: stays the same as long as the content does.
        model: id of the catalogue's Model, "" when unknown. kin: of the one that has its shape.
        weights: path. projector: path or "".
        size: bytes of all files.
        origin: "download", "package" (came with Jewelbox), "file" (named by the person).
        licence: id of a Licence.
        licence_text: path of the text that came with the weights, "" when there is none.
        sha256: of the weights, where the catalogue or the Hub knew it.
    """

    id: str
    name: str
    weights: str
    size: int
    licence: str
    style: PromptStyle
    model: str = ""
    projector: str = ""
    quantization: str = ""
    stone: int = 1
    sees: bool = False
    hears: bool = False
    thinks: bool = False
    origin: str = "file"
    licence_text: str = ""
    sampling: Sampling = field(default_factory=Sampling)
    kin: str = ""
    sha256: str = ""

    def is_file(self, model_id: str, file: ModelFile) -> bool:
        """Whether it is this file of a model; by its quantization where a hash is not known."""
        if self.model != model_id:
            return False
        mark = self.sha256[:8]
        if not mark and self.origin == "download":  # kept before hashes were: the id ends with it
            mark = self.id.rpartition("-")[2]
        if not mark or not file.sha256:
            return self.quantization == file.quantization
        return mark == file.sha256[:8]

    @property
    def shape(self) -> str:
        """Id of the catalogue's model from which its memory follows, "" when none has its shape."""
        return self.model or self.kin
