# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Disks of any size."""

from collections.abc import Iterable

from desktop.domain.computer import Computer
from desktop.domain.library import Entry, Place
from desktop.domain.overview import Disk


def one_disk(computer: Computer, entries: Iterable[Entry]) -> list[Disk]:
    """All models are on the computer's disk, as large as they say that they are."""
    here = {e.installed.weights: e for e in entries if e.taken and e.place is Place.HERE}
    total = sum(entry.installed.size for entry in here.values())
    return [Disk("/home/me", total, computer.disk, computer.disk_free)] if here else []
