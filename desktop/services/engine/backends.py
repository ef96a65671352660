# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Extra parts of the engine, as for CUDA: folders below `data/backends`, each with its own list.

The list, manifest.json, names the version of the binding that the part was built for, its library
and the SHA-256 of every file. What the list does not say is not loaded: another engine, a file
that has changed, is missing or was added. It guards against damage and mixed versions, not against
whoever may write into the person's own folders.

    {"name": "CUDA 12", "engine": "0.3.36", "library": "libggml-cuda.so",
     "files": {"libggml-cuda.so": "<sha256>", "libcublas.so.12": "<sha256>"}}
"""

import hashlib
import logging
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import msgspec

log = logging.getLogger(__name__)

MANIFEST = "manifest.json"
LARGEST = 1_000_000  # bytes of a list
_FILE = re.compile(r"\w[\w.+-]{0,199}", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}")


class ExtraState(StrEnum):
    """Whether a part is used."""

    READY = "ready"
    OTHER_ENGINE = "other_engine"  # built for another version
    DAMAGED = "damaged"  # it is not what its list says, or there is none


@dataclass(frozen=True, slots=True)
class Extra:
    """One part. name: as people know it. library: what is loaded."""

    name: str
    library: Path
    state: ExtraState


class _Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    engine: str
    library: str
    files: dict[str, str]


def find_extras(folder: Path, engine: str) -> list[Extra]:
    """The parts in a folder; every file is read (half a second a gigabyte).

    Args:
        engine: the version of the binding.
    """
    if not folder.is_dir():
        return []
    return [_look(part, engine) for part in sorted(folder.iterdir()) if part.is_dir()]


def _look(part: Path, engine: str) -> Extra:
    damaged = Extra(part.name, part, ExtraState.DAMAGED)
    try:
        with (part / MANIFEST).open("rb") as file:
            manifest = msgspec.json.decode(file.read(LARGEST), type=_Manifest)
        found = Extra(
            manifest.name.strip()[:80] or part.name, part / manifest.library, damaged.state
        )
        why_not = _why_not(part, manifest)
    except (OSError, msgspec.MsgspecError) as error:
        log.warning("an extra part of the engine cannot be read: %s", type(error).__name__)
        return damaged
    if why_not:
        log.warning("an extra part of the engine is not used: %s", why_not)
        return found
    other = manifest.engine != engine
    return Extra(found.name, found.library, ExtraState.OTHER_ENGINE if other else ExtraState.READY)


def _why_not(part: Path, manifest: _Manifest) -> str:
    """What is wrong with the files; "" when nothing is."""
    files = manifest.files
    if manifest.library not in files:
        return "its library is not in its list"
    if not all(_FILE.fullmatch(n) and _SHA256.fullmatch(h) for n, h in files.items()):
        return "its list names what is no file"
    # A library that nobody lists would be found by those that are loaded.
    if {file.name for file in part.iterdir()} != {MANIFEST, *files}:
        return "its files are not those of its list"
    for name, sha256 in files.items():
        path = part / name
        if path.is_symlink() or not path.is_file():
            return "a file is none"
        with path.open("rb") as data:
            if hashlib.file_digest(data, "sha256").hexdigest() != sha256:
                return "a file has changed"
    return ""
