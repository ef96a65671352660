# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Work with models' files, of which some waits for a disk that does not answer."""

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.presenters.background import Background
from desktop.presenters.work_queue import Task, Work, WorkQueue


class Disk:
    """Answers when it is told to. What looks at it sees its stop only then."""

    def __init__(self) -> None:
        self.answers = threading.Event()

    def look(self, work: Work) -> str:
        """Waits for the disk."""
        self.answers.wait(60)
        if work.stop.is_set():
            raise Cancelled
        return "seen"


@pytest.fixture
def disk(background: Background) -> Iterator[Disk]:
    hung = Disk()
    yield hung
    hung.answers.set()


@pytest.fixture
def queue(background: Background) -> Iterator[WorkQueue]:
    home = QObject()
    made = WorkQueue(background, home)
    yield made
    made.close()


def test_a_look_at_a_silent_disk_is_put_aside_and_what_waits_goes_on(
    queue: WorkQueue, disk: Disk, qtbot: QtBot
) -> None:
    look, check = Work(Task.LOOK), Work(Task.CHECK)
    done: list[object] = []
    refused: list[AppError] = []
    answered: list[bool] = []
    queue.refused.connect(refused.append)
    queue.answered.connect(lambda: answered.append(True))
    queue.add(look, lambda: disk.look(look), done.append)
    queue.add(check, lambda: "checked", done.append)
    queue.add(Work(Task.LOOK), lambda: "the same disk", done.append)
    queue.listen()
    assert queue.work[:2] == [look, check], "it had no time to answer yet"
    queue.listen()
    qtbot.waitUntil(lambda: done == ["checked"])
    assert [error.problem for error in refused] == [Problem.DISK_SILENT]
    assert queue.work == [] and queue.waits_for(Task.LOOK)
    disk.answers.set()
    qtbot.waitUntil(lambda: bool(answered))
    assert done == ["checked"], "what it found is no longer so"
    assert not queue.waits_for(Task.LOOK)


def test_who_gives_a_sign_of_life_is_waited_for(queue: WorkQueue, disk: Disk, qtbot: QtBot) -> None:
    look = Work(Task.LOOK)
    done: list[object] = []
    queue.add(look, lambda: disk.look(look), done.append)
    for _ in range(3):
        queue.listen()
        look.stop.is_set()
    disk.answers.set()
    qtbot.waitUntil(lambda: done == ["seen"])


def test_a_move_is_waited_for_until_it_is_stopped(
    queue: WorkQueue, disk: Disk, qtbot: QtBot
) -> None:
    """Writing a large file down takes longer than a look may."""
    move = Work(Task.MOVE)
    refused: list[AppError] = []
    queue.refused.connect(refused.append)
    queue.add(move, lambda: disk.look(move), lambda _: None)
    for _ in range(3):
        queue.listen()
    assert queue.work == [move]
    queue.stop(move)
    for _ in range(2):
        queue.listen()
    assert queue.work == [] and refused == []


def test_what_follows_from_a_work_is_done_once(queue: WorkQueue, qtbot: QtBot) -> None:
    """A file that was opened is copied then: that is asked for when the opening is done."""
    done: list[object] = []

    def opened(result: object) -> None:
        done.append(result)
        queue.add(Work(Task.MOVE), lambda: "moved", done.append)

    queue.add(Work(Task.OPEN), lambda: "opened", opened)
    qtbot.waitUntil(lambda: "moved" in done and not queue.work)
    assert done == ["opened", "moved"]
