# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Wrong bytes, of the disk's making or the origin's: only what differs is fetched again."""

import errno
import hashlib
import os
import random
from collections.abc import Iterator
from dataclasses import replace
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
OTHER = random.Random(77).randbytes(len(CONTENT))
PAGE = 4096
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


def pages(path: Path) -> int:
    """How many of a file are right."""
    found = path.read_bytes()
    places = range(0, len(CONTENT), PAGE)
    return sum(found[at : at + PAGE] == CONTENT[at : at + PAGE] for at in places)


def replaced(bench: Bench, *, ranges: bool = True) -> None:
    """A mirror that says nothing of its files has another one of the same length by now."""
    bench.hub.files[KEY] = OTHER
    silent = Fault("hub", headers={"X-Linked-Etag": None, "X-Linked-Size": None})
    bench.hub.misbehave(*[silent] * 12, *[Fault(ignore_range=not ranges)] * 12)


@WRONG
@pytest.mark.parametrize("ranges", [True, False], ids=["ranges", "whole"])
@pytest.mark.parametrize("remembers", [True, False], ids=["remembered", "imported"])
def test_a_repair_from_a_mirror_with_another_file_changes_nothing(
    hub: HubServer, tmp_path: Path, ranges: bool, remembers: bool
) -> None:
    bench = Bench(hub, tmp_path, remembers=remembers)
    bench.fetch()
    target = bench.wanted.target
    flip(target, 2 * MB + 7)
    damaged = target.read_bytes()
    replaced(bench, ranges=ranges)
    with pytest.raises(AppError) as caught:
        bench.repair()
    assert caught.value.problem is Problem.CONTENT_WRONG
    assert target.read_bytes() == damaged
    assert list(target.parent.iterdir()) == [target]


@WRONG
@pytest.mark.parametrize("ranges", [True, False], ids=["ranges", "whole"])
def test_a_mirror_with_another_file_takes_nothing_from_a_download(
    bench: Bench, ranges: bool
) -> None:
    bench.stop_at(3 * MB)
    before = pages(bench.part)
    replaced(bench, ranges=ranges)
    with pytest.raises(AppError) as caught:
        bench.fetch()
    assert caught.value.problem is Problem.CONTENT_WRONG
    assert caught.value.values["changed"]
    assert pages(bench.part) == before >= 3 * MB // PAGE - 1
    bench.hub.files[KEY] = CONTENT
    bench.hub.forget_faults()
    bench.fetch()
    assert bench.is_right()


@WRONG
def test_wrong_second_opinions_come_out_again(bench: Bench) -> None:
    """The whole file was wrong in one place; what else came wrong later is not kept."""
    bench.hub.misbehave(*(Fault(flip=at * MB) for at in (3, 1, 1, 1, 1, 1, 1)))
    with pytest.raises(AppError):
        bench.fetch()
    assert pages(bench.part) == len(CONTENT) // PAGE  # of one more


@WRONG
def test_an_imported_files_repair_goes_on_where_it_was_stopped(
    hub: HubServer, tmp_path: Path
) -> None:
    bench = Bench(hub, tmp_path, remembers=False)
    bench.wanted.target.parent.mkdir()
    bench.wanted.target.write_bytes(CONTENT)
    flip(bench.wanted.target, 5 * MB)
    for got in (2 * MB, 4 * MB):
        hub.misbehave(Fault(cut_after=got))
        with pytest.raises(AppError):
            bench.repair()
    bench.repair()
    assert bench.is_right()
    first, second, third = bench.ranges()[:3]
    assert not first  # the whole
    assert second == f"bytes={2 * MB}-"
    assert int(third.removeprefix("bytes=").partition("-")[0]) >= 4 * MB


@WRONG
def test_a_repair_that_is_given_up_leaves_the_file_as_it_was(
    hub: HubServer, tmp_path: Path
) -> None:
    bench = Bench(hub, tmp_path, remembers=False)
    target = bench.wanted.target
    target.parent.mkdir()
    damaged = OTHER[:MB] + CONTENT[MB:]
    target.write_bytes(damaged)
    hub.misbehave(Fault(cut_after=3 * MB))
    with pytest.raises(AppError):
        bench.repair()
    assert target.read_bytes() != damaged
    bench.fetcher.discard(bench.wanted)
    assert target.read_bytes() == damaged
    assert list(target.parent.iterdir()) == [target]


def test_a_file_that_is_gone_is_fetched_and_has_no_name_before(bench: Bench) -> None:
    bench.hub.misbehave(Fault(cut_after=3 * MB))
    with pytest.raises(AppError):
        bench.repair()
    assert not bench.wanted.target.exists()
    bench.repair()
    assert bench.is_right()


@pytest.mark.parametrize("journal", [b"{", None], ids=["damaged", "missing"])
def test_without_its_journal_a_part_is_looked_at_again(bench: Bench, journal: bytes | None) -> None:
    bench.stop_at(5 * MB)
    path = bench.part.with_name("model.gguf.part.json")
    path.unlink()
    if journal is not None:
        path.write_bytes(journal)
    away = replace(bench.wanted, address="http://127.0.0.1:9/nobody")
    with pytest.raises(AppError):
        bench.fetcher.fetch(away, bench.told.append, bench.stop)
    assert bench.fetcher.got(bench.wanted) >= 4 * MB
    bench.hub.asked.clear()
    bench.fetch()
    assert bench.is_right()
    assert bench.fetched() <= 2 * MB + 123


def test_a_flipped_bit_in_the_journal_costs_its_block(bench: Bench) -> None:
    bench.stop_at(5 * MB)
    path = bench.part.with_name("model.gguf.part.blocks")
    flip(path, 20)
    bench.hub.asked.clear()
    bench.fetch()
    assert bench.is_right()
    assert bench.fetched() <= 3 * MB + 123


@WRONG
def test_a_part_that_became_shorter_is_filled_again(bench: Bench) -> None:
    """Cut while all of it was here, as when a kill came before the last look."""
    bench.hub.misbehave(*(Fault(flip=3 * MB) for _ in range(9)))
    with pytest.raises(AppError):
        bench.fetch()
    bench.hub.forget_faults()
    os.truncate(bench.part, 2 * MB)
    bench.fetch()
    assert bench.is_right()


def test_a_file_that_the_disk_does_not_keep_gets_no_name(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(handle: int) -> None:
        raise OSError(errno.EIO, "lost")

    name = "fdatasync" if hasattr(os, "fdatasync") else "fsync"
    with monkeypatch.context() as patched, pytest.raises(AppError) as caught:
        patched.setattr(os, name, lost)
        bench.fetch()
    assert caught.value.problem is Problem.FOLDER_NOT_WRITABLE
    assert not bench.wanted.target.exists()
    bench.fetch()
    assert bench.is_right()
