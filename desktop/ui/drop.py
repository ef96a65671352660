# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Pictures dropped anywhere on the window."""

from PySide6.QtCore import QBuffer, QCoreApplication, QIODevice, QMimeData, QRect, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop.presenters.conversation import Conversation
from desktop.ui.theme import ThemeSource

translate = QCoreApplication.translate


class DropSign(QWidget):
    """Lies above the page while something is held over the window."""

    def __init__(self, themes: ThemeSource, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_over(self, rectangle: QRect) -> None:
        """Cover a part of the window."""
        self.setGeometry(rectangle)
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """One line of words and a frame."""
        theme = self._themes.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.window)
        painter.setPen(QPen(theme.accent, 2))
        painter.setBrush(theme.selection)
        painter.drawRoundedRect(self.rect().adjusted(16, 16, -16, -16), 12, 12)
        painter.setPen(theme.text)
        painter.setFont(self._themes.font("title"))
        words = translate("DropSign", "Drop the picture anywhere")
        flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        painter.drawText(self.rect().adjusted(40, 0, -40, 0), flags, words)


def is_welcome(data: QMimeData) -> bool:
    """Files and pictures are taken; words are left to the fields for words."""
    return data.hasImage() or any(url.isLocalFile() for url in data.urls())


def take(data: QMimeData, conversation: Conversation) -> None:
    """Hand over what was dropped; what is no picture is refused there, in words."""
    files = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
    if files:
        conversation.attach_files(files)
    elif data.hasImage():
        image = data.imageData()
        if isinstance(image, QImage):
            conversation.attach_data(_png(image), "")


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, b"PNG")
    return bytes(buffer.data().data())
