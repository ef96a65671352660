# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""From starting the program to a window one can use, beside a bare window of the same toolkit,
and with ten thousand chats beside ten.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.thousand_chats import fill

ROUNDS = 15
FEW, USUAL, MANY = 10, 1000, 10_000  # chats

BARE = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel
application = QApplication(sys.argv)
label = QLabel("Ready")
label.show()
QTimer.singleShot(0, lambda: (print("usable", flush=True), application.quit()))
application.exec()
"""

# Usable: the window is shown, the list begins with its chats, and the composer takes what is typed.
OURS = """
import gc, os, sys
gc.disable()  # as desktop/__main__.py does
from PySide6.QtCore import QTimer
from desktop import window
from desktop.app import House
from desktop.services.engine.llama_engine import LlamaEngine
from desktop.services.paths import Paths
application = window.make_application()
paths = Paths.of_environment(os.environ)
paths.ensure()
house = House(paths, LlamaEngine())
shown = window.open_house(house)
chats = house.presenters.chat_list
def look():
    if chats.rowCount() >= min(int(sys.argv[1]), 100) and shown.isVisible():
        print("usable", flush=True)
        os._exit(0)
look_often = QTimer(interval=1, timeout=look)
look_often.start()
application.exec()
"""


def figures() -> Iterator[dict[str, object]]:
    """Medians of paired runs, warm (the first pair is not counted)."""
    with tempfile.TemporaryDirectory() as folder:
        homes = {count: _home(Path(folder), count) for count in (FEW, USUAL, MANY)}
        pairs = [(_seconds(homes[USUAL], USUAL), _bare(homes[USUAL])) for _ in range(ROUNDS + 1)]
        sizes = [[_seconds(homes[n], n) for n in (MANY, FEW)] for _ in range(ROUNDS + 1)]
    del pairs[0], sizes[0]
    ratio = statistics.median(ours / bare for ours, bare in pairs)
    yield {
        "figure": f"start to a usable window with {USUAL:,} chats",
        "value": round(ratio, 2),
        "unit": "times a bare PySide6 window",
        "peer": f"{statistics.median(bare for _, bare in pairs) * 1000:.0f} ms bare, "
        f"{statistics.median(ours for ours, _ in pairs) * 1000:.0f} ms ours",
        "goal": "<= 2.5",
        "met": ratio <= 2.5,
    }
    ratio = statistics.median(many / few for many, few in sizes)
    yield {
        "figure": f"start with {MANY:,} chats ÷ with {FEW}",
        "value": round(ratio, 3),
        "unit": "times",
        "peer": f"{statistics.median(few for _, few in sizes) * 1000:.0f} ms with {FEW}, "
        f"{statistics.median(many for many, _ in sizes) * 1000:.0f} ms with {MANY:,}",
        "goal": "<= 1.2",
        "met": ratio <= 1.2,
    }


def _home(folder: Path, chats: int) -> dict[str, str]:
    """The environment of somebody with so many chats."""
    home = folder / str(chats)
    (home / "data").mkdir(parents=True)
    (home / "config").mkdir()
    fill(home / "data" / "chats.sqlite3", chats)
    (home / "config" / "settings.json").write_text('{"welcomed": true}', encoding="utf-8")
    environment = {**os.environ, "JEWELBOX_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    # Warm means compiled, as an installation is.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")
    return environment


def _bare(environment: dict[str, str]) -> float:
    return _run(environment, BARE)


def _seconds(environment: dict[str, str], chats: int) -> float:
    return _run(environment, OURS, str(chats))


def _run(environment: dict[str, str], program: str, *arguments: str) -> float:
    command = [sys.executable, "-c", program, *arguments]
    began = time.perf_counter()
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        seconds = time.perf_counter() - began
    if line != "usable\n":
        raise RuntimeError(f"the window did not open: {line!r}")
    return seconds
