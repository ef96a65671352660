# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The traps that decided something here are shut; when one of these fails, read ARCHITECTURE.md."""

import gc
import sys
import threading
import tomllib
from pathlib import Path

import pytest
from PySide6.QtCore import QDeadlineTimer, QEventLoop, QObject
from PySide6.QtWidgets import QApplication, QLabel

from desktop.presenters.background import collect_on_main_thread

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None has no count from Python 3.12 on")
def test_qt_calls_keep_the_count_of_none(qapp: QApplication) -> None:
    """PySide6 6.12.0 drops one reference to None a call; on 3.11 the process then dies."""
    label = QLabel()
    before = sys.getrefcount(None)
    for number in range(300):
        label.setText(str(number))
    assert sys.getrefcount(None) > before - 30
    label.deleteLater()


def test_garbage_is_not_collected_on_worker_threads(qapp: QApplication) -> None:
    """A QTimer destroyed on another thread ends in a Qt warning at best."""
    gc.enable()
    owner = QObject()
    destroyed_on: list[threading.Thread] = []
    timer = collect_on_main_thread(owner, every=20)
    try:
        _make_cycles(destroyed_on)
        worker = threading.Thread(target=_allocate)
        worker.start()
        worker.join()
        assert not destroyed_on, "the worker thread collected"
        _wait_for(qapp, destroyed_on)
        assert set(destroyed_on) == {threading.main_thread()}
    finally:
        timer.stop()
        owner.deleteLater()


class _Witness:
    """Notes the thread on which it is destroyed."""

    def __init__(self, threads: list[threading.Thread]) -> None:
        self.me = self
        self._threads = threads

    def __del__(self) -> None:
        self._threads.append(threading.current_thread())


def _make_cycles(threads: list[threading.Thread]) -> None:
    for _ in range(20):
        _Witness(threads)


def _allocate() -> None:
    """Far more than what starts a collection of every generation."""
    keep = [[number] for number in range(200_000)]
    assert keep


def _wait_for(qapp: QApplication, things: list[threading.Thread]) -> None:
    limit = QDeadlineTimer(5000)
    while not things and not limit.hasExpired():
        qapp.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)


def test_the_broken_release_of_qt_is_shut_out() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert "PySide6-Essentials>=6.10,<6.12" in project["dependencies"]


@pytest.mark.parametrize(
    "lock", sorted((ROOT / "requirements").glob("*.lock")), ids=lambda p: p.name
)
def test_there_is_one_http_stack(lock: Path) -> None:
    assert "httpx2" not in lock.read_text("utf-8").casefold()


@pytest.mark.parametrize(
    "lock", sorted((ROOT / "requirements").glob("*.lock")), ids=lambda p: p.name
)
def test_locks_hold_hashes_and_no_addresses(lock: Path) -> None:
    text = lock.read_text("utf-8")
    assert "://" not in text
    pinned = [line for line in text.splitlines() if line[:1].isalnum()]
    assert pinned
    assert all("==" in line and line.endswith("\\") for line in pinned)
    assert text.count("--hash=sha256:") >= len(pinned)
