# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Pictures in a question or in the composer: small, and large in a dialog of their own."""

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImageReader, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QAbstractButton, QDialog, QLabel, QVBoxLayout, QWidget

from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.icon_button import icon_button

translate = QCoreApplication.translate

RADIUS = 8


class Thumbnail(QAbstractButton):
    """A small picture; pressing it shows it large.

    Args:
        size: pixels of its longer side at most.
        square: cut to a square.
    """

    def __init__(
        self, themes: ThemeSource, path: str, name: str, size: int, square: bool = False
    ) -> None:
        super().__init__()
        self._themes, self._path = themes, path
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._pixmap = _read(path, size, square, self.devicePixelRatioF())
        ratio = self._pixmap.devicePixelRatio()
        shown = QSize(round(self._pixmap.width() / ratio), round(self._pixmap.height() / ratio))
        self.setFixedSize(shown.expandedTo(QSize(32, 32)))
        self.clicked.connect(lambda: show_large(themes, self, path, name))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Round corners."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(self.rect()), RADIUS, RADIUS)
        painter.setClipPath(shape)
        painter.fillRect(self.rect(), self._themes.theme.hover)
        painter.drawPixmap(self.rect(), self._pixmap)


class RemovableThumbnail(QWidget):
    """A small picture with a button that takes it away."""

    removed = Signal()

    def __init__(self, themes: ThemeSource, path: str, name: str) -> None:
        super().__init__()
        self._picture = Thumbnail(themes, path, name, 60, square=True)
        self._picture.setParent(self)
        self._picture.move(0, 8)
        words = translate("Composer", "Remove {name}").format(name=name)
        self._close = icon_button(themes, "close", words, self)
        self._close.setStyleSheet("")
        self._close.show_icon("close", "text")
        self._close.setAutoRaise(False)
        self._close.setFixedSize(24, 24)
        self._close.setIconSize(QSize(14, 14))
        self._close.setProperty("kind", "badge")
        self._close.clicked.connect(self.removed)
        self._close.move(46, 0)
        self._close.raise_()
        self._themes = themes
        self.setFixedSize(72, 70)
        themes.changed.connect(self._restyle)
        self._restyle()

    def target(self) -> QAbstractButton:
        """What gets the focus."""
        return self._picture

    def _restyle(self) -> None:
        theme = self._themes.theme
        self._close.setStyleSheet(
            f"QToolButton {{ background: {theme.raised.name()}; border-radius: 12px;"
            f" border: 1px solid {theme.line_strong.name()}; }}"
            f"QToolButton:hover {{ background: {theme.hover.name()}; }}"
        )


def show_large(themes: ThemeSource, parent: QWidget, path: str, name: str) -> None:
    """The picture as large as the window allows; Escape closes it."""
    dialog = QDialog(parent.window())
    dialog.setWindowTitle(name)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    label = QLabel()
    label.setAccessibleName(name)
    room = parent.window().size() * 0.85
    label.setPixmap(_read(path, max(room.width(), room.height()), False, 1.0, room))
    column = QVBoxLayout(dialog)
    column.setContentsMargins(12, 12, 12, 12)
    column.addWidget(label)
    dialog.open()


def _read(path: str, size: int, square: bool, ratio: float, room: QSize | None = None) -> QPixmap:
    """Decoded no larger than it is shown; an empty one when the file is gone."""
    reader = QImageReader(path)
    whole = reader.size()
    pixels = QSize(round(size * ratio), round(size * ratio))
    if not whole.isValid():
        empty = QPixmap(pixels)
        empty.fill(Qt.GlobalColor.transparent)
        empty.setDevicePixelRatio(ratio)
        return empty
    mode = (
        Qt.AspectRatioMode.KeepAspectRatioByExpanding
        if square
        else Qt.AspectRatioMode.KeepAspectRatio
    )
    wanted = whole.scaled(room if room is not None else pixels, mode)
    if wanted.width() < whole.width() or square:
        reader.setScaledSize(wanted)
    pixmap = QPixmap.fromImageReader(reader)
    if square:
        left, top = (pixmap.width() - pixels.width()) // 2, (pixmap.height() - pixels.height()) // 2
        pixmap = pixmap.copy(left, top, pixels.width(), pixels.height())
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def picture_name(name: str, number: int, count: int) -> str:
    """What a screen reader calls a picture."""
    if name:
        return name
    if count == 1:
        return translate("Pictures", "Picture")
    return translate("Pictures", "Picture {number} of {count}").format(number=number, count=count)
