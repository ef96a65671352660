# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The main thread while an answer of 2,000 tokens streams into the real page."""

import itertools
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from desktop.app import House
from desktop.domain.plan import Sampling
from desktop.domain.prompt import Prompt
from desktop.presenters.answering import Activity
from desktop.services.engine.protocol import Answered, Channel, Ending, Reading
from desktop.services.paths import Paths
from desktop.ui.main_window import MainWindow
from desktop.window import make_application, open_house
from tests.fakes.fake_engine import FakeEngine
from tests.system.conftest import install_tiny

TOKENS = 2_000
PACE = 1 / 100  # seconds a token: faster than people read, and than most computers write
PART = """
## A section with some words

Paragraphs of **ordinary** length with `code`, [a link](https://example.org) and *emphasis*, as
they come in most answers, going on for two or three lines before they end.

- one thing to think of
- another one, with a longer explanation that wraps
1. first do this
2. then do that

| Bag | Bags you need | Left over |
| --- | ---: | ---: |
| 20 litres | 44 | 16 |
| 40 litres | 22 | 16 |

```python
def bags(length, width, depth, litres=40):
    return ceil(length * width * depth * 1000 / litres)
```
"""


class StreamingEngine(FakeEngine):
    """Types tokens of four characters at an even pace, from its own thread."""

    def answer(
        self,
        prompt: Prompt,
        pictures: Mapping[str, Path],
        sampling: Sampling,
        stop: threading.Event,
        on_reading: Callable[[Reading], None],
        on_text: Callable[[Channel, str], None],
    ) -> Answered:
        """TOKENS of them."""
        text = itertools.cycle(PART)
        began = time.perf_counter()
        for number in range(TOKENS):
            on_text(Channel.TEXT, "".join(itertools.islice(text, 4)))
            time.sleep(max(0.0, began + (number + 1) * PACE - time.perf_counter()))
        return Answered(Ending.DONE, 10, 0, TOKENS, 0.0, 0.0, TOKENS * PACE, 1)


def figures() -> Iterator[dict[str, object]]:
    """Delays of a timer of one millisecond, and the time that each batch of text takes."""
    application = QApplication.instance() or make_application()
    assert isinstance(application, QApplication)
    with tempfile.TemporaryDirectory() as folder:
        paths = Paths.of_environment({"JEWELBOX_HOME": folder})
        paths.ensure()
        install_tiny(paths)
        house = House(paths, StreamingEngine())
        window = open_house(house)
        try:
            delays, costs = _measured(house, window)
        finally:
            window.close()
            house.close()
            window.deleteLater()
    delays.sort()
    p99, worst = delays[int(len(delays) * 0.99)] * 1000, delays[-1] * 1000
    yield _figure("event-loop delay while an answer streams, p99", p99, "ms", "<= 16", p99 <= 16)
    yield _figure(
        "event-loop delay while an answer streams, worst", worst, "ms", "<= 50", worst <= 50
    )
    ratio = _per_token(costs[-200:]) / _per_token(costs[:200])
    name = "cost of showing a token, last 200 / first 200"
    yield _figure(name, ratio, "ratio", "<= 1.3", ratio <= 1.3)


def _measured(house: House, window: MainWindow) -> tuple[list[float], list[float]]:
    """Delays in seconds; for every token the seconds that showing it took."""
    conversation, loop = house.presenters.conversation, QEventLoop()
    delays: list[float] = []
    costs: list[float] = []
    last = time.perf_counter()

    def tick() -> None:
        nonlocal last
        now = time.perf_counter()
        delays.append(max(0.0, now - last - 0.001))
        last = now

    def status() -> None:
        if len(costs) >= TOKENS and conversation.status.activity is Activity.IDLE:
            loop.quit()

    _time_batches(house, costs)
    conversation.status_changed.connect(status)
    QTimer.singleShot(1000, loop, loop.quit)
    loop.exec()  # the window has been shown and has come to rest
    timer = QTimer(interval=1)
    timer.timeout.connect(tick)
    timer.start()
    QTimer.singleShot(0, lambda: conversation.send("Tell me all about bags of soil."))
    last = time.perf_counter()
    loop.exec()
    timer.stop()
    return delays, costs


def _time_batches(house: House, costs: list[float]) -> None:
    """Add the seconds of every token to `costs`: all that the main thread does for its batch."""
    conversation, pump = house.presenters.conversation, house.presenters.engine._pump

    def timed() -> None:
        count = len(conversation.messages[-1].text) if conversation.messages else 0
        began = time.perf_counter()
        pump.drain()
        QApplication.sendPostedEvents()  # the layout
        taken = time.perf_counter() - began
        tokens = (len(conversation.messages[-1].text) - count) // 4
        costs.extend([taken / tokens] * tokens if tokens > 0 else [])

    pump._timer.timeout.disconnect()
    pump._timer.timeout.connect(timed)


def _per_token(costs: list[float]) -> float:
    return statistics.fmean(costs)


def _figure(name: str, value: float, unit: str, goal: str, met: bool) -> dict[str, object]:
    return {
        "figure": name,
        "value": round(value, 2),
        "unit": unit,
        "peer": "",
        "goal": goal,
        "met": met,
    }
