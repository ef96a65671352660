# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The models on this computer: what their files say, which belong together, what is kept."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import PurePath
from typing import Any

from desktop.domain.catalogue import Catalogue
from desktop.domain.model import FileKind, InstalledModel, Model, ModelFile
from desktop.domain.prompt import PromptStyle

FAMILIES = {
    "gemma": "gemma-1",
    "gemma2": "gemma-2",
    "gemma3": "gemma-3",
    "gemma3n": "gemma-3n",
    "gemma4": "gemma-4",
}
SPLIT = re.compile(r"(.+)-(\d{5})-of-(\d{5})\.gguf", re.IGNORECASE)
LONGEST_NAME, LONGEST_NOTE = 80, 2000


class Program(StrEnum):
    """Other programs whose models are found and used where they are."""

    LM_STUDIO = "lm-studio"
    OLLAMA = "ollama"
    JAN = "jan"
    GPT4ALL = "gpt4all"
    LLAMA_CPP = "llama.cpp"
    HUB = "hub-cache"


class Place(StrEnum):
    """Where a model's files are now."""

    HERE = "here"
    AWAY = "away"  # the folder is not there: its disk is not connected
    GONE = "gone"  # the folder is there, the file is not


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What one GGUF is, read from its head.

    Attributes:
        path: absolute. size: bytes. modified: nanoseconds since 1970. inode: 0 where unknown.
        device: number of the disk, as long as it is joined to the computer; 0 where unknown.
        link: the path only leads to the file.
        kind: None for what is no part of a Gemma; `problem` says why (a Problem's value).
        architecture: of the weights; of a projector, of the weights that it was made for.
        name: general.name, "" for none. layers, width, context: of the weights.
        base: made for texts and not for turns.
        fingerprint: tells a content from another by some samples; 32 hexadecimal digits.
        sha256: claimed by whoever keeps the file under that name, "" for unknown.
        program: in whose folders it is, "" for the person's own.
        label: what that program calls it, "" for none.
        group: files of the same group belong together; the folder, if nobody says more.
    """

    path: str
    size: int
    modified: int
    inode: int = 0
    device: int = 0
    link: bool = False
    kind: FileKind | None = None
    problem: str = ""
    architecture: str = ""
    name: str = ""
    quantization: str = ""
    layers: int = 0
    width: int = 0
    context: int = 0
    base: bool = False
    fingerprint: str = ""
    sha256: str = ""
    program: str = ""
    label: str = ""
    group: str = ""

    @property
    def stamp(self) -> tuple[int, int, int]:
        """As long as it stays the same, so does the content."""
        return self.size, self.modified, self.inode


@dataclass(frozen=True, slots=True)
class Found:
    """Files that are one model: the weights (more than one where they are split), the projector."""

    weights: tuple[FileFacts, ...]
    projector: FileFacts | None = None
    copies: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()

    @property
    def first(self) -> FileFacts:
        """The file that is loaded."""
        return self.weights[0]

    @property
    def id(self) -> str:
        """By content: it stays the same when the file moves."""
        return f"file-{self.first.fingerprint[:16]}"

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(f.size for f in self.weights) + (self.projector.size if self.projector else 0)


@dataclass(frozen=True, slots=True)
class Entry:
    """An installed model, and what is kept of it.

    Attributes:
        files: paths of all its files, the first is the one that is loaded.
        device: number of the disk on which the weights were seen last, 0 where unknown.
        stamp: size, time and inode of the weights, for which fingerprint, sha256 and checked hold.
        taken: it is in use here; what was only found in another program is not, until it is used.
        used, added, checked: seconds since 1970; 0 for never. checked: its content was right then.
        damaged: its content is not what it was.
        sha256: of the weights. others: of its other files, in the order of `paths`; none unread.
        own_name, note, favourite: what the person says of it.
        copies: where the same content is once more. shared: copies that take no place of their own.
        apart: those of the copies that cannot become one file with it: links, or on another disk.
        moving: where its files are about to be, in the order of `paths`.
        hidden: its folder was left out; what was said of it is there when the folder is again.
        sources: the files of the Hub that it was downloaded from, weights first.
    """

    installed: InstalledModel
    files: tuple[str, ...] = ()
    stamp: tuple[int, int, int] = (0, 0, 0)
    device: int = 0
    fingerprint: str = ""
    sha256: str = ""
    others: tuple[str, ...] = ()
    place: Place = Place.HERE
    program: str = ""
    label: str = ""
    taken: bool = True
    used: float = 0.0
    added: float = 0.0
    checked: float = 0.0
    damaged: bool = False
    own_name: str = ""
    note: str = ""
    favourite: bool = False
    copies: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    moving: tuple[str, ...] = ()
    sources: tuple[ModelFile, ...] = ()
    hidden: bool = False

    @property
    def id(self) -> str:
        """That of the installed model."""
        return self.installed.id

    @property
    def paths(self) -> tuple[str, ...]:
        """All its files."""
        model = self.installed
        return self.files or (model.weights, *([model.projector] if model.projector else []))

    @property
    def doubles(self) -> tuple[str, ...]:
        """The copies that can become one file with it."""
        return tuple(path for path in self.copies if path not in self.apart)

    @property
    def named(self) -> InstalledModel:
        """The model under the name that the person gave it."""
        return replace(self.installed, name=self.own_name) if self.own_name else self.installed


def kin(facts: FileFacts, catalogue: Catalogue) -> Model | None:
    """The catalogue's model of the same shape, from which memory and abilities follow."""
    family = FAMILIES.get(facts.architecture, "")
    shaped = [
        model
        for model in catalogue.models
        if model.family == family
        and (model.architecture.layers, model.architecture.width) == (facts.layers, facts.width)
    ]
    return next(iter(sorted(shaped, key=lambda model: not model.offered)), None)


def newer_file(installed: InstalledModel, model: Model | None) -> ModelFile | None:
    """The file that took the place of a downloaded one in the catalogue; None for none.

    The id of a downloaded model ends with eight digits of its file's hash.
    """
    if installed.origin != "download" or model is None:
        return None
    pinned = [file for file in model.weights() if file.is_pinned]
    if any(installed.id.endswith(file.sha256[:8]) for file in pinned):
        return None
    return next((f for f in pinned if f.quantization == installed.quantization), None)


def sources_of(entry: Entry, model: Model | None) -> tuple[ModelFile, ...]:
    """The very files that a model is made of, on the Hub; none where nobody knows them.

    Args:
        model: as the catalogue has it now. A file of another content is never one of them.
    """
    sha256 = entry.sha256 or entry.installed.sha256
    if entry.program:  # another program's files are only read
        return ()
    if entry.sources or model is None or not sha256:
        return entry.sources
    weights = tuple(file for file in model.weights() if file.sha256 == sha256)[:1]
    projector, size = model.projector(), entry.installed.size - entry.stamp[0]
    if projector is None or not entry.installed.projector or projector.size != size:
        return weights
    return (*weights, projector) if weights and projector.is_pinned else weights


def licence_of_file(facts: FileFacts) -> str:
    """Id of the licence: Gemma's terms follow the weights, whatever was made of them."""
    names = f"{PurePath(facts.path).name} {facts.name} {facts.label}".lower()
    if "medgemma" in names:
        return "hai-def"
    return "apache-2.0" if facts.architecture == "gemma4" else "gemma-terms"


def installed_from(
    found: Found, catalogue: Catalogue, known: tuple[Model, ModelFile] | None = None
) -> InstalledModel:
    """A model from files that were found. known: what the catalogue says of this content."""
    facts, projector = found.first, found.projector
    relative = known[0] if known is not None else kin(facts, catalogue)
    style = PromptStyle.TURNS_4 if facts.architecture == "gemma4" else PromptStyle.TURNS
    made = InstalledModel(
        id=found.id,
        name=_name(facts),
        weights=facts.path,
        size=found.size,
        licence=licence_of_file(facts),
        style=PromptStyle.PLAIN if facts.base else style,
        projector=projector.path if projector is not None else "",
        quantization=facts.quantization,
        stone=relative.stone if relative is not None else _stone(found.size),
        sees=projector is not None,
        hears=projector is not None and relative is not None and relative.hears,
        thinks=relative is not None and relative.thinks and not facts.base,
        kin=relative.id if relative is not None else "",
    )
    if relative is not None:
        made = replace(made, sampling=relative.sampling)
    if known is None:
        return made
    model, file = known
    return replace(
        made,
        name=model.name,
        licence=model.licence,
        style=model.style,
        model=model.id,
        quantization=file.quantization,
        sha256=file.sha256,
    )


def _name(facts: FileFacts) -> str:
    """As the person knows it: the program's name for it, else that of the file."""
    stem = facts.label or PurePath(facts.path).name
    split = SPLIT.fullmatch(stem)
    stem = split[1] if split is not None else re.sub(r"\.gguf$", "", stem, flags=re.IGNORECASE)
    shown = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in stem)
    return shown[:LONGEST_NAME] or "Gemma"


def _stone(size: int) -> int:
    """How large a stone is drawn where the shape is not known: by gigabytes."""
    return 1 + sum(size > limit * 10**9 for limit in (1, 2.5, 4.5, 9))


def merged(entries: Sequence[Entry], found: Sequence[Found], fresh: Sequence[Entry]) -> list[Entry]:
    """What is kept, brought together with what a look at the folders found.

    Args:
        fresh: an entry for each of `found`, as it would be if nothing were kept of it.
    """
    places = {path: number for number, one in enumerate(found) for path in (one.first.path,)}
    prints = {one.first.fingerprint: number for number, one in enumerate(found)}
    ids = {one.id: number for number, one in enumerate(fresh)}
    claimed: set[int] = set()
    kept: list[Entry] = []
    for entry in entries:
        number = prints.get(entry.fingerprint, ids.get(entry.id)) if entry.fingerprint else None
        if number is None:
            number = places.get(entry.installed.weights, ids.get(entry.id))
        if number is None or number in claimed:
            kept.append(replace(entry, copies=()))
            continue
        claimed.add(number)
        kept.append(_renewed(entry, fresh[number]))
    known = {entry.id for entry in kept}
    new = [
        entry
        for number, entry in enumerate(fresh)
        if number not in claimed and entry.id not in known
    ]
    return [*kept, *new]


def _renewed(entry: Entry, fresh: Entry) -> Entry:
    """The files as they are now, and everything that was said of them before."""
    before, now = entry.installed, fresh.installed
    if entry.fingerprint not in ("", fresh.fingerprint):  # another content in the same place
        if before.origin == "download":
            return replace(entry, stamp=fresh.stamp, damaged=True, place=Place.HERE)
        return replace(entry, **_files(fresh), installed=now, **_UNCHECKED)
    moved = replace(
        before,
        weights=now.weights,
        projector=now.projector or before.projector,
        size=now.size if now.projector or not before.projector else before.size,
        sees=before.sees or now.sees,
        kin=now.kin,
    )
    untouched = entry.stamp == fresh.stamp
    files = _files(fresh) | {"copies": tuple(p for p in fresh.copies if p not in entry.shared)}
    return replace(
        entry,
        **files,
        installed=moved,
        sha256=entry.sha256 or fresh.sha256,  # what it was, although it was touched since
        checked=entry.checked if untouched else 0.0,
        damaged=entry.damaged and untouched,
        program=fresh.program if entry.program or not entry.taken else "",
        label=fresh.label or entry.label,
    )


_UNCHECKED: dict[str, Any] = {"sha256": "", "others": (), "checked": 0.0, "damaged": False}


def _files(fresh: Entry) -> dict[str, Any]:
    """What the files themselves say."""
    return {
        "files": fresh.files,
        "stamp": fresh.stamp,
        "device": fresh.device,
        "fingerprint": fresh.fingerprint,
        "place": Place.HERE,
        "copies": fresh.copies,
        "apart": fresh.apart,
    }
