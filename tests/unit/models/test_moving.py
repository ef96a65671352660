# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Moving models between folders and disks, and making one file of two."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.services.models import moving
from desktop.services.models.moving import make_one, move_files
from desktop.services.stop import Stop

CONTENT = os.urandom(3 << 20)


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    paths = [tmp_path / "old" / name for name in ("a.gguf", "mmproj.gguf")]
    paths[0].parent.mkdir()
    for number, path in enumerate(paths):
        path.write_bytes(CONTENT + bytes([number]))
    return [str(path) for path in paths]


@pytest.fixture
def other_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Renaming fails, as it does between disks."""
    monkeypatch.setattr(moving, "_rename", lambda sources, target: False)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def nothing(_: object) -> None:
    """Nobody listens."""


def test_on_the_same_disk_it_is_a_matter_of_names(tmp_path: Path, files: list[str]) -> None:
    inode = Path(files[0]).stat().st_ino
    told: list[dict[str, str]] = []
    places = move_files(files, tmp_path / "new", Stop(), nothing, told.append)
    assert [Path(place).name for place in places.values()] == ["a.gguf", "mmproj.gguf"]
    assert Path(places[files[0]]).stat().st_ino == inode
    assert told == [places] and not any(Path(file).exists() for file in files)


@pytest.mark.usefixtures("other_disk")
def test_between_disks_it_is_read_back(tmp_path: Path, files: list[str]) -> None:
    told: list[int] = []

    def remember(places: dict[str, str]) -> None:
        assert all(Path(path).is_file() for pair in places.items() for path in pair)

    places = move_files(files, tmp_path / "new", Stop(), told.append, remember)
    assert Path(places[files[1]]).read_bytes() == CONTENT + b"\x01"
    assert told == sorted(told) and told[-1] == 4 * (len(CONTENT) + 1)
    assert not any(Path(file).exists() for file in files)
    assert (names(tmp_path / "new")) == ["a.gguf", "mmproj.gguf"]


@pytest.mark.usefixtures("other_disk")
@pytest.mark.parametrize("after", [1, 4, 7, 11])
def test_it_can_be_stopped_at_any_time(tmp_path: Path, files: list[str], after: int) -> None:
    stop, told = Stop(), []

    def tell(count: int) -> None:
        told.append(count)
        if len(told) == after:
            stop.set()

    with pytest.raises(Cancelled):
        move_files(files, tmp_path / "new", stop, tell, nothing)
    assert all(Path(file).is_file() for file in files)
    assert names(tmp_path / "new") == []


@pytest.mark.usefixtures("other_disk")
def test_a_disk_that_lies_is_noticed(
    tmp_path: Path, files: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real: Callable[..., str] = moving._copy

    def lying(source: Path, target: Path, stop: Stop, tell: moving.Tell) -> str:
        digest = real(source, target, stop, tell)
        with target.open("r+b") as file:
            file.seek(1 << 20)
            file.write(b"lies")
        return digest

    monkeypatch.setattr(moving, "_copy", lying)
    with pytest.raises(AppError) as caught:
        move_files(files, tmp_path / "new", Stop(), nothing, nothing)
    assert caught.value.problem is Problem.MOVE_FAILED
    assert all(Path(file).is_file() for file in files) and names(tmp_path / "new") == []


def test_a_name_that_is_taken_is_not_overwritten(tmp_path: Path, files: list[str]) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new/mmproj.gguf").write_text("another")
    places = move_files(files, tmp_path / "new", Stop(), nothing, nothing)
    assert {Path(place).parent for place in places.values()} == {tmp_path / "new/a"}
    assert (tmp_path / "new/mmproj.gguf").read_text() == "another"


def test_what_something_else_needs_stays_as_well(tmp_path: Path, files: list[str]) -> None:
    places = move_files(files, tmp_path / "new", Stop(), nothing, nothing, keep=[files[1]])
    assert Path(files[1]).is_file() and not Path(files[0]).exists()
    assert all(Path(place).is_file() for place in places.values())


@pytest.mark.usefixtures("other_disk")
def test_a_full_disk_says_how_much_is_missing(
    tmp_path: Path, files: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = type("Usage", (), {"free": 1000})
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage)
    with pytest.raises(AppError) as caught:
        move_files(files, tmp_path / "new", Stop(), nothing, nothing)
    assert caught.value.problem is Problem.DISK_FULL
    assert caught.value.values["missing"] == 2 * (len(CONTENT) + 1) - 1000


KILLED = """
import os, sys
from pathlib import Path
from desktop.services.models import moving
from desktop.services.stop import Stop
moving._rename = lambda sources, target: False
told = []
def tell(count):
    told.append(count)
    if len(told) == int(sys.argv[1]):
        os.kill(os.getpid(), 9)
moving.move_files(sys.argv[3:], Path(sys.argv[2]), Stop(), tell, lambda places: None)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill like this")
@pytest.mark.parametrize("moment", [1, 5, 9, 14])
def test_a_kill_leaves_every_file_whole(tmp_path: Path, files: list[str], moment: int) -> None:
    new = tmp_path / "new"
    command = [sys.executable, "-c", KILLED, str(moment), str(new), *files]
    subprocess.run(command, cwd=Path(__file__).parents[3], check=False, timeout=50)
    assert [Path(file).read_bytes()[-1] for file in files] == [0, 1]
    places = move_files(files, new, Stop(), nothing, nothing)
    assert Path(places[files[0]]).read_bytes() == CONTENT + b"\x00"


def test_two_files_become_one(tmp_path: Path) -> None:
    one, two = tmp_path / "one.gguf", tmp_path / "two.gguf"
    one.write_bytes(CONTENT)
    two.write_bytes(CONTENT)
    told: list[int] = []
    assert make_one(one, two, Stop(), told.append) == len(CONTENT)
    assert two.read_bytes() == CONTENT and told[-1] == len(CONTENT)
    if one.stat().st_ino == two.stat().st_ino:  # where the disk cannot share contents
        assert make_one(one, two, Stop()) == 0
    assert (names(tmp_path)) == ["one.gguf", "two.gguf"]


def test_what_differs_stays_two(tmp_path: Path) -> None:
    one, two = tmp_path / "one.gguf", tmp_path / "two.gguf"
    one.write_bytes(CONTENT)
    two.write_bytes(CONTENT[:-1] + b"?")
    with pytest.raises(AppError) as caught:
        make_one(one, two, Stop())
    assert caught.value.problem is Problem.MERGE_FAILED
    stop = Stop()
    stop.set()
    with pytest.raises(Cancelled):
        make_one(one, two, stop)
    assert two.read_bytes()[-1:] == b"?"


def test_what_a_link_leads_to_is_copied_and_stays(tmp_path: Path) -> None:
    store, link = tmp_path / "store" / "blob", tmp_path / "models" / "a.gguf"
    for path in (store, link):
        path.parent.mkdir()
    store.write_bytes(CONTENT)
    link.symlink_to("../store/blob")
    places = move_files([str(link)], tmp_path / "deep" / "new", Stop(), nothing, nothing)
    moved = Path(places[str(link)])
    assert moved.read_bytes() == CONTENT and not moved.is_symlink()
    assert store.read_bytes() == CONTENT and not link.is_symlink()


def test_a_move_that_cannot_be_remembered_is_none(tmp_path: Path, files: list[str]) -> None:
    def full(_: object) -> None:
        raise AppError(Problem.DISK_FULL, missing=1)

    with pytest.raises(AppError):
        move_files(files, tmp_path / "new", Stop(), nothing, full)
    assert all(Path(file).is_file() for file in files)


def test_links_are_not_made_one_and_do_no_harm(tmp_path: Path) -> None:
    """The kept file is a link: the copy becomes what it leads to. A copy that is one stays."""
    (tmp_path / "store").mkdir()
    (tmp_path / "models").mkdir()
    (tmp_path / "store" / "blob").write_bytes(CONTENT)
    (tmp_path / "models" / "a.gguf").symlink_to("../store/blob")
    copy = tmp_path / "copy.gguf"
    copy.write_bytes(CONTENT)
    assert make_one(tmp_path / "models" / "a.gguf", copy, Stop()) == len(CONTENT)
    assert copy.read_bytes() == CONTENT and not copy.is_symlink()
    (tmp_path / "blob2").write_bytes(CONTENT)
    link = tmp_path / "snapshot.gguf"
    link.symlink_to("blob2")
    with pytest.raises(AppError) as caught:
        make_one(copy, link, Stop())
    assert caught.value.problem is Problem.MERGE_FAILED and link.is_symlink()
