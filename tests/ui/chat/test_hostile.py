# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Answers that mean harm are shown, reach nothing and do not keep the window for long."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.services.resources import resources_folder
from desktop.ui.chat.answer_body import AnswerBody
from desktop.ui.chat.streaming import StreamedText
from desktop.ui.chat.text_style import TextStyle
from desktop.ui.theme import ThemeSource

from .hostile import HOSTILE

REACHES = ("open", "socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system")
OURS = (sys.prefix, sys.base_prefix, str(resources_folder()))  # modules and icons
LONGEST = 8  # seconds of the processor; it takes one or less, and took half a minute once

_reached: list[tuple[str, str]] = []
_watching = [False]


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if _watching[0] and event in REACHES:
        name = str(arguments[0]) if arguments else ""
        if event != "open" or not name.startswith(OURS):
            _reached.append((event, name))


@pytest.fixture(scope="module", autouse=True)
def hook() -> None:
    """It stays for ever: Python has no way to take one away."""
    sys.addaudithook(_watch)


@pytest.fixture
def watched() -> Iterator[list[tuple[str, str]]]:
    """What was reached meanwhile."""
    _reached.clear()
    _watching[0] = True
    yield _reached
    _watching[0] = False


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_documents(
    name: str, qtbot: QtBot, themes: ThemeSource, watched: list[tuple[str, str]]
) -> None:
    text = HOSTILE[name]
    body = AnswerBody(TextStyle(themes), "Answer")
    qtbot.addWidget(body)
    body.resize(600, 10)
    body.show()
    began = time.thread_time()
    shown = StreamedText(body)
    shown.show_text(text[: len(text) // 2], growing=True)
    shown.add(text[len(text) // 2 :])
    shown.finish()
    body.grab()
    assert time.thread_time() - began < LONGEST
    assert watched == []


def test_the_watch_sees_what_is_reached(watched: list[tuple[str, str]]) -> None:
    Path(__file__).read_bytes()
    assert watched == [("open", __file__)]
