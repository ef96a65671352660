# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The models on this computer: those in use, on their way, away, and found elsewhere."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.errors import AppError
from desktop.domain.library import Entry, Place, newer_file
from desktop.presenters.navigation import Page
from desktop.presenters.presenters import Presenters
from desktop.ui.models.installed_row import InstalledRow
from desktop.ui.models.left_out import LeftOutSection
from desktop.ui.models.leftover_section import LeftoverSection
from desktop.ui.models.overview import Overview
from desktop.ui.models.work_line import WorkLine
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.download_line import DownloadLine
from desktop.ui.widgets.failure_card import FailureCard
from desktop.ui.widgets.label import Label, Line
from desktop.ui.widgets.page import ScrollColumn, heading
from desktop.ui.widgets.tab_order import follow

translate = QCoreApplication.translate

WIDEST = 1280
AT_ONCE = 16  # rows that are made; the next ones when somebody comes near them
NEAR = 800  # pixels


class InstalledTab(ScrollColumn):
    """One row a model, in sections."""

    get_asked = Signal()
    file_asked = Signal()  # to be chosen
    done = Signal(str, str)  # what is to be done, and the id of the model

    def __init__(self, themes: ThemeSource, presenters: Presenters) -> None:
        super().__init__(WIDEST)
        p = presenters
        self._themes, self._p = themes, p
        self.overview = Overview(themes, p)
        self.failure, self.failure_place = FailureCard(themes), QWidget()
        self.work = WorkLine(themes, p.holdings)
        self._coming = QVBoxLayout()
        self._rows, self._away, self._gone, self._found = (Rows(themes, self, p) for _ in range(4))
        self._lines: dict[str, DownloadLine] = {}
        self._build()
        for changed in (
            p.library.changed,
            p.library.chosen_changed,
            p.offers.changed,
            p.licences.changed,
        ):
            changed.connect(self._show)
        self.overview.changed.connect(self._show)
        p.downloads.changed.connect(self._on_download)
        p.holdings.refused.connect(self._on_refused)
        p.removals.refused.connect(self._on_refused)
        p.holdings.opened.connect(self.failure_place.hide)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self._show_downloads()

    def _build(self) -> None:
        other = translate("InstalledTab", "Choose another file")
        self.failure.add_button(other, self._on_other)
        close = translate("InstalledTab", "Close")
        self.failure.add_button(close, self.failure_place.hide, "link")
        below = QVBoxLayout(self.failure_place)
        below.setContentsMargins(0, 0, 0, 20)
        below.addWidget(self.failure)
        self.failure_place.hide()
        self._coming.setSpacing(0)
        self.column.addSpacing(20)
        self.column.addWidget(self.overview)
        self.column.addSpacing(20)
        self.column.addWidget(self.failure_place)
        self.column.addWidget(self.work)
        self.column.addWidget(self._rows)
        self.column.addLayout(self._coming)
        self.column.addWidget(LeftoverSection(self._themes, self._p.leftovers))
        self.column.addWidget(self._away)
        self.column.addWidget(self._gone)
        self.column.addWidget(self._found)
        self.column.addWidget(LeftOutSection(self._themes, self._p.holdings))
        self.column.addStretch(1)

    def showEvent(self, event: QShowEvent) -> None:
        """Another program may have changed files meanwhile."""
        super().showEvent(event)
        self._p.holdings.look_again()
        self._p.leftovers.look()

    def _show(self) -> None:
        entries = self.overview.arranged(self._p.library.entries)
        here = [e for e in entries if e.taken and e.place is Place.HERE]
        away = [e for e in entries if e.taken and e.place is Place.AWAY]
        gone = [e for e in entries if e.taken and e.place is Place.GONE]
        found = [e for e in entries if not e.taken]
        starter = self._p.offers.starter
        if starter is not None and not self._is_known(starter.id) and not self.overview.leaves_out:
            here.append(Entry(starter))  # it came with the program and was not used yet
        self._rows.show_entries(here)
        if self.overview.leaves_out:
            if not entries:
                self._rows.show_words(self._none())
        elif not here and not away and not gone and not self._p.downloads.downloads:
            self._rows.show_words(self._nothing(bool(found)))
        words = translate("InstalledTab", "They come back by themselves.")
        self._away.show_entries(away, translate("InstalledTab", "Away"), words)
        words = translate("InstalledTab", "Put them back, or take them off the list.")
        self._gone.show_entries(
            gone, translate("InstalledTab", "Their files were moved or deleted"), words
        )
        words = translate("InstalledTab", "Used from where they are, without a second copy.")
        self._found.show_entries(
            found, translate("InstalledTab", "Found in another program"), words
        )
        follow(self.column)

    def _is_known(self, model_id: str) -> bool:
        """It is in the list, or on its way into it."""
        return bool(self._p.library.entry(model_id) or self._p.downloads.find(model_id))

    def _none(self) -> QWidget:
        """None is what is looked for."""
        none = QWidget()
        column = QVBoxLayout(none)
        column.setContentsMargins(0, 16, 0, 24)
        column.setSpacing(12)
        words = translate("InstalledTab", "No model is called that.")
        column.addWidget(Label(self._themes, words, "reading", wrap=True))
        show = Button(self._themes, translate("InstalledTab", "Show all models"), "plain")
        show.clicked.connect(self.overview.show_all)
        column.addWidget(show, 0, Qt.AlignmentFlag.AlignLeading)
        return none

    def _nothing(self, found: bool) -> QWidget:
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

    def _on_refused(self, error: AppError) -> None:
        self.failure.show_error(error)
        self.failure_place.show()
        self.verticalScrollBar().setValue(0)

    def _on_other(self) -> None:
        self.failure_place.hide()
        self.file_asked.emit()

    def _on_scrolled(self, value: int) -> None:
        if value > self.verticalScrollBar().maximum() - NEAR:
            for rows in (self._rows, self._away, self._gone, self._found):
                if rows.show_more():
                    follow(self.column)
                    return

    def _on_download(self, download_id: str) -> None:
        download = self._p.downloads.find(download_id)
        line = self._lines.get(download_id)
        if line is not None and download is not None:
            line.show_download(download)
        else:
            self._show_downloads()

    def _show_downloads(self) -> None:
        self._show()
        _clear(self._coming)
        self._lines = {}
        downloads = self._p.downloads.downloads
        if downloads:
            self._coming.addSpacing(32 if self._p.library.installed else 8)
            self._coming.addWidget(heading(self._themes, translate("InstalledTab", "On its way")))
        for download in downloads:
            line = self._lines[download.id] = DownloadLine(
                self._themes, self._p.downloads, download.id
            )
            line.show_download(download)
            self._coming.addSpacing(16)
            self._coming.addWidget(Label(self._themes, download.name, "strong"))
            self._coming.addSpacing(8)
            self._coming.addWidget(line)
        follow(self.column)


class Rows(QWidget):
    """A section: a heading, if it has one, and rows. Rows that did not change stay as they are."""

    def __init__(self, themes: ThemeSource, tab: InstalledTab, presenters: Presenters) -> None:
        super().__init__()
        self._themes, self._tab, self._p = themes, tab, presenters
        self._entries: list[Entry] = []
        self._made: dict[tuple[object, ...], QWidget] = {}
        self._wanted = AT_ONCE
        self._heading = QWidget()
        top = QHBoxLayout(self._heading)
        top.setContentsMargins(0, 32, 0, 8)
        top.setSpacing(12)
        self._title = heading(themes, "")
        self._note = Label(themes, "", token="text_soft", wrap=True)
        top.addWidget(self._title, 0, Qt.AlignmentFlag.AlignBaseline)
        top.addWidget(self._note, 1, Qt.AlignmentFlag.AlignBaseline)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._end = Line(themes)
        column.addWidget(self._heading)
        column.addLayout(self._list)
        column.addWidget(self._end)
        self._heading.hide()

    def show_entries(self, entries: Sequence[Entry], title: str = "", note: str = "") -> None:
        """These models, under this heading."""
        self._entries = list(entries)
        self._title.setText(title)
        self._note.setText(note)
        self._heading.setVisible(bool(title and entries))
        self._end.setVisible(bool(entries))
        before, self._made = self._made, {}
        while self._list.takeAt(0) is not None:
            pass
        for entry in self._entries[: self._wanted]:
            key = self._key(entry)
            made = before.pop(key, None)
            self._add(key, made if made is not None else self._row(entry))
        for gone in before.values():
            gone.hide()
            gone.deleteLater()

    def show_words(self, words: QWidget) -> None:
        """In place of rows."""
        self._made[(id(words),)] = words
        self._list.addWidget(words)

    def show_more(self) -> bool:
        """Make the next rows. False when all are there."""
        if len(self._entries) <= self._wanted:
            return False
        begin, self._wanted = self._wanted, self._wanted + AT_ONCE
        for entry in self._entries[begin : self._wanted]:
            self._add(self._key(entry), self._row(entry))
        return True

    def _add(self, key: tuple[object, ...], row: QWidget) -> None:
        self._made[key] = row
        self._list.addWidget(row)

    def _key(self, entry: Entry) -> tuple[Entry, bool, bool, bool, bool]:
        """All on which the looks of its row depend."""
        chosen = self._p.library.chosen
        model = self._p.offers.model(entry.installed.model)
        return (
            entry,
            chosen is not None and chosen.id == entry.id,
            self._p.licences.is_accepted(
                entry.installed.licence, entry.installed.model or entry.id
            ),
            model is not None and model.offered,
            newer_file(entry.installed, model) is not None,
        )

    def _row(self, entry: Entry) -> QWidget:
        _, chosen, accepted, others, newer = self._key(entry)
        row = InstalledRow(
            self._themes, entry, chosen=chosen, accepted=accepted, others=others, newer=newer
        )
        row.chat_asked.connect(self._chat)
        row.use_asked.connect(self._use)
        row.opened.connect(self._open)
        row.others_asked.connect(self._show_others)
        row.done.connect(self._tab.done)
        framed = QWidget()
        column = QVBoxLayout(framed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Line(self._themes))
        column.addWidget(row)
        return framed

    def _chat(self) -> None:
        self._p.navigation.go(Page.CHAT)

    def _use(self, entry: Entry) -> None:
        self._p.navigation.use(entry.named)

    def _open(self, model_id: str) -> None:
        self._p.navigation.go(Page.INSTALLED, model_id)

    def _show_others(self, model_id: str) -> None:
        self._p.navigation.go(Page.MODEL, model_id)


def _clear(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
