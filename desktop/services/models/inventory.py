# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Brings the list of models up to date with the disks: folders, single files, other programs."""

import functools
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from desktop.domain.catalogue import Catalogue
from desktop.domain.errors import AppError, Problem
from desktop.domain.library import (
    SPLIT,
    Entry,
    FileFacts,
    Found,
    Place,
    installed_from,
    merged,
)
from desktop.domain.model import FileKind, InstalledModel, Model, ModelFile
from desktop.domain.pairing import LeftOut, gather, left_out
from desktop.services.files import sha256_of
from desktop.services.models.elsewhere import Elsewhere
from desktop.services.models.library import ModelLibrary, place_of, stamp_of
from desktop.services.models.moves import Moves
from desktop.services.models.moving import make_one
from desktop.services.models.scan import (
    Seen,
    files_below,
    keep_known,
    look_at,
    read_facts,
    read_known,
)
from desktop.services.stop import Stop

Tell = Callable[[int], None]


class Inventory:
    """Blocking, one look at a time.

    Args:
        facts: a file in the cache, with what the files' heads said the last time.
        elsewhere: other programs' folders; None to leave them alone.
        coming: places of files that belong to what is not installed yet.

    Attributes:
        left_out: the files that the last look found and that are no models, and why.
    """

    def __init__(
        self,
        library: ModelLibrary,
        facts: Path,
        elsewhere: Elsewhere | None,
        catalogue: Callable[[], Catalogue],
        coming: Callable[[], Collection[str]] = frozenset,
    ) -> None:
        self._library, self._facts = library, facts
        self.moves = Moves(library, facts.with_name("moving.lock"))
        self._elsewhere, self._catalogue, self._coming = elsewhere, catalogue, coming
        self.left_out: list[LeftOut] = []
        self._known: dict[str, FileFacts] | None = None

    def rescan(
        self,
        folders: Sequence[Path],
        stop: Stop,
        tell: Tell = lambda count: None,
        others: bool = True,
    ) -> list[Entry]:
        """Look into all folders, and at every file that is known; the list as it is then.

        Args:
            folders: the person's own. tell: files looked at so far.
            others: look into other programs' folders, too.

        Raises Cancelled; AppError when the list cannot be written.
        """
        self.moves.tidy()
        if self._known is None:
            self._known = read_known(self._facts)
        facts = look_at(self._seen(folders, stop, others), self._known, stop, tell)
        now = {one.path: one for one in facts}
        if now != self._known:
            self._known = now
            keep_known(self._facts, facts)
        return self._bring(facts, folders)

    def import_file(self, path: Path, stop: Stop, tell: Tell = lambda count: None) -> Entry:
        """Take a file into the list, where it is; with the projector that lies beside it.

        Args:
            tell: bytes read so far; only a file that may be one of the catalogue is read whole.

        Raises:
            Cancelled.
            AppError: why it is not taken: what look_at_model raises; PROJECTOR_ALONE,
                PART_MISSING; or that the list cannot be written.
        """
        path = path.absolute()
        read_facts(FileFacts(str(path), *stamp_of(str(path))))  # tells why it is refused
        facts = look_at((Seen(str(file)) for file in _beside(path)), {}, stop)
        found = next((f for f in gather(facts) if str(path) in (w.path for w in f.weights)), None)
        if found is None:
            split = SPLIT.fullmatch(path.name)
            problem = Problem.PROJECTOR_ALONE if split is None else Problem.PART_MISSING
            raise AppError(problem, name=path.name)
        known = self._recognised(found, stop, tell)
        entry = self._entry(found, known, sha256=known[1].sha256 if known is not None else "")
        entries = self._library.update(
            lambda before: _first(merged(before, [found], [entry]), entry)
        )
        return next(e for e in entries if found.first.path == e.installed.weights)

    def check(self, entry: Entry, stop: Stop, tell: Tell = lambda count: None) -> Entry:
        """Read all files of a model and compare them with what they should be.

        A content that nobody knows is remembered, and compared with from then on. One that the
        catalogue knows gives the model its name.

        Raises Cancelled; AppError when it cannot be read, or the list cannot be written.
        """
        stamp = stamp_of(entry.paths[0])
        sha256, *others = self._hashes(entry, stop, tell)
        expected = [self._expected(entry), *entry.others]
        right = all(not e or e == f for e, f in zip(expected, [sha256, *others], strict=False))
        known = self._catalogue().recognise(sha256)

        def change(before: Entry) -> Entry:
            if before.id != entry.id:
                return before
            after = replace(before, damaged=not right, stamp=stamp)
            if right:
                now = time.time()
                after = replace(after, sha256=sha256, others=tuple(others), checked=now)
            if known is not None and not before.installed.model:
                after = replace(after, installed=_as_known(before, *known))
            return after

        entries = self._library.update(lambda all_: [change(one) for one in all_])
        return next(e for e in entries if e.id == entry.id)

    def _hashes(self, entry: Entry, stop: Stop, tell: Tell) -> list[str]:
        """Of all its files, in their order."""
        found, before = [], 0
        for path in entry.paths:
            found.append(sha256_of(Path(path), stop, functools.partial(_beyond, before, tell)))
            before += stamp_of(path)[0]
        return found

    def merge(self, entry: Entry, stop: Stop, tell: Tell = lambda count: None) -> Entry:
        """Let the copies of a model share their place on the disk. Raises what make_one raises."""
        size = entry.stamp[0]
        for number, copy in enumerate(entry.doubles):
            read = functools.partial(_beyond, number * size, tell)
            make_one(Path(entry.installed.weights), Path(copy), stop, read)
        shared = (*entry.shared, *entry.doubles)
        entries = self._library.change(entry.id, copies=entry.apart, shared=shared)
        return next(e for e in entries if e.id == entry.id)

    def unknown(self) -> list[Entry]:
        """The models that may be files of the catalogue, by their size, and were not yet read."""
        sizes = self._sizes()
        return [
            entry
            for entry in self._library.entries()
            if not (entry.installed.model or entry.sha256 or entry.hidden)
            and entry.stamp[0] in sizes
        ]

    def _seen(self, folders: Sequence[Path], stop: Stop, others: bool) -> Iterable[Seen]:
        told = set(self._coming())
        own = (seen for folder in folders for seen in files_below(folder.absolute(), stop))
        theirs = self._elsewhere.files(stop) if self._elsewhere is not None and others else ()
        for source in (own, theirs):
            for seen in source:
                if seen.path not in told:
                    told.add(seen.path)
                    yield seen
        for entry in self._library.entries():  # single files, wherever they are
            if entry.hidden or (entry.program and not entry.taken):
                continue
            for path in entry.paths:
                if path not in told:
                    told.add(path)
                    yield Seen(path, program=entry.program, label=entry.label)

    def _bring(self, facts: list[FileFacts], folders: Sequence[Path]) -> list[Entry]:
        found = gather(facts)
        catalogue = self._catalogue()
        fresh = [self._entry(f, _claimed(f, catalogue), f.first.sha256) for f in found]
        here = {path for one in fresh for path in one.paths}
        spoilt = {one.path: one.stamp for one in facts if one.problem}
        # Before the list is locked: a disk may be long in answering, and others wait.
        known = self._library.entries()
        places = {e.id: place_of(e) for e in known if e.installed.weights not in here}

        def change(before: list[Entry]) -> list[Entry]:
            after = [_shown_again(e, folders) for e in merged(before, found, fresh)]
            placed = [
                e if e.installed.weights in here else _as_seen(e, places.get(e.id, e.place), spoilt)
                for e in after
            ]
            return [e for e in placed if e.taken or e.place is not Place.GONE]

        entries = self._library.update(change)
        self.left_out = left_out(facts, {path for entry in entries for path in entry.paths})
        return entries

    def _entry(
        self, found: Found, known: tuple[Model, ModelFile] | None, sha256: str = ""
    ) -> Entry:
        """As a model is when nothing was said of it before."""
        first = found.first
        return Entry(
            installed_from(found, self._catalogue(), known),
            files=(
                *(f.path for f in found.weights),
                *([found.projector.path] if found.projector else []),
            ),
            stamp=first.stamp,
            device=first.device,
            fingerprint=first.fingerprint,
            sha256=sha256,
            program=first.program,
            label=first.label,
            taken=not first.program,
            added=time.time(),
            copies=found.copies,
            apart=found.apart,
        )

    def _recognised(self, found: Found, stop: Stop, tell: Tell) -> tuple[Model, ModelFile] | None:
        """By size first, so that only files that can be known are read whole."""
        if len(found.weights) > 1 or found.first.size not in self._sizes():
            return None
        path = Path(found.first.path)
        return self._catalogue().recognise(sha256_of(path, stop, tell))

    def _expected(self, entry: Entry) -> str:
        """The sha256 that the weights should have, "" where nobody knows it."""
        if entry.sources:
            return entry.sources[0].sha256
        model = self._catalogue().model(entry.installed.model)
        files = model.weights() if model is not None else ()
        for file in files:
            if file.sha256 and entry.id.endswith(file.sha256[:8]):
                return file.sha256
        return entry.sha256

    def _sizes(self) -> set[int]:
        return {
            file.size
            for model in self._catalogue().models
            for file in model.files
            if file.kind is FileKind.WEIGHTS and file.exact
        }


def _as_seen(entry: Entry, place: Place, spoilt: dict[str, tuple[int, int, int]]) -> Entry:
    """One that the look did not find: it is elsewhere, or its file is no model any more."""
    entry = replace(entry, place=place)
    stamp = spoilt.get(entry.installed.weights)
    was_good = entry.fingerprint or entry.checked
    if stamp is None or not was_good or entry.place is not Place.HERE:
        return entry
    return replace(entry, damaged=True, stamp=stamp, checked=0.0)


def _shown_again(entry: Entry, folders: Sequence[Path]) -> Entry:
    """One whose folder is looked into again."""
    if not entry.hidden:
        return entry
    parents = Path(entry.installed.weights).parents
    return replace(entry, hidden=all(folder.absolute() not in parents for folder in folders))


def _first(entries: list[Entry], wanted: Entry) -> list[Entry]:
    """The wanted one is the newest, and in use."""
    same = [e for e in entries if e.installed.weights == wanted.installed.weights]
    return [
        *(e for e in entries if e not in same),
        *(replace(e, taken=True, hidden=False) for e in same),
    ]


def _beyond(before: int, tell: Tell, count: int) -> None:
    tell(before + count)


def _beside(path: Path) -> list[Path]:
    """The file, its other parts, and the files that may be its projector."""
    split = SPLIT.fullmatch(path.name)
    beside = []
    for other in sorted(path.parent.glob("*.[gG][gG][uU][fF]"))[:2000]:
        part = SPLIT.fullmatch(other.name)
        same = split is not None and part is not None and part[1] == split[1]
        if other == path or same or "mmproj" in other.name.lower():
            beside.append(other)
    return beside if path in beside else [path, *beside]


def _claimed(found: Found, catalogue: Catalogue) -> tuple[Model, ModelFile] | None:
    """What the catalogue has of the hash that another program keeps the file under."""
    known = catalogue.recognise(found.first.sha256) if found.first.sha256 else None
    return known if known is not None and known[1].size == found.first.size else None


def _as_known(entry: Entry, model: Model, file: ModelFile) -> InstalledModel:
    """A model that turned out to be one of the catalogue; its id stays, and so what hangs on it."""
    installed = entry.installed
    return replace(
        installed,
        name=model.name,
        model=model.id,
        kin="",
        licence=model.licence,
        style=model.style,
        quantization=file.quantization,
        sha256=file.sha256,
        stone=model.stone,
        thinks=model.thinks,
        hears=model.hears and installed.sees,
        sampling=model.sampling,
    )
