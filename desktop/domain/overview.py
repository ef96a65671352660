# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Many models at a glance: their order, a search, what could be freed, their disks."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop.domain.library import Entry
from desktop.domain.searching import fold, terms

LONG_AGO = 60 * 86_400  # seconds


class Order(StrEnum):
    """Favourites stand first in each."""

    NEWEST = "newest"
    NAME = "name"
    SIZE = "size"
    USED = "used"


@dataclass(frozen=True, slots=True)
class Disk:
    """A disk with models. Bytes; folder: of a model on it."""

    folder: str
    models: int
    total: int
    free: int


@dataclass(frozen=True, slots=True)
class Freeable:
    """Bytes that could be freed, and ids of the models that take them.

    Attributes:
        unused: of models that were long not used. twice: of second copies on the same disk.
    """

    unused: int = 0
    twice: int = 0
    ids: frozenset[str] = frozenset()


def arranged(entries: Sequence[Entry], order: Order) -> list[Entry]:
    """In this order. entries: as they came, the newest last."""
    found = list(reversed(entries))
    if order is Order.NAME:
        found.sort(key=lambda entry: fold(entry.named.name))
    elif order is Order.SIZE:
        found.sort(key=lambda entry: -entry.installed.size)
    elif order is Order.USED:
        found.sort(key=lambda entry: -entry.used)
    found.sort(key=lambda entry: not entry.favourite)
    return found


def is_meant(entry: Entry, words: str) -> bool:
    """All words occur in what is known of a model: its names, its note, its file and program."""
    model = entry.installed
    said = (entry.own_name, model.name, model.quantization, entry.note, entry.label, entry.program)
    known = fold(" ".join((*said, *entry.paths)))
    return all(term.text in known for term in terms(words))


def freeable(entries: Sequence[Entry], now: float) -> Freeable:
    """What could be freed of the models in use here. now: seconds since 1970.

    A file that another model needs as well stays, and other programs' files are theirs.
    """
    users = users_of(entries)
    unused = twice = 0
    ids = set()
    for entry in entries:
        is_old = not entry.program and max(entry.used, entry.added) < now - LONG_AGO
        size = size_alone(entry, users) if is_old else 0
        double = entry.stamp[0] * len(entry.doubles)
        unused += size
        twice += double
        if size or double:
            ids.add(entry.id)
    return Freeable(unused, twice, frozenset(ids))


def users_of(entries: Iterable[Entry]) -> Counter[str]:
    """How many models need a file."""
    return Counter(path for entry in entries for path in entry.paths)


def size_alone(entry: Entry, users: Mapping[str, int]) -> int:
    """Bytes of a model's files without the projector when that is shared."""
    if any(users.get(path, 0) > 1 for path in entry.paths) and entry.stamp[0]:
        return entry.stamp[0]
    return entry.installed.size
