# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A library of 2,000 files in 40 folders: how soon it is shown, and what looking at it costs.

The files have true heads and holes for weights. Most have a short vocabulary, so that they fit on
the disk; 20 have all of Gemma's 262,144 words, as every real one has.
"""

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QCoreApplication, QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from desktop.app import House
from desktop.presenters.navigation import Page
from desktop.services.engine.gguf_writer import dummy_words, write_shape
from desktop.services.paths import Paths
from desktop.services.resources import resources_folder
from desktop.ui.main_window import MainWindow
from desktop.ui.theme import ThemeSource
from tests.fakes.fake_engine import FakeEngine

FILES, FOLDERS, LONG = 2000, 40, 20
WORDS = 262_144
PATIENCE = 600.0  # seconds
EVERY = 4  # milliseconds
AGAIN = 8  # looks


def figures() -> Iterator[dict[str, object]]:
    """Shown from the index; delays of the event loop while everything is read for the first time,
    and again.
    """
    application = QApplication(sys.argv[:1])
    with TemporaryDirectory() as home:
        paths = Paths.of_environment({"JEWELBOX_HOME": home})
        paths.ensure()
        make(paths.models)
        yield delay("event loop, longest delay of 99 % with nothing to do", idle(), goal=False)
        delays, seconds = look(paths)
        yield figure("first look at 2,000 files", seconds, "s", None, None)
        yield delay("event loop, longest delay of 99 % while reading heads", delays)
        delays, seconds = look(paths, AGAIN)
        yield figure("look at 2,000 files again", seconds, "s", None, None)
        yield delay("event loop, longest delay of 99 % while looking again", delays)
        shown = statistics.median(show(paths) for _ in range(5))
        yield figure("2,000 files shown from the index", shown * 1000, "ms", 200, shown <= 0.2)
    application.processEvents()


def figure(
    name: str, value: float, unit: str, goal: float | None, met: bool | None
) -> dict[str, object]:
    """As the benchmarks tell it."""
    return {
        "figure": f"library: {name}",
        "value": round(value, 2),
        "unit": unit,
        "peer": None,
        "goal": goal,
        "met": met,
    }


def delay(name: str, delays: list[float], goal: bool = True) -> dict[str, object]:
    """The 99th percentile, beside a frame of a screen."""
    worst = statistics.quantiles(delays, n=100)[98] * 1000
    return figure(name, worst, "ms", 16 if goal else None, worst <= 16 if goal else None)


def make(folder: Path) -> None:
    """The files; each has a name and weights of its own."""
    shape = {
        "block_count": 34,
        "context_length": 131_072,
        "embedding_length": 2560,
        "feed_forward_length": 10_240,
        "attention.head_count": 8,
        "attention.head_count_kv": 4,
        "attention.key_length": 256,
        "attention.value_length": 256,
    }
    values = {f"gemma3.{key}": value for key, value in shape.items()}
    vocabularies = {count: dummy_words(count) for count in (300, WORDS)}
    for number in range(FILES):
        place = folder / f"owner{number % FOLDERS}" / f"gemma-{number}.gguf"
        place.parent.mkdir(exist_ok=True)
        words = WORDS if number < LONG else 300
        tensors = [("token_embd.weight", (2560, words), 8)]
        tensors += [
            (f"blk.{layer}.{name}.weight", (2560, 2560 + 32 * (number % 7)), 2)
            for layer in range(34)
            for name in ("attn_q", "attn_k", "ffn_up", "ffn_down")
        ]
        named = {"general.architecture": "gemma3", "general.name": f"Gemma {number}"}
        write_shape(place, named | values | vocabularies[words], tensors)


def house_of(paths: Paths) -> House:
    """Without a real engine: nothing is asked."""
    return House(paths, FakeEngine(()), "http://127.0.0.1:9")


class Late:
    """By how many seconds a timer comes late, since it was made."""

    def __init__(self) -> None:
        self._turns: list[float] = []
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(lambda: self._turns.append(time.perf_counter()))
        self._timer.start()

    def wait(self, ready: Callable[[], bool]) -> None:
        """Let the event loop turn until something is so."""
        until = time.perf_counter() + PATIENCE
        while not ready() and time.perf_counter() < until:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def delays(self) -> list[float]:
        """All of them, also of the turns that did not come while the loop stood still."""
        self._timer.stop()
        every = EVERY / 1000
        late = [max(b - a - every, 0.0) for a, b in pairwise(self._turns)]
        return [one - every * missed for one in late for missed in range(int(one / every) + 1)]


def idle() -> list[float]:
    """What this computer does to a program that has nothing to do."""
    late, until = Late(), time.perf_counter() + 2
    late.wait(lambda: time.perf_counter() > until)
    return late.delays()


def look(paths: Paths, times: int = 1) -> tuple[list[float], float]:
    """How late timers come while the folders are looked at, and how many seconds one look takes."""
    house = house_of(paths)
    holdings = house.presenters.holdings
    house.presenters.library.refresh()
    late, began = Late(), time.perf_counter()
    for _ in range(times):
        holdings.rescan()
        late.wait(lambda: not holdings.work)
    took = (time.perf_counter() - began) / times
    delays = late.delays()
    assert len(house.presenters.library.entries) == FILES
    house.close()
    house.deleteLater()
    return delays, took


def show(paths: Paths) -> float:
    """Seconds from asking for the list until its page is drawn; the window is there already."""
    house = house_of(paths)
    themes = ThemeSource(resources_folder(), "light")
    themes.apply()
    window = MainWindow(house.presenters, themes)
    window.resize(1280, 832)
    window.show()
    QCoreApplication.processEvents()
    house.presenters.offers.refresh()
    while house.presenters.offers.computer is None:
        QCoreApplication.processEvents()
    house.presenters.navigation.go(Page.CHAT)
    QCoreApplication.processEvents()
    began = time.perf_counter()
    house.presenters.library.refresh()
    while not house.presenters.library.entries:
        QCoreApplication.processEvents()
    house.presenters.navigation.go(Page.MODELS)
    window.page(Page.MODELS).show_installed()  # type: ignore[attr-defined]
    window.grab()
    took = time.perf_counter() - began
    window.close()
    house.close()
    for one in (window, house, themes):
        one.deleteLater()
    QCoreApplication.processEvents()
    return took
