# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Installs models: the files that belong together, fetched in turn, usable when all are there."""

import time
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

from desktop.domain.download import Download, DownloadState, Meter
from desktop.domain.errors import AppError, Problem
from desktop.domain.model import InstalledModel, ModelFile
from desktop.services.computer import disk_free
from desktop.services.downloads.fetch import ROOM
from desktop.services.downloads.fetcher import Fetcher, Progress, Wanted
from desktop.services.downloads.installation import Installation, Piece
from desktop.services.downloads.on_disk import OnDisk
from desktop.services.downloads.part import writing
from desktop.services.models.library import ModelLibrary, stamp_of
from desktop.services.models.starter import is_ready, put_together
from desktop.services.stop import Stop


class Installer:
    """Blocking; for several installations at once, but each only once.

    Args:
        address: of the Hub. pinned: asks the Hub what a file of unknown content is.
        begin: is told before a file is fetched; it may lay the file's beginning there.
        free: bytes free in a folder.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        library: ModelLibrary,
        address: Callable[[], str],
        pinned: Callable[[ModelFile], ModelFile] = lambda file: file,
        begin: Callable[[Wanted], None] = lambda wanted: None,
        *,
        free: Callable[[Path], int] = disk_free,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetcher, self._library = fetcher, library
        self._pinned, self._begin = pinned, begin
        self.disk = OnDisk(fetcher, address, free)
        self._free, self._clock = free, clock

    def run(
        self,
        installation: Installation,
        tell: Callable[[Download], None],
        stop: Stop,
        settled: Callable[[Installation], None] = lambda installation: None,
        others: Collection[str] = (),
    ) -> InstalledModel:
        """Do it. Raises what Fetcher.fetch and Pins.pinned raise, and DISK_AWAY; what came stays.

        Args:
            settled: is told when a file's content or its place became another than it was; to be
                remembered, so that what goes on later goes on with the same.
            others: paths of files that other installations want.
        """
        placed = self.disk.placed(installation)
        if placed != installation:
            settled(placed)
        try:
            return self._run(placed, tell, stop, settled, others)
        except AppError as error:
            if error.problem is Problem.FOLDER_NOT_WRITABLE:
                self.disk.need_disk(placed)  # it was taken away meanwhile
            raise

    def discard(self, installation: Installation, others: Collection[str] = ()) -> None:
        """Take away what has come of it; what a model or another installation wants stays."""
        known = {path for entry in self._library.entries() for path in entry.paths}
        self.disk.discard(installation, known.union(others))

    def wake(self) -> None:
        """The network is back: what waits for another try makes it now."""
        self._fetcher.wake()

    def _run(
        self,
        installation: Installation,
        tell: Callable[[Download], None],
        stop: Stop,
        settled: Callable[[Installation], None],
        others: Collection[str],
    ) -> InstalledModel:
        meter = Meter(installation.installed.size)
        certain = installation
        if installation.pieces:
            self.disk.need_disk(installation)
            got = self.disk.got(installation)

            def report(progress: Progress) -> None:
                tell(self._told(installation, meter, progress, got))

            certain = self._fetcher.insist(lambda: self._certain(installation), report, stop)
            if certain != installation:
                settled(certain)
            meter = Meter(certain.installed.size)
            self.disk.need_disk(certain)  # that may have taken hours
            self.disk.need_room(certain)
            certain = self._gather(certain, meter, tell, stop, settled, others)
            certain = self._fetch(certain, meter, tell, stop, settled)
        else:
            self._join(certain, meter, tell, stop)
        with writing(Path(certain.installed.weights).parent):
            files = tuple(piece.file for piece in certain.pieces)
            return self._library.add(certain.installed, files)

    def _gather(
        self,
        installation: Installation,
        meter: Meter,
        tell: Callable[[Download], None],
        stop: Stop,
        settled: Callable[[Installation], None],
        others: Collection[str],
    ) -> Installation:
        """Bring what came at the places from before; it without them."""
        if not installation.former:
            return installation
        known = (path for entry in self._library.entries() for path in entry.paths)
        shared = {Path(path) for path in (*known, *others)}
        before = 0
        for number, piece in enumerate(installation.pieces):
            here, *former = self.disk.everywhere(installation, number)

            def report(progress: Progress, before: int = before) -> None:
                tell(self._told(installation, meter, progress, before))

            self._fetcher.gather(here, [w.target for w in former], shared, report, stop)
            before += piece.file.size
        gathered = replace(installation, former=())
        settled(gathered)
        return gathered

    def _certain(self, installation: Installation) -> Installation:
        """With every file's content known, and a place that no other content has."""
        if installation.repairs:
            return installation
        known = {e.installed.weights: e for e in self._library.entries()}

        def certain(piece: Piece) -> Piece:
            piece = replace(piece, file=self._pinned(piece.file))
            size, *_ = stamp = stamp_of(piece.path)
            entry = known.get(piece.path)
            other = entry is not None and entry.stamp == stamp and entry.sha256
            taken = (other and other != piece.file.sha256) or size not in (0, piece.file.size)
            taken = taken or self._fetcher.is_other(self.disk.wanted(piece))
            return piece.beside if taken else piece

        return installation.placed(tuple(map(certain, installation.pieces)))

    def _fetch(
        self,
        installation: Installation,
        meter: Meter,
        tell: Callable[[Download], None],
        stop: Stop,
        settled: Callable[[Installation], None],
    ) -> Installation:
        """All pieces in turn; it as it is then, since a place may turn out to be taken."""
        for number, piece in enumerate(installation.pieces):
            came = piece.came or not Path(piece.path).exists()
            try:
                self._fetch_one(installation, number, meter, tell, stop)
            except AppError as error:
                if not error.values.get("taken"):
                    raise
                piece, came = piece.beside, True
                installation = installation.with_piece(number, piece)
                settled(installation)
                self._fetch_one(installation, number, meter, tell, stop)
            if came != piece.came:
                installation = installation.with_piece(number, replace(piece, came=came))
                settled(installation)
        return installation

    def _fetch_one(
        self,
        installation: Installation,
        number: int,
        meter: Meter,
        tell: Callable[[Download], None],
        stop: Stop,
    ) -> None:
        piece = installation.pieces[number]
        before = sum(piece.file.size for piece in installation.pieces[:number])
        wanted = self.disk.wanted(piece)

        def report(progress: Progress) -> None:
            tell(self._told(installation, meter, progress, before))

        try:
            if installation.repairs:
                self._fetcher.repair(wanted, report, stop)
            else:
                self.disk.need_disk(installation)
                self._begin(wanted)
                self._fetcher.fetch(wanted, report, stop)
        except AppError as error:
            error.values.setdefault("repository", piece.file.repository)
            raise

    def _told(
        self, installation: Installation, meter: Meter, progress: Progress, before: int
    ) -> Download:
        got = before + progress.got
        if progress.state is DownloadState.DOWNLOADING and not progress.wait:
            meter.add(self._clock(), got)
        else:
            meter.restart()
        return replace(
            installation.download(got, progress.state),
            speed=meter.speed,
            seconds_left=meter.seconds_left,
            silent=progress.silent,
            attempt=progress.attempt,
            wait=progress.wait,
            error=progress.error,
        )

    def _join(
        self,
        installation: Installation,
        meter: Meter,
        tell: Callable[[Download], None],
        stop: Stop,
    ) -> None:
        folder = Path(installation.installed.weights).parent
        missing = installation.installed.size + ROOM - self._free(folder)
        if missing > 0 and not is_ready(installation.installed):
            raise AppError(Problem.DISK_FULL, missing=missing, folder=str(folder))

        def report(written: int) -> None:
            progress = Progress(DownloadState.DOWNLOADING, written)
            tell(self._told(installation, meter, progress, 0))

        put_together(installation.installed, stop, report)
