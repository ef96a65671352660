# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Repositories on the Hub that the catalogue does not know: what of them can be offered, and why
the rest cannot. Everything that a repository says is a stranger's word.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from desktop.domain.catalogue import (
    LONGEST_NAME,
    SHA256,
    Catalogue,
    bits,
    is_plain,
    is_repository,
)
from desktop.domain.licence import OWN, licence_of_derivative
from desktop.domain.model import FileKind, Model, ModelFile, Step
from desktop.domain.prompt import PromptStyle

ARCHITECTURES = ("gemma", "gemma2", "gemma3", "gemma3n", "gemma4")
MOST_FILES = 300  # offered of one repository
NEAR = 0.12  # share by which a relative may differ in parameters from the model it came from
LARGEST = 1 << 40  # bytes of a file

_QUANTIZATION = re.compile(
    r"(?:UD-)?(?:IQ\d_(?:XXS|XS|S|M|NL)|Q\d_K(?:_(?:XXL|XL|L|M|S))?|Q\d_[01]|TQ\d_0"
    r"|MXFP4(?:_MOE)?|BF16|F16|F32)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_PART = re.compile(r"-\d{5}-of-\d{5}\.gguf$", re.IGNORECASE)
_OTHERS = ("datasets", "spaces", "collections", "docs", "blog", "papers", "api")  # no models
_ADDRESS = re.compile(r"(?:https?://)?(?:www\.)?(?:huggingface\.co|hf\.co)/", re.IGNORECASE)


class Order(StrEnum):
    """What stands first among the repositories that were found."""

    DOWNLOADS = "downloads"
    LIKES = "likes"
    NEWEST = "newest"


class Refusal(StrEnum):
    """Why a repository or a file of it is not offered; the words are in ui/text/repositories.py."""

    NAME = "name"  # could lie about itself, or lead out of its folder
    NOT_GGUF = "not_gguf"
    PARTS = "parts"  # cut into several files
    HELPER = "helper"  # made while quantizing
    NO_HASH = "no_hash"  # the Hub does not say its content
    SIZE = "size"
    NOT_GEMMA = "not_gemma"
    NO_HEADER = "no_header"  # the Hub could not read its architecture
    SHAPE = "shape"  # of a size that no Gemma has
    TOO_MANY = "too_many"
    NO_WEIGHTS = "no_weights"
    CONTRADICTS = "contradicts"  # its head says another architecture than the Hub
    DAMAGED = "damaged"  # its head is not that of a GGUF, or of no model that runs


@dataclass(frozen=True, slots=True)
class Repository:
    """What the Hub says of one.

    Attributes:
        architecture, parameters, context: from the header of its GGUF; "" and 0 when unknown.
        licence: what its card says ("apache-2.0", "gemma", "other"). base: what it was made from.
        modified: seconds since 1970. gated: asks for an account. chats: it carries a chat template.
    """

    id: str
    downloads: int = 0
    likes: int = 0
    modified: float = 0.0
    gated: bool = False
    licence: str = ""
    base: tuple[str, ...] = ()
    architecture: str = ""
    parameters: int = 0
    context: int = 0
    chats: bool = True


@dataclass(frozen=True, slots=True)
class Listed:
    """A file as the Hub lists it. sha256: "" for what is not in its large storage."""

    name: str
    size: int
    sha256: str
    revision: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that is not offered. name: cleaned for showing."""

    name: str
    why: Refusal


@dataclass(frozen=True, slots=True)
class Opened:
    """A repository whose files were looked at.

    Attributes:
        beside: bytes of memory beside the weights at the usual context, as the engine says; None
            where the head could not be read without an account. looked: id of the file it is of.
    """

    repository: Repository
    model: Model
    refused: tuple[Refused, ...]
    beside: int | None = None
    looked: str = ""


def refusal_of(repository: Repository) -> Refusal | None:
    """Why nothing of a repository can be offered; None when its files may be looked at."""
    if not is_repository(repository.id):
        return Refusal.NAME
    if not repository.architecture:
        return Refusal.NO_HEADER
    return None if repository.architecture in ARCHITECTURES else Refusal.NOT_GEMMA


def address_of(words: str) -> tuple[str, str] | None:
    """The repository, and the file or quantization that is meant ("" for neither), of a pasted
    address of the Hub.

    Takes https://huggingface.co/owner/name[/blob|resolve|tree/revision/file], hf.co/owner/name
    and hf.co/owner/name:Q4_K_M, as other programs write it. None for anything else.
    """
    words = words.strip()
    found = _ADDRESS.match(words)
    if found is None:
        return None
    path = unquote(urlsplit(f"https://huggingface.co/{words[found.end() :]}").path)
    parts = [part for part in path.split("/") if part]
    if len(parts) < 2 or parts[0].lower() in _OTHERS:
        return None
    last, _, meant = parts[1].partition(":")
    repository = f"{parts[0]}/{last}"
    if len(parts) > 4 and parts[2] in ("blob", "resolve"):
        meant = "/".join(parts[4:])
    return (repository, meant) if is_repository(repository) else None


def file_meant(model: Model, meant: str) -> ModelFile | None:
    """The weights of this name or quantization; None where there are none."""
    return next(
        (f for f in model.weights() if meant and meant.casefold() in _names(f)),
        None,
    )


def _names(file: ModelFile) -> tuple[str, str]:
    return file.name.casefold(), file.quantization.casefold()


def sort_files(
    repository: Repository, listed: Iterable[Listed]
) -> tuple[tuple[ModelFile, ...], tuple[Refused, ...]]:
    """The files that can be offered, and those that cannot; names in folders keep their folders."""
    offered: list[ModelFile] = []
    refused: list[Refused] = []
    for file in listed:
        why = _refusal(file)
        if why is None and len(offered) >= MOST_FILES:
            why = Refusal.TOO_MANY
        if why is None:
            offered.append(_file(repository, file))
        elif why is not Refusal.NOT_GGUF and len(refused) < MOST_FILES:
            refused.append(Refused(_shown(file.name), why))
    return tuple(offered), tuple(refused)


def model_of(
    repository: Repository, files: tuple[ModelFile, ...], catalogue: Catalogue
) -> Model | Refusal:
    """A repository as a model of its own, with the shape of the Gemma that it was made from."""
    weights = [file for file in files if file.kind is FileKind.WEIGHTS]
    if not weights:
        return Refusal.NO_WEIGHTS
    origin = _origin(repository, catalogue)
    if origin is None:
        return Refusal.SHAPE
    projectors = sorted(
        (file for file in files if file.kind is FileKind.PROJECTOR), key=_projector_order
    )
    drafters = [file for file in files if file.kind is FileKind.DRAFTER]
    sees = bool(projectors) and origin.architecture.picture_tokens > 0
    owner, _, name = repository.id.partition("/")
    licence = licence_of(repository)
    medical = licence.partition(OWN)[0] == "hai-def"
    return replace(
        origin,
        id=f"hub/{repository.id}",
        name=re.sub(r"[-_.]?GGUF$", "", name, flags=re.IGNORECASE),
        family=f"hub/{owner}",
        context=repository.context or origin.context,
        licence=licence,
        style=origin.style if repository.chats else PromptStyle.PLAIN,
        good_at=(),
        cautions=("medical", "stranger") if medical else ("stranger",),
        sees=sees,
        hears=sees and origin.hears,
        released="",
        languages=0,
        offered=True,
        files=(*_with_steps(weights), *(projectors if sees else ()), *drafters),
    )


def as_its_head_says(
    model: Model, file: ModelFile, quantization: str, context: int, *, chats: bool
) -> Model:
    """A model whose file was looked at: what the file itself says holds, not what the Hub said.

    Args:
        quantization: "" where the head says none. chats: the file carries a chat template.
    """
    found = replace(file, quantization=quantization)
    if not quantization or (bits(file) == bits(found) and bits(file)):
        found = file  # a name can say more than a head: "UD-Q4_K_XL" is a "Q4_K_M" to it
    elif bits(found) != 4:
        found = replace(found, trained=False)
    weights = [found if known.id == file.id else known for known in model.weights()]
    others = [known for known in model.files if known.kind is not FileKind.WEIGHTS]
    return replace(
        model,
        context=context,
        style=model.style if chats else PromptStyle.PLAIN,
        files=(*_with_steps(weights), *others),
    )


def is_near(repository: Repository, model: Model) -> bool:
    """Its shape, and so the memory it takes, is that of the Gemma it came from."""
    return abs(model.parameters - repository.parameters / 1e9) <= NEAR * model.parameters


def licence_of(repository: Repository) -> str:
    """The id of the licence that binds: Gemma's terms follow the weights, whatever a card says."""
    named = (repository.id, *repository.base)
    regime = "gemma-terms" if repository.architecture in ARCHITECTURES[:-1] else "apache-2.0"
    if any("medgemma" in name.lower() for name in named):
        regime = "hai-def"
    return licence_of_derivative(regime, repository.licence, repository.id)


def _refusal(file: Listed) -> Refusal | None:
    if not file.name.lower().endswith(".gguf"):
        return Refusal.NOT_GGUF
    parts = file.name.split("/")
    if len(file.name) > LONGEST_NAME or not all(is_plain(part) for part in parts):
        return Refusal.NAME
    if _PART.search(file.name):
        return Refusal.PARTS
    if "imatrix" in parts[-1].lower() or "control_vector" in parts[-1].lower():
        return Refusal.HELPER
    if not SHA256.fullmatch(file.sha256):
        return Refusal.NO_HASH
    return None if 0 < file.size <= LARGEST else Refusal.SIZE


def _shown(name: str) -> str:
    """A name that cannot turn what stands beside it around."""
    name = name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…"
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in name)


def _file(repository: Repository, file: Listed) -> ModelFile:
    base = file.name.rpartition("/")[2].lower()
    kind = FileKind.WEIGHTS
    if "mmproj" in base:
        kind = FileKind.PROJECTOR
    elif base.startswith("mtp-") or "-mtp" in base or "assistant" in base or "draft" in base:
        kind = FileKind.DRAFTER
    found = _QUANTIZATION.search(file.name)
    made = ModelFile(
        kind=kind,
        repository=repository.id,
        revision=file.revision,
        name=file.name,
        size=file.size,
        sha256=file.sha256,
        quantization=found[0].upper() if found is not None else "GGUF",
    )
    qat = kind is FileKind.WEIGHTS and "qat" in f"{repository.id}/{base}".lower()
    return replace(made, trained=qat and bits(made) == 4)


def _origin(repository: Repository, catalogue: Catalogue) -> Model | None:
    """The Gemma of the same architecture whose size is nearest; None for an unknown size."""
    generation = {"gemma": "gemma-1", "gemma2": "gemma-2", "gemma3": "gemma-3"} | {
        "gemma3n": "gemma-3n",
        "gemma4": "gemma-4",
    }
    family = generation[repository.architecture]
    size = repository.parameters / 1e9
    relatives = [model for model in catalogue.models if model.family == family and model.offered]
    if not repository.parameters:
        return None
    return min(relatives, key=lambda model: abs(model.parameters - size), default=None)


def _projector_order(file: ModelFile) -> tuple[bool, int]:
    """Sixteen bits first, and the smaller of two of them."""
    return file.quantization not in ("F16", "BF16"), file.size


def _with_steps(weights: list[ModelFile]) -> list[ModelFile]:
    """Three points on the scale: about four, six and eight bits, where there are such files."""
    wanted: dict[Step, tuple[str, ...]] = {
        Step.SMALLER: ("Q4_K_M", "Q4_0", "UD-Q4_K_XL", "Q4_K_S", "IQ4_XS"),
        Step.MIDDLE: ("Q6_K", "Q5_K_M", "UD-Q6_K_XL"),
        Step.BETTER: ("Q8_0", "UD-Q8_K_XL"),
    }
    steps: dict[str, Step] = {}
    for step, names in wanted.items():
        for name in names:
            found = [file for file in weights if file.quantization == name]
            if found:
                steps[found[0].id] = step
                break
    return [replace(file, step=steps.get(file.id)) for file in weights]
