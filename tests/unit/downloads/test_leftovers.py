# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Unfinished files that are in no list of downloads."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.services.downloads.leftovers import find_leftovers, take_away
from tests.fakes.fetching import CONTENT, KEY, Bench, cut
from tests.fakes.hub import HubServer


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with HubServer({KEY: CONTENT}) as server:
        yield server


@pytest.mark.parametrize("depth", ["", "owner/name", "owner/name/Q4/01234567"])
def test_a_part_that_no_download_names_is_found(hub: HubServer, tmp_path: Path, depth: str) -> None:
    models = tmp_path / "models"
    bench = Bench(hub, models / depth)
    cut(bench, 100_000)
    (found,) = find_leftovers(models, ())
    assert found.path == str(bench.wanted.target)
    assert found.sha256 == bench.wanted.sha256 and found.taken >= 100_000
    assert find_leftovers(models, [found.path]) == []
    take_away(found)
    assert not [path for path in models.rglob("*") if path.is_file()]


def test_a_damaged_journal_hides_nothing(hub: HubServer, tmp_path: Path) -> None:
    bench = Bench(hub, tmp_path)
    cut(bench, 100_000)
    bench.part.journal_path.write_bytes(b"[" * 100_000)
    (found,) = find_leftovers(tmp_path, ())
    assert found.sha256 == ""


def test_unfinished_files_of_other_programs_are_none(tmp_path: Path) -> None:
    (tmp_path / "film.mp4.part").write_bytes(b"of a browser")
    assert find_leftovers(tmp_path, ()) == []
    assert find_leftovers(tmp_path / "away", ()) == []
