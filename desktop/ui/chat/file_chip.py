# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A file in a question or in the composer that is no picture: an icon, a name, a line about it."""

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton

from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.icon_button import IconButton, icon_button

translate = QCoreApplication.translate

WIDTH, RADIUS, GAP = 220, 8, 8
ICON, BUTTON = 20, 32


class FileChip(QAbstractButton):
    """As wide as a picture in a question.

    Args:
        opens: pressing it leads somewhere.
    """

    removed = Signal()

    def __init__(
        self, themes: ThemeSource, icon: str, name: str, words: str, *, opens: bool = False
    ) -> None:
        super().__init__()
        self._themes, self._icon, self._name, self._words = themes, icon, name, words
        self._opens, self._buttons = opens, list[IconButton]()
        self.setAccessibleName(f"{name}, {words}")
        if opens:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(self.sizeHint())
        themes.changed.connect(self._restyle)

    def add_button(self, icon: str, words: str) -> IconButton:
        """One more thing that can be done with it, at the end of the chip."""
        button = icon_button(self._themes, icon, words, self)
        button.setCursor(Qt.CursorShape.ArrowCursor)
        self._buttons.append(button)
        self._restyle()
        return button

    def let_remove(self) -> None:
        """With a button that takes it away, and reachable for the keys that move it."""
        words = translate("Composer", "Remove {name}").format(name=self._name)
        self.add_button("close", words).clicked.connect(self.removed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def target(self) -> QAbstractButton:
        """What gets the focus."""
        return self

    def sizeHint(self) -> QSize:
        """Two lines high."""
        lines = sum(QFontMetrics(self._themes.font(kind)).height() for kind in ("body", "caption"))
        width = WIDTH + BUTTON * max(len(self._buttons) - 1, 0)
        return QSize(width, max(lines + 16, BUTTON + 4))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Icon, name above the line about it."""
        theme = self._themes.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.line, 1))
        painter.setBrush(theme.hover if self._opens and self.underMouse() else theme.raised)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        after = 12 + BUTTON * len(self._buttons)
        room = self.rect().adjusted(12 + ICON + GAP, 8, -after, -8)
        icon = 12
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            room = self.rect().adjusted(after, 8, -12 - ICON - GAP, -8)
            icon = self.width() - 12 - ICON
        pixmap = self._themes.pixmap(self._icon, "text_soft", ICON)
        painter.drawPixmap(icon, (self.height() - ICON) // 2, pixmap)
        for text, kind, token, side in (
            (self._name, "body", "text", "AlignTop"),
            (self._words, "caption", "text_soft", "AlignBottom"),
        ):
            painter.setFont(self._themes.font(kind))
            painter.setPen(theme.colour(token))
            elided = painter.fontMetrics().elidedText(
                text, Qt.TextElideMode.ElideMiddle, room.width()
            )
            flags = Qt.AlignmentFlag[side] | Qt.AlignmentFlag.AlignLeading
            painter.drawText(room, int(flags), elided)

    def _restyle(self) -> None:
        self.setFixedSize(self.sizeHint())
        self._place()
        self.update()

    def _place(self) -> None:
        top = (self.height() - BUTTON) // 2
        right_to_left = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        for place, button in enumerate(reversed(self._buttons)):
            before = 4 + BUTTON * place
            button.move(before if right_to_left else self.width() - BUTTON - before, top)
