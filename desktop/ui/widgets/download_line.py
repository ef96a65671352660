# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A model on its way: bar, amount, speed, time left, and what can be done about it."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.download import Download, DownloadState
from desktop.domain.errors import Problem
from desktop.domain.gate import GATE_PROBLEMS
from desktop.domain.waiting import Waiting
from desktop.presenters.downloads import Downloads
from desktop.ui.text.amounts import amount_words, speed_words
from desktop.ui.text.downloads import SILENT, state_words
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.bars import ProgressBar
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.label import IconLabel, Label

translate = QCoreApplication.translate


class DownloadLine(QWidget):
    """One download. Whoever shows it calls show_download when it changes."""

    def __init__(self, themes: ThemeSource, downloads: Downloads, download_id: str) -> None:
        super().__init__()
        self._downloads, self._id = downloads, download_id
        self.bar = ProgressBar(themes, "", 8)
        self._amount = Label(themes, figures=True)
        self._speed = Label(themes, token="text_soft", figures=True)
        self._rest = Label(themes, token="text_soft", figures=True, wrap=True)
        self._other = Button(themes, "", "quiet", self._on_other)
        self._pause = Button(themes, translate("DownloadLine", "Pause"), "quiet", self._on_pause)
        self._cancel = Button(themes, translate("DownloadLine", "Cancel"), "quiet", self._on_cancel)
        self._sign = IconLabel(themes, "failure", "danger", 16)
        row = QHBoxLayout()
        row.setSpacing(16)
        for widget in (self._amount, self._speed, self._sign):
            row.addWidget(widget)
        row.addWidget(self._rest, 1)
        for button in (self._other, self._pause, self._cancel):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.bar)
        column.addLayout(row)

    def show_download(self, download: Download) -> None:
        """Its numbers and words of the moment."""
        words = state_words(download)
        self.bar.setAccessibleName(download.name)
        self.bar.show_share(download.share)
        self.bar.setAccessibleDescription(words)
        self._amount.setText(amount_words(download.got, download.size))
        running = download.state is DownloadState.DOWNLOADING and download.silent < SILENT
        self._speed.setText(speed_words(download.speed) if running and download.speed else "")
        self._speed.setVisible(bool(self._speed.text()))
        self._rest.setText(words)
        stuck = download.waiting in (Waiting.ROOM, Waiting.DISK)
        failed = download.state is DownloadState.FAILED or stuck
        self._sign.setVisible(failed)
        self._rest.set_look("body", "text" if failed else "text_soft")
        self._pause.set_kind("main small" if download.state is DownloadState.FAILED else "quiet")
        self._pause.setText(_way_on(download))
        self._pause.setVisible(not stuck)
        other = _other_way(download)
        self._other.setText(other)
        self._other.setVisible(bool(other))
        for button in (self._other, self._pause, self._cancel):
            button.setAccessibleDescription(download.name)

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

    def _on_other(self) -> None:
        download = self._downloads.find(self._id)
        if download is None:
            return
        if download.wait > 0:
            self._downloads.try_now()
        elif download.waiting in (Waiting.NIGHT, Waiting.METERED):
            self._downloads.resume(self._id, insisted=True)
        elif download.waiting is Waiting.TURN:
            self._downloads.first(self._id)
        else:
            words = translate("DownloadLine", "Folder for this model")
            folder = QFileDialog.getExistingDirectory(self, words)
            if folder:
                self._downloads.relocate(self._id, Path(folder))

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


def _other_way(download: Download) -> str:
    """What else can be done, "" for nothing."""
    if download.wait > 0:
        return translate("DownloadLine", "Try now")
    if download.waiting in (Waiting.NIGHT, Waiting.METERED):
        return translate("DownloadLine", "Download now")
    if download.waiting is Waiting.TURN:
        return translate("DownloadLine", "Put first")
    still = download.state in (DownloadState.PAUSED, DownloadState.FAILED)
    waits = download.waiting in (Waiting.ROOM, Waiting.DISK)
    if download.movable and (still or waits) and not is_gated(download):
        return translate("DownloadLine", "Another disk")
    return ""
