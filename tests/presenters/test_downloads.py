# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The queue of downloads as the window sees it, over the real engine and the stand-in Hub."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.download import Download, DownloadState
from desktop.domain.errors import Problem
from desktop.domain.fit import Offer
from desktop.domain.model import InstalledModel
from desktop.domain.prompt import PromptStyle
from desktop.domain.waiting import Conditions, Waiting
from desktop.presenters.background import Background
from desktop.presenters.downloads import Downloads
from desktop.services.downloads.fetch import StreamFetcher
from desktop.services.downloads.installer import Installation, InstallationRecord, Installer
from desktop.services.http import Http
from desktop.services.models.library import ModelLibrary
from tests.fakes.hub import Fault, HubServer
from tests.fakes.offers import offer_of

WEIGHTS = random.Random(1).randbytes(400_000)
EYES = random.Random(2).randbytes(50_000)
ONE = {"owner/one/weights.gguf": WEIGHTS, "owner/one/eyes.gguf": EYES}
TWO = {"owner/two/weights.gguf": WEIGHTS[::-1]}
SIZE = len(WEIGHTS) + len(EYES)


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with HubServer(ONE | TWO) as server:
        yield server


class Bench:
    """Builds Downloads as a start of the program does, over the same folder."""

    def __init__(self, hub: HubServer, folder: Path, qtbot: QtBot) -> None:
        self.hub, self.folder, self.qtbot = hub, folder, qtbot
        self.library = ModelLibrary(folder / "models.json")
        self.free = 10**12
        self.conditions = Conditions()
        self._ends: list[Callable[[], None]] = []

    def start(self) -> Downloads:
        background, http = Background(), Http(self.hub.endpoint)
        fetcher = StreamFetcher(http, free=lambda _: self.free, waits=(), interval=0.0)
        downloads = Downloads(
            Installer(fetcher, self.library, lambda: self.hub.endpoint, free=lambda _: self.free),
            InstallationRecord(self.folder / "downloads.json"),
            lambda: self.folder / "models",
            background,
            conditions=lambda: self.conditions,
        )

        def end() -> None:
            downloads.close()
            background.close()
            http.close()
            downloads.deleteLater()  # with the timer of its pump

        self._ends.append(end)
        return downloads

    def end(self) -> None:
        """The program ends."""
        while self._ends:
            self._ends.pop()()

    def wait_for(self, downloads: Downloads, key: str, state: DownloadState) -> Download:
        def is_there() -> bool:
            found = downloads.find(key)
            return found is not None and found.state is state

        self.qtbot.waitUntil(is_there)
        found = downloads.find(key)
        assert found is not None
        return found

    def unfinished(self) -> list[str]:
        return [path.name for path in self.folder.rglob("*.part*")]


@pytest.fixture
def bench(hub: HubServer, tmp_path: Path, qtbot: QtBot) -> Iterator[Bench]:
    made = Bench(hub, tmp_path, qtbot)
    yield made
    made.end()


def get(bench: Bench, downloads: Downloads, offer: Offer) -> InstalledModel:
    with bench.qtbot.waitSignal(downloads.installed) as installed:
        downloads.start(offer)
    assert installed.args is not None
    model = installed.args[0]
    assert isinstance(model, InstalledModel)
    return model


def test_a_model_comes_and_is_told(bench: Bench) -> None:
    downloads = bench.start()
    states: list[DownloadState] = []

    def note(key: str) -> None:
        found = downloads.find(key)
        if found is not None and (not states or states[-1] is not found.state):
            states.append(found.state)

    downloads.changed.connect(note)
    model = get(bench, downloads, offer_of(ONE))
    assert Path(model.weights).read_bytes() == WEIGHTS
    assert bench.library.installed() == [model]
    assert downloads.downloads == []
    assert states[0] is DownloadState.WAITING
    assert DownloadState.DOWNLOADING in states


def test_pause_and_resume(bench: Bench, hub: HubServer) -> None:
    downloads = bench.start()
    hub.misbehave(Fault(hold_after=100_000))
    key = downloads.start(offer_of(ONE))
    bench.qtbot.waitUntil(lambda: downloads.downloads[0].got == 100_000)
    downloads.pause(key)
    paused = downloads.find(key)
    assert paused is not None
    assert (paused.state, paused.got, paused.size) == (DownloadState.PAUSED, 100_000, SIZE)
    with bench.qtbot.waitSignal(downloads.installed):
        downloads.resume(key)  # at once, while the paused one still lets go
    ranges = [a.headers.get("range") for a in hub.asked if a.of == "network"]
    assert ranges == [None, "bytes=100000-", None]


def test_a_paused_one_does_not_go_on_by_itself(bench: Bench, hub: HubServer) -> None:
    downloads = bench.start()
    hub.misbehave(Fault(hold_after=100_000))
    key = downloads.start(offer_of(ONE))
    bench.qtbot.waitUntil(hub.held.is_set)
    downloads.pause(key)
    hub.release()
    get(bench, downloads, offer_of(TWO, "gemma-4-12b"))
    found = downloads.find(key)
    assert found is not None and found.state is DownloadState.PAUSED


def test_one_after_the_other(bench: Bench, hub: HubServer) -> None:
    bench.conditions = Conditions(at_once=1)
    downloads = bench.start()
    hub.misbehave(Fault(hold_after=10))
    first = downloads.start(offer_of(ONE))
    second = downloads.start(offer_of(TWO, "gemma-4-12b"))
    assert downloads.start(offer_of(ONE)) == first  # asked for twice: one download
    bench.qtbot.waitUntil(hub.held.is_set)
    assert [d.id for d in downloads.downloads] == [first, second]
    assert downloads.downloads[1].state is DownloadState.WAITING
    assert not [a for a in hub.asked if "two" in a.path]
    came: list[str] = []
    downloads.installed.connect(lambda model: came.append(model.id))
    hub.release()
    bench.qtbot.waitUntil(lambda: came == [first, second])


def test_cancelling_takes_away_what_has_come(bench: Bench, hub: HubServer) -> None:
    downloads = bench.start()
    hub.misbehave(Fault(hold_after=100_000))
    key = downloads.start(offer_of(ONE))
    bench.qtbot.waitUntil(lambda: downloads.downloads[0].got == 100_000)
    downloads.cancel(key)
    assert downloads.downloads == []
    bench.qtbot.waitUntil(lambda: bench.unfinished() == [])
    assert get(bench, downloads, offer_of(ONE)).id == key  # and it can be got again at once
    bench.end()
    assert bench.start().downloads == []


def test_cancelling_a_paused_one(bench: Bench, hub: HubServer) -> None:
    hub.misbehave(Fault(cut_after=100_000))
    first = bench.start()
    key = first.start(offer_of(ONE))
    bench.wait_for(first, key, DownloadState.FAILED)
    assert bench.unfinished()
    first.cancel(key)
    first.cancel(key)
    bench.qtbot.waitUntil(lambda: bench.unfinished() == [])


def test_a_failure_is_told_and_can_be_tried_again(bench: Bench, hub: HubServer) -> None:
    downloads = bench.start()
    hub.misbehave(Fault(status=503))
    key = downloads.start(offer_of(ONE))
    failed = bench.wait_for(downloads, key, DownloadState.FAILED)
    assert failed.error is not None
    assert failed.error.problem is Problem.SERVER_FAILED
    with bench.qtbot.waitSignal(downloads.installed):
        downloads.resume(key)


def test_a_failure_lets_the_next_one_begin(bench: Bench, hub: HubServer) -> None:
    downloads = bench.start()
    hub.misbehave(Fault(status=503))
    downloads.start(offer_of(ONE))
    get(bench, downloads, offer_of(TWO, "gemma-4-12b"))
    assert [d.state for d in downloads.downloads] == [DownloadState.FAILED]


def test_a_full_disk_says_how_much_is_missing_and_goes_on_when_there_is_room(bench: Bench) -> None:
    bench.free = 0
    downloads = bench.start()
    key = downloads.start(offer_of(ONE))
    bench.qtbot.waitUntil(lambda: downloads.downloads[0].waiting is Waiting.ROOM)
    error = downloads.downloads[0].error
    assert error is not None and error.problem is Problem.DISK_FULL
    missing = error.values["missing"]
    assert isinstance(missing, int) and missing > SIZE
    bench.free = 1000
    downloads.review()

    def says_less() -> bool:
        found = downloads.find(key)
        return bool(found and found.error and found.error.values["missing"] == missing - 1000)

    bench.qtbot.waitUntil(says_less)
    bench.free = 10**12
    with bench.qtbot.waitSignal(downloads.installed):
        downloads.review()


def test_what_was_under_way_goes_on_after_a_new_start(bench: Bench, hub: HubServer) -> None:
    first = bench.start()
    hub.misbehave(Fault(hold_after=100_000))
    key = first.start(offer_of(ONE))
    second_key = first.start(offer_of(TWO, "gemma-4-12b"))
    first.pause(second_key)
    bench.qtbot.waitUntil(lambda: first.downloads[0].got == 100_000)
    bench.end()  # in the middle of it
    again = bench.start()
    assert [d.id for d in again.downloads] == [key, second_key]
    assert {d.state for d in again.downloads} == {DownloadState.PAUSED}
    with bench.qtbot.waitSignal(again.installed):
        again.restore()
    assert [d.id for d in again.downloads] == [second_key]  # the person paused it
    assert "bytes=100000-" in [a.headers.get("range") for a in hub.asked]


def test_several_at_once(bench: Bench, hub: HubServer) -> None:
    bench.conditions = Conditions(at_once=2)
    downloads = bench.start()
    hub.misbehave(Fault(hold_after=10), Fault(hold_after=10))
    downloads.start(offer_of(ONE))
    downloads.start(offer_of(TWO, "gemma-4-12b"))
    bench.qtbot.waitUntil(lambda: sum(a.of == "network" for a in hub.asked) == 2)
    hub.release()
    bench.qtbot.waitUntil(lambda: downloads.downloads == [])


def test_the_first_of_the_queue_takes_the_place_of_another(bench: Bench, hub: HubServer) -> None:
    bench.conditions = Conditions(at_once=1)
    downloads = bench.start()
    hub.misbehave(Fault(hold_after=10))
    first = downloads.start(offer_of(ONE))
    second = downloads.start(offer_of(TWO, "gemma-4-12b"))
    bench.qtbot.waitUntil(hub.held.is_set)
    came: list[str] = []
    downloads.installed.connect(lambda model: came.append(model.id))
    downloads.first(second)
    assert [d.id for d in downloads.downloads] == [second, first]
    hub.release()
    bench.qtbot.waitUntil(lambda: came == [second, first])


@pytest.mark.parametrize(
    ("conditions", "waiting"),
    [
        (Conditions(at_night=True, hour=12), Waiting.NIGHT),
        (Conditions(metered=True), Waiting.METERED),
    ],
)
def test_a_download_waits_for_its_time_unless_the_person_insists(
    bench: Bench, hub: HubServer, conditions: Conditions, waiting: Waiting
) -> None:
    bench.conditions = conditions
    downloads = bench.start()
    key = downloads.start(offer_of(ONE))
    assert downloads.downloads[0].waiting is waiting
    second = downloads.start(offer_of(TWO, "gemma-4-12b"))
    with bench.qtbot.waitSignal(downloads.installed) as installed:
        downloads.resume(key, insisted=True)
    assert installed.args is not None and installed.args[0].id == key
    assert not [a for a in hub.asked if "two" in a.path]
    bench.conditions = Conditions(at_night=True, hour=23)
    with bench.qtbot.waitSignal(downloads.installed):
        downloads.review()
    assert downloads.find(second) is None


def test_what_runs_stops_when_its_time_is_over(bench: Bench, hub: HubServer) -> None:
    downloads = bench.start()
    hub.misbehave(Fault(hold_after=100_000))
    downloads.start(offer_of(ONE))
    bench.qtbot.waitUntil(lambda: downloads.downloads[0].got == 100_000)
    bench.conditions = Conditions(metered=True)
    downloads.review()
    assert downloads.downloads[0].waiting is Waiting.METERED
    bench.conditions = Conditions()
    with bench.qtbot.waitSignal(downloads.installed):
        downloads.review()
    assert "bytes=100000-" in [a.headers.get("range") for a in hub.asked]


def test_another_folder_takes_what_has_come(bench: Bench, hub: HubServer) -> None:
    downloads = bench.start()
    hub.misbehave(Fault(), Fault(hold_after=10_000))
    key = downloads.start(offer_of(ONE))
    bench.qtbot.waitUntil(lambda: downloads.downloads[0].got == len(WEIGHTS) + 10_000)
    downloads.relocate(key, bench.folder / "other")  # it runs: nothing happens
    downloads.pause(key)
    bench.qtbot.waitUntil(lambda: not downloads._work.running)
    with bench.qtbot.waitSignal(downloads.installed) as installed:
        downloads.relocate(key, bench.folder / "other")
    assert installed.args is not None
    model = installed.args[0]
    assert Path(model.weights) == bench.folder / "other" / "owner" / "one" / "weights.gguf"
    assert Path(model.weights).read_bytes() == WEIGHTS
    assert Path(model.projector).read_bytes() == EYES
    assert not [p for p in (bench.folder / "models").rglob("*") if p.is_file()]
    asked = [(a.path.partition("?")[0], a.headers.get("range")) for a in hub.asked]
    assert len([path for path, _ in asked if path.endswith("weights.gguf")]) == 2
    assert asked[-1][1] == "bytes=10000-"


def test_a_model_that_is_here_is_ready_at_once(bench: Bench) -> None:
    here = InstalledModel("here", "Here", "w", 1, "gemma-terms", PromptStyle.TURNS)
    downloads = bench.start()
    with bench.qtbot.waitSignal(downloads.installed) as installed:
        assert downloads.install(here) == "here"
    assert installed.args == [here]
    assert downloads.downloads == []


def test_the_starter_is_put_together_beside_a_download(
    bench: Bench, hub: HubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parts that are not there fail; what counts is that it does not wait for the network."""
    downloads = bench.start()
    hub.misbehave(Fault(hold_after=10))
    downloads.start(offer_of(ONE))
    bench.qtbot.waitUntil(hub.held.is_set)
    weights = bench.folder / "models" / "gemma-3-270m-q4_k_m.gguf"
    starter = InstalledModel(
        "starter", "Starter", str(weights), 1, "gemma-terms", PromptStyle.PLAIN, origin="package"
    )
    monkeypatch.setattr("desktop.services.models.starter.PACKAGE", "no_such_package")
    downloads.install(starter)
    failed = bench.wait_for(downloads, "starter", DownloadState.FAILED)
    assert failed.error is not None and failed.error.problem is Problem.FILE_MISSING
    with bench.qtbot.waitSignal(downloads.installed):
        monkeypatch.setattr("desktop.services.models.starter.SIZE", 1)
        weights.write_bytes(b"x")
        downloads.install(replace(starter, name="Now it is there"))


def test_what_needs_no_network_goes_on_by_itself_after_a_new_start(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = bench.folder / "models" / "gemma-3-270m-q4_k_m.gguf"
    starter = InstalledModel(
        "starter", "Starter", str(weights), 1, "gemma-terms", PromptStyle.PLAIN, origin="package"
    )
    InstallationRecord(bench.folder / "downloads.json").save([Installation(starter)])
    weights.parent.mkdir(parents=True)
    weights.write_bytes(b"x")
    monkeypatch.setattr("desktop.services.models.starter.SIZE", 1)
    downloads = bench.start()
    with bench.qtbot.waitSignal(downloads.installed) as installed:
        downloads.restore()
    assert installed.args == [starter]


def test_what_is_not_there_is_nothing_to_pause(bench: Bench) -> None:
    downloads = bench.start()
    for act in (downloads.pause, downloads.resume, downloads.cancel):
        act("nothing")
    assert downloads.downloads == []
