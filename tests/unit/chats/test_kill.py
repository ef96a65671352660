# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""kill -9 at any moment loses nothing that was said to be kept."""

import json
import os
import random
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from desktop.domain.conversation import MediaPart, Message, MessageState, TextPart
from desktop.domain.searching import Search
from desktop.services.chats.database import Database
from desktop.services.chats.migrations import MIGRATIONS
from desktop.services.chats.records import CHAT_BITS
from desktop.services.chats.search import MOST
from desktop.services.chats.store import ChatStore
from tests.unit.chats.making import found_in, opened_raw, question

ROUNDS = 200
LONGEST = 0.3  # seconds of writing in one round
WRITER = Path(__file__).with_name("writer.py")
ROOT = Path(__file__).parents[3]


@dataclass
class Told:
    """What the writer said: chats, what is written for certain, and what was being written."""

    chats: set[str] = field(default_factory=set)
    did: dict[str, str] = field(default_factory=dict)
    will: dict[str, str] = field(default_factory=dict)

    def hear(self, line: str) -> None:
        """One whole line."""
        what, *more = json.loads(line)
        if what == "chat":
            self.chats.add(more[0])
        elif what == "will":
            self.will = dict(more[0])
        else:
            if came := self.will.pop("came", None):
                self.chats.add(came)
            self.did |= self.will
            self.will = {}


def write_until_killed(path: Path, seed: int, seconds: float) -> Told:
    """Let the writer write for so long from its first word on, and kill it."""
    told = Told()
    with subprocess.Popen(
        [sys.executable, str(WRITER), str(path), str(seed)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    ) as process:
        assert process.stdout is not None
        told.hear(process.stdout.readline())
        until = time.monotonic() + seconds
        while time.monotonic() < until:  # it never stops talking
            told.hear(process.stdout.readline())
        process.kill()
        for line in process.stdout:
            if line.endswith("\n"):
                told.hear(line)
    return told


def words(message: Message) -> str:
    return "".join(part.text for part in message.parts if not isinstance(part, MediaPart))


def look(store: ChatStore, told: Told) -> dict[str, str]:
    """What is in the file, under the same keys."""
    there: dict[str, str] = {}
    for chat_id in told.chats:
        chat = store.chat(chat_id)
        assert chat is not None, "a chat is gone"
        there |= {f"draft {chat_id}": chat.draft.text, f"title {chat_id}": chat.title}
        there[f"media {chat_id}"] = " ".join(part.name for part in chat.draft.media)
        there[f"queue {chat_id}"] = " ".join(draft.media[0].name for draft in chat.queue)
        there |= {f"leaf {chat_id}": chat.leaf_id or "", f"folder {chat_id}": chat.folder}
        for message in store.messages(chat_id):
            there[f"text {message.id}"] = words(message)
            there[f"state {message.id}"] = message.state.value
            assert message.state is not MessageState.GENERATING
    return there


def check(store: ChatStore, told: Told) -> None:
    there = look(store, told)
    for key, value in told.did.items():
        assert there.get(key) in (value, told.will.get(key, value)), key
    found = found_in(store, "harbour")
    # The writer may have been killed between removing a chat and bringing it back.
    # A search gives the newest chats only.
    here = {chat.id for chat in store.chats()} if len(found) < MOST else set(found)
    for chat_id in told.chats & here:
        asked = any(one.text.startswith("harbour") for one in store.messages(chat_id))
        assert (chat_id in found) == asked


def check_file(path: Path) -> None:
    db = opened_raw(path)
    assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    for table in ("words", "titles"):
        db.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)")
    db.close()


def one_round(path: Path, seed: int, seconds: float) -> tuple[Told, dict[str, str]]:
    """What was told, and what was there afterwards."""
    told = write_until_killed(path, seed, seconds)
    assert told.did or seconds < 0.05
    store = ChatStore(path)
    try:
        store.recover()
        check(store, told)
        return told, look(store, told)
    finally:
        store.close()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_two_hundred_kills_lose_nothing(tmp_path: Path) -> None:
    """While chats are written to, streamed into, edited and taken in from files."""
    path = tmp_path / "chats.sqlite3"
    dice = random.SystemRandom()
    everything = []
    for number in range(ROUNDS):
        seed, seconds = dice.randrange(1 << 30), dice.uniform(0.002, LONGEST)
        try:
            everything.append(one_round(path, seed, seconds))
        except BaseException as error:
            error.add_note(f"round {number}, seed {seed}, killed after {seconds:.4f} s")
            raise
    check_file(path)
    store = ChatStore(path)
    for told, there in everything:  # nor did a later kill harm what was written earlier
        assert look(store, told) == there
    store.close()


MIGRATE = """
import sys
from pathlib import Path
from desktop.services.chats.store import ChatStore
print("begins", flush=True)
ChatStore(Path(sys.argv[1])).close()
print("done", flush=True)
"""


def insert(db: Database, chat: int, asked: Message) -> None:
    """As the first version wrote a message."""
    number = (chat << CHAT_BITS) + int(asked.id.partition(".")[2]) + 1
    db.rows(
        "INSERT INTO messages (number, id, chat, role, state, created) VALUES (?, ?, ?, ?, ?, ?)",
        number,
        asked.id,
        chat,
        asked.role,
        asked.state,
        asked.created,
    )
    db.rows(
        "INSERT INTO parts (number, message, position, kind, text, findable)"
        " VALUES (?, ?, 0, 'text', ?, 1)",
        number,
        number,
        asked.text,
    )


def old_file(path: Path) -> dict[str, list[Message]]:
    """A file of the first version, with its chats' messages."""
    db = Database(path, MIGRATIONS[:1])
    kept: dict[str, list[Message]] = {}
    for number in range(30):
        row = db.row(
            "INSERT INTO chats (id, title, created, updated, leaf_id) VALUES (?, ?, 1, 1, ?)"
            " RETURNING number",
            f"c{number}",
            f"chat {number}",
            f"{number}.29",
        )
        assert row is not None
        for place in range(30):
            words = TextPart(f"harbour {number} {place} 東京の天気 " + "w " * 2_000)
            asked = replace(question(f"c{number}", place, words), id=f"{number}.{place}")
            insert(db, int(row[0]), asked)
            kept.setdefault(f"c{number}", []).append(asked)
    db.close()
    return kept


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_kills_while_an_older_file_is_brought_up_to_date(tmp_path: Path) -> None:
    """Whenever it is killed: the next start ends it, and every message is there and is found."""
    old, dice = tmp_path / "old.sqlite3", random.SystemRandom()
    kept = old_file(old)
    middles = 0
    for number in range(20):
        path = tmp_path / str(number) / "chats.sqlite3"
        path.parent.mkdir()
        shutil.copyfile(old, path)
        with subprocess.Popen(
            [sys.executable, "-c", MIGRATE, str(path)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            with suppress(subprocess.TimeoutExpired):
                process.wait(dice.uniform(0.0, 0.6))
            process.kill()
            middles += "done" not in process.stdout.read()
        store = ChatStore(path)
        assert {chat_id: store.messages(chat_id) for chat_id in kept} == kept
        found = [one.chat.id for one in store.search(Search("天気"))]
        assert set(found) == set(kept)
        store.close()
        check_file(path)
        shutil.rmtree(path.parent)
    assert middles
