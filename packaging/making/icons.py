# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The icon in every size and form that a system asks for: python -m making.icons FOLDER

Run by a Python that has PySide6 and Pillow.
"""

import sys
from pathlib import Path

from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from making.places import ROOT

SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
SMALL = 24  # up to here the drawing with fewer facets is clearer
SOURCES = ROOT / "resources/icons"


def source(size: int) -> Path:
    """The drawing that is clear in this size (pixels)."""
    return SOURCES / ("icon-small.svg" if size <= SMALL else "icon.svg")


def draw(folder: Path) -> None:
    """hicolor-style PNGs named by their size, jewelbox.ico for Windows, jewelbox.icns for macOS."""
    folder.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        QSvgRenderer(str(source(size))).render(painter)
        painter.end()
        image.save(str(folder / f"{size}.png"))
    drawn = {size: Image.open(folder / f"{size}.png") for size in SIZES}
    others = [drawn[size] for size in (16, 24, 32, 48, 64, 128)]
    drawn[256].save(
        folder / "jewelbox.ico",
        append_images=others,
        sizes=[i.size for i in drawn.values() if i.width <= 256],
    )
    drawn[512].save(folder / "jewelbox.icns", append_images=[drawn[s] for s in (32, 64, 128, 256)])


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
