# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Where things are kept, and how they get there whole."""

import errno
import os
import stat
import sys
from pathlib import Path

import pytest

from desktop.domain.errors import AppError, Problem
from desktop.services.files import refusal, write_atomically
from desktop.services.paths import Paths

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has rights of another kind")


def test_a_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.json"
    write_atomically(path, b"one")
    write_atomically(path, b"two")
    assert path.read_bytes() == b"two"
    assert [file.name for file in path.parent.iterdir()] == ["a.json"]


@posix
def test_it_is_for_the_person_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.json"
    write_atomically(path, b"")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@posix
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    link, real = tmp_path / "link", tmp_path / "real"
    link.symlink_to(real)
    write_atomically(link, b"x")
    assert link.is_symlink()
    assert real.read_bytes() == b"x"


def test_what_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.json"
    write_atomically(path, b"old")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["a.json"]


def test_a_refusal_says_what_is_missing(tmp_path: Path) -> None:
    full = refusal(OSError(errno.ENOSPC, "full"), tmp_path / "a", 7)
    assert (full.problem, full.values["missing"]) == (Problem.DISK_FULL, 7)
    closed = refusal(OSError(errno.EACCES, "no"), tmp_path / "a")
    assert closed.problem is Problem.FOLDER_NOT_WRITABLE
    assert closed.values["folder"] == str(tmp_path)
    assert closed.detail == "EACCES: a"


def test_one_home_holds_everything(tmp_path: Path) -> None:
    paths = Paths.of_environment({"JEWELBOX_HOME": str(tmp_path)})
    names = "data config cache logs models home".split()
    assert paths == Paths(*(tmp_path / name for name in names))
    assert paths.chats == tmp_path / "data/chats.sqlite3"
    assert paths.settings == tmp_path / "config/settings.json"
    paths.ensure()
    paths.ensure()
    assert len(list(tmp_path.iterdir())) == 5


def test_a_home_is_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert Paths.of_environment({"JEWELBOX_HOME": "here"}).data == tmp_path / "here/data"
    assert Paths.of_environment({"JEWELBOX_HOME": "~/x"}).data == Path.home() / "x/data"


def test_without_a_home_the_system_decides() -> None:
    paths = Paths.of_environment({"JEWELBOX_HOME": ""})
    for path in (paths.data, paths.config, paths.cache, paths.logs, paths.models):
        assert path.is_absolute()
        assert "jewelbox" in str(path)


@posix
def test_folders_are_for_the_person_alone(tmp_path: Path) -> None:
    paths = Paths.of_environment({"JEWELBOX_HOME": str(tmp_path / "home")})
    paths.ensure()
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "home").iterdir()} == {0o700}


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "home").touch()
    with pytest.raises(AppError) as caught:
        Paths.of_environment({"JEWELBOX_HOME": str(tmp_path / "home")}).ensure()
    assert caught.value.problem is Problem.FOLDER_NOT_WRITABLE
