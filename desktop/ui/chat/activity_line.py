# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What is being done before the first word comes: a line of words, and a bar when it takes long."""

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.presenters.answering import Activity, Status
from desktop.ui.text.amounts import duration_words, percent_words
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.bars import ProgressBar
from desktop.ui.widgets.label import Label

translate = QCoreApplication.translate

QUIET = 400  # milliseconds in which nothing is said
BAR = 1000  # from here on a bar, where there is a share to show


class ActivityLine(QWidget):
    """Hidden as long as everything is quick."""

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__()
        self._status = Status()
        self._words = Label(themes, "", "body", "text_soft", wrap=True)
        self._bar = ProgressBar(themes, "", 4)
        self._bar.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(8)
        column.addWidget(self._words)
        column.addWidget(self._bar)
        self._quiet = self._timer(QUIET, self._say)
        self._long = self._timer(BAR, self._show_bar)
        self.hide()

    def show_status(self, status: Status, model: str) -> None:
        """What is done now; model: the name of the model."""
        if status.activity not in (Activity.LOADING, Activity.READING):
            self.clear()
            return
        if not self._quiet.isActive() and self.isHidden():
            self._quiet.start()
            self._long.start()
        if status.activity is not self._status.activity:
            self._bar.hide()
            self._long.start()
        self._status = status
        self._words.setText(_words(status, model))
        self._bar.setAccessibleName(self._words.text())
        if status.share is not None:
            self._bar.show_share(status.share)

    def clear(self) -> None:
        """Done."""
        self._quiet.stop()
        self._long.stop()
        self.hide()

    def _timer(self, wait: int, call: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(wait)
        timer.timeout.connect(call)
        return timer

    def _say(self) -> None:
        self.show()

    def _show_bar(self) -> None:
        self._bar.setVisible(self._status.share is not None)


def _words(status: Status, model: str) -> str:
    if status.activity is Activity.LOADING:
        words = translate("ActivityLine", "Loading {model}")
        if status.checking:
            words = translate("ActivityLine", "Checking {model} before it is used")
        words = words.format(model=model)
        if status.share is None or status.share <= 0:
            return words
        so_far = translate("ActivityLine", "{words}, {share}")
        return so_far.format(words=words, share=percent_words(status.share))
    if status.pictures:
        words = translate("ActivityLine", "Looking at %n pictures", "", status.pictures)
    else:
        words = translate("ActivityLine", "Reading")
    if status.seconds_left is not None and status.seconds_left >= 5:
        left = translate("ActivityLine", "{words}, {time} left")
        return left.format(words=words, time=duration_words(status.seconds_left))
    return words
