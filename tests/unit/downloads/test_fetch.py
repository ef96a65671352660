# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The download engine when connections end, servers fail and programs are ended.

What is right on the disk stays, and only the right file ever gets its name.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.domain.download import DownloadState, is_portal
from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.services.downloads.fetcher import Progress
from desktop.services.downloads.patience import Patience, Tries
from tests.fakes.fetching import CONTENT, KEY, Bench, again, cut
from tests.fakes.hub import Fault, HubServer


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with HubServer({KEY: CONTENT}) as server:
        yield server


@pytest.fixture
def bench(hub: HubServer, tmp_path: Path) -> Bench:
    return Bench(hub, tmp_path)


def test_a_file_is_fetched_checked_and_named(bench: Bench) -> None:
    bench.fetch()
    assert bench.is_right()
    assert bench.told[0].state is DownloadState.CONNECTING
    end = bench.told[-1]
    assert (end.state, end.got, end.attempt) == (DownloadState.DOWNLOADING, len(CONTENT), 1)
    assert [p.got for p in bench.told] == sorted(p.got for p in bench.told)


def test_it_has_no_name_before_it_is_whole(bench: Bench) -> None:
    bench.hub.misbehave(Fault(hold_after=100_000))
    seen: list[bool] = []

    def tell(progress: Progress) -> None:
        seen.append(bench.wanted.target.exists())
        if progress.got == 100_000:
            bench.hub.release()

    bench.fetch(tell)
    assert not any(seen)
    assert bench.is_right()


@pytest.mark.parametrize("reset", [False, True], ids=["closed", "reset"])
def test_a_cut_is_gone_on_from(bench: Bench, reset: bool) -> None:
    bench.hub.misbehave(Fault(cut_after=200_000, reset=reset))
    bench.fetch()
    assert bench.is_right()
    first, second = bench.ranges()
    assert first == ""
    if not reset:  # a reset may take with it what was on its way
        assert second == "bytes=200000-"
    assert second.startswith("bytes=")


def test_a_new_start_of_the_program_goes_on_from_what_is_there(bench: Bench) -> None:
    cut(bench, 120_000)
    second = again(bench)
    second.fetch()
    assert second.is_right()
    assert second.ranges()[-1] == "bytes=120000-"
    assert second.told[0].got == 120_000


def test_all_bytes_are_here_but_the_name_is_missing(bench: Bench) -> None:
    with bench.part.opened(bench.stop) as part:  # the program ended just before the last step
        part.begin("")
        part.write(0, [CONTENT])
    bench.fetch()
    assert bench.is_right()
    assert not bench.hub.asked


def test_stopping_keeps_what_has_come(bench: Bench) -> None:
    bench.hub.misbehave(Fault(hold_after=150_000))

    def tell(progress: Progress) -> None:
        if progress.got == 150_000:
            bench.stop.set()

    with pytest.raises(Cancelled):
        bench.fetch(tell)
    assert bench.part.got == 150_000
    second = again(bench)
    second.fetch()
    assert second.ranges()[-1] == "bytes=150000-"
    assert second.is_right()


def test_stopping_ends_the_wait_between_two_tries(bench: Bench) -> None:
    bench.waits = (3600.0,)
    bench.hub.misbehave(Fault(cut_after=10))
    told: list[Progress] = []

    def tell(progress: Progress) -> None:
        told.append(progress)
        if progress.attempt == 2:
            bench.stop.set()

    with pytest.raises(Cancelled):
        bench.fetch(tell)
    assert told[-1].state is DownloadState.CONNECTING
    assert 3599 < told[-1].wait <= 3600


def test_the_network_coming_back_ends_the_wait(bench: Bench) -> None:
    bench.waits = (3600.0,)
    bench.hub.misbehave(Fault(cut_after=1000))

    def tell(progress: Progress) -> None:
        if progress.wait:
            bench.fetcher.wake()

    bench.fetch(tell)
    assert bench.is_right()
    assert bench.ranges() == ["", "bytes=1000-"]


def test_tries_go_on_for_ever_when_they_are_to(bench: Bench) -> None:
    bench.waits, bench.for_ever = (0.0, 0.0), True
    bench.hub.misbehave(*(Fault("hub", status=503) for _ in range(20)))
    bench.fetch()
    assert bench.is_right()
    assert max(p.attempt for p in bench.told) == 21


PORTALS = {
    "page": Fault("hub", status=200, body=b"<html>Log in", headers={"Content-Type": "text/html"}),
    "511": Fault("hub", status=511),
    "redirect": Fault("hub", location="http://192.0.2.1/login"),
    "circle": Fault("hub", location="/owner/name/resolve/main/model.gguf"),
}
REFUSED = pytest.mark.expected_logs("an address was refused")
KINDS = [pytest.param(kind, marks=[REFUSED] * (kind == "redirect")) for kind in PORTALS]


@pytest.mark.parametrize("kind", KINDS)
def test_a_network_that_wants_a_login_is_waited_for(bench: Bench, kind: str) -> None:
    """When it lets us through, the download goes on by itself; what it did is told meanwhile."""
    bench.waits, bench.for_ever = (0.02,), True
    bench.hub.misbehave(*[PORTALS[kind]] * 18)
    bench.fetch()
    assert bench.is_right()
    errors = [progress.error for progress in bench.told if progress.wait]
    assert errors and all(error is not None and is_portal(error) for error in errors)


@pytest.mark.parametrize("kind", KINDS)
def test_whoever_does_not_wait_for_ever_is_told_of_it(bench: Bench, kind: str) -> None:
    bench.hub.misbehave(*[PORTALS[kind]] * 6)
    with pytest.raises(AppError) as caught:
        bench.fetch()
    assert is_portal(caught.value)


def test_why_the_last_try_failed_is_told_while_it_waits(bench: Bench) -> None:
    bench.waits = (0.02, 0.02, 0.02)
    bench.hub.misbehave(Fault("hub", status=503), Fault("hub", status=429))
    bench.fetch()
    errors = [progress.error for progress in bench.told if progress.wait]
    problems = [error.problem for error in errors if error is not None]
    assert list(dict.fromkeys(problems)) == [Problem.SERVER_FAILED, Problem.TOO_MANY_REQUESTS]
    assert len(problems) == len(errors)
    assert [progress.error for progress in bench.told if not progress.wait].count(None) > 0
    assert bench.told[-1].error is None


def test_a_disk_that_is_taken_away_on_the_way(bench: Bench, tmp_path: Path) -> None:
    """Between two tries: nothing is made where its folder was, and nothing is fetched into it."""
    bench.folder, bench.waits = tmp_path / "disk", (0.02,)
    bench.hub.misbehave(Fault(cut_after=100_000))

    def tell(progress: Progress) -> None:
        if progress.wait and bench.folder.exists():
            bench.folder.rename(tmp_path / "away")

    with pytest.raises(AppError) as caught:
        bench.fetch(tell)
    assert caught.value.problem is Problem.FOLDER_NOT_WRITABLE
    assert not bench.folder.exists() and bench.ranges() == [""]
    (tmp_path / "away").rename(bench.folder)
    second = again(bench)
    second.fetch()
    assert second.is_right() and second.ranges()[-1] == "bytes=100000-"


def test_another_content_is_not_waited_for_without_end() -> None:
    """A server may err once; but what says so again and again is believed."""
    patience, tries = Patience((0.0, 0.0), for_ever=True), Tries()
    for _ in range(9):  # hours without a network before do not count
        patience.seconds(AppError(Problem.OFFLINE), tries)
    other = AppError(Problem.CONTENT_WRONG, again=True, changed=True)
    patience.seconds(other, tries)
    patience.seconds(other, tries)
    with pytest.raises(AppError):
        patience.seconds(other, tries)


def test_a_server_that_says_nothing_is_left_and_asked_again(hub: HubServer, tmp_path: Path) -> None:
    bench = Bench(hub, tmp_path, silence=0.2)
    bench.waits = (0.0,)
    hub.misbehave(Fault(hold_after=50_000))
    bench.fetch()
    assert bench.is_right()
    assert bench.ranges() == ["", "bytes=50000-"]
    assert max(p.silent for p in bench.told if p.got == 50_000) >= 0.19
    assert 2 in [p.attempt for p in bench.told]


def test_the_number_of_tries_begins_anew_with_every_byte(bench: Bench) -> None:
    bench.waits = (0.0,)
    bench.hub.misbehave(*(Fault(cut_after=50_000) for _ in range(4)))
    bench.fetch()
    assert bench.is_right()


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        (Fault(status=503, headers={"Retry-After": "0"}), Problem.SERVER_FAILED),
        (Fault(status=500), Problem.SERVER_FAILED),
        (Fault(status=429), Problem.TOO_MANY_REQUESTS),
        (Fault("hub", status=502), Problem.SERVER_FAILED),
        (Fault(cut_after=0), Problem.OFFLINE),
    ],
    ids=["503", "500", "429", "502 of the Hub", "nothing"],
)
def test_a_server_in_trouble_is_asked_again_and_at_last_given_up(
    bench: Bench, fault: Fault, problem: Problem
) -> None:
    bench.hub.misbehave(fault)
    bench.fetch()
    assert bench.is_right()
    bench.wanted.target.unlink()
    bench.hub.misbehave(*([fault] * 4))
    bench.fails(problem)


def test_retry_after_is_honoured(bench: Bench) -> None:
    bench.hub.misbehave(Fault(status=429, headers={"Retry-After": "1800"}))
    waited: list[float] = []

    def tell(progress: Progress) -> None:
        if progress.attempt == 2:
            waited.append(progress.wait)
            bench.stop.set()

    with pytest.raises(Cancelled):
        bench.fetch(tell)
    assert len(waited) == 1 and 1799 < waited[0] <= 1800


def test_an_address_that_ran_out_is_renewed(bench: Bench) -> None:
    cut(bench, 100_000)
    bench.hub.misbehave(Fault("network", status=403), Fault("network", status=403))
    second = again(bench)
    second.waits = ()  # it costs no try
    second.fetch()
    assert second.is_right()


def test_an_address_that_runs_out_again_and_again_is_given_up(bench: Bench) -> None:
    bench.waits = ()
    bench.hub.misbehave(*(Fault(status=403) for _ in range(9)))
    bench.fails(Problem.SERVER_FAILED)
    assert len(bench.ranges()) == 4


def test_every_try_asks_the_hub_for_a_new_address(bench: Bench) -> None:
    bench.hub.misbehave(Fault(hold_after=100_000, cut_after=100_000))

    def tell(progress: Progress) -> None:
        if progress.got == 100_000 and progress.state is DownloadState.DOWNLOADING:
            bench.hub.expire()
            bench.hub.release()

    bench.fetch(tell)
    assert bench.is_right()
