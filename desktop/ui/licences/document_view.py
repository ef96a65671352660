# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The full texts of a licence, one tab each: find, larger letters, the browser."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRectF, QSize, Qt, QUrl
from PySide6.QtGui import (
    QDesktopServices,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QTextBlockFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QTextEdit, QVBoxLayout, QWidget

from desktop.domain.changes import Change
from desktop.domain.licence import LicenceDocument, LicenceText
from desktop.ui.licences.changes_text import write_changes
from desktop.ui.licences.find_bar import FindBar
from desktop.ui.theme import ThemeSource, reading_line_height
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.icon_button import IconButton, icon_button
from desktop.ui.widgets.tabs import Tabs

translate = QCoreApplication.translate

STEP, STEPS = 2, 4  # points that the letters grow, and how often before they are small again


class PlainText(QTextEdit):
    """A text that is read, with the cursor keys too."""

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__()
        self._themes = themes
        self._larger = 0
        self._written: tuple[tuple[str, Sequence[Change]], ...] = ()
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.viewport().setAutoFillBackground(False)
        themes.changed.connect(self._on_theme)
        self._restyle()

    def show_text(self, text: str, name: str) -> None:
        """From its beginning."""
        self._written = ()
        self.setPlainText(text)
        self._begin(name)

    def show_changes(self, documents: Sequence[tuple[str, Sequence[Change]]], name: str) -> None:
        """What changed in each document since it was accepted."""
        self._written = tuple(documents)
        self._write()
        self._begin(name)

    def _write(self) -> None:
        self.clear()
        cursor = QTextCursor(self.document())
        write_changes(cursor, self._written, self._themes.theme)

    def _begin(self, name: str) -> None:
        self.setAccessibleName(name)
        self._restyle()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.verticalScrollBar().setValue(0)

    def grow(self) -> None:
        """Larger letters; after the largest the usual ones again."""
        self._larger = (self._larger + 1) % STEPS
        self._restyle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys for larger and smaller letters."""
        if event.matches(QKeySequence.StandardKey.ZoomIn):
            self._larger = min(self._larger + 1, STEPS - 1)
        elif event.matches(QKeySequence.StandardKey.ZoomOut):
            self._larger = max(self._larger - 1, 0)
        else:
            super().keyPressEvent(event)
            return
        self._restyle()

    def _on_theme(self) -> None:
        if self._written:
            self._write()  # its colours are in the text
        self._restyle()

    def _restyle(self) -> None:
        font = self._themes.font("reading")
        font.setPointSizeF(font.pointSizeF() + STEP * self._larger)
        self.setFont(font)
        self.document().setDocumentMargin(32 if self.width() > 520 else 16)
        spacing = QTextBlockFormat()
        proportional = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
        spacing.setLineHeight(reading_line_height(font), proportional)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(spacing)


class DocumentView(QWidget):
    """Shows one of the texts. Ctrl+F finds."""

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__()
        self._themes = themes
        self._texts: list[LicenceText] = []
        self._changed: list[tuple[str, Sequence[Change]]] = []
        self.documents: list[LicenceDocument] = []
        self.tabs = Tabs(themes, translate("DocumentView", "Documents"))
        self.tabs.currentChanged.connect(self._show_current)
        self.find_button = self._button("search", translate("DocumentView", "Find in the text"))
        self.size_button = self._button("text-size", translate("DocumentView", "Larger letters"))
        self.web_button = self._button("world", translate("DocumentView", "Open in the browser"))
        self.text = PlainText(themes)
        self.finder = FindBar(themes, self.text)
        self.finder.hide()
        self.finder.closed.connect(self.text.setFocus)
        self.find_button.clicked.connect(self.finder.begin)
        self.size_button.clicked.connect(self.text.grow)
        self.web_button.clicked.connect(self.open_in_browser)
        self._build()

    def show_documents(self, documents: Sequence[LicenceDocument]) -> None:
        """Their names, before the texts are there."""
        self.documents = list(documents)
        while self.tabs.count():
            self.tabs.removeTab(0)
        for document in documents:
            self.tabs.addTab(document.name)
        self._texts, self._changed = [], []
        self.text.show_text(translate("DocumentView", "The text is being fetched."), "")
        self._set_ready(False)

    def show_texts(
        self, texts: Sequence[LicenceText], revisions: Mapping[str, Sequence[Change]]
    ) -> None:
        """What is here to be read; first of all what changed (by document) since it was accepted.

        One text may hold several documents.
        """
        self.show_documents([text.document for text in texts])
        self._texts = list(texts)
        self._changed = [
            (text.document.name, revisions[text.document.id])
            for text in texts
            if text.document.id in revisions
        ]
        if self._changed:
            self.tabs.insertTab(0, translate("DocumentView", "What changed"))
            self.tabs.setCurrentIndex(0)
        self._set_ready(True)
        self._show_current(self.tabs.currentIndex())

    def current(self) -> LicenceText | None:
        """The text that is shown; None for the changes, and before there is one."""
        index = self._index()
        return self._texts[index] if 0 <= index < len(self._texts) else None

    def open_in_browser(self) -> None:
        """Where the text came from, or the official address of the document."""
        text, index = self.current(), max(self._index(), 0)
        if text is not None and text.origin.startswith(("https://", "http://")):
            QDesktopServices.openUrl(QUrl(text.origin))
        elif index < len(self.documents):
            QDesktopServices.openUrl(QUrl(self.documents[index].address))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+F."""
        if event.matches(QKeySequence.StandardKey.Find):
            self.finder.begin()
        else:
            super().keyPressEvent(event)

    def _button(self, icon: str, name: str) -> IconButton:
        return icon_button(self._themes, icon, name)

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(self.tabs, 1)
        top.addWidget(self.find_button)
        top.addWidget(self.size_button)
        top.addWidget(self.web_button)
        card = TextCard(self._themes, self.text)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self.finder)
        column.addWidget(card, 1)

    def _set_ready(self, ready: bool) -> None:
        self.find_button.setEnabled(ready)
        self.size_button.setEnabled(ready)

    def _index(self) -> int:
        """Of the document that is shown; -1 for the changes."""
        return self.tabs.currentIndex() - bool(self._changed)

    def _show_current(self, _: int) -> None:
        text = self.current()
        if text is not None:
            self.text.show_text(text.text, text.document.name)
        elif self._changed:
            self.text.show_changes(self._changed, translate("DocumentView", "What changed"))
        self.finder.look()


class TextCard(Card):
    """The surface of a text; its border shows the focus."""

    def __init__(self, themes: ThemeSource, text: QTextEdit) -> None:
        super().__init__(themes, (2, 8))
        self._text = text
        self.column.addWidget(text)
        text.installEventFilter(self)

    def sizeHint(self) -> QSize:
        """As large as there is room."""
        return QSize(400, 300)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The focus comes and goes."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Two pixels of focus instead of the line."""
        super().paintEvent(event)
        if self._text.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._themes.theme.focus, 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 12, 12)
