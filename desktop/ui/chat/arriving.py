# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The model is on its way: how far it has come, and what one can know meanwhile."""

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.download import DownloadState
from desktop.presenters.downloads import Downloads
from desktop.presenters.library import Library
from desktop.ui.chat.message_view import EDGE
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.download_line import DownloadLine, is_gated
from desktop.ui.widgets.failure_card import FailureCard
from desktop.ui.widgets.label import IconLabel, Label, Line
from desktop.ui.widgets.stone import Stone

translate = QCoreApplication.translate


class Arriving(QWidget):
    """Stands above the chat as long as no model can answer and one is being got."""

    needed_changed = Signal()

    def __init__(self, themes: ThemeSource, downloads: Downloads, library: Library) -> None:
        super().__init__()
        self.is_needed = False
        self._themes, self._downloads, self._library = themes, downloads, library
        self._shown = ""
        self._stone = Stone(themes, 3, 44)
        self._title = Label(themes, "", "title", wrap=True)
        self._line: DownloadLine | None = None
        self._failure = FailureCard(themes)
        self._again = self._failure.add_button(translate("Arriving", "Try again"), self._on_again)
        self._column = QVBoxLayout(self)
        self._build()
        downloads.changed.connect(self._show)
        library.chosen_changed.connect(self._show)
        self._show()

    def _build(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        hint = translate(
            "Arriving", "You can write now. Your question is answered as soon as the model is here."
        )
        words.addWidget(Label(self._themes, hint, "body", "text_soft", wrap=True))
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._stone)
        head.addLayout(words, 1)
        self._column.setContentsMargins(EDGE, 16, EDGE, 16)
        self._column.setSpacing(16)
        self._column.addLayout(head)
        self._column.addWidget(self._failure)
        self._column.addWidget(Line(self._themes))
        for icon, strong, rest in (
            (
                "picture",
                translate("Arriving", "Show it something."),
                translate("Arriving", "Drop a picture anywhere in the window."),
            ),
            (
                "private",
                translate("Arriving", "It stays here."),
                translate("Arriving", "Nothing you write leaves this computer."),
            ),
            (
                "warning",
                translate("Arriving", "It can be wrong."),
                translate("Arriving", "Check what matters to you."),
            ),
        ):
            row = QHBoxLayout()
            row.setSpacing(12)
            row.addWidget(IconLabel(self._themes, icon))
            row.addWidget(Label(self._themes, strong, "strong"))
            row.addWidget(Label(self._themes, rest, "body", "text_soft", wrap=True), 1)
            self._column.addLayout(row)

    def _show(self) -> None:
        downloads = self._downloads.downloads
        needed = bool(downloads) and self._library.chosen is None
        if needed != self.is_needed:
            self.is_needed = needed
            self.needed_changed.emit()
        if not needed:
            return
        download = downloads[0]
        if download.id != self._shown:
            self._shown = download.id
            if self._line is not None:
                self._line.deleteLater()
            self._line = DownloadLine(self._themes, self._downloads, download.id)
            self._column.insertWidget(1, self._line)
        title = translate("Arriving", "{name} is on its way").format(name=download.name)
        self._title.setText(title)
        failed = download.state is DownloadState.FAILED and download.error is not None
        self._failure.setVisible(failed)
        if download.error is not None and failed:
            self._failure.show_error(download.error)
            again, access = translate("Arriving", "Try again"), translate("Arriving", "Get access")
            self._again.setText(access if is_gated(download) else again)
        if self._line is not None:
            self._line.show_download(download)

    def _on_again(self) -> None:
        download = self._downloads.find(self._shown)
        if download is not None and is_gated(download):
            self._downloads.ask_gate(self._shown)
        else:
            self._downloads.resume(self._shown)
