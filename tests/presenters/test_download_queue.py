# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Which downloads run, in which order, where, and what the others wait for."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.download import DownloadState
from desktop.domain.errors import AppError, Problem
from desktop.domain.waiting import Conditions, Waiting
from desktop.presenters.background import Background
from desktop.presenters.downloads import Downloads
from desktop.presenters.leftovers import Leftovers
from desktop.presenters.offers import Offers
from desktop.services.downloads.installation import Installation
from desktop.services.downloads.on_disk import OnDisk
from tests.fakes.downloading import EYES, ONE, SIZE, TWO, WEIGHTS, Bench
from tests.fakes.hub import Fault, HubServer
from tests.fakes.offers import catalogue_of, model_of, offer_of
from tests.fakes.stage import COMPUTER


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with HubServer(ONE | TWO) as server:
        yield server


@pytest.fixture
def bench(hub: HubServer, tmp_path: Path, qtbot: QtBot) -> Iterator[Bench]:
    made = Bench(hub, tmp_path, qtbot)
    yield made
    made.end()


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
        (Conditions(at_night=True, hour=5, night=(1, 5)), Waiting.NIGHT),
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
    assert downloads.downloads[0].goes_on == conditions.night[0]
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
    with bench.qtbot.waitSignal(downloads.installed) as installed:
        downloads.relocate(key, bench.folder / "other")  # while it runs
    assert installed.args is not None
    model = installed.args[0]
    assert Path(model.weights) == bench.folder / "other" / "owner" / "one" / "weights.gguf"
    assert Path(model.weights).read_bytes() == WEIGHTS
    assert Path(model.projector).read_bytes() == EYES
    assert not [p for p in (bench.folder / "models").rglob("*") if p.is_file()]
    asked = [(a.path.partition("?")[0], a.headers.get("range")) for a in hub.asked]
    assert len([path for path, _ in asked if path.endswith("weights.gguf")]) == 2
    assert asked[-1][1] == "bytes=10000-"


def test_a_folder_that_takes_nothing_loses_nothing(bench: Bench, hub: HubServer) -> None:
    """Another one can be chosen; meanwhile the list knows both places, also after a new start."""
    downloads = bench.start()
    hub.misbehave(Fault(hold_after=100_000))
    key = downloads.start(offer_of(ONE))
    bench.qtbot.waitUntil(lambda: downloads.downloads[0].got == 100_000)
    (bench.folder / "file").write_bytes(b"no folder")
    downloads.relocate(key, bench.folder / "file")
    failed = bench.wait_for(downloads, key, DownloadState.FAILED)
    assert failed.error is not None and failed.error.problem is Problem.FOLDER_NOT_WRITABLE
    bench.end()
    again = bench.start()
    with bench.qtbot.waitSignal(again.installed) as installed:
        again.relocate(key, bench.folder / "third")
    assert installed.args is not None
    assert Path(installed.args[0].weights).is_relative_to(bench.folder / "third")
    assert "bytes=100000-" in [a.headers.get("range") for a in hub.asked]


def without_disk(bench: Bench, hub: HubServer) -> tuple[Downloads, Path, Path]:
    """A download that waits for its disk; where this was, and where it is."""
    downloads = bench.start()
    hub.misbehave(Fault(hold_after=100_000))
    key = downloads.start(offer_of(ONE))
    bench.qtbot.waitUntil(lambda: downloads.downloads[0].got == 100_000)
    downloads.pause(key)
    bench.qtbot.waitUntil(lambda: not downloads._work.running)
    disk, away = bench.folder / "models", bench.folder / "away"
    disk.rename(away)
    downloads.resume(key)
    bench.qtbot.waitUntil(lambda: downloads.downloads[0].waiting is Waiting.DISK)
    return downloads, disk, away


def test_a_disk_that_is_taken_away_is_waited_for(bench: Bench, hub: HubServer) -> None:
    """Nothing begins anew on another disk meanwhile, and it goes on by itself."""
    downloads, disk, away = without_disk(bench, hub)
    downloads.review()
    error = downloads.downloads[0].error
    assert error is not None and error.values == {"folder": str(disk)}
    assert not disk.exists()
    away.rename(disk)
    with bench.qtbot.waitSignal(downloads.installed):
        downloads.review()
    assert "bytes=100000-" in [a.headers.get("range") for a in hub.asked]


def test_a_disk_that_does_not_answer_is_asked_once(
    bench: Bench, hub: HubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    downloads, disk, away = without_disk(bench, hub)
    answers = threading.Event()
    asked: list[str] = []
    real = OnDisk.obstacle

    def obstacle(disks: OnDisk, installation: Installation) -> AppError | None:
        asked.append(installation.id)
        answers.wait(30)
        return real(disks, installation)

    monkeypatch.setattr(OnDisk, "obstacle", obstacle)
    for _ in range(5):
        downloads.review()
    bench.qtbot.waitUntil(lambda: bool(asked))
    assert len(asked) == 1
    with bench.qtbot.waitSignal(downloads.installed):
        away.rename(disk)
        answers.set()
    assert len(asked) <= 2


def test_what_two_share_stays_when_one_is_cancelled(bench: Bench, hub: HubServer) -> None:
    shared = {"owner/one/other.gguf": WEIGHTS[::-1], "owner/one/eyes.gguf": EYES}
    hub.files.update(shared)
    downloads = bench.start()
    hub.misbehave(Fault(), Fault(cut_after=10_000), Fault(), Fault(cut_after=10_000))
    first = downloads.start(offer_of(ONE))
    bench.wait_for(downloads, first, DownloadState.FAILED)
    second = downloads.start(offer_of(shared, "gemma-4-12b"))
    bench.wait_for(downloads, second, DownloadState.FAILED)
    before = bench.unfinished()
    assert [name for name in before if name.startswith("eyes")]
    downloads.cancel(first)
    downloads.let_go(first)
    bench.qtbot.waitUntil(lambda: not downloads._work.running)
    assert bench.unfinished() == before


def test_what_is_in_no_list_is_found_and_gone_on_with(bench: Bench, hub: HubServer) -> None:
    """The list of downloads was lost; the bytes were not."""
    downloads = bench.start()
    hub.misbehave(Fault(hold_after=100_000))
    key = downloads.start(offer_of(TWO))
    bench.qtbot.waitUntil(lambda: downloads.downloads[0].got == 100_000)
    bench.end()
    (bench.folder / "downloads.json").unlink()
    again, background = bench.start(), Background()
    model = model_of(TWO)
    offers = Offers(catalogue_of(model), lambda: COMPUTER, lambda: None, background)
    with bench.qtbot.waitSignal(offers.changed):
        offers.refresh()
    leftovers = Leftovers(lambda: bench.folder / "models", again, offers, background)
    with bench.qtbot.waitSignal(leftovers.changed):
        leftovers.look()
    (found,) = leftovers.found
    assert found.name == "weights.gguf"
    with bench.qtbot.waitSignal(again.installed) as installed:
        leftovers.go_on(found)
    assert installed.args is not None and installed.args[0].id == key
    assert leftovers.found == []
    assert "bytes=100000-" in [a.headers.get("range") for a in hub.asked]
    background.close()
    for each in (leftovers, offers, background):
        each.deleteLater()


def test_what_is_in_no_list_can_be_taken_away(bench: Bench, hub: HubServer) -> None:
    downloads = bench.start()
    hub.misbehave(Fault(hold_after=100_000))
    downloads.start(offer_of(TWO))
    bench.qtbot.waitUntil(lambda: downloads.downloads[0].got == 100_000)
    bench.end()
    (bench.folder / "downloads.json").unlink()
    again, background = bench.start(), Background()
    offers = Offers(catalogue_of(), lambda: COMPUTER, lambda: None, background)
    leftovers = Leftovers(lambda: bench.folder / "models", again, offers, background)
    with bench.qtbot.waitSignal(leftovers.changed):
        leftovers.look()
    assert leftovers.offer(leftovers.found[0]) is None  # nobody knows what it is of
    leftovers.take_away(leftovers.found[0])
    bench.qtbot.waitUntil(lambda: bench.unfinished() == [])
    background.close()
    for each in (leftovers, offers, background):
        each.deleteLater()
