# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""On which disks the models are, and how much room they take there."""

import contextlib
import shutil
from collections.abc import Iterable
from pathlib import Path

from desktop.domain.library import Entry, Place
from desktop.domain.overview import Disk


def disks_of(entries: Iterable[Entry]) -> list[Disk]:
    """The disks of the models in use that are here, the fullest of models first.

    A file that two models share, or that has two names, counts once. It may wait for a disk that
    has gone to sleep.
    """
    taken: dict[int, int] = {}
    folders: dict[int, str] = {}
    seen: set[tuple[int, int]] = set()
    for entry in entries:
        for path in entry.paths if entry.taken and entry.place is Place.HERE else ():
            try:
                status = Path(path).stat()
            except OSError:
                continue
            if (status.st_dev, status.st_ino) in seen and status.st_ino:
                continue
            seen.add((status.st_dev, status.st_ino))
            taken[status.st_dev] = taken.get(status.st_dev, 0) + status.st_size
            folders.setdefault(status.st_dev, str(Path(path).parent))
    disks = []
    for device in sorted(taken, key=lambda one: -taken[one]):
        with contextlib.suppress(OSError):
            usage = shutil.disk_usage(folders[device])
            disks.append(Disk(folders[device], taken[device], usage.total, usage.free))
    return disks
