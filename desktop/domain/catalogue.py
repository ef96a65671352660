# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The Gemma models that Jewelbox knows, and which file of one stands for it."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from desktop.domain.licence import LICENCES
from desktop.domain.model import Architecture, Eyes, FileKind, Model, ModelFile
from desktop.domain.prompt import PromptStyle

SHA256 = re.compile(r"[0-9a-f]{64}")
REVISION = re.compile(r"[0-9a-f]{40}|main")
REPOSITORY = re.compile(r"\w[\w.-]*/\w[\w.-]*", re.ASCII)
NAME = re.compile(r"[A-Za-z0-9][\w .()+-]{0,59}", re.ASCII)
LARGEST = 1 << 40  # bytes of a file
MOST = 1 << 24  # of anything that the shape of a model counts, and tokens of its context
LONGEST_NAME = 200  # characters of a file's name with its folders
LONGEST_TEXT, MOST_CODES = 2000, 20  # of a note; what a model is good at
HOTTEST, MOST_LIKELY = 5.0, 1000  # temperature, top_k
QUANTIZATION = re.compile(r"[A-Z0-9][A-Z0-9_-]{0,23}")
_PART = re.compile(r"[\w][\w .,+()\[\]=@-]*")
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_BITS = re.compile(r"[IT]?Q(\d)|MXFP(4)|B?F(16|32)")


class Closeness(StrEnum):
    """How near a file's answers are to those of the full model; words in ui/text/models.py."""

    SAME = "same"
    HARD_TO_TELL = "hard_to_tell"
    CLOSE = "close"
    NOTICEABLE = "noticeable"
    MUCH_LESS = "much_less"  # fewer than four bits
    UNKNOWN = "unknown"


class Why(StrEnum):
    """Why a Gemma is not among the models; words in ui/text/models.py."""

    EMBEDS = "embeds"  # turns texts into numbers
    JUDGES = "judges"  # says whether a text is allowed
    FOR_TRAINING = "for_training"  # has to be trained for its task first
    CALLS_FUNCTIONS = "calls_functions"
    COMPLETES_CODE = "completes_code"
    SPLITS_TEXTS = "splits_texts"
    NEEDS_SERVICE = "needs_service"
    RESEARCH = "research"
    NO_ENGINE = "no_engine"  # llama.cpp does not know its architecture
    NO_KNOWN_FILE = "no_known_file"  # it would run, but no file of it is certain


@dataclass(frozen=True, slots=True)
class Absent:
    """A Gemma that cannot be had here. instead: id of the model to take in its place."""

    name: str
    why: Why
    instead: str


@dataclass(frozen=True, slots=True)
class Family:
    """Models of one generation. notes: what was left out, and why. sources: of the numbers."""

    id: str
    name: str
    notes: tuple[str, ...]
    models: tuple[Model, ...]
    absent: tuple[Absent, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All families, newest first. published: the day, "2026-11-24"; "" for one of a test."""

    families: tuple[Family, ...]
    published: str = ""

    @property
    def models(self) -> tuple[Model, ...]:
        """Every model that is known, offered or not."""
        return tuple(model for family in self.families for model in family.models)

    def model(self, model_id: str) -> Model | None:
        """The model of this id."""
        return next((model for model in self.models if model.id == model_id), None)

    @property
    def absent(self) -> tuple[Absent, ...]:
        """Every Gemma that cannot be had, and why."""
        return tuple(absent for family in self.families for absent in family.absent)

    def recognise(self, sha256: str) -> tuple[Model, ModelFile] | None:
        """The model and file whose content has this hash."""
        for model in self.models:
            for file in model.files:
                if file.sha256 == sha256:
                    return model, file
        return None


def recommended_file(model: Model, stale: Collection[str] = ()) -> ModelFile:
    """The file that stands for the model: trained for its quantization, else eight bits where
    that is small, else the smallest on the scale. ValueError when there are no weights.

    Args:
        stale: ids of files that cannot be had any more: taken only where there are no others.
    """
    weights = model.weights()
    if not weights:
        raise ValueError(f"{model.id} has no weights")
    weights = tuple(file for file in weights if file.id not in stale) or weights
    scale = [file for file in weights if file.step is not None]
    if not scale:  # never below four bits by default, where there is anything else
        scale = [file for file in weights if bits(file) >= 4] or list(weights[-1:])
    if model.parameters <= 1.5:  # small enough that losing quality saves nothing
        return scale[-1]
    trained = [file for file in scale if file.trained]
    return (trained or scale)[0]


def closeness(file: ModelFile) -> Closeness:
    """From the measurement where there is one, else from the bits."""
    if file.same_top:
        if file.same_top >= 99:
            return Closeness.HARD_TO_TELL
        return Closeness.CLOSE if file.same_top >= 95 else Closeness.NOTICEABLE
    of_weight = bits(file)
    if of_weight >= 8:
        return Closeness.SAME
    if of_weight >= 6:
        return Closeness.HARD_TO_TELL
    if of_weight == 5 or (file.trained and of_weight == 4):
        return Closeness.CLOSE
    if of_weight == 4:
        return Closeness.NOTICEABLE
    return Closeness.MUCH_LESS if of_weight else Closeness.UNKNOWN


def bits(file: ModelFile) -> int:
    """Bits of a weight, by the name of the quantization: 8 of "UD-Q8_K_XL", 1 of "IQ1_M"; 0 where
    it says none.
    """
    found = _BITS.match(file.quantization.upper().removeprefix("UD-"))
    return int(found[1] or found[2] or found[3]) if found is not None else 0


def is_plain(part: str) -> bool:
    """A name of a file or folder that is one on every system, and looks like what it is."""
    plain = part.isascii() and _PART.fullmatch(part) and ".." not in part
    return bool(plain) and part[-1] not in ". " and not _DEVICES.match(part)


def is_repository(name: str) -> bool:
    """ "owner/name", of which both can be folders."""
    return bool(REPOSITORY.fullmatch(name)) and all(map(is_plain, name.split("/")))


class PinState(StrEnum):
    """What became of a file that the catalogue names."""

    RIGHT = "right"
    NEW = "new"  # it was not pinned; the Hub says its content now
    CHANGED = "changed"  # another content under the same name
    GONE = "gone"  # the file, its revision or its repository
    OUTDATED = "outdated"  # it is still there, and its repository has another one by now
    UNASKED = "unasked"  # the Hub failed at this one


STALE = (PinState.CHANGED, PinState.GONE)  # what cannot be had as it was


def pin_state(file: ModelFile, size: int, sha256: str) -> PinState:
    """A file of the catalogue beside its size and sha256 ("" when unknown) on the Hub."""
    if file.exact and size != file.size:
        return PinState.CHANGED
    if file.sha256 and sha256 != file.sha256:
        return PinState.CHANGED
    return PinState.RIGHT if file.is_pinned else PinState.NEW


def mistakes(models: Iterable[Model], absent: Iterable[Absent] = ()) -> list[str]:
    """What is wrong with a catalogue, in words for its author; nothing when it is right."""
    models = tuple(models)
    known = {model.id for model in models}
    found = [
        f"{gone.name}: no model {gone.instead}" for gone in absent if gone.instead not in known
    ]
    seen: set[str] = set()
    for model in models:
        if model.id in seen:
            found.append(f"{model.id}: twice")
        seen.add(model.id)
        found += [f"{model.id}: {text}" for text in _mistakes_of(model)]
    return found


def _mistakes_of(model: Model) -> list[str]:
    shape = model.architecture
    checks = {
        "its licence is unknown": model.licence in LICENCES,
        "its licence is not that of its kind": model.licence == _regime(model),
        "it is medical, but does not say so": model.licence != "hai-def"
        or "medical" in model.cautions,
        "its sampling is beyond all measure": 0 <= model.sampling.temperature <= HOTTEST
        and 0 <= model.sampling.top_k <= MOST_LIKELY
        and 0 < model.sampling.top_p <= 1
        and 0 <= model.sampling.min_p < 1
        and 0 < model.sampling.penalty <= 2
        and 0 <= model.sampling.longest <= MOST,
        "it has too many words": max(len(model.good_at), len(model.cautions)) <= MOST_CODES
        and len(model.family) <= 60,
        "its name is not plain": NAME.fullmatch(model.name) and NAME.fullmatch(model.id),
        "a number is beyond all measure": _is_measured(model),
        "it has no weights": bool(model.weights()),
        "it sees, but there is no projector": not model.sees or model.projector() is not None,
        "it sees, but takes no picture tokens": model.sees == (shape.picture_tokens > 0),
        "it sees, but its eyes are not known": model.sees == (shape.eyes is not None),
        "its stone is not 1 to 5": 1 <= model.stone <= 5,
        "its numbers are not positive": min(model.parameters, model.active, model.context) > 0,
        "it uses more than it has": model.active <= model.parameters,
        "its layers do not add up": 0 < shape.global_layers <= shape.layers
        and 0 <= shape.shared_layers < shape.layers,
        "it has sliding layers without a window": shape.window > 0
        or shape.global_layers == shape.layers,
        "a step is taken twice": len({f.step for f in model.files if f.step})
        == sum(1 for f in model.files if f.step),
        "a hash is there twice": len({f.sha256 or f.id for f in model.files}) == len(model.files),
        "a file is there twice": len({f.id for f in model.files}) == len(model.files),
    }
    found = [text for text, right in checks.items() if not right]
    for file in model.files:
        found += [f"{file.name}: {text}" for text in _mistakes_of_file(file)]
    return found


def _regime(model: Model) -> str:
    """Id of the licence that binds, whatever a list says: by what the model and its files are."""
    names = [name.lower() for name in (model.id, model.name, *(file.id for file in model.files))]
    if any("medgemma" in name for name in names):
        return "hai-def"
    return "apache-2.0" if model.style is PromptStyle.TURNS_4 else "gemma-terms"


def _is_measured(model: Model) -> bool:
    """No number can make whoever reckons with it wait or fail."""
    shape = model.architecture
    counts = [getattr(shape, name) for name in Architecture.__dataclass_fields__ if name != "eyes"]
    if shape.eyes is not None:
        counts += [getattr(shape.eyes, name) for name in Eyes.__dataclass_fields__]
    return all(0 <= count <= MOST for count in (*counts, model.context, model.languages)) and (
        0 < model.parameters < 1e6
    )


def _mistakes_of_file(file: ModelFile) -> list[str]:
    checks = {
        "its sha256 is not 64 hexadecimal digits": SHA256.fullmatch(file.sha256 or "0" * 64),
        "it is not pinned, and says not why": file.is_pinned or file.source,
        "its revision is neither a commit nor main": REVISION.fullmatch(file.revision),
        "its repository is not owner/name": is_repository(file.repository),
        "its name is not a plain GGUF name": file.name.endswith(".gguf")
        and len(file.name) <= LONGEST_NAME
        and all(is_plain(part) for part in file.name.split("/")),
        "its quantization is none": QUANTIZATION.fullmatch(file.quantization),
        "its source is too long": max(len(file.source), len(file.measured)) <= LONGEST_TEXT,
        "its quality was measured by nobody": file.measured
        or not (file.same_top or file.divergence or file.perplexity),
        "its size is not positive": file.size > 0,
        "its size is beyond all measure": file.size <= LARGEST,
        "only weights stand on the scale": file.step is None or file.kind is FileKind.WEIGHTS,
        "a share is more than 100": 0 <= file.same_top <= 100,
    }
    return [text for text, right in checks.items() if not right]
