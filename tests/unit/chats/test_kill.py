# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""kill -9 at any moment loses nothing that was said to be kept."""

import json
import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from desktop.domain.conversation import MediaPart, Message, MessageState
from desktop.services.chats.store import ChatStore
from tests.unit.chats.making import found_in, opened_raw

ROUNDS = 50
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
    for chat_id in told.chats & {chat.id for chat in store.chats()}:
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
@pytest.mark.timeout(120)
def test_fifty_kills_lose_nothing(tmp_path: Path) -> None:
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
