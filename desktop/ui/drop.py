# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Files dropped anywhere on the window: pictures and documents, and models."""

from collections.abc import Sequence

from PySide6.QtCore import QBuffer, QCoreApplication, QIODevice, QMimeData, QRect, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QStyle, QWidget

from desktop.presenters.conversation import Conversation
from desktop.presenters.holdings import Intake
from desktop.presenters.navigation import Page
from desktop.presenters.presenters import Presenters
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.direction import leading

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
        """A frame around everything that takes it, and one line of words."""
        theme = self._themes.theme
        words = translate("DropSign", "Drop it anywhere")
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.accent, 2))
        painter.drawRoundedRect(self.rect().adjusted(8, 8, -8, -8), 12, 12)
        font = self._themes.font("heading")
        space = QFontMetrics(font).size(0, words)
        line = QRect(0, 0, min(space.width() + 88, self.width() - 32), space.height() + 40)
        line.moveCenter(self.rect().center())
        painter.setBrush(theme.raised)
        painter.drawRoundedRect(line, 12, 12)
        inside = line.adjusted(24, 0, -24, 0)
        icon = QRect(inside.left(), line.center().y() - 9, 20, 20)
        text = inside.adjusted(32, 0, 0, 0)
        way = self.layoutDirection()
        icon, text = (QStyle.visualRect(way, inside, part) for part in (icon, text))
        painter.drawPixmap(icon, self._themes.pixmap("picture", "accent"))
        painter.setPen(theme.text)
        painter.setFont(font)
        painter.drawText(text, int(leading() | Qt.TextFlag.TextWordWrap), words)


def is_welcome(data: QMimeData) -> bool:
    """Files and pictures are taken; words are left to the fields for words."""
    return data.hasImage() or any(url.isLocalFile() for url in data.urls())


def drop(
    data: QMimeData,
    presenters: Presenters,
    keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """Models go into the library, everything else into the draft of the open chat, which comes in
    sight.

    Args:
        keys: held meanwhile. As everywhere, Control copies and Shift moves; without, models stay.
    """
    files = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
    way = Intake.IN_PLACE
    if keys & Qt.KeyboardModifier.ShiftModifier:
        way = Intake.MOVE
    elif keys & Qt.KeyboardModifier.ControlModifier:
        way = Intake.COPY
    others = presenters.holdings.take(files, way)
    if others or not files:
        presenters.navigation.go(Page.CHAT)
        take(data, presenters.conversation, others)
    else:
        presenters.navigation.go(Page.MODELS)


def take(data: QMimeData, conversation: Conversation, files: Sequence[str] | None = None) -> None:
    """Hand over what was dropped; what nobody can read is refused there, in words.

    Args:
        files: those of the data's files that are meant; None for all.
    """
    if files is None:
        files = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
    if files:
        conversation.attach_files(list(files))
    elif data.hasImage():
        image = data.imageData()
        if isinstance(image, QImage):
            conversation.drafting.attach_data(_png(image), "")


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # bytes, which the stubs ask for, fail
    return bytes(buffer.data().data())
