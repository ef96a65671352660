# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The queue of downloads as the window sees it, over the real engine and the stand-in Hub."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.download import DownloadState
from desktop.domain.errors import Problem
from desktop.domain.model import InstalledModel
from desktop.domain.prompt import PromptStyle
from desktop.services.downloads.installation import Installation, InstallationRecord
from tests.fakes.downloading import ONE, SIZE, TWO, WEIGHTS, Bench, get
from tests.fakes.hub import Fault, HubServer
from tests.fakes.offers import offer_of


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with HubServer(ONE | TWO) as server:
        yield server


@pytest.fixture
def bench(hub: HubServer, tmp_path: Path, qtbot: QtBot) -> Iterator[Bench]:
    made = Bench(hub, tmp_path, qtbot)
    yield made
    made.end()


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


@pytest.mark.expected_logs("what it should be")
def test_a_model_that_went_bad_is_repaired_in_its_place(bench: Bench, hub: HubServer) -> None:
    downloads = bench.start()
    model = get(bench, downloads, offer_of(ONE))
    weights = Path(model.weights)
    weights.write_bytes(b"bad" + WEIGHTS[3:])
    with bench.qtbot.waitSignal(downloads.installed) as installed:
        assert downloads.repair(model, offer_of(ONE).model.files) == model.id
    assert installed.args == [model]
    assert weights.read_bytes() == WEIGHTS
    assert len(list(weights.parent.iterdir())) == 2


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


def test_cancelling_takes_away_what_has_come(bench: Bench, hub: HubServer) -> None:
    downloads = bench.start()
    hub.misbehave(Fault(hold_after=100_000))
    key = downloads.start(offer_of(ONE))
    bench.qtbot.waitUntil(lambda: downloads.downloads[0].got == 100_000)
    downloads.cancel(key)
    assert downloads.downloads == []
    downloads.let_go(key)
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
    first.let_go(key)
    first.let_go(key)
    bench.qtbot.waitUntil(lambda: bench.unfinished() == [])


@pytest.mark.parametrize("way", ["undo", "get it again"])
def test_cancelling_can_be_undone(bench: Bench, hub: HubServer, way: str) -> None:
    """Nothing that had come is fetched again."""
    downloads = bench.start()
    hub.misbehave(Fault(hold_after=100_000))
    key = downloads.start(offer_of(ONE))
    bench.qtbot.waitUntil(lambda: downloads.downloads[0].got == 100_000)
    with bench.qtbot.waitSignal(downloads.cancelled) as told:
        downloads.cancel(key)
    assert told.args is not None and told.args[0].got == 100_000
    bench.qtbot.waitUntil(lambda: not downloads._work.running)
    with bench.qtbot.waitSignal(downloads.installed):
        downloads.undo_cancel(key) if way == "undo" else downloads.start(offer_of(ONE))
    ranges = [a.headers.get("range") for a in hub.asked if a.of == "network"]
    assert ranges == [None, "bytes=100000-", None]
    downloads.let_go(key)  # too late: it stays
    assert bench.library.installed()


def test_what_was_cancelled_goes_at_the_next_start(bench: Bench, hub: HubServer) -> None:
    """The program ended before the way back was gone; nothing is left that nobody knows of."""
    first = bench.start()
    hub.misbehave(Fault(hold_after=100_000))
    key = first.start(offer_of(ONE))
    bench.qtbot.waitUntil(lambda: first.downloads[0].got == 100_000)
    first.cancel(key)
    bench.end()
    assert bench.unfinished()
    second = bench.start()
    assert second.downloads == []
    second.restore()
    bench.qtbot.waitUntil(lambda: bench.unfinished() == [])
    bench.end()
    assert InstallationRecord(bench.folder / "downloads.json").load() == []


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
