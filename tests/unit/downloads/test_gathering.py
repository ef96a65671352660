# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Another folder is chosen: what has come is never in none of the two, whatever happens."""

import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.download import Download, DownloadState, Meter
from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.services.computer import is_one_disk
from desktop.services.downloads.fetch import StreamFetcher
from desktop.services.downloads.fetcher import Wanted
from desktop.services.downloads.installation import Installation, installation_of
from desktop.services.downloads.installer import Installer
from desktop.services.http import Http
from desktop.services.models.library import ModelLibrary
from desktop.services.stop import Stop
from tests.fakes.hub import Fault, HubServer
from tests.fakes.offers import offer_of

CHUNK = 1 << 20
SMALL = random.Random(1).randbytes(400_000)
LARGE = random.Random(2).randbytes(3 * CHUNK)
FILES = {"owner/name/weights.gguf": SMALL, "owner/name/eyes.gguf": LARGE}
HERE = len(SMALL) + 2 * CHUNK

KILLED = """
import os, sys
from pathlib import Path
from desktop.services.downloads.gathering import bring
from desktop.services.stop import Stop
old, new, ranges = Path(sys.argv[1]), Path(sys.argv[2]), eval(sys.argv[3])
bring(old, new, ranges, keep=False, stop=Stop(), tell=lambda done: os._exit(9))
"""


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with HubServer(FILES) as server:
        yield server


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Path]:
    """A folder on another disk."""
    shared = Path("/dev/shm")
    if not shared.is_dir() or is_one_disk(tmp_path, shared):
        pytest.skip("there is no second disk here")
    folder = Path(tempfile.mkdtemp(dir=shared))
    yield folder
    shutil.rmtree(folder)


class Bench:
    """All of the first file and two megabytes of the second have come."""

    def __init__(self, hub: HubServer, folder: Path) -> None:
        self.hub, self.folder, self.http = hub, folder, Http(hub.endpoint)
        self.free = 10**12
        self.library = ModelLibrary(folder / "models.json")
        self.fetcher = StreamFetcher(self.http, free=lambda _: self.free, waits=(), interval=0.0)
        self.installer = Installer(
            self.fetcher, self.library, lambda: hub.endpoint, free=lambda _: self.free
        )
        self.installation = installation_of(offer_of(FILES), folder / "models")
        self.told: list[Download] = []
        hub.misbehave(Fault(), Fault(cut_after=2 * CHUNK))
        with pytest.raises(AppError):
            self.run()
        assert self.installer.disk.got(self.installation) == HERE

    def settle(self, installation: Installation) -> None:
        self.installation = installation

    def run(self, stop: Stop | None = None, others: frozenset[str] = frozenset()) -> None:
        try:
            self.installer.run(
                self.installation, self.told.append, stop or Stop(), self.settle, others
            )
        finally:
            self.http.close()

    def move(self, folder: Path) -> Installation:
        """Choose a folder; that it is to be moved is remembered before anything is."""
        self.installation = self.installation.within(folder)
        return self.installation

    def ends_well(self) -> None:
        """It goes on, and nothing that was here is fetched again."""
        before = len(self.hub.asked)
        self.run()
        asked = [a for a in self.hub.asked[before:] if a.of == "network"]
        assert [a.headers.get("range") for a in asked] == [f"bytes={2 * CHUNK}-"]
        (model,) = self.library.installed()
        assert Path(model.weights).read_bytes() == SMALL
        assert Path(model.projector).read_bytes() == LARGE
        assert self.installation.former == ()

    def left(self) -> list[str]:
        return [path.name for path in (self.folder / "models").rglob("*") if path.is_file()]


def test_another_folder_of_the_same_disk(hub: HubServer, tmp_path: Path) -> None:
    bench = Bench(hub, tmp_path)
    bench.move(tmp_path / "other")
    assert bench.installer.disk.got(bench.installation) == HERE
    bench.free = 10**9  # much less than a copy would take is enough, too
    assert bench.installer.disk.missing(bench.installation) == 0
    bench.ends_well()
    assert bench.left() == []


def test_another_disk(hub: HubServer, tmp_path: Path, elsewhere: Path) -> None:
    bench = Bench(hub, tmp_path)
    bench.move(elsewhere)
    bench.ends_well()
    assert bench.left() == []
    assert len([path for path in elsewhere.rglob("*") if path.is_file()]) == 2
    moving = [d.got for d in bench.told if d.state is DownloadState.MOVING]
    assert moving == sorted(moving) and moving[-1] == HERE


def test_room_is_looked_for_before_anything_is_moved(
    hub: HubServer, tmp_path: Path, elsewhere: Path
) -> None:
    bench = Bench(hub, tmp_path)
    bench.move(elsewhere)
    bench.free = 3 * CHUNK
    with pytest.raises(AppError) as caught:
        bench.run()
    assert caught.value.problem is Problem.DISK_FULL
    assert bench.installer.disk.got(bench.installation) == HERE
    assert not list(elsewhere.rglob("*.gguf*"))


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such limit")
def test_a_disk_that_fills_up_while_it_is_moved(
    hub: HubServer, tmp_path: Path, elsewhere: Path
) -> None:
    """The second file does not fit; what was chosen before can be chosen again."""
    import resource

    bench = Bench(hub, tmp_path)
    bench.move(elsewhere)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (CHUNK, limits[1]))
    try:
        with pytest.raises(AppError) as caught:
            bench.run()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert caught.value.problem is Problem.FILE_TOO_LARGE
    assert bench.installer.disk.got(bench.installation) == HERE
    bench.move(tmp_path / "models")
    assert bench.installer.disk.got(bench.installation) == HERE
    bench.ends_well()
    assert not [path for path in elsewhere.rglob("*") if path.is_file()]


def test_it_can_be_stopped_while_it_is_moved(
    hub: HubServer, tmp_path: Path, elsewhere: Path
) -> None:
    bench = Bench(hub, tmp_path)
    bench.move(elsewhere)
    stop = Stop()

    def tell(download: Download) -> None:
        if download.state is DownloadState.MOVING and download.got > len(SMALL):
            stop.set()

    with pytest.raises(Cancelled):
        bench.installer.run(bench.installation, tell, stop, bench.settle)
    assert bench.installer.disk.got(bench.installation) == HERE
    assert not list(elsewhere.rglob("*.moving"))
    bench.ends_well()


def test_a_kill_while_it_is_moved_loses_nothing(
    hub: HubServer, tmp_path: Path, elsewhere: Path
) -> None:
    bench = Bench(hub, tmp_path)
    before = Path(bench.installation.pieces[1].path)
    after = Path(bench.move(elsewhere).pieces[1].path)
    command = [sys.executable, "-c", KILLED, str(before), str(after), f"[(0, {2 * CHUNK})]"]
    assert subprocess.run(command, check=False).returncode == 9
    assert list(elsewhere.rglob("*.moving"))
    assert bench.installer.disk.got(bench.installation) == HERE
    bench.ends_well()
    assert not list(elsewhere.rglob("*.moving"))


def test_a_kill_before_the_old_ones_are_taken_away(
    hub: HubServer, tmp_path: Path, elsewhere: Path
) -> None:
    """It has been copied, and nobody knows: the old ones go now, and nothing is copied twice."""
    bench = Bench(hub, tmp_path)
    old = tmp_path / "kept"
    shutil.copytree(tmp_path / "models", old, copy_function=shutil.copy2)
    moved = bench.move(elsewhere)
    bench.installer._gather(moved, Meter(1), bench.told.append, Stop(), bench.settle, ())
    shutil.copytree(old, tmp_path / "models", dirs_exist_ok=True, copy_function=shutil.copy2)
    bench.installation, bench.told = moved, []
    bench.ends_well()
    assert not [d for d in bench.told if d.state is DownloadState.MOVING]
    assert bench.left() == []


def test_what_others_need_stays_too(hub: HubServer, tmp_path: Path) -> None:
    bench = Bench(hub, tmp_path)
    weights, eyes = (Path(piece.path) for piece in bench.installation.pieces)
    part = eyes.with_name(f"{eyes.name}.part")
    bench.move(tmp_path / "other")
    bench.run(others=frozenset([str(weights), str(eyes)]))
    assert weights.read_bytes() == SMALL
    assert part.exists() and bench.fetcher.got(_wanted(bench, eyes)) == 2 * CHUNK


def test_giving_up_takes_away_both_places_and_nothing_that_others_want(
    hub: HubServer, tmp_path: Path
) -> None:
    bench = Bench(hub, tmp_path)
    eyes = bench.installation.pieces[1].path
    bench.move(tmp_path / "other")
    bench.installer.disk.discard(bench.installation, frozenset([eyes]))
    assert bench.fetcher.got(_wanted(bench, Path(eyes))) == 2 * CHUNK
    bench.installer.disk.discard(bench.installation)
    assert bench.fetcher.got(_wanted(bench, Path(eyes))) == 0


def _wanted(bench: Bench, place: Path) -> Wanted:
    piece = replace(bench.installation.pieces[1], path=str(place))
    return bench.installer.disk.wanted(piece)
