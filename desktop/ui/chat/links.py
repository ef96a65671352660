# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Where a link leads is shown in full before anything opens."""

from PySide6.QtCore import QCoreApplication, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QTextOption
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.label import Label

translate = QCoreApplication.translate

USUAL, MOST_LINES = 420, 12  # pixels, lines that are seen at once
LONG = 300  # letters, from which their number is told
OPENABLE = ("http", "https", "mailto")


class AddressView(QPlainTextEdit):
    """All of an address: what does not fit is scrolled to, never cut off."""

    def __init__(self, themes: ThemeSource, address: str) -> None:
        super().__init__(address)
        self.setReadOnly(True)
        self.setAccessibleName(address)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(themes.font("body"))
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.viewport().setAutoFillBackground(False)
        width = self.fontMetrics().horizontalAdvance(address)
        lines = min(-(-width // USUAL) + 1, MOST_LINES)
        self.setMinimumWidth(USUAL)
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + 12)


class LinkDialog(QDialog):
    """Asks whether an address is to be opened. What is no address of the web is only shown."""

    def __init__(self, themes: ThemeSource, address: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.url = QUrl(address, QUrl.ParsingMode.StrictMode)
        self._address = address
        scheme = self.url.scheme().lower()
        self.openable = self.url.isValid() and scheme in OPENABLE
        title = translate("LinkDialog", "This link leads to")
        self.setWindowTitle(title)
        self.setMinimumWidth(420)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(8)
        column.addWidget(Label(themes, title, "heading"))
        # In the letters of the wire: "аррlе.com" in other alphabets cannot pass for another name.
        shown = self.url.toString(QUrl.ComponentFormattingOption.FullyEncoded) or address
        column.addWidget(AddressView(themes, shown))
        if len(shown) > LONG:
            words = translate("LinkDialog", "An address of %n letters", "", len(shown))
            column.addWidget(Label(themes, words, "caption", "text_soft", wrap=True))
        if not self.openable:
            words = translate("LinkDialog", "Jewelbox opens addresses of the web and of mail only.")
            column.addWidget(Label(themes, words, "body", "text_soft", wrap=True))
        column.addSpacing(8)
        column.addLayout(self._buttons(themes, scheme))

    def _buttons(self, themes: ThemeSource, scheme: str) -> QHBoxLayout:
        words = translate("LinkDialog", "Open in the browser")
        if scheme == "mailto":
            words = translate("LinkDialog", "Write a mail")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(Button(themes, translate("LinkDialog", "Cancel"), "plain", self.reject))
        copy = Button(themes, translate("LinkDialog", "Copy"), "plain", self._copy)
        row.addWidget(copy)
        if self.openable:
            go = Button(themes, words, "main", self._open)
            go.setDefault(True)
            row.addWidget(go)
        return row

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._address)
        self.accept()

    def _open(self) -> None:
        QDesktopServices.openUrl(self.url)
        self.accept()
