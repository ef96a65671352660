# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Chats that are written into files, and chats that come from files."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QObject, QSizeF, Signal
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument

from desktop.domain.errors import AppError
from desktop.presenters.background import Background, Lane
from desktop.services.exchange.arriving import Arrived, Arriving
from desktop.services.exchange.leaving import Form, Leaving
from desktop.services.stop import Stop

MARGIN = 20.0  # millimetres around a page of paper
DOTS = 96  # an inch: sizes in HTML are meant for this


class Exchange(QObject):
    """One thing at a time; `changed` tells of its course."""

    changed = Signal()
    left = Signal(object)  # list[Path]
    arrived = Signal(object)  # Arrived
    failed = Signal(object)
    _counted = Signal(int)

    def __init__(
        self,
        leaving: Leaving,
        arriving: Arriving,
        background: Background,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._leaving, self._arriving, self._background = leaving, arriving, background
        self._stop = Stop()
        self.working = False
        self.seen = 0  # chats, while some come
        self._counted.connect(self._on_counted)

    def write(self, chats: Sequence[str] | None, form: Form, target: Path) -> None:
        """See `Leaving.write`; `left` or `failed` follows."""
        if not self.working:
            self._begin()
            self._background.run(
                Lane.POOL,
                lambda: self._leaving.write(chats, form, target),
                self._on_left,
                self._on_failed,
            )

    def take_in(self, paths: Sequence[Path]) -> None:
        """See `Arriving.take_in`; `arrived` or `failed` follows."""
        if not self.working:
            self._begin()
            stop = self._stop
            self._background.run(
                Lane.POOL,
                lambda: self._arriving.take_in(paths, stop, self._counted.emit),
                self._on_arrived,
                self._on_failed,
            )

    def close(self) -> None:
        """What comes is stopped; what came stays."""
        self._stop.set()

    def _begin(self) -> None:
        self.working, self.seen = True, 0
        self.changed.emit()

    def _on_counted(self, seen: int) -> None:
        self.seen = seen
        self.changed.emit()

    def _on_left(self, files: list[Path]) -> None:
        self.working = False
        self.changed.emit()
        self.left.emit(files)

    def _on_arrived(self, arrived: Arrived) -> None:
        self.working = False
        self.changed.emit()
        self.arrived.emit(arrived)

    def _on_failed(self, error: Exception) -> None:
        self.working = False
        self.changed.emit()
        if isinstance(error, AppError):
            self.failed.emit(error)


def pdf(page: str) -> bytes:
    """A web page on A4. Any thread may call."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DOTS)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    margins = QMarginsF(MARGIN, MARGIN, MARGIN, MARGIN)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    document = QTextDocument()
    document.setDocumentMargin(0)
    document.setPageSize(QSizeF(writer.width(), writer.height()))
    document.setHtml(page)
    document.print_(writer)
    del writer  # it writes the end of the file
    return bytes(buffer.data().data())
