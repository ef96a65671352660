# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Which files belong together: the parts of a split model, weights and their projector, copies."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import PurePath

from desktop.domain.errors import Problem
from desktop.domain.library import SPLIT, FileFacts, Found
from desktop.domain.model import FileKind


def gather(files: Iterable[FileFacts]) -> list[Found]:
    """The models that these files make, in their order; each content once."""
    files = list(files)
    projectors = [f for f in files if f.kind is FileKind.PROJECTOR]
    found: dict[str, Found] = {}
    copies: dict[str, list[FileFacts]] = {}
    seen: set[tuple[int, int, int]] = set()  # one file under two names is no second copy
    for parts in _whole(f for f in files if f.kind is FileKind.WEIGHTS):
        first = parts[0]
        before = found.get(first.fingerprint)
        others = copies.setdefault(first.fingerprint, [])
        place = (first.device, first.inode, first.modified)
        same = first.inode != 0 and place in seen
        seen.add(place)
        projector = projector_for(first, projectors)
        if before is None:
            found[first.fingerprint] = Found(parts, projector)
        elif before.first.program and not first.program:  # the person's own comes first
            found[first.fingerprint] = Found(parts, projector or before.projector)
            others += [] if same else [before.first]
        else:
            found[first.fingerprint] = replace(before, projector=before.projector or projector)
            others += [] if same else [first]
    return [_with(one, copies[key]) for key, one in found.items()]


def _with(found: Found, copies: list[FileFacts]) -> Found:
    apart = [copy for copy in copies if copy.link or copy.device != found.first.device]
    return replace(
        found,
        copies=tuple(copy.path for copy in copies),
        apart=tuple(copy.path for copy in apart),
    )


def _whole(weights: Iterable[FileFacts]) -> list[tuple[FileFacts, ...]]:
    """Split files as one, where all parts are there."""
    whole: list[tuple[FileFacts, ...]] = []
    splits: dict[tuple[str, int], dict[int, FileFacts]] = {}
    for file in weights:
        split = SPLIT.fullmatch(file.path)
        if split is None:
            whole.append((file,))
        else:
            splits.setdefault((split[1], int(split[3])), {})[int(split[2])] = file
    for (_, count), parts in splits.items():
        if all(number in parts for number in range(1, count + 1)):
            whole.append(tuple(parts[number] for number in range(1, count + 1)))
    return whole


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that is no model. why: the problem of opening it."""

    path: str
    why: Problem


def left_out(files: Iterable[FileFacts], used: Collection[str]) -> list[LeftOut]:
    """The files of the person's own folders that make no model, and why; of other programs' only
    those that are Gemmas all the same.
    """
    found = []
    for file in files:
        why = _why(file)
        if file.path not in used and (not file.program or why is Problem.FILE_FOREIGN):
            found.append(LeftOut(file.path, why))
    return found


def _why(file: FileFacts) -> Problem:
    if file.problem:
        return Problem(file.problem)
    return Problem.PROJECTOR_ALONE if file.kind is FileKind.PROJECTOR else Problem.PART_MISSING


def projector_for(weights: FileFacts, projectors: Iterable[FileFacts]) -> FileFacts | None:
    """The projector that lies beside the weights and fits them; of several the one whose name is
    most like theirs, then sixteen bits, then the smaller one.

    None where it bears the name of another model: MedGemma's eyes fit Gemma 3, and see otherwise.
    """
    fitting = [
        projector
        for projector in projectors
        if projector.group == weights.group
        and (projector.architecture, projector.width) == (weights.architecture, weights.width)
        and _is_medical(projector) == _is_medical(weights)
    ]
    return max(
        fitting,
        key=lambda p: (
            _alike(p.path, weights.path),
            p.quantization in ("F16", "BF16"),
            -p.size,
        ),
        default=None,
    )


def _alike(one: str, other: str) -> int:
    """How many characters two files' names begin with alike, but for what says "projector"."""
    one, other = (re.sub("mmproj[-_. ]?", "", PurePath(p).name.lower()) for p in (one, other))
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _is_medical(file: FileFacts) -> bool:
    """Its own name says so; a projector that says nothing is taken for the weights beside it."""
    names = f"{PurePath(file.path).name} {file.name} {file.label}".lower()
    return "medgemma" in names
