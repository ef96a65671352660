# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Data and the versions of the program: a backup before a first start, newer data, and back."""

import errno
import hashlib
import shutil
import sqlite3
from pathlib import Path

import pytest

from desktop.domain.errors import AppError, Problem
from desktop.services.backups import FORM, backups, go_back, prepare
from desktop.services.chats.migrations import MIGRATIONS
from desktop.services.chats.store import ChatStore
from desktop.services.paths import Paths
from desktop.services.settings_file import SettingsFile
from tests.unit.chats.making import question


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """A home with a setting, a chat, a list of models and the index of licences."""
    paths = Paths.of_environment({"JEWELBOX_HOME": str(tmp_path / "home")})
    paths.ensure()
    SettingsFile(paths.settings).save({"instructions": "Be kind."})
    (paths.data / "models.json").write_text("[]")
    paths.licences.mkdir()
    (paths.licences / "index.json").write_text("[]")
    write_chat(paths)
    return paths


def write_chat(paths: Paths, number: int = 1) -> None:
    store = ChatStore(paths.chats)
    store.add_message(question(store.create_chat(1.0).id, number))
    store.close()


def count_chats(paths: Paths) -> int:
    store = ChatStore(paths.chats)
    try:
        return len(store.chats())
    finally:
        store.close()


def state(paths: Paths) -> dict[str, str]:
    """Every file below the data and the settings, by its hash."""
    return {
        str(file): hashlib.sha256(file.read_bytes()).hexdigest()
        for folder in (paths.data, paths.config)
        for file in folder.rglob("*")
        if file.is_file()
    }


def test_the_first_start_of_a_version_makes_one_backup(paths: Paths) -> None:
    prepare(paths, "0.1.0")
    prepare(paths, "0.1.0")
    prepare(paths, "0.2.0")
    assert [backup.version for backup in backups(paths)] == ["0.1.0", ""]
    kept = backups(paths)[0].folder
    names = {file.relative_to(kept).as_posix() for file in kept.rglob("*") if file.is_file()}
    assert names == {
        "config/settings.json",
        "data/chats.sqlite3",
        "data/models.json",
        "data/licences/index.json",
        "data/version.json",
    }
    assert "Be kind." in (kept / "config/settings.json").read_text()


def test_an_empty_home_needs_no_backup(tmp_path: Path) -> None:
    paths = Paths.of_environment({"JEWELBOX_HOME": str(tmp_path / "home")})
    paths.ensure()
    prepare(paths, "0.1.0")
    assert not (paths.data / "backups").exists()


def test_three_backups_are_kept(paths: Paths) -> None:
    for number in range(6):
        prepare(paths, f"0.{number}.0")
    assert [backup.version for backup in backups(paths)] == ["0.4.0", "0.3.0", "0.2.0"]


def test_an_older_version_touches_nothing_of_newer_data(paths: Paths) -> None:
    prepare(paths, "0.2.0", FORM + 1)
    before = state(paths)
    with pytest.raises(AppError) as caught:
        prepare(paths, "0.1.0")
    assert caught.value.problem is Problem.DATA_NEWER
    assert caught.value.values["version"] == "0.2.0"
    assert state(paths) == before


def test_newer_chats_alone_are_refused_before_anything_is_written(paths: Paths) -> None:
    prepare(paths, "0.2.0")
    with sqlite3.connect(paths.chats) as db:
        db.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    db.close()
    before = state(paths)
    with pytest.raises(AppError) as caught:
        prepare(paths, "0.1.0")
    assert caught.value.problem is Problem.STORE_NEWER
    assert state(paths) == before


def test_going_back_brings_everything_as_it_was_and_keeps_what_was_newer(paths: Paths) -> None:
    prepare(paths, "0.1.0")
    prepare(paths, "0.2.0", FORM + 1)
    SettingsFile(paths.settings).save({"instructions": "Newer."})
    (paths.data / "tunings-of-later.json").write_text("{}")
    write_chat(paths, 2)
    assert count_chats(paths) == 2
    aside = go_back(paths, backups(paths)[0])
    prepare(paths, "0.1.0")
    assert count_chats(paths) == 1
    assert SettingsFile(paths.settings).load()["instructions"] == "Be kind."
    assert not (paths.data / "tunings-of-later.json").exists()
    assert "Newer." in (aside / "config/settings.json").read_text()
    assert (aside / "data/tunings-of-later.json").exists()
    kept = ChatStore(aside / "data/chats.sqlite3")
    assert len(kept.chats()) == 2
    kept.close()


def test_going_back_on_a_full_disk_changes_nothing(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(paths, "0.1.0")
    prepare(paths, "0.2.0", FORM + 1)
    write_chat(paths, 2)
    before = backups(paths)
    copied: list[object] = []

    def full(source: object, target: object) -> None:
        copied.append(target)
        if len(copied) > 1:
            raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patched, pytest.raises(AppError) as caught:
        patched.setattr(shutil, "copy2", full)
        go_back(paths, backups(paths)[0])
    assert caught.value.problem is Problem.DISK_FULL
    assert count_chats(paths) == 2
    assert SettingsFile(paths.settings).load()["instructions"] == "Be kind."
    assert backups(paths) == before
    go_back(paths, before[0])
    prepare(paths, "0.1.0")
    assert count_chats(paths) == 1


def test_a_backup_of_newer_data_is_not_offered_to_an_older_version(paths: Paths) -> None:
    prepare(paths, "0.2.0", FORM + 1)
    prepare(paths, "0.3.0", FORM + 2)
    assert [backup.version for backup in backups(paths)] == [""]


@pytest.mark.expected_logs("which version wrote the data")
def test_a_damaged_note_of_the_version_is_as_good_as_none(paths: Paths) -> None:
    (paths.data / "version.json").write_bytes(b"\xff")
    prepare(paths, "0.1.0")
    prepare(paths, "0.1.0")
    assert len(backups(paths)) == 1
