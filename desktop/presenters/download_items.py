# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The downloads in their order, and those that were given up and can still be brought back."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace

from desktop.domain.download import Download, DownloadState
from desktop.domain.errors import AppError, Problem
from desktop.domain.waiting import Waiting
from desktop.services.downloads.installation import Installation
from desktop.services.stop import Stop

DISK = {Problem.DISK_FULL: Waiting.ROOM, Problem.DISK_AWAY: Waiting.DISK}


@dataclass(slots=True)
class Item:
    """What is to be done, and how it is shown.

    Attributes:
        stop: of the work that is under way, or of the next.
        watched: somebody has just asked for it, and it did not have to wait.
    """

    installation: Installation
    shown: Download
    stop: Stop = field(default_factory=Stop)
    watched: bool = False

    @property
    def id(self) -> str:
        """Of the installation."""
        return self.installation.id

    @property
    def is_local(self) -> bool:
        """It needs no network."""
        return not self.installation.pieces

    @property
    def is_waiting(self) -> bool:
        """It runs as soon as it may."""
        return self.shown.state is DownloadState.WAITING

    @property
    def waits_for_disk(self) -> bool:
        """For room on it, or to be connected."""
        return self.shown.waiting in DISK.values()

    def wish(self, *, paused: bool, insisted: bool = False) -> bool:
        """What the person wants of it. True when that is another thing than before."""
        wish = replace(self.installation, paused=paused, insisted=insisted)
        if wish == self.installation:
            return False
        self.installation = wish
        return True

    def halt(self, state: DownloadState) -> Download:
        """Stop what runs; what has come stays. Returns how it is shown."""
        self.stop.set()
        self.stop = Stop()
        return self._still(state, None, None)

    def settle(self, certain: Installation) -> None:
        """What is fetched, and where it goes, is certain now, also for the next start."""
        wish = self.installation
        self.installation = replace(
            certain, paused=wish.paused, insisted=wish.insisted, cancelled=wish.cancelled
        )

    def again(self) -> Download:
        """From a pause or a failure back into the queue. Returns how it is shown."""
        shown = self._still(DownloadState.WAITING, None, None)
        return replace(shown, silent=0.0, attempt=1)

    def fail(self, error: AppError) -> Download:
        """It cannot go on; what the disk lacks it waits for. Returns how it is shown."""
        self.stop = Stop()
        endless = error.values.get("quota")  # nobody knows when there is room
        if error.problem in DISK and not endless:
            return self._still(DownloadState.WAITING, DISK[error.problem], error)
        return self._still(DownloadState.FAILED, None, error)

    def _still(
        self, state: DownloadState, waiting: Waiting | None, error: AppError | None
    ) -> Download:
        return replace(
            self.shown,
            state=state,
            waiting=waiting,
            error=error,
            speed=0.0,
            seconds_left=None,
            wait=0.0,
        )


class Items:
    """Each has an id of its own; of those that were given up what has come stays."""

    def __init__(self, known: Iterable[Installation]) -> None:
        self._items: dict[str, Item] = {}
        self._given_up: dict[str, Item] = {}
        for one in known:
            place = self._given_up if one.cancelled else self._items
            place[one.id] = Item(one, one.download(0, DownloadState.PAUSED))

    def __iter__(self) -> Iterator[Item]:
        return iter(list(self._items.values()))

    def get(self, download_id: str) -> Item | None:
        """The download of this id, but for those that were given up."""
        return self._items.get(download_id)

    def has(self, item: Item) -> bool:
        """It was not taken away meanwhile, whether given up or not."""
        return any(place.get(item.id) is item for place in (self._items, self._given_up))

    @property
    def given_up(self) -> list[Item]:
        """Those that can be brought back."""
        return list(self._given_up.values())

    @property
    def installations(self) -> list[Installation]:
        """All that is to be remembered."""
        return [item.installation for item in (*self._items.values(), *self._given_up.values())]

    def add(self, item: Item) -> None:
        """As the last one."""
        self._items[item.id] = item

    def put_first(self, item: Item) -> None:
        """Before all others."""
        self._items = {item.id: item} | self._items

    def pop(self, download_id: str) -> Item | None:
        """It is done."""
        return self._items.pop(download_id, None)

    def give_up(self, item: Item) -> None:
        """It is in the list no longer."""
        del self._items[item.id]
        item.installation = replace(item.installation, cancelled=True)
        self._given_up[item.id] = item

    def bring_back(self, download_id: str) -> Item | None:
        """It is in the list again, as the last one."""
        item = self._given_up.pop(download_id, None)
        if item is not None:
            item.installation = replace(item.installation, cancelled=False)
            self._items[download_id] = item
        return item

    def let_go(self, download_id: str) -> Item | None:
        """It cannot be brought back any more."""
        return self._given_up.pop(download_id, None)

    def remote(self, running: Collection[str]) -> list[Item]:
        """Those that fetch, in their order."""
        return [
            item
            for item in self._items.values()
            if item.id in running and item.shown.is_open
            if not (item.is_local or item.is_waiting)
        ]

    @property
    def paths(self) -> frozenset[str]:
        """Of the files that are wanted."""
        return frozenset().union(*(installation.paths for installation in self.installations))

    def paths_beside(self, item: Item) -> frozenset[str]:
        """Of those that others want."""
        others = (one for one in self.installations if one is not item.installation)
        return frozenset().union(*(installation.paths for installation in others))
