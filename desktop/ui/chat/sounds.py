# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Sounds in a question or in the composer: a name and a length."""

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop.domain.conversation import AudioPart
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.icon_button import icon_button

translate = QCoreApplication.translate

WIDTH, RADIUS, GAP = 220, 8, 8
ICON, CLOSE = 20, 32
TOKENS_A_SECOND = 25  # of Gemma 4: one for 40 milliseconds


class SoundChip(QWidget):
    """As wide as a picture; what is removable has a button for that."""

    removed = Signal()

    def __init__(self, themes: ThemeSource, sound: AudioPart, removable: bool = False) -> None:
        super().__init__()
        self._themes = themes
        self._name = sound.name or translate("Sounds", "Sound")
        self._length = length_words(sound)
        self._close = CLOSE if removable else 0
        self.setAccessibleName(f"{self._name}, {self._length}")
        tokens = max(sound.milliseconds * TOKENS_A_SECOND // 1000, 1)
        self.setToolTip(translate("Sounds", "About %n tokens for a model that hears", "", tokens))
        if removable:
            words = translate("Composer", "Remove {name}").format(name=self._name)
            close = icon_button(themes, "close", words, self)
            close.clicked.connect(self.removed)
            right_to_left = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
            top = (self.sizeHint().height() - CLOSE) // 2
            close.move(4 if right_to_left else WIDTH - CLOSE - 4, top)
        self.setFixedSize(self.sizeHint())
        themes.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Two lines high."""
        lines = sum(QFontMetrics(self._themes.font(kind)).height() for kind in ("body", "caption"))
        return QSize(WIDTH, max(lines + 16, CLOSE + 4))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Icon, name above length."""
        theme = self._themes.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.line, 1))
        painter.setBrush(theme.raised)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        room = self.rect().adjusted(12 + ICON + GAP, 8, -12 - self._close, -8)
        icon = 12
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            room = self.rect().adjusted(12 + self._close, 8, -12 - ICON - GAP, -8)
            icon = self.width() - 12 - ICON
        pixmap = self._themes.pixmap("hears", "text_soft", ICON)
        painter.drawPixmap(icon, (self.height() - ICON) // 2, pixmap)
        for text, kind, token, side in (
            (self._name, "body", "text", "AlignTop"),
            (self._length, "caption", "text_soft", "AlignBottom"),
        ):
            painter.setFont(self._themes.font(kind))
            painter.setPen(theme.colour(token))
            elided = painter.fontMetrics().elidedText(
                text, Qt.TextElideMode.ElideMiddle, room.width()
            )
            flags = Qt.AlignmentFlag[side] | Qt.AlignmentFlag.AlignLeading
            painter.drawText(room, int(flags), elided)


def length_words(sound: AudioPart) -> str:
    """ "12 seconds", or "2:05"."""
    seconds = max(round(sound.milliseconds / 1000), 1)
    if seconds < 60:
        return translate("Sounds", "%n seconds", "", seconds)
    return f"{seconds // 60}:{seconds % 60:02}"
