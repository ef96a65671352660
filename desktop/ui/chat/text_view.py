# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Text that can be read, selected and copied, exactly as high as it is."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import QPalette, QResizeEvent, QTextCursor, QWheelEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser

from desktop.ui.theme import ThemeSource


class TextView(QTextBrowser):
    """Grows with its document and never scrolls; nothing is loaded and no link opens by itself."""

    link_followed = Signal(str)

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__()
        self._themes = themes
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.anchorClicked.connect(lambda url: self.link_followed.emit(url.toString()))
        themes.changed.connect(self._restyle)
        self._restyle()

    def write(self, write: Callable[[QTextCursor], None], keep: int = 0) -> int:
        """Replace everything behind a position; the position at the end afterwards."""
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.setPosition(min(keep, self.document().characterCount() - 1))
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        write(cursor)
        cursor.endEditBlock()
        return self.document().characterCount() - 1

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Nothing is loaded, whatever a text names."""
        return None

    def sizeHint(self) -> QSize:
        """As high as the document."""
        return QSize(200, self._height())

    def minimumSizeHint(self) -> QSize:
        """As high as the document; any width."""
        return QSize(40, self._height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, another height."""
        super().resizeEvent(event)
        self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The transcript scrolls, not the text."""
        event.ignore()

    def _height(self) -> int:
        return int(self.document().size().height() + 0.999)

    def _fit(self) -> None:
        height = self._height()
        if height != self.height():
            self.setFixedHeight(height)

    def _restyle(self) -> None:
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        palette.setColor(QPalette.ColorRole.Text, self._themes.theme.text)
        self.setPalette(palette)
