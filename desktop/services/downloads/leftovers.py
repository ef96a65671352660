# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Unfinished files that no download goes on with: their list was lost, or their disk was away."""

import contextlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from desktop.services.downloads.gathering import forget
from desktop.services.downloads.part import Journal

PART = ".part"
DEEPEST = 4  # folders: owner, repository, one of its own, and one for a second content


@dataclass(frozen=True, slots=True)
class Leftover:
    """One of them.

    Attributes:
        path: what it would be called. taken: bytes on the disk.
        sha256: what it is the beginning of, "" where that is damaged.
    """

    path: str
    taken: int
    sha256: str = ""

    @property
    def name(self) -> str:
        """Of the file."""
        return Path(self.path).name


def find_leftovers(folder: Path, known: Collection[str]) -> list[Leftover]:
    """Those below the folder for models, but for the known paths. What cannot be read is not there.

    Only what has one of our journals beside it: other programs call their files ".part", too.
    """
    found = []
    for part in _parts(folder):
        path = str(part)[: -len(PART)]
        journal, blocks = Path(f"{part}.json"), Path(f"{part}.blocks")
        if path in known or not (journal.exists() or blocks.exists()):
            continue
        sha256 = ""
        with contextlib.suppress(OSError, msgspec.MsgspecError, RecursionError):
            sha256 = msgspec.json.decode(journal.read_bytes(), type=Journal).sha256
        with contextlib.suppress(OSError):
            stat = part.stat()
            taken = getattr(stat, "st_blocks", 0) * 512 or stat.st_size
            found.append(Leftover(path, taken, sha256))
    return found


def take_away(leftover: Leftover) -> None:
    """For ever. AppError when the disk does not let go of it."""
    forget(Path(leftover.path))


def _parts(folder: Path) -> Iterator[Path]:
    for depth in range(DEEPEST + 1):
        with contextlib.suppress(OSError):
            yield from sorted(folder.glob("*/" * depth + f"*{PART}"))
