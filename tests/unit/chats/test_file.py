# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The file itself: its versions, damage, a full disk."""

import json
import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.domain.conversation import Draft, TextPart
from desktop.domain.errors import AppError, Problem
from desktop.services.chats.copies import KEPT
from desktop.services.chats.database import Database
from desktop.services.chats.migrations import MIGRATIONS, Migration
from desktop.services.chats.store import ChatStore
from tests.unit.chats.making import question

NORMAL, FULL = 1, 2
ROOT = Path(__file__).parents[3]

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has limits of another kind")


def with_version(path: Path, version: int) -> None:
    db = sqlite3.connect(path)
    db.execute(f"PRAGMA user_version = {version}")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


def refused(path: Path) -> AppError:
    with pytest.raises(AppError) as caught:
        ChatStore(path)
    return caught.value


def content(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if "-shm" not in file.name}


def test_a_new_file_is_for_the_person_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "chats.sqlite3"
    store = ChatStore(path)
    store.create_chat(1.0)
    if sys.platform != "win32":
        assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    store.close()
    assert [file.name for file in path.parent.iterdir()] == ["chats.sqlite3"]


def test_a_newer_file_is_not_touched(store: ChatStore, path: Path) -> None:
    store.create_chat(1.0)
    store.close()
    with_version(path, len(MIGRATIONS) + 1)
    before = content(path.parent)
    error = refused(path)
    assert error.problem is Problem.STORE_NEWER
    assert error.values["file"] == str(path)
    assert content(path.parent) == before


def test_nor_is_what_a_newer_version_left_when_it_was_killed(path: Path, tmp_path: Path) -> None:
    ChatStore(path).close()
    running = sqlite3.connect(path)
    running.execute("PRAGMA user_version = 99")
    killed = tmp_path / "killed"
    killed.mkdir()
    for file in (path, path.with_name(f"{path.name}-wal")):
        (killed / file.name).write_bytes(file.read_bytes())
    running.close()
    before = content(killed)
    assert refused(killed / path.name).problem is Problem.STORE_NEWER
    assert content(killed) == before


@pytest.mark.parametrize(
    "data",
    [b"SQLite format 3\0" + b"\xff" * 5000, b"hello " * 1000, b"x"],
    ids=["head", "text", "x"],
)
def test_a_damaged_file_is_kept(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    error = refused(path)
    assert error.problem is Problem.STORE_DAMAGED
    assert error.values["file"] == str(path)
    assert content(path.parent) == {path.name: data}


def test_another_programs_file_is_not_taken(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE chats (id)")
    db.close()
    before = content(path.parent)
    assert refused(path).problem is Problem.STORE_DAMAGED
    assert content(path.parent) == before


def test_damage_inside_is_told_when_it_is_met(store: ChatStore, path: Path) -> None:
    chat = store.create_chat(1.0)
    with store.together():
        for number in range(200):
            store.add_message(question(chat.id, number))
    store.close()
    data = bytearray(path.read_bytes())
    for page in range(8192, len(data), 4096):
        data[page : page + 100] = b"\xff" * 100
    path.write_bytes(data)
    with pytest.raises(AppError) as caught:  # where it is met depends on where things lie
        damaged = ChatStore(path)
        try:
            damaged.messages(chat.id)
        finally:
            damaged.close()
    assert caught.value.problem is Problem.STORE_DAMAGED


def test_an_empty_file_is_a_new_one(path: Path) -> None:
    path.touch()
    store = ChatStore(path)
    assert store.chats() == []
    store.close()


def test_a_folder_in_its_place(path: Path) -> None:
    path.mkdir()
    assert refused(path).problem is Problem.FOLDER_NOT_WRITABLE


def test_a_file_in_the_place_of_its_folder(path: Path) -> None:
    path.touch()
    assert refused(path / "chats.sqlite3").problem is Problem.FOLDER_NOT_WRITABLE


def second(db: sqlite3.Connection) -> None:
    db.execute("ALTER TABLE chats ADD COLUMN smell TEXT")


def third(db: sqlite3.Connection) -> None:
    db.execute("UPDATE chats SET smell = 'roses'")


def failing(db: sqlite3.Connection) -> None:
    db.execute("DROP TABLE parts")
    raise sqlite3.OperationalError("no such thing")


def stray(db: sqlite3.Connection) -> None:
    db.execute("UPDATE messages SET chat = 77")


def opened(path: Path, *steps: Migration) -> int:
    """The version after these steps more."""
    db = Database(path, (*MIGRATIONS, *steps))
    row = db.row("PRAGMA user_version")
    db.close()
    assert row is not None
    return int(row[0]) - len(MIGRATIONS)


def test_steps_are_done_once_each_with_a_copy_before(store: ChatStore, path: Path) -> None:
    chat = store.create_chat(1.0)
    store.close()
    assert opened(path, second) == 1
    assert opened(path, second, third) == 2
    assert opened(path, second, third) == 2
    copies = sorted(path.parent.glob("*.version-*"))
    assert [copy.name for copy in copies] == [
        f"{path.name}.version-{len(MIGRATIONS)}",
        f"{path.name}.version-{len(MIGRATIONS) + 1}",
    ]
    old = ChatStore(copies[0])
    assert old.chats() == [chat]
    old.close()
    db = sqlite3.connect(path)
    assert db.execute("SELECT id, smell FROM chats").fetchall() == [(chat.id, "roses")]
    db.close()


def test_few_copies_are_kept(path: Path) -> None:
    steps = [third] * (KEPT + 8)
    opened(path)
    assert opened(path, second, *steps) == len(steps) + 1
    versions = {int(file.name.rpartition("-")[2]) for file in path.parent.glob("*.version-*")}
    last = len(MIGRATIONS) + len(steps)
    assert versions == set(range(last - KEPT + 1, last + 1))


@pytest.mark.parametrize("step", [failing, stray])
def test_a_step_that_fails_leaves_everything(store: ChatStore, path: Path, step: Migration) -> None:
    chat = store.create_chat(1.0)
    store.add_message(question(chat.id, 1))
    store.close()
    with pytest.raises(sqlite3.Error):
        opened(path, step)
    again = ChatStore(path)
    assert [message.text for message in again.messages(chat.id)] == ["question 1"]
    again.close()


FILL = """
import json, resource, signal, sys
from pathlib import Path
from desktop.domain.conversation import Draft, TextPart
from desktop.domain.errors import AppError
from desktop.services.chats.store import ChatStore
from tests.unit.chats.making import TextPart, question
store = ChatStore(Path(sys.argv[1]))
chat = store.create_chat(1.0)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, hard))
kept, problem = 0, ""
while not problem:
    try:
        store.add_message(question(chat.id, kept, TextPart("word " * 4_000)))
        kept += 1
    except AppError as error:
        problem = error.problem
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
store.add_message(question(chat.id, kept))
print(json.dumps([problem, kept, len(store.messages(chat.id))]))
store.close()
"""


@posix
def test_a_full_disk_is_told_and_nothing_is_lost(path: Path) -> None:
    command = [sys.executable, "-c", FILL, str(path)]
    environ = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, timeout=30, check=True
    )
    problem, kept, there = json.loads(done.stdout)
    assert problem == Problem.DISK_FULL
    assert 5 < kept < 50
    assert there == kept + 1


def test_another_process_that_writes_is_waited_for_and_then_told(
    store: ChatStore, path: Path
) -> None:
    chat = store.create_chat(1.0)
    store._db.rows("PRAGMA busy_timeout = 10")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(AppError) as caught:
        store.add_message(question(chat.id, 1))
    assert caught.value.problem is Problem.FOLDER_NOT_WRITABLE
    other.execute("ROLLBACK")
    other.close()
    store.add_message(question(chat.id, 1))


def test_what_people_write_waits_for_the_disk_and_pieces_of_answers_do_not(
    store: ChatStore,
) -> None:
    def synchronous() -> int:
        row = store._db.row("PRAGMA synchronous")
        return int(row[0]) if row else -1

    chat = store.create_chat(1.0)
    store.add_message(question(chat.id, 1))
    assert synchronous() == FULL
    store.append_text("q1", TextPart, "x")
    assert synchronous() == NORMAL
    store.save_draft(chat.id, Draft("x"))
    assert synchronous() == FULL
