# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Searching in 100,000 messages as one types, beside SQLite's LIKE over the same texts."""

import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from desktop.domain.searching import Search
from desktop.services.chats.store import ChatStore
from tests.benchmarks.thousand_chats import SUBJECTS, WORDS, fill

CHATS = 16_500  # about 100,000 messages
TYPED = 60  # times that something is typed, letter by letter

LIKE = (
    "SELECT DISTINCT m.chat FROM parts p JOIN messages m ON m.number = p.message"
    " WHERE p.text LIKE ? LIMIT 100"
)


def figures() -> Iterator[dict[str, object]]:
    """Each key of words, several words, phrases and scripts without spaces, and with filters."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "chats.sqlite3"
        fill(path, CHATS)
        store = ChatStore(path)
        db = sqlite3.connect(path)
        (messages,) = db.execute("SELECT count(*) FROM messages").fetchone()
        dice = random.Random(7)
        ours, theirs = [], []
        for _ in range(TYPED):
            typed = _something(dice)
            for end in range(1, len(typed) + 1):
                search = Search(typed[:end], pictures=dice.random() < 0.1)
                ours.append(_seconds(lambda search=search: store.search(search)))
            like = f"%{typed}%"
            theirs.append(_seconds(lambda like=like: db.execute(LIKE, (like,)).fetchall()))
        db.close()
        store.close()
    p99 = statistics.quantiles(ours, n=100)[98] * 1000
    yield {
        "figure": f"search in {messages:,} messages, each of {len(ours)} keys, p99",
        "value": round(p99, 1),
        "unit": "ms",
        "peer": f"{statistics.median(theirs) * 1000:.0f} ms LIKE, "
        f"{statistics.median(ours) * 1000:.1f} ms ours, medians",
        "goal": "<= 50",
        "met": p99 <= 50,
    }


def _something(dice: random.Random) -> str:
    words = dice.choices([*SUBJECTS, *WORDS], k=dice.choice([1, 1, 2, 3]))
    typed = " ".join(words)
    return f'"{typed}"' if dice.random() < 0.2 else typed


def _seconds(work: object) -> float:
    assert callable(work)
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
