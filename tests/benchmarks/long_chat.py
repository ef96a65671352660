# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A chat of ten thousand messages: does it open, scroll and weigh like one of ten?"""

import gc
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import psutil
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication

from desktop.app import House
from desktop.domain.conversation import AnswerFacts, Message, Role, TextPart
from desktop.presenters.background import collect_on_main_thread
from desktop.presenters.navigation import Page
from desktop.services.paths import Paths
from desktop.ui.chat.chat_page import ChatPage
from desktop.window import make_application, open_house
from tests.benchmarks.streaming import Beat
from tests.system.conftest import install_tiny
from tests.ui.chat.samples import GARDEN
from tests.ui.chat.typing_engine import TypingEngine

SHORT, LONG = 10, 10_000  # messages
ROUNDS = 9
SCREENS = 60  # that are scrolled, up and down again
MIB = 1 << 20


class Reading(QObject):
    """The whole window with a short and a long chat on the disk."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        paths = Paths.of_environment({"JEWELBOX_HOME": self._folder.name})
        paths.ensure()
        install_tiny(paths)
        self.house = House(paths, TypingEngine(["Yes."]))
        self.chats = {count: _filled(self.house, count) for count in (SHORT, LONG)}
        self._window = open_house(self.house)
        page = self._window.page(Page.CHAT)
        assert isinstance(page, ChatPage)
        self.transcript = page.transcript
        self.rest(1500)

    def rest(self, milliseconds: int) -> None:
        """Let the window do what it has to do."""
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    def open(self, count: int) -> float:
        """Seconds until the end of a chat is on the screen."""
        conversation = self.house.presenters.conversation
        loop = QEventLoop()
        conversation.opened.connect(loop.quit)
        began = time.perf_counter()
        conversation.open(self.chats[count])
        loop.exec()
        conversation.opened.disconnect(loop.quit)
        self.transcript.viewport().repaint()
        seconds = time.perf_counter() - began
        assert len(conversation.messages) == count
        self.rest(400)  # until all is built that is built at once
        return seconds

    def scroll(self) -> list[float]:
        """Delays of the event loop, in milliseconds, while somebody pages up and down again."""
        beat = Beat()
        beat.start()
        for way in (-1, 1):
            for _ in range(SCREENS):
                self.transcript.scroll_by_page(way)
                self.rest(60)
        beat.stop()
        return beat.delays

    def act(self) -> dict[str, float]:
        """Milliseconds that the window stands still while most messages go, and come back."""
        editing = self.house.presenters.editing
        early = self.house.presenters.conversation.messages[LONG // 100].id
        return {
            "deleting most of": self._still(lambda: editing.remove(early, following=True)),
            "undoing it in": self._still(editing.undo),
        }

    def _still(self, action: Callable[[], None]) -> float:
        began = time.perf_counter()
        action()
        self.transcript.viewport().repaint()
        milliseconds = (time.perf_counter() - began) * 1000
        self.rest(1000)
        return milliseconds

    def close(self) -> None:
        """Everything ends."""
        self._window.close()
        self.house.close()
        self._window.deleteLater()
        self.house.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        self._folder.cleanup()


def figures() -> Iterator[dict[str, object]]:
    """Opening, memory, and scrolling."""
    application = QApplication.instance() or make_application()
    collect_on_main_thread(application)
    reading = Reading()
    reading.open(LONG)  # the first time of everything
    reading.open(SHORT)
    before = _memory()
    reading.open(LONG)
    grown = (_memory() - before) / MIB
    reading.open(SHORT)
    ratios = [reading.open(LONG) / reading.open(SHORT) for _ in range(ROUNDS)]
    name = f"opening a chat of {LONG:,} messages ÷ of {SHORT}"
    yield _figure(name, statistics.median(ratios), "times", 2)
    yield _figure(f"memory for a chat of {LONG:,} messages", grown, "MiB", 60)
    reading.open(LONG)
    delays = reading.scroll()
    yield _figure(f"worst delay while scrolling {2 * SCREENS} screens", max(delays), "ms", 50)
    share = sum(delay > 50 for delay in delays) / len(delays)
    yield _figure("share of delays above 50 ms while scrolling", share, "share", 0)
    grown = (_memory() - before) / MIB
    yield _figure(f"memory after scrolling {2 * SCREENS} screens", grown, "MiB", 60)
    for name, milliseconds in reading.act().items():
        yield _figure(f"{name} {LONG:,} messages", milliseconds, "ms", 50)
    reading.close()


def _filled(house: House, count: int) -> str:
    store = house.services.store
    chat = store.create_chat(1.0)
    parent = None
    with store.together():
        for number in range(count):
            role = Role.MODEL if number % 2 else Role.USER
            words = GARDEN if number % 8 == 5 else f"Words of message {number}. " * 6
            name = f"{count}-{number}"
            message = Message(name, chat.id, parent, role, (TextPart(words),), created=number)
            if role is Role.MODEL:
                facts = AnswerFacts(120, 40, 300, 0.8, 30.0, number, "model.gguf")
                message = replace(message, model="gemma-3-4b-it", facts=facts)
            store.add_message(message)
            parent = message.id
    return chat.id


def _memory() -> float:
    gc.collect()
    return float(psutil.Process().memory_info().rss)


def _figure(name: str, value: float, unit: str, goal: float) -> dict[str, object]:
    return {
        "figure": name,
        "value": round(value, 4),
        "unit": unit,
        "peer": "",
        "goal": f"<= {goal:g}",
        "met": value <= goal,
    }
