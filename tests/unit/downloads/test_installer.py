# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""An installation: weights and projector, usable together."""

import hashlib
import os
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.download import Download, DownloadState, Meter
from desktop.domain.errors import AppError, Problem
from desktop.domain.library import sources_of
from desktop.services.downloads.fetch import ROOM, StreamFetcher
from desktop.services.downloads.installation import (
    Installation,
    InstallationRecord,
    installation_of,
    repair_of,
)
from desktop.services.downloads.installer import Installer
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

    def settle(self, installation: Installation) -> None:
        self.installation = installation

    def run(self) -> None:
        try:
            self.installer.run(self.installation, self.told.append, Stop(), self.settle)
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


def test_half_an_installation_is_no_model_yet(hub: HubServer, tmp_path: Path) -> None:
    bench = Bench(hub, tmp_path)
    hub.misbehave(Fault(), Fault(status=404, headers={"X-Error-Code": "EntryNotFound"}))
    hub.files.pop("owner/name/eyes.gguf")
    with pytest.raises(AppError) as caught:
        bench.run()
    assert caught.value.problem is Problem.NOT_FOUND
    assert bench.library.installed() == []
    assert bench.installer.disk.got(bench.installation) == 200_000
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
    bench.installer.disk.discard(bench.installation)
    assert not list(folder.iterdir())


def test_the_queue_is_remembered(tmp_path: Path) -> None:
    record = InstallationRecord(tmp_path / "downloads.json")
    assert record.load() == []
    installation = installation_of(offer_of(FILES), tmp_path)
    record.save([installation])
    assert record.load() == [installation]
    assert isinstance(record.load()[0], Installation)
    assert record.coming() == {piece.path for piece in installation.pieces}
    again = InstallationRecord(tmp_path / "downloads.json")
    again.load()
    assert again.coming() == record.coming()
    record.save([replace(installation, repairs=True)])  # what is here already stays a model
    assert record.coming() == frozenset()


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


def test_files_of_one_name_in_two_folders_are_two_files(tmp_path: Path) -> None:
    """Both can be had, at once or one after the other, and are never mixed."""
    both = {"owner/name/Q4/model.gguf": WEIGHTS, "owner/name/Q8/model.gguf": WEIGHTS[::-1]}
    with HubServer(both) as hub:
        for key, content in both.items():
            bench = Bench(hub, tmp_path)
            bench.installation = installation_of(offer_of({key: content}), tmp_path / "models")
            bench.run()
        models = bench.library.installed()
    assert [Path(model.weights).read_bytes() for model in models] == list(both.values())
    assert Path(models[0].weights) == tmp_path / "models" / "owner" / "name" / "Q4" / "model.gguf"


@pytest.mark.parametrize("remembered", [True, False])
def test_a_newer_version_of_the_same_size_goes_beside_it(tmp_path: Path, remembered: bool) -> None:
    """It is read whole where nobody knows what lies there, and only then."""
    before, after = {"owner/name/w.gguf": WEIGHTS}, {"owner/name/w.gguf": WEIGHTS[::-1]}
    with HubServer(before) as hub:
        first = Bench(hub, tmp_path)
        first.installation = installation_of(offer_of(before), tmp_path / "models")
        first.run()
        if not remembered:
            (tmp_path / "models.json").unlink()
        hub.files.update(after)
        second = Bench(hub, tmp_path)
        second.installation = installation_of(offer_of(after), tmp_path / "models")
        second.run()
    place = Path(first.installation.pieces[0].path)
    beside = Path(second.installation.pieces[0].path)
    assert place.read_bytes() == WEIGHTS and beside.read_bytes() == WEIGHTS[::-1]
    assert beside.parent.parent == place.parent
    assert second.library.installed()[-1].weights == str(beside)
    assert (second.told[0].state is DownloadState.CHECKING) is not remembered


def test_two_versions_on_their_way_have_two_places(tmp_path: Path) -> None:
    before, after = offer_of({"owner/name/w.gguf": WEIGHTS}), offer_of({"owner/name/w.gguf": EYES})
    first = installation_of(before, tmp_path)
    assert installation_of(before, tmp_path, [first]) == first
    assert (
        installation_of(after, tmp_path, [first]).pieces[0]
        == replace(first.pieces[0], file=after.file).beside
    )


def test_what_became_certain_is_remembered(hub: HubServer, tmp_path: Path) -> None:
    """The revision that a download began with is the one that it goes on with."""
    bench = Bench(hub, tmp_path)
    weights, eyes = bench.installation.pieces
    rough = replace(weights, file=replace(weights.file, sha256="", revision="main"))
    bench.installation = replace(bench.installation, pieces=(rough, eyes))
    pins = Pins(Hub(lambda: hub.endpoint, lambda: ""))
    bench.installer = Installer(
        bench.fetcher, bench.library, lambda: hub.endpoint, pins.pinned, free=lambda _: 10**12
    )
    hub.misbehave(Fault(), Fault(cut_after=1000))
    with pytest.raises(AppError):
        bench.run()
    certain = bench.installation.pieces[0].file
    assert certain.sha256 == hashlib.sha256(WEIGHTS).hexdigest()
    assert len(certain.revision) == 40


@pytest.mark.expected_logs("what it should be")
def test_a_repair_fetches_what_the_file_was(tmp_path: Path) -> None:
    """The revision that was downloaded, although the Hub and the list have a newer one."""
    key, old, new = "owner/name/w.gguf", WEIGHTS, WEIGHTS[::-1]
    with HubServer({key: old}) as hub:
        bench = Bench(hub, tmp_path)
        offer = offer_of({key: old})
        pinned = replace(offer.file, revision="a" * 40)
        bench.installation = installation_of(replace(offer, file=pinned), tmp_path / "models")
        bench.run()
        (entry,) = bench.library.entries()
        newer = offer_of({key: new}).model
        sources = sources_of(entry, newer)
        assert sources == (pinned,)
        assert sources_of(replace(entry, sources=()), newer) == ()  # never silently another one
        assert sources_of(replace(entry, sources=()), offer.model) == (offer.file,)
        weights = Path(entry.installed.weights)
        weights.write_bytes(b"bad" + WEIGHTS[3:])
        again = Bench(hub, tmp_path)
        again.installation = repair_of(entry.installed, sources)
        again.run()
        assert weights.read_bytes() == WEIGHTS
        assert f"/resolve/{'a' * 40}/" in hub.asked[-2].path
    (after,) = again.library.entries()
    assert (after.installed, after.sources) == (entry.installed, entry.sources)


def test_a_mount_point_that_stays_is_not_the_disk(hub: HubServer, tmp_path: Path) -> None:
    """The folder is there, empty: its disk is not joined to it any more."""
    bench = Bench(hub, tmp_path)
    (tmp_path / "models").mkdir()
    bench.installation = replace(bench.installation, disk=str(tmp_path / "models"))
    with pytest.raises(AppError) as caught:
        bench.run()
    assert caught.value.problem is Problem.DISK_AWAY
    assert caught.value.values == {"folder": str(tmp_path / "models")}
    assert not list((tmp_path / "models").iterdir()) and not hub.asked
    assert bench.installer.disk.got(bench.installation) == 0
    assert bench.installer.disk.obstacle(bench.installation) is not None


def test_a_disk_that_is_taken_away_between_two_files(hub: HubServer, tmp_path: Path) -> None:
    """Nothing is begun where it was, and it is told as what it is."""
    bench = Bench(hub, tmp_path)
    models, away = tmp_path / "models", tmp_path / "away"

    def settle_and_take_away(download: Download) -> None:
        if download.got == len(WEIGHTS) and models.exists():
            models.rename(away)

    with pytest.raises(AppError) as caught:
        bench.installer.run(bench.installation, settle_and_take_away, Stop(), bench.settle)
    bench.http.close()
    assert caught.value.problem is Problem.DISK_AWAY
    assert not models.exists()


def test_where_the_disk_is_joined_is_remembered(hub: HubServer, tmp_path: Path) -> None:
    bench = Bench(hub, tmp_path)
    assert bench.installation.disk == ""
    hub.misbehave(Fault(cut_after=1000))
    with pytest.raises(AppError):
        bench.run()
    assert os.path.ismount(bench.installation.disk)
    assert tmp_path.is_relative_to(bench.installation.disk)
    assert bench.installer.disk.obstacle(bench.installation) is None


def test_no_network_at_the_start_is_waited_for(hub: HubServer, tmp_path: Path) -> None:
    """Also while nobody knows yet what the file is: that is asked with the same patience."""
    bench = Bench(hub, tmp_path)
    weights, eyes = bench.installation.pieces
    rough = replace(weights, file=replace(weights.file, sha256="", revision="main"))
    bench.installation = replace(bench.installation, pieces=(rough, eyes))
    pins = Pins(Hub(lambda: hub.endpoint, lambda: ""))
    bench.fetcher = StreamFetcher(bench.http, waits=(0.02,), for_ever=True, interval=0.0)
    bench.installer = Installer(bench.fetcher, bench.library, lambda: hub.endpoint, pins.pinned)
    hub.misbehave(*(Fault("hub", status=503) for _ in range(3)), Fault("hub", status=511))
    bench.run()
    assert Path(bench.library.installed()[0].weights).read_bytes() == WEIGHTS
    waits = [download for download in bench.told if download.wait]
    assert {download.attempt for download in waits} == {2, 3, 4, 5}
    assert all(download.error is not None for download in waits)


def test_what_came_of_another_content_stays(tmp_path: Path) -> None:
    """A newer revision was begun while the older one was unfinished, and in no list any more."""
    before, after = {"owner/name/w.gguf": WEIGHTS}, {"owner/name/w.gguf": EYES}
    with HubServer(before) as hub:
        first = Bench(hub, tmp_path)
        first.installation = installation_of(offer_of(before), tmp_path / "models")
        hub.misbehave(Fault(cut_after=100_000))
        with pytest.raises(AppError):
            first.run()
        hub.files.update(after)
        second = Bench(hub, tmp_path)
        second.installation = installation_of(offer_of(after), tmp_path / "models")
        second.run()
    assert Path(second.library.installed()[0].weights).read_bytes() == EYES
    assert first.installer.disk.got(first.installation) == 100_000


def test_giving_up_takes_away_what_came_and_nothing_else(hub: HubServer, tmp_path: Path) -> None:
    """The weights came whole; the projector was here before. Both are there when it is given up."""
    bench = Bench(hub, tmp_path)
    weights, eyes = bench.installation.pieces
    Path(eyes.path).parent.mkdir(parents=True)
    Path(eyes.path).write_bytes(EYES[::-1])  # it stands in the way, so the download fails there
    gone = Fault("hub", status=404, headers={"X-Error-Code": "EntryNotFound"})
    hub.misbehave(Fault("hub"), gone)
    with pytest.raises(AppError):
        bench.run()
    assert bench.installation.pieces[0].came
    bench.installer.discard(bench.installation, {weights.path})  # another download wants it
    assert Path(weights.path).is_file()
    bench.installer.discard(bench.installation)
    assert not Path(weights.path).exists()
    assert Path(eyes.path).read_bytes() == EYES[::-1]


def test_giving_up_leaves_what_a_model_needs(hub: HubServer, tmp_path: Path) -> None:
    bench = Bench(hub, tmp_path)
    bench.run()
    assert all(piece.came for piece in bench.installation.pieces)
    bench.installer.discard(bench.installation)
    assert len(bench.library.installed()) == 1
