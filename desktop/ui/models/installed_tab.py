# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The models on this computer, and those on their way."""

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.model import InstalledModel
from desktop.presenters.downloads import Downloads
from desktop.presenters.library import Library
from desktop.presenters.licences import Licences
from desktop.presenters.navigation import Navigation, Page
from desktop.presenters.offers import Offers
from desktop.ui.text.amounts import size_words
from desktop.ui.text.models import capability_words
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.direction import trailing
from desktop.ui.widgets.download_line import DownloadLine
from desktop.ui.widgets.label import IconLabel, Label, Line, NameLabel
from desktop.ui.widgets.page import ScrollColumn, heading
from desktop.ui.widgets.stone import Stone

translate = QCoreApplication.translate

WIDEST = 1280
ROW = 64


class InstalledTab(ScrollColumn):
    """One row a model."""

    get_asked = Signal()

    def __init__(
        self,
        themes: ThemeSource,
        library: Library,
        offers: Offers,
        downloads: Downloads,
        licences: Licences,
        navigation: Navigation,
    ) -> None:
        super().__init__(WIDEST)
        self._themes, self._library, self._offers = themes, library, offers
        self._downloads, self._licences, self._navigation = downloads, licences, navigation
        self._sum = Label(themes, "", figures=True)
        self._free = Label(themes, "", token="text_soft", figures=True)
        self._coming = QVBoxLayout()
        self._rows = QVBoxLayout()
        self._lines: dict[str, DownloadLine] = {}
        self._build()
        library.changed.connect(self._show)
        library.chosen_changed.connect(self._show)
        offers.changed.connect(self._show)
        licences.changed.connect(self._show)
        downloads.changed.connect(self._on_download)
        self._show_downloads()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(20)
        top.addWidget(self._sum)
        top.addWidget(self._free)
        top.addStretch(1)
        for layout in (self._coming, self._rows):
            layout.setSpacing(0)
        self.column.addSpacing(20)
        self.column.addLayout(top)
        self.column.addSpacing(16)
        self.column.addLayout(self._rows)
        self.column.addLayout(self._coming)
        self.column.addStretch(1)

    def _show(self) -> None:
        _clear(self._rows)
        installed = list(reversed(self._library.installed))
        total = sum(model.size for model in installed)
        models = translate("InstalledTab", "{size} in models")
        self._sum.setText(models.format(size=size_words(total)))
        self._sum.setVisible(bool(installed))
        computer = self._offers.computer
        free = translate("InstalledTab", "{size} free on the disk")
        self._free.setText(free.format(size=size_words(computer.disk_free)) if computer else "")
        starter = self._offers.starter
        if starter is not None and not self._is_known(starter):
            installed.append(starter)  # it came with the program and was not used yet
        if not installed:
            if not self._downloads.downloads:
                self._rows.addWidget(self._nothing())
            return
        self._rows.addWidget(Line(self._themes))
        for model in installed:
            self._rows.addWidget(self._row(model))
            self._rows.addWidget(Line(self._themes))

    def _is_known(self, model: InstalledModel) -> bool:
        """It is in the list, or on its way into it."""
        return bool(self._library.find(model.id) or self._downloads.find(model.id))

    def _nothing(self) -> QWidget:
        empty = QWidget()
        column = QVBoxLayout(empty)
        column.setContentsMargins(0, 24, 0, 24)
        column.setSpacing(16)
        words = translate("InstalledTab", "The models that you get will stand here.")
        column.addWidget(Label(self._themes, words, "reading", wrap=True))
        button = Button(self._themes, translate("InstalledTab", "Get a model"), "main")
        button.clicked.connect(self.get_asked)
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeading)
        return empty

    def _row(self, model: InstalledModel) -> QWidget:
        row = QWidget()
        row.setMinimumHeight(ROW)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 8, 0, 8)
        line.setSpacing(16)
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addStretch(1)
        names.addWidget(NameLabel(self._themes, model.name, "strong"))
        second = capability_words(model.sees)
        if model.quantization:
            second = f"{second} · {model.quantization}"
        names.addWidget(NameLabel(self._themes, second, "body", "text_soft"))
        names.addStretch(1)
        size = Label(self._themes, size_words(model.size), figures=True)
        size.setAlignment(trailing())
        line.addWidget(Stone(self._themes, model.stone, 36))
        line.addLayout(names, 4)
        size.setMinimumWidth(72)
        action = QWidget()
        action.setMinimumWidth(170)
        end = QHBoxLayout(action)
        end.setContentsMargins(0, 0, 0, 0)
        end.addStretch(1)
        end.addWidget(self._action(model))
        line.addWidget(size)
        line.addSpacing(20)
        line.addLayout(self._where_from(model), 2)
        line.addWidget(action)
        return row

    def _where_from(self, model: InstalledModel) -> QVBoxLayout:
        """How it came here, and the way to its other files."""
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addStretch(1)
        column.addWidget(NameLabel(self._themes, _origin(model), "body", "text_soft"))
        known = self._offers.model(model.model)
        if known is not None and known.offered:
            other = Button(self._themes, translate("InstalledTab", "Other files"), "link")
            other.setAccessibleDescription(model.name)
            other.clicked.connect(lambda: self._navigation.go(Page.MODEL, model.model))
            column.addWidget(other, 0, Qt.AlignmentFlag.AlignLeading)
        column.addStretch(1)
        return column

    def _action(self, model: InstalledModel) -> QWidget:
        chosen = self._library.chosen
        if chosen is not None and chosen.id == model.id:
            state = QWidget()
            line = QHBoxLayout(state)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(8)
            line.addWidget(IconLabel(self._themes, "check", "success"))
            line.addWidget(
                Label(self._themes, translate("InstalledTab", "In use"), token="text_soft")
            )
            chat = Button(self._themes, translate("InstalledTab", "Chat"), "small")
            chat.clicked.connect(lambda: self._navigation.go(Page.CHAT))
            line.addSpacing(8)
            line.addWidget(chat)
            return state
        accepted = self._licences.is_accepted(model.licence, model.model or model.id)
        words = (
            translate("InstalledTab", "Use")
            if accepted
            else translate("InstalledTab", "Read and use")
        )
        button = Button(self._themes, words, "small")
        button.setAccessibleDescription(model.name)
        button.clicked.connect(lambda: self._navigation.use(model))
        return button

    def _on_download(self, download_id: str) -> None:
        download = self._downloads.find(download_id)
        line = self._lines.get(download_id)
        if line is not None and download is not None:
            line.show_download(download)
        else:
            self._show_downloads()

    def _show_downloads(self) -> None:
        self._show()
        _clear(self._coming)
        self._lines = {}
        downloads = self._downloads.downloads
        if downloads:
            self._coming.addSpacing(32 if self._library.installed else 8)
            self._coming.addWidget(heading(self._themes, translate("InstalledTab", "On its way")))
        for download in downloads:
            line = self._lines[download.id] = DownloadLine(
                self._themes, self._downloads, download.id
            )
            line.show_download(download)
            self._coming.addSpacing(16)
            self._coming.addWidget(Label(self._themes, download.name, "strong"))
            self._coming.addSpacing(8)
            self._coming.addWidget(line)


def _origin(model: InstalledModel) -> str:
    return {
        "package": translate("InstalledTab", "came with Jewelbox"),
        "download": translate("InstalledTab", "downloaded"),
    }.get(model.origin, translate("InstalledTab", "a file of yours"))


def _clear(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
