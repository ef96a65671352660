# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""From starting the program to a window one can use, beside a bare window of the same toolkit."""

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

# Usable: the window is shown, the list holds the chats, and the composer takes what is typed.
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
    if chats.rowCount() >= 1000 and shown.isVisible():
        print("usable", flush=True)
        os._exit(0)
look_often = QTimer(interval=1, timeout=look)
look_often.start()
application.exec()
"""


def figures() -> Iterator[dict[str, object]]:
    """Medians of paired runs, warm (the first pair is not counted)."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "data").mkdir()
        (home / "config").mkdir()
        fill(home / "data" / "chats.sqlite3", chats=1000)
        (home / "config" / "settings.json").write_text('{"welcomed": true}', encoding="utf-8")
        environment = {**os.environ, "JEWELBOX_HOME": folder, "QT_QPA_PLATFORM": "offscreen"}
        # Warm means compiled, as an installation is.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment["PYTHONPYCACHEPREFIX"] = str(home / "compiled")
        pairs = [
            (_seconds(OURS, environment), _seconds(BARE, environment)) for _ in range(ROUNDS + 1)
        ][1:]
    ratio = statistics.median(ours / bare for ours, bare in pairs)
    yield {
        "figure": "start to a usable window with 1,000 chats",
        "value": round(ratio, 2),
        "unit": "times a bare PySide6 window",
        "peer": f"{statistics.median(bare for _, bare in pairs) * 1000:.0f} ms bare, "
        f"{statistics.median(ours for ours, _ in pairs) * 1000:.0f} ms ours",
        "goal": "<= 2.5",
        "met": ratio <= 2.5,
    }


def _seconds(program: str, environment: dict[str, str]) -> float:
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", program], env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        seconds = time.perf_counter() - began
    if line != "usable\n":
        raise RuntimeError(f"the window did not open: {line!r}")
    return seconds
