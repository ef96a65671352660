# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A mistake of ours leaves a report, without what people wrote."""

import logging
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.services.crash import KEPT, MOST, CrashHandler

ROOT = Path(__file__).parents[3]

pytestmark = pytest.mark.expected_logs()


@pytest.fixture
def reports() -> list[Path]:
    return []


@pytest.fixture
def handler(
    tmp_path: Path, reports: list[Path], monkeypatch: pytest.MonkeyPatch
) -> Iterator[CrashHandler]:
    monkeypatch.setattr(sys, "excepthook", lambda *_: None)
    made = CrashHandler(tmp_path, deque(["the line before", "hf_AbCdEfGhIjKl"]), reports.append)
    made.install()
    yield made
    made.uninstall()


def secret() -> str:
    return "".join(reversed("yraid terces ym"))  # not readable in the lines of the code


def fail() -> None:
    raise ValueError(secret())


def meet(work: Callable[[], object]) -> None:
    """As the interpreter does with what nobody caught."""
    try:
        work()
    except BaseException as error:
        sys.excepthook(type(error), error, error.__traceback__)


def test_a_report_says_where_and_not_what(handler: CrashHandler, reports: list[Path]) -> None:
    meet(fail)
    (path,) = reports
    text = path.read_text(encoding="utf-8")
    for words in ("Jewelbox 0.", "Python 3.", "Pillow ", "in fail", "ValueError", "line before"):
        assert words in text
    for words in ("diary", "AbCdEfGh", str(Path.home())):
        assert words not in text
    assert path.stat().st_mode & 0o077 == 0 or sys.platform == "win32"


def test_other_threads_are_looked_after(handler: CrashHandler, reports: list[Path]) -> None:
    worker = threading.Thread(target=fail, name="store-1")
    worker.start()
    worker.join()
    assert "in the thread store-1" in reports[0].read_text(encoding="utf-8")


def test_the_same_mistake_is_reported_once(handler: CrashHandler, reports: list[Path]) -> None:
    for _ in range(3):
        meet(fail)
    assert len(reports) == 1


def test_there_is_an_end_to_reports(
    handler: CrashHandler, reports: list[Path], tmp_path: Path
) -> None:
    for number in range(MOST + 5):
        meet(lambda number=number: exec(f"def f{number}(): 1/0\nf{number}()"))  # type: ignore[misc]
    assert len(reports) == MOST
    assert len(list(tmp_path.glob("crash-*.txt"))) == KEPT


def test_stopping_the_program_is_no_mistake(handler: CrashHandler, reports: list[Path]) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    meet(stop)
    assert not reports


def test_a_report_that_cannot_be_written_does_no_more_harm(
    handler: CrashHandler, reports: list[Path], tmp_path: Path
) -> None:
    handler._folder = tmp_path / "file"
    handler._folder.touch()
    meet(fail)
    assert not reports


def test_a_callback_that_fails_does_no_more_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sys, "excepthook", lambda *_: None)
    handler = CrashHandler(tmp_path, [], lambda _: fail())
    handler.install()
    meet(fail)
    handler.uninstall()
    assert "could not be made: ValueError" in caplog.text


def test_afterwards_all_is_as_before(tmp_path: Path, reports: list[Path]) -> None:
    before = sys.excepthook, threading.excepthook
    handler = CrashHandler(tmp_path, [], reports.append)
    handler.install()
    assert sys.excepthook != before[0]
    handler.uninstall()
    assert (sys.excepthook, threading.excepthook) == before
    assert not list(tmp_path.iterdir())
    assert logging.getLogger("desktop.crash").handlers == []


DIE = """
import faulthandler, sys
from pathlib import Path
from desktop.services.crash import CrashHandler
handler = CrashHandler(Path(sys.argv[1]), [], print)
handler.install()
faulthandler._sigabrt()
"""


def test_a_crash_of_native_code_is_told_at_the_next_start(
    tmp_path: Path, reports: list[Path]
) -> None:
    command = [sys.executable, "-c", DIE, str(tmp_path)]
    died = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=30, check=False)
    assert died.returncode != 0
    handler = CrashHandler(tmp_path, [], reports.append)
    handler.install()
    handler.uninstall()
    assert handler.last_run is not None
    assert "Fatal Python error: Aborted" in handler.last_run.read_text(encoding="utf-8")
    again = CrashHandler(tmp_path, [], reports.append)
    again.install()
    again.uninstall()
    assert again.last_run is None
    assert not reports
