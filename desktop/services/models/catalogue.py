# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Reads the catalogue of models strictly: one file a family, one schema."""

import json
from dataclasses import replace
from pathlib import Path

import msgspec

from desktop.domain.catalogue import Absent, Catalogue, Family, mistakes
from desktop.domain.model import Model

SCHEMA = 2
PUBLISHED = "2026-11-24"  # of the catalogue that comes with the program
LARGEST = 4_000_000  # bytes of one file


class CatalogueDamaged(ValueError):
    """A catalogue that does not follow the schema; says where."""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    schema: int
    family: str
    name: str
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    absent: tuple[Absent, ...]
    models: tuple[Model, ...]


def read_catalogue(folder: Path) -> Catalogue:
    """Every `<family>.json` of the folder, newest first. CatalogueDamaged when one is wrong."""
    found = [read_family(file.read_bytes()) for file in sorted(folder.glob("*.json"))]
    return replace(checked(found), published=PUBLISHED)


def checked(found: list[Family]) -> Catalogue:
    """Families as a catalogue, newest first. CatalogueDamaged when they do not hold together."""
    found.sort(
        key=lambda family: max((m.released for m in family.models), default=""), reverse=True
    )
    catalogue = Catalogue(tuple(found))
    wrong = mistakes(catalogue.models, catalogue.absent)
    if wrong:
        raise CatalogueDamaged("; ".join(wrong))
    return catalogue


def read_family(data: bytes) -> Family:
    """One family. CatalogueDamaged for another schema, unknown keys or values of another kind."""
    if len(data) > LARGEST:
        raise CatalogueDamaged("too large")
    try:
        read = msgspec.json.decode(data, type=_File)
    except msgspec.MsgspecError as error:
        raise CatalogueDamaged(str(error)) from error
    if read.schema != SCHEMA:
        raise CatalogueDamaged(f"schema {read.schema} is not {SCHEMA}")
    unknown = _unknown(json.loads(data), msgspec.to_builtins(read))
    if unknown:
        raise CatalogueDamaged(f"unknown: {', '.join(sorted(unknown))}")
    strangers = [model.id for model in read.models if model.family != read.family]
    if strangers:
        raise CatalogueDamaged(f"of another family: {', '.join(strangers)}")
    return Family(read.family, read.name, read.notes, read.models, read.absent, read.sources)


def _unknown(raw: object, known: object) -> set[str]:
    """Keys of the raw JSON that no field took (msgspec passes over them in dataclasses)."""
    if isinstance(raw, dict) and isinstance(known, dict):
        found = {key for key in raw if key not in known}
        return found.union(*(_unknown(raw[key], known[key]) for key in raw if key in known))
    if isinstance(raw, list) and isinstance(known, list | tuple):
        return set().union(*(_unknown(*pair) for pair in zip(raw, known, strict=True)))
    return set()
