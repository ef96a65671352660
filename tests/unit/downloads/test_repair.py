# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Wrong bytes, of the disk's making or the origin's: only what differs is fetched again."""

import hashlib
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.services.downloads.fetch import StreamFetcher
from desktop.services.downloads.fetcher import Progress, Wanted
from desktop.services.http import Http
from desktop.services.stop import Stop
from tests.fakes.fetching import KEY
from tests.fakes.hub import Fault, HubServer

MB = 1 << 20
CONTENT = random.Random(9).randbytes(6 * MB + 123)
WRONG = pytest.mark.expected_logs("what it should be|not what was received")


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with HubServer({KEY: CONTENT}) as server:
        yield server


class Bench:
    """A fetcher that remembers blocks, or not."""

    def __init__(self, hub: HubServer, folder: Path, *, remembers: bool = True) -> None:
        self.hub = hub
        self.http = Http(hub.endpoint)
        memory = folder / "blocks" if remembers else None
        self.fetcher = StreamFetcher(self.http, waits=(), interval=0.0, memory=memory)
        self.wanted = Wanted(
            f"{hub.endpoint}/owner/name/resolve/main/model.gguf",
            folder / "models" / "model.gguf",
            len(CONTENT),
            hashlib.sha256(CONTENT).hexdigest(),
        )
        self.told: list[Progress] = []
        self.stop = Stop()

    @property
    def part(self) -> Path:
        return self.wanted.target.with_name("model.gguf.part")

    def fetch(self) -> None:
        self.fetcher.fetch(self.wanted, self.told.append, self.stop)

    def repair(self) -> int:
        return self.fetcher.repair(self.wanted, self.told.append, self.stop)

    def stop_at(self, got: int) -> None:
        """Leave an unfinished file of so many bytes behind."""
        self.hub.misbehave(Fault(cut_after=got))
        with pytest.raises(AppError):
            self.fetch()

    def is_right(self) -> bool:
        """The file is there, and nothing else is."""
        target = self.wanted.target
        return target.read_bytes() == CONTENT and list(target.parent.iterdir()) == [target]

    def ranges(self) -> list[str]:
        return [a.headers.get("range", "") for a in self.hub.asked if a.of == "network"]

    def fetched(self) -> int:
        """Bytes that were asked for with ranges."""
        total = 0
        for each in self.ranges():
            first, _, last = each.removeprefix("bytes=").partition("-")
            total += int(last or len(CONTENT) - 1) + 1 - int(first or 0)
        return total


@pytest.fixture
def bench(hub: HubServer, tmp_path: Path) -> Iterator[Bench]:
    made = Bench(hub, tmp_path)
    yield made
    made.http.close()


def flip(path: Path, place: int) -> None:
    with path.open("r+b") as file:
        file.seek(place)
        byte = file.read(1)[0]
        file.seek(place)
        file.write(bytes([byte ^ 0xFF]))


@WRONG
def test_what_the_disk_changed_is_fetched_again_and_nothing_else(bench: Bench) -> None:
    bench.stop_at(4 * MB)
    flip(bench.part, 2 * MB + 5)
    asked = len(bench.hub.asked)
    bench.fetch()
    assert bench.is_right()
    rest, again = bench.ranges()[1:]
    assert rest == f"bytes={4 * MB}-"
    first, _, last = again.removeprefix("bytes=").partition("-")
    assert int(first) <= 2 * MB + 5 <= int(last)
    assert int(last) - int(first) < 2 * MB
    assert len(bench.hub.asked) - asked == 4


@WRONG
def test_what_the_origin_sent_wrong_is_found_with_one_more_file_at_most(bench: Bench) -> None:
    bench.hub.misbehave(Fault(flip=3 * MB))
    bench.fetch()
    assert bench.is_right()
    assert bench.fetched() <= 2 * len(CONTENT)


@WRONG
def test_a_wrong_seam_is_looked_at_first(bench: Bench) -> None:
    bench.hub.misbehave(Fault(cut_after=2 * MB + 1000, flip=2 * MB + 500))
    with pytest.raises(AppError):
        bench.fetch()
    bench.fetch()
    assert bench.is_right()
    assert bench.fetched() < len(CONTENT) * 2 + 2 * MB  # the first answer counts as a whole file


@WRONG
def test_an_origin_that_is_wrong_again_and_again_is_told_and_nothing_is_lost(
    bench: Bench,
) -> None:
    bench.hub.misbehave(*(Fault(flip=3 * MB) for _ in range(9)))
    with pytest.raises(AppError) as caught:
        bench.fetch()
    assert caught.value.problem is Problem.CONTENT_WRONG
    assert not bench.wanted.target.exists()
    assert bench.fetcher.got(bench.wanted) == len(CONTENT)


@WRONG
def test_an_installed_file_is_repaired_with_the_bytes_that_differ(bench: Bench) -> None:
    bench.fetch()
    flip(bench.wanted.target, 4 * MB)
    assert 0 < bench.repair() < 2 * MB
    assert bench.is_right()
    assert bench.repair() == 0


@WRONG
@pytest.mark.parametrize("size", [0, 3 * MB], ids=["empty", "short"])
def test_an_installed_file_of_another_length_is_repaired(bench: Bench, size: int) -> None:
    bench.fetch()
    with bench.wanted.target.open("r+b") as file:
        file.truncate(size)
    assert bench.repair() <= max(len(CONTENT) - size, 0) + 2 * MB
    assert bench.is_right()


def test_an_installed_file_that_is_too_long_needs_no_byte(bench: Bench) -> None:
    bench.fetch()
    with bench.wanted.target.open("ab") as file:
        file.write(b"more")
    assert bench.repair() == 0
    assert bench.is_right()


@WRONG
def test_an_imported_file_is_repaired_with_one_more_file(hub: HubServer, tmp_path: Path) -> None:
    bench = Bench(hub, tmp_path, remembers=False)
    bench.wanted.target.parent.mkdir()
    bench.wanted.target.write_bytes(CONTENT)
    assert bench.repair() == 0
    assert not hub.asked
    flip(bench.wanted.target, 4 * MB)
    assert bench.repair() <= len(CONTENT)
    assert bench.is_right()


@WRONG
def test_a_repair_that_was_stopped_can_be_made_again(bench: Bench) -> None:
    bench.fetch()
    flip(bench.wanted.target, 4 * MB)
    bench.stop.set()
    with pytest.raises(Cancelled):
        bench.repair()
    bench.stop = Stop()
    bench.repair()
    assert bench.is_right()
