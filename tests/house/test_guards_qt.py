# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The guards of tests/conftest.py for Qt do bite."""

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from tests.guards import qt


def test_a_window_left_behind_is_told(qapp: QApplication) -> None:
    with pytest.raises(pytest.fail.Exception, match=r"window QWidget\(lost\)"), qt.watched():
        window = QWidget()
        window.setObjectName("lost")
    assert not [w for w in QApplication.topLevelWidgets() if w.objectName() == "lost"]


def test_a_running_timer_left_behind_is_told(qapp: QApplication) -> None:
    with pytest.raises(pytest.fail.Exception, match=r"QTimer\(tick\) in QObject"), qt.watched():
        owner = QObject()
        timer = QTimer(owner)
        timer.setObjectName("tick")
        timer.start(1000)
    assert not timer.isActive()


def test_what_was_told_to_go_is_no_matter(qapp: QApplication) -> None:
    with qt.watched():
        window = QWidget()
        QTimer(window).start(1000)
        window.deleteLater()
