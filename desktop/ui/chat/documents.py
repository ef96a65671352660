# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Documents in a question or in the composer: a name, a size, and all their words in a dialog."""

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.domain.conversation import DocumentPart
from desktop.presenters.drafting import Drafting
from desktop.ui.chat.file_chip import FileChip
from desktop.ui.text.amounts import rough_number
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.label import Label, NameLabel

translate = QCoreApplication.translate

PDF, PLAIN = "application/pdf", "text/plain"


class DocumentChip(FileChip):
    """Pressing it shows what the model reads."""

    def __init__(self, themes: ThemeSource, drafting: Drafting, document: DocumentPart) -> None:
        name = document.name or translate("Documents", "Document")
        super().__init__(themes, "document", name, size_words(document), opens=True)
        self._themes, self._drafting, self._document = themes, drafting, document
        self.setToolTip(name)
        self.clicked.connect(self._show)

    def _show(self) -> None:
        self._drafting.read(self._document, self._open)

    def _open(self, words: str) -> None:
        DocumentDialog(self._themes, self._document, words, self.window()).open()


class DraftDocumentChip(DocumentChip):
    """In the composer: it can be made words or pictures of the message, or be removed.

    Args:
        sees: the model can be shown pages.
    """

    def __init__(
        self, themes: ThemeSource, drafting: Drafting, document: DocumentPart, sees: bool
    ) -> None:
        super().__init__(themes, drafting, document)
        if document.media_type == PLAIN:
            words = translate("Documents", "Put the words into the message")
            self.add_button("edit", words).clicked.connect(self._write_out)
        elif document.media_type == PDF and sees:
            words = translate("Documents", "Show the pages as pictures")
            self.add_button("picture", words).clicked.connect(self._show_pages)
        self.let_remove()

    def _write_out(self) -> None:
        self._drafting.write_out(self._document)

    def _show_pages(self) -> None:
        self._drafting.show_pages(self._document)


class DocumentDialog(QDialog):
    """The words as the model reads them; Escape closes it."""

    def __init__(
        self, themes: ThemeSource, document: DocumentPart, words: str, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        name = document.name or translate("Documents", "Document")
        self.setWindowTitle(name)
        self.resize((parent.size() * 0.8).boundedTo(QSize(760, 900)))
        self._words = words
        self.text = QPlainTextEdit(words)
        self.text.setReadOnly(True)
        self.text.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.text.setTabChangesFocus(True)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.text.setFont(themes.font("reading"))
        self.text.setAccessibleName(name)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(8)
        column.addWidget(NameLabel(themes, name, "heading"))
        about = translate("Documents", "This is what the model reads: {size}.")
        size = about.format(size=size_words(document))
        column.addWidget(Label(themes, size, "caption", "text_soft", wrap=True))
        column.addWidget(self.text, 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(Button(themes, translate("Documents", "Copy all"), "plain", self._copy))
        close = Button(themes, translate("Documents", "Close"), "main", self.accept)
        close.setDefault(True)
        row.addWidget(close)
        column.addLayout(row)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._words)


def size_words(document: DocumentPart) -> str:
    """ "about 3,400 tokens", or "the first 20,000 of 210,000 tokens"."""
    if document.read < document.tokens:
        words = translate("Documents", "the first {taken} of {all} tokens")
        return words.format(taken=rough_number(document.read), all=rough_number(document.tokens))
    return translate("Documents", "about {count} tokens").format(
        count=rough_number(document.tokens)
    )
