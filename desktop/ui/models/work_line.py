# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What is being done with the models on this computer: how far it has come, and the way to stop."""

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.presenters.holdings import Holdings
from desktop.presenters.work_queue import Task, Work
from desktop.ui.text.amounts import amount_words
from desktop.ui.text.library import work_words
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.bars import ProgressBar
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.label import Label

translate = QCoreApplication.translate

INTERVAL = 200  # milliseconds between two looks at how far it has come
PATIENCE = 3  # looks before anything is said: what is done in a moment needs no words


class WorkLine(QWidget):
    """Is there as long as something is done that was asked for, or takes its time."""

    def __init__(self, themes: ThemeSource, holdings: Holdings) -> None:
        super().__init__()
        self._holdings = holdings
        self._looks = 0
        self._words = Label(themes)
        self._amount = Label(themes, token="text_soft", figures=True)
        self._stop = Button(themes, translate("WorkLine", "Stop"), "quiet", self._on_stop)
        self._bar = ProgressBar(themes, translate("WorkLine", "Progress"), 8)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self._words)
        row.addWidget(self._amount)
        row.addStretch(1)
        row.addWidget(self._stop)
        self._content = QWidget()
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, 16)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self._bar)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._content)
        self._content.hide()
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL)
        self._timer.timeout.connect(self._look)
        holdings.changed.connect(self._on_changed)
        self._on_changed()

    def showEvent(self, event: QShowEvent) -> None:
        """It is looked at again."""
        self._on_changed()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks."""
        self._timer.stop()

    def _work(self) -> Work | None:
        return next((work for work in self._holdings.work if not work.quiet), None)

    def _on_changed(self) -> None:
        work = self._work()
        if work is None:
            self._timer.stop()
            self._looks = 0
            self._content.hide()
        elif self.isVisible() and not self._timer.isActive():
            self._timer.start()

    def _look(self) -> None:
        work = self._work()
        if work is None:
            self._on_changed()
            return
        self._looks += 1
        if self._looks < PATIENCE:
            return
        self._words.setText(work_words(work))
        counted = work.task is not Task.LOOK and work.size > 0
        twice = 2 if work.task is Task.MOVE else 1  # written, and read back
        amount = amount_words(work.done // twice, work.size // twice)
        self._amount.setText(amount if counted else "")
        self._bar.setVisible(counted)
        if counted:
            self._bar.show_share(work.done / work.size)
        self._stop.setAccessibleDescription(work_words(work))
        self._content.show()

    def _on_stop(self) -> None:
        work = self._work()
        if work is not None:
            self._holdings.stop(work)
