# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A model on its way: bar, amount, speed, time left, and what can be done about it."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.download import Download, DownloadState
from desktop.domain.errors import Problem
from desktop.domain.gate import GATE_PROBLEMS
from desktop.presenters.downloads import Downloads
from desktop.ui.text.amounts import amount_words, duration_words, percent_words, speed_words
from desktop.ui.text.problems import problem_text
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.bars import ProgressBar
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.label import IconLabel, Label

translate = QCoreApplication.translate

SILENT = 5  # seconds without data, before it is said


class DownloadLine(QWidget):
    """One download. Whoever shows it calls show_download when it changes."""

    def __init__(self, themes: ThemeSource, downloads: Downloads, download_id: str) -> None:
        super().__init__()
        self._downloads, self._id = downloads, download_id
        self.bar = ProgressBar(themes, "", 8)
        self._amount = Label(themes, figures=True)
        self._speed = Label(themes, token="text_soft", figures=True)
        self._rest = Label(themes, token="text_soft", figures=True, wrap=True)
        self._pause = Button(themes, translate("DownloadLine", "Pause"), "quiet", self._on_pause)
        self._cancel = Button(themes, translate("DownloadLine", "Cancel"), "quiet", self._on_cancel)
        self._sign = IconLabel(themes, "failure", "danger", 16)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self._amount)
        row.addWidget(self._speed)
        row.addWidget(self._sign)
        row.addWidget(self._rest, 1)
        row.addWidget(self._pause)
        row.addWidget(self._cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.bar)
        column.addLayout(row)

    def show_download(self, download: Download) -> None:
        """Its numbers and words of the moment."""
        self.bar.setAccessibleName(download.name)
        self.bar.show_share(download.share)
        self.bar.setAccessibleDescription(state_words(download))
        self._amount.setText(amount_words(download.got, download.size))
        running = download.state is DownloadState.DOWNLOADING and download.silent < SILENT
        self._speed.setText(speed_words(download.speed) if running and download.speed else "")
        self._speed.setVisible(bool(self._speed.text()))
        self._rest.setText(state_words(download))
        failed = download.state is DownloadState.FAILED
        self._sign.setVisible(failed)
        self._rest.set_look("body", "text" if failed else "text_soft")
        self._pause.set_kind("main small" if failed else "quiet")
        self._pause.setText(_way_on(download))
        self._pause.setAccessibleDescription(download.name)
        self._cancel.setAccessibleDescription(download.name)

    def _on_pause(self) -> None:
        download = self._downloads.find(self._id)
        if download is None:
            return
        if is_gated(download):
            self._downloads.ask_gate(self._id)
        elif download.state in (DownloadState.PAUSED, DownloadState.FAILED):
            self._downloads.resume(self._id)
        else:
            self._downloads.pause(self._id)

    def _on_cancel(self) -> None:
        self._downloads.cancel(self._id)


def is_gated(download: Download) -> bool:
    """It stands before a gate: trying again is no way on."""
    problem = download.error.problem if download.error is not None else None
    return problem in GATE_PROBLEMS and problem is not Problem.REPOSITORY_GONE


def _way_on(download: Download) -> str:
    if is_gated(download):
        return translate("DownloadLine", "Get access")
    if download.state is DownloadState.FAILED:
        return translate("DownloadLine", "Try again")
    if download.state is DownloadState.PAUSED:
        return translate("DownloadLine", "Go on")
    return translate("DownloadLine", "Pause")


def state_words(download: Download) -> str:
    """What a download does just now, in a few words."""
    if download.state is DownloadState.FAILED:
        if download.error is None:
            return translate("DownloadLine", "stopped")
        problem = problem_text(download.error)
        return f"{problem.title}. {problem.next}"
    if download.state is DownloadState.PAUSED:
        return translate("DownloadLine", "paused")
    if download.state is DownloadState.WAITING:
        return translate("DownloadLine", "waiting for its turn")
    if download.state is DownloadState.CONNECTING:
        return translate("DownloadLine", "connecting")
    if download.state is DownloadState.CHECKING:
        return translate("DownloadLine", "checking what has come")
    if download.silent >= SILENT:
        return translate("DownloadLine", "no data for %n seconds", "", round(download.silent))
    if download.seconds_left is None:
        return ""
    left = translate("DownloadLine", "{time} left")
    return left.format(time=duration_words(download.seconds_left))


def short_state_words(download: Download) -> str:
    """The same in a word, for the foot of the sidebar."""
    if download.state is DownloadState.FAILED:
        return translate("DownloadLine", "stopped")
    if download.state is DownloadState.PAUSED:
        return translate("DownloadLine", "paused")
    if download.state is DownloadState.WAITING:
        return translate("DownloadLine", "waiting")
    return percent_words(download.share)
