# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""No test leaves a window or a running timer behind; garbage is collected on the main thread.

Everything here is asked only when Qt is loaded, so that tests/unit runs without it.
"""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from PySide6.QtCore import QObject, QTimer
    from PySide6.QtWidgets import QWidget


def _loaded() -> bool:
    return "PySide6.QtCore" in sys.modules


def _settle() -> None:
    """Let what was asked to go be gone."""
    from PySide6.QtCore import QCoreApplication, QEvent

    for _ in range(2):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _clear_clipboard() -> None:
    """What a test copied would outlive the application: Qt dies of that when Python ends."""
    from PySide6.QtGui import QGuiApplication

    if isinstance(QGuiApplication.instance(), QGuiApplication):
        QGuiApplication.clipboard().clear()


def _windows() -> "list[QWidget]":
    if "PySide6.QtWidgets" not in sys.modules:
        return []
    import shiboken6
    from PySide6.QtWidgets import QApplication

    if QApplication.instance() is None:
        return []
    return [widget for widget in QApplication.topLevelWidgets() if shiboken6.isValid(widget)]


def _timers() -> "list[QTimer]":
    import shiboken6
    from PySide6.QtCore import QTimer

    # by type(): isinstance() would wake lazy objects that pretend to be something else
    timers = [item for item in gc.get_objects() if issubclass(type(item), QTimer)]
    return [timer for timer in timers if shiboken6.isValid(timer) and timer.isActive()]


def _address(item: "QObject") -> int:
    import shiboken6

    return int(shiboken6.getCppPointer(item)[0])


def _name(item: "QObject | None") -> str:
    names = []
    while item is not None:
        names.append(f"{type(item).__name__}({item.objectName()})")
        item = item.parent()
    return " in ".join(names)


@contextmanager
def watched() -> Iterator[None]:
    """Fails the test when a window or an active timer that came inside is still there."""
    if not _loaded():
        yield
        return
    before = {_address(item) for item in [*_windows(), *_timers()]}
    yield
    _clear_clipboard()
    _settle()
    windows = [item for item in _windows() if _address(item) not in before]
    timers = [item for item in _timers() if _address(item) not in before]
    left = [f"window {_name(w)} {w.windowTitle()!r}" for w in windows]
    left += [f"timer {_name(t)} every {t.interval()} ms" for t in timers]
    for timer in timers:
        timer.stop()
    for window in windows:
        window.close()
        window.deleteLater()
    del windows, timers
    if left:
        _settle()
        pytest.fail("left behind: " + "; ".join(left))
