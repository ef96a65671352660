# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Lanes, the pump, and garbage that is collected on the main thread only."""

import gc
import itertools
import sys
import threading

import pytest
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.presenters import background as background_room
from desktop.presenters.background import Background, Lane, Look, Pump, collect_on_main_thread


def test_work_is_done_elsewhere_and_reported_on_the_main_thread(
    background: Background, qtbot: QtBot
) -> None:
    seen: list[tuple[str, str]] = []

    def work() -> str:
        return threading.current_thread().name

    def done(worker: str) -> None:
        seen.append((worker, threading.current_thread().name))

    background.run(Lane.ENGINE, work, done)
    qtbot.waitUntil(lambda: bool(seen))
    worker, receiver = seen[0]
    assert worker.startswith("engine")
    assert receiver == threading.main_thread().name


def test_one_lane_keeps_the_order(background: Background, qtbot: QtBot) -> None:
    done: list[int] = []
    for number in range(50):
        background.run(Lane.STORE, lambda number=number: number, done.append)  # type: ignore[misc]
    qtbot.waitUntil(lambda: len(done) == 50)
    assert done == list(range(50))


def test_a_failure_that_a_person_can_meet_is_handed_over(
    background: Background, qtbot: QtBot
) -> None:
    failures: list[Exception] = []

    def work() -> None:
        raise AppError(Problem.DISK_FULL, missing=1)

    background.run(Lane.POOL, work, failed=failures.append)
    qtbot.waitUntil(lambda: bool(failures))
    assert isinstance(failures[0], AppError)
    assert failures[0].problem is Problem.DISK_FULL


@pytest.mark.expected_logs("nobody waited")
def test_a_failure_that_nobody_waits_for_is_told_all_the_same(
    background: Background, qtbot: QtBot
) -> None:
    def work() -> None:
        raise AppError(Problem.STORE_DAMAGED)

    with qtbot.waitSignal(background.troubled) as told:
        background.run(Lane.STORE, work)
    assert told.args is not None
    assert told.args[0].problem is Problem.STORE_DAMAGED


def test_a_mistake_of_ours_goes_to_the_crash_handler(
    background: Background, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    crashes: list[BaseException] = []
    failures: list[Exception] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: crashes.append(error))
    background.run(Lane.POOL, lambda: 1 // 0, failed=failures.append)
    qtbot.waitUntil(lambda: bool(failures))
    assert isinstance(crashes[0], ZeroDivisionError)
    assert isinstance(failures[0], AppError)
    assert failures[0].problem is Problem.UNEXPECTED


def test_cancelling_is_no_failure(background: Background, qtbot: QtBot) -> None:
    ended: list[str] = []

    def work() -> None:
        raise Cancelled

    background.run(Lane.STORE, work)
    background.run(Lane.STORE, lambda: "after", ended.append)
    qtbot.waitUntil(lambda: ended == ["after"])


def test_nothing_is_reported_after_closing(qtbot: QtBot) -> None:
    lanes = Background()
    begun, go_on = threading.Event(), threading.Event()
    reported: list[int] = []

    def work() -> int:
        begun.set()
        go_on.wait(10)
        return 1

    lanes.run(Lane.STORE, work, reported.append)
    assert begun.wait(10)
    go_on.set()
    lanes.close()
    QTimer.singleShot(0, lambda: reported.append(2))
    qtbot.waitUntil(lambda: bool(reported))
    assert reported == [2]


def test_a_disk_that_does_not_answer_holds_up_nobody_and_not_the_end(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background_room, "PATIENCE", 0.05)
    lanes, answers = Background(), threading.Event()
    seen: list[object] = []
    looks = itertools.count()

    def look() -> int:
        if next(looks) == 0:
            answers.wait(60)
        return 1

    hung = Look(lanes, look, seen.append)
    for _ in range(5):
        hung.begin()
    for lane in (Lane.DISKS, Lane.POOL, Lane.STORE):
        lanes.run(lane, lambda: 2, seen.append)
    qtbot.waitUntil(lambda: seen == [2, 2, 2])
    assert hung.is_out and next(looks) == 1, "the same look was out twice"
    lanes.close()  # and comes back
    answers.set()


def test_a_look_that_was_asked_for_meanwhile_follows(background: Background, qtbot: QtBot) -> None:
    go_on = threading.Semaphore(0)
    seen: list[int] = []
    numbers = itertools.count(1)

    def look() -> int:
        assert go_on.acquire(timeout=10)
        if (number := next(numbers)) == 2:
            raise AppError(Problem.FILE_MISSING)
        return number

    looking = Look(background, look, seen.append)
    looking.begin()
    looking.begin()
    go_on.release(2)
    qtbot.waitUntil(lambda: seen == [1] and not looking.is_out)
    looking.begin()
    go_on.release()
    qtbot.waitUntil(lambda: seen == [1, 3])


def test_the_pump_loses_nothing_and_keeps_the_order(qtbot: QtBot) -> None:
    pump = Pump()
    batches: list[list[object]] = []
    pump.drained.connect(batches.append)

    def type_it() -> None:
        for number in range(5_000):
            pump.put(number)

    writer = threading.Thread(target=type_it)
    writer.start()
    writer.join()
    qtbot.waitUntil(lambda: sum(map(len, batches)) == 5_000)
    assert [item for batch in batches for item in batch] == list(range(5_000))
    assert len(batches) < 50, "many items make one batch"


def test_the_pump_wakes_again_after_a_rest(qtbot: QtBot) -> None:
    pump = Pump()
    got: list[object] = []
    pump.drained.connect(got.extend)
    timer = pump.findChild(QTimer)
    assert timer is not None
    pump.put("first")
    qtbot.waitUntil(lambda: got == ["first"])
    qtbot.waitUntil(lambda: not timer.isActive())
    pump.put("second")
    qtbot.waitUntil(lambda: got == ["first", "second"])


def test_garbage_is_collected_on_the_main_thread(qtbot: QtBot) -> None:
    """QObjects in reference cycles must not be destroyed on a worker thread."""
    parent = QObject()
    was_enabled = gc.isenabled()
    try:
        timer = collect_on_main_thread(parent, every=1)
        where: list[str] = []

        class Cycle:
            def __init__(self) -> None:
                self.me = self

            def __del__(self) -> None:
                where.append(threading.current_thread().name)

        def allocate() -> None:
            for _ in range(20_000):
                Cycle()

        worker = threading.Thread(target=allocate, name="worker")
        worker.start()
        worker.join()
        assert where == [], "a worker thread collected garbage"
        qtbot.waitUntil(lambda: len(where) == 20_000)
        assert set(where) == {threading.main_thread().name}
        timer.stop()
    finally:
        gc.unfreeze()
        gc.collect()
        gc.freeze()  # as for all tests: they look through what came since
        if was_enabled:
            gc.enable()
