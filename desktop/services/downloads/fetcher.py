# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a download engine is: one file, from an address to its name on the disk."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from desktop.domain.download import DownloadState
from desktop.domain.errors import AppError
from desktop.services.stop import Stop

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that is known before it is fetched.

    Attributes:
        address: where to ask; it may lead to other places.
        target: the name that it gets when it is right. size: bytes. sha256: of the whole.
    """

    address: str
    target: Path
    size: int
    sha256: str
    revision: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one file has come.

    Attributes:
        silent: seconds since the last data came. wait: seconds until the next try, 0 while trying.
        error: why the last try failed, while it waits for the next.
    """

    state: DownloadState
    got: int
    attempt: int = 1
    silent: float = 0.0
    wait: float = 0.0
    error: AppError | None = None


class Fetcher(Protocol):
    """Blocking, for any number of threads; of the same file one waits for the other."""

    def fetch(self, wanted: Wanted, progress: Callable[[Progress], None], stop: Stop) -> None:
        """Bring the file to its name, verified, going on from what is there.

        Raises Cancelled when stopped; AppError: OFFLINE, SERVER_FAILED, NOT_FOUND,
        TOO_MANY_REQUESTS, WRONG_ANSWER, FORBIDDEN_ADDRESS, CONTENT_WRONG (taken=True when another
        file has the name), DISK_FULL (missing=bytes), FOLDER_NOT_WRITABLE, and those of
        domain/gate.py. What is right on the disk stays in every case.
        """
        ...

    def repair(self, wanted: Wanted, progress: Callable[[Progress], None], stop: Stop) -> int:
        """Make an installed file right again in its place, fetching no more than has to be.

        The file at `wanted.target` is read; where its blocks are remembered from the download, only
        those that differ are fetched. Where they are not (it was imported), everything is fetched
        once and only what differs is written. A file that is right already costs one reading. May
        be stopped at any time and called again; until it returns the file counts as not verified.

        Returns:
            Bytes that were fetched; 0 when nothing was wrong.

        Raises what `fetch` raises, FOLDER_NOT_WRITABLE also when the file cannot be opened.
        """
        ...

    def got(self, wanted: Wanted) -> int:
        """Bytes of it that are on the disk."""
        ...

    def is_other(self, wanted: Wanted) -> bool:
        """The unfinished file at its place is of another content."""
        ...

    def reserved(self, wanted: Wanted) -> int:
        """Bytes of room on the disk that it has already and that are still to be filled."""
        ...

    def gather(
        self,
        wanted: Wanted,
        former: Sequence[Path],
        shared: Collection[Path],
        progress: Callable[[Progress], None],
        stop: Stop,
    ) -> None:
        """Bring what came of a file at places that it had before to the one that it has now.

        At any moment all of it is at one of them, whatever happens. shared: of them, files that
        something else needs as well; they are copied.

        Raises Cancelled; AppError DISK_FULL, FOLDER_NOT_WRITABLE, MOVE_FAILED.
        """
        ...

    def insist(self, work: Callable[[], T], progress: Callable[[Progress], None], stop: Stop) -> T:
        """Do something that asks the network, with the same patience as `fetch`."""
        ...

    def wake(self) -> None:
        """The network is back: whoever waits for another try makes it now."""
        ...

    def discard(self, wanted: Wanted) -> None:
        """Take away what is there of an unfinished file."""
        ...
