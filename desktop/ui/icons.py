# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Icons from SVG files, in the colour that is asked for, at the screen's pixel ratio."""

import math
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap, QTransform
from PySide6.QtSvg import QSvgRenderer

# What points along the line of reading turns with it; search, again and send do not.
MIRRORED = frozenset({"back", "forward", "sidebar"})


class Icons:
    """Draws icons and keeps what was drawn."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._renderers: dict[str, QSvgRenderer] = {}
        self._pixmaps: dict[tuple[str, int, int, int, bool], QPixmap] = {}

    def icon(self, name: str, colour: QColor, disabled: QColor, size: int) -> QIcon:
        """The icon in two states: usual and disabled."""
        icon = QIcon()
        icon.addPixmap(self.pixmap(name, colour, size), QIcon.Mode.Normal)
        icon.addPixmap(self.pixmap(name, disabled, size), QIcon.Mode.Disabled)
        return icon

    def pixmap(self, name: str, colour: QColor | None, size: int) -> QPixmap:
        """The icon as a picture, `size` logical pixels wide; without a colour as it is in the file.

        FileNotFoundError when there is no such icon.
        """
        ratio = math.ceil(max(s.devicePixelRatio() for s in QGuiApplication.screens()))
        right_to_left = QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft
        turned = right_to_left and name in MIRRORED
        key = (name, colour.rgba() if colour is not None else -1, size, ratio, turned)
        if key not in self._pixmaps:
            pixmap = _drawn(self._renderer(name), colour, size * ratio)
            if turned:
                pixmap = pixmap.transformed(QTransform().scale(-1, 1))
            pixmap.setDevicePixelRatio(ratio)
            self._pixmaps[key] = pixmap
        return self._pixmaps[key]

    def _renderer(self, name: str) -> QSvgRenderer:
        if name not in self._renderers:
            data = (self._folder / f"{name}.svg").read_bytes()
            self._renderers[name] = QSvgRenderer(QByteArray(data))
        return self._renderers[name]


def _drawn(renderer: QSvgRenderer, colour: QColor | None, pixels: int) -> QPixmap:
    pixmap = QPixmap(pixels, pixels)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, pixels, pixels))
    if colour is not None:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(pixmap.rect(), colour)
    painter.end()
    return pixmap
