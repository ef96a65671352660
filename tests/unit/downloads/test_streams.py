# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Several streams for one file, and a limit on their speed."""

import hashlib
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from desktop.domain.errors import AppError, Problem
from desktop.domain.ranges import Width
from desktop.services.downloads import streams
from desktop.services.downloads.fetch import StreamFetcher
from desktop.services.downloads.fetcher import Progress, Wanted
from desktop.services.downloads.throttle import PIECE, Throttle
from desktop.services.http import Http
from desktop.services.stop import Stop
from tests.fakes.fetching import KEY
from tests.fakes.hub import Fault, HubServer

CONTENT = random.Random(5).randbytes(3_000_000)
RANGES = {"Accept-Ranges": "bytes"}


class ThreeAtOnce(Width):
    """As if more had always been faster."""

    def note(self, now: float, got: int) -> int:
        self.streams = min(self.streams + 1, 3) if self._most > 1 else 1
        return self.streams


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    monkeypatch.setattr(streams, "SEGMENT", 300_000)
    monkeypatch.setattr(streams, "UPKEEP", 0.0)
    with HubServer({KEY: CONTENT}) as server:
        yield server


def fetch(hub: HubServer, folder: Path, *, release_at: int | None = None) -> Path:
    target = folder / "model.gguf"
    http = Http(hub.endpoint)
    digest = hashlib.sha256(CONTENT).hexdigest()
    wanted = Wanted(
        f"{hub.endpoint}/owner/name/resolve/main/model.gguf", target, len(CONTENT), digest
    )

    def tell(progress: Progress) -> None:
        if release_at is not None and progress.got >= release_at:
            hub.release()

    fetcher = StreamFetcher(http, waits=(0.0, 0.0), interval=0.0, width=ThreeAtOnce)
    try:
        fetcher.fetch(wanted, tell, Stop())
    finally:
        http.close()
    return target


def asked(hub: HubServer) -> list[str]:
    return [a.headers.get("range", "") for a in hub.asked if a.of == "network"]


def test_a_slow_stream_gives_away_what_it_has_not_yet_brought(
    hub: HubServer, tmp_path: Path
) -> None:
    hub.misbehave(Fault(hold_after=200_000, headers=RANGES))
    # Only others can bring as much while the first is held.
    assert fetch(hub, tmp_path, release_at=2_700_000).read_bytes() == CONTENT
    assert len(asked(hub)) > 5
    assert list(tmp_path.iterdir()) == [tmp_path / "model.gguf"]


def test_a_server_without_ranges_is_asked_by_one(hub: HubServer, tmp_path: Path) -> None:
    hub.misbehave(
        Fault(hold_after=200_000, headers=RANGES),
        *(Fault(ignore_range=True) for _ in range(3)),
    )
    assert fetch(hub, tmp_path, release_at=200_000).read_bytes() == CONTENT


def test_too_many_requests_of_one_leave_the_others_alone(hub: HubServer, tmp_path: Path) -> None:
    hub.misbehave(Fault(hold_after=200_000, headers=RANGES), Fault(status=429), Fault(status=429))
    assert fetch(hub, tmp_path, release_at=2_500_000).read_bytes() == CONTENT


def test_what_is_fatal_for_one_ends_all(hub: HubServer, tmp_path: Path) -> None:
    hub.misbehave(
        Fault(hold_after=200_000, headers=RANGES),
        Fault(body=b"<html>", headers={"Content-Type": "text/html"}),
    )
    with pytest.raises(AppError) as caught:
        fetch(hub, tmp_path)
    hub.release()
    assert caught.value.problem is Problem.WRONG_ANSWER


def test_a_file_that_two_want_is_fetched_once(hub: HubServer, tmp_path: Path) -> None:
    hub.misbehave(Fault(hold_after=1000))
    http = Http(hub.endpoint)
    digest = hashlib.sha256(CONTENT).hexdigest()
    address = f"{hub.endpoint}/owner/name/resolve/main/model.gguf"
    wanted = Wanted(address, tmp_path / "model.gguf", len(CONTENT), digest)
    fetcher = StreamFetcher(http, waits=(), interval=0.0)

    def fetch_it() -> None:
        fetcher.fetch(wanted, lambda progress: None, Stop())

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(fetch_it)
        hub.held.wait()
        second = pool.submit(fetch_it)
        fetcher.discard(wanted)  # a third one gives up
        hub.release()
        first.result()
        second.result()
    http.close()
    assert wanted.target.read_bytes() == CONTENT
    assert asked(hub) == [""]


def test_a_limit_makes_everyone_wait() -> None:
    now = [0.0]
    waited: list[float] = []

    class Noting(Stop):
        def wait(self, timeout: float | None = None) -> bool:
            waited.append(round(timeout or 0.0, 3))
            return False

    throttle = Throttle(lambda: 1000, lambda: now[0])
    throttle.take(500, Noting())
    throttle.take(500, Noting())
    now[0] = 10.0
    throttle.take(100, Noting())
    assert waited == [0.5, 1.0, 0.1]
    assert throttle.piece < PIECE


def test_without_a_limit_nobody_waits() -> None:
    throttle = Throttle()
    throttle.take(10**12, Stop())
    assert throttle.piece == PIECE
    assert not throttle.is_on
