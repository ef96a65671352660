# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What there is of installations on the disks, and what these lack for the rest."""

from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

from desktop.domain.errors import AppError, Problem
from desktop.services.computer import disk_of, is_here, is_one_disk
from desktop.services.downloads.fetch import ROOM
from desktop.services.downloads.fetcher import Fetcher, Wanted
from desktop.services.downloads.installation import Installation, Piece
from desktop.services.downloads.part import writing
from desktop.services.hub import file_address


class OnDisk:
    """Blocking.

    Args:
        address: of the Hub. free: bytes free in a folder.
    """

    def __init__(
        self, fetcher: Fetcher, address: Callable[[], str], free: Callable[[Path], int]
    ) -> None:
        self._fetcher, self._address, self._free = fetcher, address, free

    def got(self, installation: Installation) -> int:
        """Bytes of it that are on the disk, or still where they were before; 0 when it is away."""
        if self.is_away(installation):
            return 0
        return sum(
            max(self._fetcher.got(wanted) for wanted in self.everywhere(installation, number))
            for number in range(len(installation.pieces))
        )

    def placed(self, installation: Installation) -> Installation:
        """With its folder made, once, and the disk known on which that is. AppError."""
        if installation.repairs or not installation.root or installation.disk:
            return installation
        with writing(Path(installation.root)):
            Path(installation.root).mkdir(parents=True, exist_ok=True)
        return replace(installation, disk=disk_of(installation.root))

    def obstacle(self, installation: Installation) -> AppError | None:
        """What the disk lacks for it: DISK_AWAY, DISK_FULL, or None."""
        try:
            self.need_disk(installation)
            self.need_room(installation)
        except AppError as error:
            return error
        return None

    def missing(self, installation: Installation) -> int:
        """Bytes that have to be freed before it can go on; 0 when there is room."""
        folder, size = installation.folder, sum(piece.file.size for piece in installation.pieces)
        got = reserved = 0
        for number in range(len(installation.pieces)):
            here, *former = self.everywhere(installation, number)
            near = [w for w in former if is_one_disk(w.target.parent, folder)]
            best = max((here, *near), key=self._fetcher.got)
            got += self._fetcher.got(best)
            reserved += self._fetcher.reserved(best)
        return max(size - got - reserved + ROOM - self._free(folder), 0) if got < size else 0

    def discard(self, installation: Installation, others: Collection[str] = ()) -> None:
        """Take away what has come of it, but for what other installations and models want.

        What was there before it began stays.
        """
        for number, piece in enumerate(installation.pieces):
            for wanted in self.everywhere(installation, number):
                if str(wanted.target) not in others:
                    self._fetcher.discard(wanted)
            if piece.came and piece.path not in others:
                with writing(Path(piece.path).parent):
                    Path(piece.path).unlink(missing_ok=True)

    def everywhere(self, installation: Installation, number: int) -> list[Wanted]:
        """A file where it is to be, then where it was before."""
        piece = installation.pieces[number]
        places = (piece.path, *(paths[number] for paths in installation.former))
        return [self.wanted(replace(piece, path=path)) for path in dict.fromkeys(places)]

    def is_away(self, installation: Installation) -> bool:
        """Its disk is not connected."""
        known = installation.disk or installation.repairs
        return bool(known) and not is_here(installation.root, installation.disk)

    def need_disk(self, installation: Installation) -> None:
        """AppError DISK_AWAY."""
        if self.is_away(installation):
            disk = Path(installation.disk)
            folder = installation.disk if disk.name else installation.root
            raise AppError(Problem.DISK_AWAY, folder=folder)

    def need_room(self, installation: Installation) -> None:
        """For everything together, before the first byte. AppError DISK_FULL."""
        missing = self.missing(installation)
        if missing > 0:
            raise AppError(Problem.DISK_FULL, missing=missing, folder=str(installation.folder))

    def wanted(self, piece: Piece) -> Wanted:
        """What is to be fetched for it."""
        file = piece.file
        address = file_address(self._address(), file)
        return Wanted(address, Path(piece.path), file.size, file.sha256, file.revision)
