# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Installations: which files belong together and where they go; and the list of unfinished ones."""

import logging
import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

import msgspec

from desktop.domain.download import Download, DownloadState
from desktop.domain.fit import Offer
from desktop.domain.model import FileKind, InstalledModel, ModelFile
from desktop.services.downloads.part import writing
from desktop.services.files import write_atomically
from desktop.services.models.library import installed_of

log = logging.getLogger("desktop.downloads")


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of an installation and where it goes. came: it is whole, and came with this."""

    file: ModelFile
    path: str
    came: bool = False

    @property
    def beside(self) -> "Piece":
        """The same file in a folder of its own, for when another content has its place."""
        place = Path(self.path)
        return replace(self, path=str(place.parent / self.file.sha256[:8] / place.name))


@dataclass(frozen=True, slots=True)
class Installation:
    """What is to be done. Without pieces the files come from the package of the starter.

    Attributes:
        paused: the person stopped it, so it does not go on by itself.
        insisted: the person wants it now, whatever the hour and the connection are.
        repairs: the files are here and went bad; they are made right again in their places.
        former: places that its files had before, in the order of the pieces; what came of them may
            still be there.
        root: the folder below which it goes; never made again once it was there.
        disk: where the disk of that folder is joined to the others ("/", "/media/name"), "" while
            nothing has come.
        cancelled: the person gave it up, and may still think otherwise.
    """

    installed: InstalledModel
    pieces: tuple[Piece, ...] = ()
    paused: bool = False
    insisted: bool = False
    repairs: bool = False
    former: tuple[tuple[str, ...], ...] = ()
    root: str = ""
    disk: str = ""
    cancelled: bool = False

    @property
    def id(self) -> str:
        """That of the model it becomes."""
        return self.installed.id

    def download(self, got: int, state: DownloadState) -> Download:
        """As it is shown."""
        model = self.installed
        return Download(
            model.id,
            model.model,
            model.name,
            model.quantization,
            model.size,
            got,
            state,
            movable=bool(self.pieces) and not self.repairs,
        )

    @property
    def folder(self) -> Path:
        """Where its weights go."""
        return Path(self.installed.weights).parent

    def within(self, folder: Path) -> "Installation":
        """The same, with its files in another folder/owner/repository. What came is to follow."""
        moved = self.placed(tuple(replace(p, path=_place(p.file, folder)) for p in self.pieces))
        if moved.pieces == self.pieces:
            return self
        here = tuple(piece.path for piece in self.pieces)
        there = tuple(piece.path for piece in moved.pieces)
        former = tuple(places for places in (here, *self.former) if places != there)
        return replace(moved, former=former, root=str(folder), disk="")

    def begun(self, found: str) -> "Installation":
        """The same, with a beginning of its weights in another place."""
        weights, *rest = self.pieces
        if found == weights.path:
            return self
        return replace(self, former=((found, *(piece.path for piece in rest)),))

    @property
    def paths(self) -> frozenset[str]:
        """All places where something of it may be."""
        return frozenset(piece.path for piece in self.pieces).union(*self.former)

    def with_piece(self, number: int, piece: Piece) -> "Installation":
        """The same with another piece in the place of one."""
        return self.placed((*self.pieces[:number], piece, *self.pieces[number + 1 :]))

    def placed(self, pieces: tuple[Piece, ...]) -> "Installation":
        """The same with these pieces, in the order of those before."""
        places = {old.path: new.path for old, new in zip(self.pieces, pieces, strict=True)}
        installed = replace(
            self.installed,
            weights=places.get(self.installed.weights, self.installed.weights),
            projector=places.get(self.installed.projector, self.installed.projector),
            size=sum(piece.file.size for piece in pieces),
        )
        return replace(self, installed=installed, pieces=pieces)


def installation_of(
    offer: Offer, folder: Path, others: Iterable[Installation] = ()
) -> Installation:
    """Get an offer's files into `folder`/owner/repository, as other programs lay them out.

    Args:
        others: those on their way, whose files have their places already.
    """
    claimed = {piece.path: piece.file.sha256 for other in others for piece in other.pieces}

    def piece(file: ModelFile) -> Piece:
        made = Piece(file, _place(file, folder))
        other = claimed.get(made.path, file.sha256)
        return made.beside if file.sha256 and other != file.sha256 else made

    weights = piece(offer.file)
    projector = piece(offer.projector) if offer.projector is not None else None
    installed = installed_of(
        offer.model,
        offer.file,
        Path(weights.path),
        Path(projector.path) if projector is not None else None,
    )
    pieces = (weights, *([projector] if projector is not None else []))
    return Installation(installed, pieces, root=str(folder))


def repair_of(installed: InstalledModel, sources: Iterable[ModelFile]) -> Installation:
    """Make the files of an installed model again what they were: `sources`, one of each kind."""
    paths = {FileKind.WEIGHTS: installed.weights, FileKind.PROJECTOR: installed.projector}
    pieces = tuple(Piece(file, paths[file.kind]) for file in sources if paths.get(file.kind))
    return Installation(installed, pieces, repairs=True, root=str(Path(installed.weights).parent))


def _place(file: ModelFile, folder: Path) -> str:
    """Where a file goes: two of one name in two folders of a repository are two files."""
    return str(folder.joinpath(*file.repository.split("/"), *PurePosixPath(file.name).parts))


class InstallationRecord:
    """The installations that are not finished, on the disk, in their order."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._coming: frozenset[str] = frozenset()

    def coming(self) -> frozenset[str]:
        """Places of files of which others that belong to them may be missing: no models yet."""
        return self._coming

    def load(self) -> list[Installation]:
        """What was under way when the program ended."""
        try:
            found = msgspec.json.decode(self._path.read_bytes(), type=list[Installation])
        except FileNotFoundError:
            return []
        except (OSError, msgspec.MsgspecError) as error:
            log.warning("the list of downloads could not be read: %s", type(error).__name__)
            return []
        self._expect(found)
        return found

    def save(self, installations: list[Installation]) -> None:
        """Remember them. AppError when the disk does not take it."""
        with self._lock, writing(self._path.parent):
            write_atomically(self._path, msgspec.json.encode(installations))
        self._expect(installations)

    def _expect(self, installations: Iterable[Installation]) -> None:
        pieces = (piece for one in installations if not one.repairs for piece in one.pieces)
        self._coming = frozenset(piece.path for piece in pieces)
