# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""An installation: weights and projector, usable together."""

import hashlib
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.download import Download, DownloadState, Meter
from desktop.domain.errors import AppError, Problem
from desktop.services.downloads.fetch import ROOM, StreamFetcher
from desktop.services.downloads.installer import (
    Installation,
    InstallationRecord,
    Installer,
    installation_of,
)
from desktop.services.http import Http
from desktop.services.hub import Hub
from desktop.services.models.library import ModelLibrary
from desktop.services.models.pins import Pins
from desktop.services.stop import Stop
from tests.fakes.hub import Fault, HubServer
from tests.fakes.offers import offer_of

WEIGHTS = random.Random(1).randbytes(200_000)
EYES = random.Random(2).randbytes(50_000)
FILES = {"owner/name/weights.gguf": WEIGHTS, "owner/name/eyes.gguf": EYES}


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with HubServer(FILES) as server:
        yield server


class Bench:
    def __init__(self, hub: HubServer, folder: Path, free: int = 10**12) -> None:
        self.http = Http(hub.endpoint)
        self.library = ModelLibrary(folder / "models.json")
        self.fetcher = StreamFetcher(self.http, free=lambda _: free, waits=(), interval=0.0)
        self.installer = Installer(
            self.fetcher, self.library, lambda: hub.endpoint, free=lambda _: free
        )
        self.installation = installation_of(offer_of(FILES), folder / "models")
        self.told: list[Download] = []

    def run(self) -> None:
        try:
            self.installer.run(self.installation, self.told.append, Stop())
        finally:
            self.http.close()


def test_a_file_of_unknown_content_is_what_the_hub_says(hub: HubServer, tmp_path: Path) -> None:
    bench = Bench(hub, tmp_path)
    weights, eyes = bench.installation.pieces
    rough = replace(weights.file, sha256="", size=123_000, exact=False)
    bench.installation = replace(bench.installation, pieces=(replace(weights, file=rough), eyes))
    pins = Pins(Hub(lambda: hub.endpoint, lambda: ""))
    bench.installer = Installer(
        bench.fetcher, bench.library, lambda: hub.endpoint, pins.pinned, free=lambda _: 10**12
    )
    bench.run()
    (model,) = bench.library.installed()
    assert Path(model.weights).read_bytes() == WEIGHTS
    assert (model.id, model.size) == (bench.installation.id, 250_000)
    assert bench.told[-1].size == 250_000


def test_weights_and_projector_come_together(hub: HubServer, tmp_path: Path) -> None:
    bench = Bench(hub, tmp_path)
    bench.run()
    (model,) = bench.library.installed()
    assert Path(model.weights).read_bytes() == WEIGHTS
    assert Path(model.projector).read_bytes() == EYES
    assert Path(model.weights).parent == tmp_path / "models" / "owner" / "name"
    assert (model.sees, model.origin, model.size) == (True, "download", 250_000)
    assert bench.told[-1].got == bench.told[-1].size == 250_000
    got = [download.got for download in bench.told]
    assert got == sorted(got)
    assert bench.installer.is_there(bench.installation)


def test_half_an_installation_is_no_model_yet(hub: HubServer, tmp_path: Path) -> None:
    bench = Bench(hub, tmp_path)
    hub.misbehave(Fault(), Fault(status=404, headers={"X-Error-Code": "EntryNotFound"}))
    hub.files.pop("owner/name/eyes.gguf")
    with pytest.raises(AppError) as caught:
        bench.run()
    assert caught.value.problem is Problem.NOT_FOUND
    assert bench.library.installed() == []
    assert bench.installer.got(bench.installation) == 200_000
    assert not bench.installer.is_there(bench.installation)
    hub.files.update(FILES)
    asked = len(hub.asked)
    second = Bench(hub, tmp_path)
    second.run()
    assert len(second.library.installed()) == 1
    assert not [a for a in hub.asked[asked:] if "weights" in a.path]


def test_room_is_needed_for_everything_together(hub: HubServer, tmp_path: Path) -> None:
    bench = Bench(hub, tmp_path, free=ROOM + 240_000)  # enough for the weights alone
    with pytest.raises(AppError) as caught:
        bench.run()
    assert caught.value.problem is Problem.DISK_FULL
    assert caught.value.values["missing"] == 10_000
    assert not hub.asked


def test_giving_up_leaves_no_unfinished_file(hub: HubServer, tmp_path: Path) -> None:
    bench = Bench(hub, tmp_path)
    hub.misbehave(Fault(cut_after=1000))
    with pytest.raises(AppError):
        bench.run()
    folder = tmp_path / "models" / "owner" / "name"
    assert list(folder.iterdir())
    bench.installer.discard(bench.installation)
    assert not list(folder.iterdir())


def test_the_queue_is_remembered(tmp_path: Path) -> None:
    record = InstallationRecord(tmp_path / "downloads.json")
    assert record.load() == []
    installation = installation_of(offer_of(FILES), tmp_path)
    record.save([installation])
    assert record.load() == [installation]
    assert isinstance(record.load()[0], Installation)


@pytest.mark.expected_logs("the list of downloads could not be read")
def test_a_damaged_queue_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "downloads.json").write_text("{")
    assert InstallationRecord(tmp_path / "downloads.json").load() == []


def test_the_speed_is_that_of_the_last_seconds() -> None:
    meter = Meter(10_000, window=5.0)
    assert (meter.speed, meter.seconds_left) == (0.0, None)
    meter.add(0.0, 0)
    assert meter.speed == 0.0
    meter.add(1.0, 1000)
    assert meter.speed == 1000.0
    for second in range(2, 12):
        meter.add(float(second), 1000 + (second - 1) * 100)
    assert meter.speed == pytest.approx(100.0)
    assert meter.seconds_left == pytest.approx(80.0)
    meter.restart()
    assert meter.speed == 0.0


def test_a_download_knows_its_share() -> None:
    download = Download("a", "m", "M", "Q4_0", size=200, got=50)
    assert download.share == 0.25
    assert download.is_open
    assert Download("a", "m", "M", "Q", size=0).share == 0.0
    assert not Download("a", "m", "M", "Q", size=1, state=DownloadState.PAUSED).is_open


def test_the_version_before_stays_where_it_is(hub: HubServer, tmp_path: Path) -> None:
    """A newer file of the same name goes beside it, and both are whole."""
    bench = Bench(hub, tmp_path)
    place = Path(bench.installation.pieces[0].path)
    place.parent.mkdir(parents=True)
    place.write_bytes(b"before")
    offer = offer_of(FILES)
    sha256 = hashlib.sha256(WEIGHTS).hexdigest()
    pinned = replace(offer.file, sha256=sha256, exact=True, size=len(WEIGHTS))
    bench.installation = installation_of(replace(offer, file=pinned), tmp_path / "models")
    bench.run()
    (model,) = bench.library.installed()
    assert Path(model.weights) == place.parent / sha256[:8] / place.name
    assert Path(model.weights).read_bytes() == WEIGHTS and place.read_bytes() == b"before"
    (entry,) = bench.library.entries()
    assert entry.checked > 0 and entry.sha256 == sha256
