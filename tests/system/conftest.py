# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The whole program: real window, real engine, real files, in a home of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from desktop.app import House
from desktop.domain.licence import LICENCES, Acceptance
from desktop.domain.model import InstalledModel
from desktop.domain.prompt import PromptStyle
from desktop.presenters.answering import Activity
from desktop.presenters.navigation import Page
from desktop.services.engine.llama_engine import LlamaEngine
from desktop.services.engine.protocol import Engine
from desktop.services.licences import Acceptances
from desktop.services.models.library import ModelLibrary
from desktop.services.paths import Paths
from desktop.ui.main_window import MainWindow
from desktop.window import open_house

ASSETS = Path(__file__).parents[1] / "assets"
MOST_TABS = 200
LONG = 30_000  # milliseconds that a real model may take on a busy machine


class Running:
    """A started program, as somebody sits before it."""

    def __init__(self, paths: Paths, qtbot: QtBot, engine: Engine | None, hub: str = "") -> None:
        self.house = House(paths, engine, hub)
        self.window: MainWindow = open_house(self.house)
        self._qtbot, self._over = qtbot, False
        self.presenters = self.house.presenters
        qtbot.waitExposed(self.window)

    def wait(self, condition: Callable[[], object]) -> None:
        """Until something is so."""
        self._qtbot.waitUntil(lambda: bool(condition()), timeout=LONG)

    def button(self, words: str) -> QAbstractButton:
        """The visible button with these words, or this name."""
        found = [
            button
            for button in self.window.findChildren(QAbstractButton)
            if button.isVisible() and words in (button.text(), button.accessibleName())
        ]
        assert found, f"no button {words!r}"
        return found[0]

    def press(self, words: str) -> None:
        """Press a button as soon as it can be pressed."""

        def ready() -> bool:
            try:
                return self.button(words).isEnabled()
            except AssertionError:
                return False

        self.wait(ready)
        QTest.mouseClick(self.button(words), Qt.MouseButton.LeftButton)

    def reach(self, words: str, of: str = "") -> None:
        """Go with the Tab key to the button with these words (of something), and press Space."""

        def is_there() -> bool:
            focus = self.window.focusWidget()
            if not isinstance(focus, QAbstractButton) or not focus.isEnabled():
                return False
            named = words in (focus.text(), focus.accessibleName())
            return named and of in focus.accessibleDescription()

        for _ in range(MOST_TABS):
            if is_there():
                break
            self.key(Qt.Key.Key_Tab)
        assert is_there(), f"no way to {words!r} {of}"
        self.key(Qt.Key.Key_Space)

    def key(self, key: Qt.Key) -> None:
        """Press a key, wherever the focus is."""
        focus = self.window.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, key)

    def tab_names(self) -> list[str]:
        """What the tabs in sight are called; those of the documents of a licence."""
        bars = [bar for bar in self.window.findChildren(QTabBar) if bar.isVisible()]
        return [bar.tabText(index) for bar in bars for index in range(bar.count())]

    def page(self) -> Page:
        """The page that is shown."""
        return self.presenters.navigation.page

    def type(self, words: str) -> None:
        """Into whatever has the focus."""
        focus = self.window.focusWidget()
        assert isinstance(focus, QWidget)
        QTest.keyClicks(focus, words)

    def ask(self, words: str) -> str:
        """Type a question and Enter; the answer when it has ended."""
        before = len(self.presenters.conversation.messages)
        self.type(words)
        focus = self.window.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, Qt.Key.Key_Return)
        self.wait(lambda: len(self.presenters.conversation.messages) >= before + 2)
        self.wait(lambda: self.presenters.conversation.status.activity is Activity.IDLE)
        return self.presenters.conversation.messages[-1].text

    def quit(self) -> None:
        """Close the window as a person does, and end."""
        if not self._over:
            self._over = True
            self.window.close()
            self.house.close()
            self.window.deleteLater()


Start = Callable[..., Running]


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    made = Paths.of_environment({"JEWELBOX_HOME": str(tmp_path / "home")})
    made.ensure()
    return made


@pytest.fixture
def start(paths: Paths, qtbot: QtBot) -> Iterator[Start]:
    """Start the program over the same home, as often as wished.

    Its engine is that of this process at once, unless its own homes are asked for.
    """
    running: list[Running] = []

    def begin(homes: bool = False, hub: str = "") -> Running:
        made = Running(paths, qtbot, None if homes else LlamaEngine(), hub)
        running.append(made)
        return made

    yield begin
    for one in running:
        one.quit()


@pytest.fixture
def tiny(paths: Paths) -> InstalledModel:
    """Our own tiny model is installed, and its licence accepted."""
    return install_tiny(paths)


def install_tiny(paths: Paths) -> InstalledModel:
    """Record the tiny model, which sees, and the acceptance of its licence."""
    licence = LICENCES["apache-2.0"]
    document = licence.documents[0]
    Acceptances(paths.acceptances).add(
        [Acceptance(licence.id, document.id, document.address, "ab" * 32, "tiny", 1.0)]
    )
    paths.settings.write_text('{"welcomed": true, "model": "tiny"}', encoding="utf-8")
    return ModelLibrary(paths.data / "models.json").add(
        InstalledModel(
            id="tiny",
            name="Tiny Gemma",
            weights=str(ASSETS / "tiny.gguf"),
            projector=str(ASSETS / "tiny-mmproj.gguf"),
            size=4_000_000,
            licence=licence.id,
            style=PromptStyle.TURNS,
            sees=True,
        )
    )
