# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Many models: their order, what is looked for, what could be freed, and on which disks."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp

import pytest

from desktop.domain.library import Entry, Place
from desktop.domain.model import InstalledModel
from desktop.domain.overview import Order, arranged, freeable, is_meant, size_alone, users_of
from desktop.domain.prompt import PromptStyle
from desktop.services.models.disks import disks_of
from desktop.services.models.inventory import Inventory
from desktop.services.stop import Stop
from tests.unit.models.conftest import Put

NOW = 200 * 86_400.0
SHM = Path("/dev/shm")
TWO_DISKS = SHM.is_dir() and SHM.stat().st_dev != Path("/tmp").stat().st_dev


def entry(name: str, size: int = 10, **more: object) -> Entry:
    """Used today, so that nothing of it could be freed."""
    model = InstalledModel(name, name, f"/m/{name}.gguf", size, "gemma-terms", PromptStyle.TURNS)
    made = Entry(model, stamp=(size, 1, 1), used=NOW, added=NOW)
    return replace(made, **more)  # type: ignore[arg-type]


def names(entries: list[Entry]) -> str:
    return " ".join(entry.id for entry in entries)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (Order.NEWEST, "old zebra Émile anna"),
        (Order.NAME, "old anna Émile zebra"),
        (Order.SIZE, "old Émile anna zebra"),
        (Order.USED, "old anna zebra Émile"),
    ],
)
def test_the_order_with_favourites_first(order: Order, expected: str) -> None:
    entries = [
        entry("old", 1, used=1.0, favourite=True),
        entry("anna", 20, used=9.0),
        entry("Émile", 30, used=2.0),
        entry("zebra", 10, used=5.0),
    ]
    assert names(arranged(entries, order)) == expected


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("fritz", True),
        ("FRITZ q4", True),
        ("emile", True),
        ("letters", True),
        ("ollama", True),
        ("/m/em", False),
        ("fritz anna", False),
        ("", True),
    ],
)
def test_a_search_reads_all_that_is_known(words: str, meant: bool) -> None:
    one = entry("Émile", own_name="Fritz", note="for the letters", program="ollama")
    one = replace(one, installed=replace(one.installed, quantization="Q4_K_M", weights="/x.gguf"))
    assert is_meant(one, words) is meant


def test_what_could_be_freed() -> None:
    """Of what was not used for long, without a projector that another model needs; and copies that
    can become one file.
    """
    eyes = "/m/eyes.gguf"
    long_ago: dict[str, object] = {"used": 1.0, "added": 1.0}
    unused = entry("unused", 100, stamp=(80, 1, 1), files=("/m/unused.gguf", eyes), **long_ago)
    entries = [
        unused,
        entry("seeing", 50, files=("/m/seeing.gguf", eyes)),
        entry("theirs", 70, program="ollama", **long_ago),
        entry("twice", 30, copies=("/m/copy", "/other/copy"), apart=("/other/copy",)),
        entry("apart", 40, copies=("/other/copy2",), apart=("/other/copy2",)),
    ]
    found = freeable(entries, NOW)
    assert (found.unused, found.twice, found.ids) == (80, 30, frozenset(("unused", "twice")))
    assert size_alone(unused, users_of([unused])) == 100


@pytest.fixture
def other_disk() -> Iterator[Path]:
    folder = Path(mkdtemp(dir=SHM))
    yield folder
    shutil.rmtree(folder)


@pytest.mark.skipif(not TWO_DISKS, reason="there is one disk")
def test_each_disk_counts_its_own_files_once(
    tmp_path: Path, put: Put, inventory: Inventory, other_disk: Path
) -> None:
    first, second = put("models/one.gguf"), put("models/two.gguf", other=2)
    eyes = put("models/mmproj.gguf", eyes=True)
    os.link(first, tmp_path / "models" / "again.gguf")
    there = Path(shutil.copyfile(first, other_disk / "three.gguf"))
    with there.open("r+b") as file:
        file.seek(-900, 2)
        file.write(b"three")
    entries = inventory.rescan([tmp_path / "models", other_disk], Stop())
    assert len(entries) == 3
    gone = replace(entries[0], installed=replace(entries[0].installed, id="x"), place=Place.AWAY)
    sums = {disk.folder: disk for disk in disks_of([*entries, gone])}
    assert {folder: disk.models for folder, disk in sums.items()} == {
        str(first.parent): first.stat().st_size + second.stat().st_size + eyes.stat().st_size,
        str(other_disk): there.stat().st_size,
    }
    assert all(disk.total >= disk.free > 0 for disk in sums.values())


@pytest.mark.skipif(not TWO_DISKS, reason="there is one disk")
def test_only_files_on_the_same_disk_can_become_one(
    tmp_path: Path, put: Put, inventory: Inventory, other_disk: Path
) -> None:
    kept, copy = put("models/a.gguf"), put("models/b.gguf")
    link = tmp_path / "models" / "c.gguf"
    link.symlink_to(put("elsewhere/blob"))
    away = Path(shutil.copyfile(kept, other_disk / "d.gguf"))
    (found,) = inventory.rescan([tmp_path / "models", other_disk], Stop())
    assert set(found.copies) == {str(copy), str(link), str(away)}
    assert found.doubles == (str(copy),)
    merged = inventory.merge(found, Stop())
    assert set(merged.copies) == {str(link), str(away)} and merged.doubles == ()
    assert copy.read_bytes() == kept.read_bytes()
    (again,) = inventory.rescan([tmp_path / "models", other_disk], Stop())
    assert (set(again.copies), again.doubles) == ({str(link), str(away)}, ())
