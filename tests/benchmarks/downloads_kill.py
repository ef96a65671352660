# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A download whose program is killed 200 times at random moments: what is fetched twice?"""

import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from desktop.services.downloads.part import digest_of
from desktop.services.stop import Stop
from tests.benchmarks.downloads import OURS, write_random
from tests.benchmarks.fast_hub import FastHub, serving

SIZE = 1_000_000_000
KILLS = 200
RATE = 40_000_000  # bytes a second and connection
BLOCK = 1 << 20


def figures() -> Iterator[dict[str, object]]:
    """One file, killed again and again."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        sha256 = write_random(folder / "file", SIZE)
        with serving(folder / "file", sha256, RATE) as hub:
            kills, right = killed(hub, folder, sha256, SIZE, KILLS)
            most = 1.02 * SIZE + kills * BLOCK
            value = round((hub.sent - SIZE) / (most - SIZE), 2)
        yield {
            "figure": f"bytes fetched twice, after {kills} kills at random moments",
            "value": value,
            "unit": "× (2 % of the file and one block a kill)",
            "peer": "starting over",
            "goal": "at most 1, and the file is right",
            "met": right and value <= 1.0,
        }


def killed(hub: FastHub, folder: Path, sha256: str, size: int, kills: int) -> tuple[int, bool]:
    """Fetch a file, kill -9 by kill -9; how many there were, and whether it is right."""
    dice, target, done = random.Random(7), folder / "ours" / "model.gguf", 0
    target.parent.mkdir()
    arguments = ["fetch", hub.endpoint, hub.address, str(target.parent), str(size), sha256]
    command = [sys.executable, "-c", OURS, *arguments]
    while not target.exists():
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()  # it begins
            patience = dice.uniform(0, 2 * size / RATE / kills) if done < kills else None
            try:
                process.wait(patience)
            except subprocess.TimeoutExpired:
                process.kill()
                done += 1
    return done, digest_of(target, size, Stop()) == sha256
