# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The real chat page over the real presenters, with an engine that types a script."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import House
from desktop.presenters.answering import Activity
from desktop.services.paths import Paths
from desktop.services.resources import resources_folder
from desktop.ui.chat.chat_page import ChatPage
from desktop.ui.theme import ThemeSource
from tests.fakes.fake_engine import FakeEngine
from tests.system.conftest import install_tiny

ASSETS = Path(__file__).parents[2] / "assets"
PAGE = (ASSETS / "page.md").read_text("utf-8")


class Chat:
    """A page and what stands behind it."""

    def __init__(self, paths: Paths, engine: FakeEngine, qtbot: QtBot) -> None:
        install_tiny(paths)
        self.engine, self._qtbot = engine, qtbot
        self.house = House(paths, engine)
        self.themes = ThemeSource(resources_folder(), "light")
        p = self.house.presenters
        self.conversation = p.conversation
        self.page = ChatPage(
            p.conversation,
            p.editing,
            p.comparing,
            p.queue,
            p.library,
            p.engine,
            p.downloads,
            p.personas,
            self.themes,
        )
        qtbot.addWidget(self.page)
        self.page.resize(900, 700)
        self.page.show()
        qtbot.waitExposed(self.page)
        with qtbot.waitSignal(p.library.chosen_changed):
            p.library.refresh()

    def wait(self, condition: Callable[[], object]) -> None:
        """Until something is so."""
        self._qtbot.waitUntil(lambda: bool(condition()))

    def ask(self, words: str) -> None:
        """Ask and wait for the end of the answer."""
        count = len(self.conversation.messages)
        self.conversation.send(words)
        self.wait(lambda: len(self.conversation.messages) == count + 2)
        self.wait(lambda: self.conversation.status.activity is Activity.IDLE)


StartChat = Callable[..., Chat]


@pytest.fixture
def gate() -> threading.Semaphore:
    """Each release lets the engine type one more word."""
    return threading.Semaphore(0)


@pytest.fixture
def chat(tmp_path: Path, qtbot: QtBot) -> Iterator[StartChat]:
    """Start a chat with an engine."""
    made: list[Chat] = []

    def start(
        *answers: str,
        gate: threading.Semaphore | None = None,
        engine: FakeEngine | None = None,
    ) -> Chat:
        engine = engine or FakeEngine(answers or ("Certainly.",), gate)
        paths = Paths.of_environment({"JEWELBOX_HOME": str(tmp_path / "home")})
        paths.ensure()
        made.append(Chat(paths, engine, qtbot))
        return made[-1]

    yield start
    for one in made:
        one.house.close()
