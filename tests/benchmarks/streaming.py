# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A long answer arrives: does the window stay smooth, and does a word cost the same at the end?"""

import statistics
import tempfile
import time
from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from desktop.app import House
from desktop.domain.conversation import Message, MessageState, Role
from desktop.presenters.background import collect_on_main_thread
from desktop.services.paths import Paths
from desktop.window import make_application, open_house
from tests.system.conftest import install_tiny
from tests.ui.chat.samples import SECTION_TOKENS, TOKEN, long_answer
from tests.ui.chat.typing_engine import TypingEngine

TOKENS, RATE = 2000, 150  # tokens, tokens a second
LONG, FAST = 20_000, 500  # for the cost of a token
EDGE = 2 * SECTION_TOKENS  # tokens at both ends that are compared
ROUNDS = 3


class Beat(QObject):
    """An event that is due every millisecond; how late it is handled is what a key would wait.

    While the loop stands still no event comes, but a key would at each of these milliseconds: they
    are counted as well, or a share of the delays would say little of the time.
    """

    def __init__(self) -> None:
        super().__init__()
        self.delays: list[float] = []  # milliseconds
        self._due = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._on_time)

    def start(self) -> None:
        """From now on."""
        self._due = time.perf_counter() + 0.001
        self._timer.start()

    def stop(self) -> None:
        """Enough."""
        self._timer.stop()

    def _on_time(self) -> None:
        now = time.perf_counter()
        late = max(now - self._due, 0.0) * 1000
        self.delays += [late - waited for waited in range(int(late) + 1)]
        self._due = now + 0.001


class Chat(QObject):
    """The whole window over the real presenters, with an engine that types."""

    def __init__(self, rate: int, tokens: int) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        paths = Paths.of_environment({"JEWELBOX_HOME": self._folder.name})
        paths.ensure()
        install_tiny(paths)
        self.house = House(paths, TypingEngine(long_answer(tokens), pause=1 / rate))
        self._window = open_house(self.house)
        rest = QEventLoop()  # what is prepared after the start is ready when somebody has asked
        QTimer.singleShot(1000, rest.quit)
        rest.exec()

    def ask(self) -> None:
        """Ask, and wait until the answer has ended."""
        loop = QEventLoop()

        def look(message: Message) -> None:
            if message.role is Role.MODEL and message.state is not MessageState.GENERATING:
                loop.quit()

        conversation = self.house.presenters.conversation
        conversation.message_changed.connect(look)
        conversation.send("Tell me everything about lamps.")
        loop.exec()
        conversation.message_changed.disconnect(look)

    def close(self) -> None:
        """Everything ends."""
        self._window.close()
        self.house.close()
        self._window.deleteLater()
        self.house.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        self._folder.cleanup()


def figures() -> Iterator[dict[str, object]]:
    """The event loop while the answer streams through the real page, and the cost of its words."""
    application = QApplication.instance() or make_application()
    collect_on_main_thread(application)
    delays = _delays()
    yield _figure("p99 of the event loop's delay", _percentile(delays, 0.99), "ms", 16.0, TOKENS)
    yield _figure("worst delay of the event loop", max(delays), "ms", 50.0, TOKENS)
    ratios = [_ratio() for _ in range(ROUNDS)]
    name = f"cost of a token, last {EDGE} ÷ first {EDGE}"
    yield _figure(name, statistics.median(ratios), "times", 1.3, LONG)


def _delays() -> list[float]:
    chat, beat = Chat(RATE, TOKENS), Beat()
    beat.start()
    chat.ask()
    beat.stop()
    chat.close()
    return beat.delays


def _ratio() -> float:
    """Time of the main thread, by its own clock: what other programs do does not count."""
    chat = Chat(FAST, LONG)
    seen: list[tuple[int, float]] = []
    letters = 0

    def on_text(_: str, __: str, text: str) -> None:
        nonlocal letters
        letters += len(text)
        seen.append((letters // TOKEN, time.thread_time()))

    chat.house.presenters.conversation.text_arrived.connect(on_text)
    chat.ask()
    chat.close()
    return _cost(seen, LONG - EDGE, LONG) / _cost(seen, 0, EDGE)


def _cost(seen: list[tuple[int, float]], first: int, last: int) -> float:
    """Seconds a token from one place in the answer to another."""
    inside = [point for point in seen if first <= point[0] <= last]
    (begin, began), (end, ended) = inside[0], inside[-1]
    return (ended - began) / (end - begin)


def _figure(name: str, value: float, unit: str, goal: float, tokens: int) -> dict[str, object]:
    return {
        "figure": f"{name} ({tokens:,} tokens with code, tables, formulas)",
        "value": round(value, 2),
        "unit": unit,
        "peer": "",
        "goal": f"<= {goal:g}",
        "met": value <= goal,
    }


def _percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]
