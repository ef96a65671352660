# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Bars: parts of a whole (memory, disk), and progress."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from desktop.domain.computer import Computer
from desktop.domain.fit import Fit, Offer
from desktop.ui.text.amounts import memory_number
from desktop.ui.theme import Theme, ThemeSource

translate = QCoreApplication.translate

HEIGHT = 8
ALARM = 6.0  # pixels of danger at the end of a bar that overflows


class PartsBar(QWidget):
    """Parts of a whole, one after the other, one pixel apart; the rest is empty."""

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__()
        self._themes = themes
        self._parts: list[tuple[float, str]] = []
        self._overflows = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        themes.changed.connect(self.update)

    def show_parts(self, parts: Sequence[tuple[float, str]], overflows: bool = False) -> None:
        """Show shares of the whole with their tokens ("in_use" is one, too)."""
        self._parts, self._overflows = list(parts), overflows
        self.update()

    def sizeHint(self) -> QSize:
        """As high as all bars are."""
        return QSize(120, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """From the edge where reading begins."""
        theme = self._themes.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            painter.translate(self.width(), 0)
            painter.scale(-1, 1)
        whole = QRectF(0, (self.height() - HEIGHT) / 2, self.width(), HEIGHT)
        outline = QPainterPath()
        outline.addRoundedRect(whole, 4, 4)
        painter.save()
        painter.setClipPath(outline)
        painter.fillRect(whole, part_brush(theme, "free"))
        at = 0.0
        for share, token in self._parts:
            width = min(share, 1.0 - at) * whole.width()
            left = at * whole.width() + (1 if at else 0)
            part = QRectF(left, whole.top(), max(width - (1 if at else 0), 0), HEIGHT)
            painter.fillRect(part, part_brush(theme, token))
            at = min(at + share, 1.0)
        if self._overflows:
            end = QRectF(whole.right() - ALARM, whole.top(), ALARM, HEIGHT)
            painter.fillRect(end.adjusted(-1, 0, 0, 0), theme.raised)
            painter.fillRect(end, theme.danger)
        painter.restore()
        if theme.high_contrast:
            painter.setPen(QPen(theme.line, 1))
            painter.drawRoundedRect(whole.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)


def part_brush(theme: Theme, token: str) -> QBrush:
    """How a part is filled. In high contrast what others use is hatched: black beside dark green
    could not be told apart.
    """
    if token == "in_use":
        hatched = Qt.BrushStyle.BDiagPattern
        return QBrush(theme.line, hatched) if theme.high_contrast else QBrush(theme.in_use)
    if token == "free":
        return QBrush(theme.window if theme.high_contrast else theme.line)
    return QBrush(theme.colour(token))


class MemoryBar(PartsBar):
    """What is in use now, what this model takes, what stays free. The same everywhere."""

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__(themes)
        self.setAccessibleName(translate("MemoryBar", "Memory"))

    def show_memory(self, offer: Offer, computer: Computer) -> None:
        """The bar of an offer on this computer."""
        used = max(computer.memory - computer.memory_free, 0)
        tokens = {Fit.FITS: "accent", Fit.TIGHT: "warning", Fit.TOO_LARGE: "line_strong"}
        parts = [(used / computer.memory, "in_use")]
        parts.append((offer.main / computer.memory, tokens[offer.fit]))
        self.show_parts(parts, overflows=offer.fit is Fit.TOO_LARGE)
        words = translate(
            "MemoryBar",
            "Of {total} GB, {used} are in use now, this model takes {model}, {free} stay free.",
        )
        free = computer.memory_free - offer.main
        self.setAccessibleDescription(
            words.format(
                total=memory_number(computer.memory, installed=True),
                used=memory_number(used),
                model=memory_number(offer.main),
                free=memory_number(free) if free > 0 else 0,
            )
        )


class ProgressBar(QProgressBar):
    """How far something has come. Its words stand beside it, so it shows none."""

    def __init__(self, themes: ThemeSource, name: str, height: int = 6) -> None:
        super().__init__()
        self._themes, self._thickness = themes, height
        self.setAccessibleName(name)
        self.setRange(0, 1000)
        self.setTextVisible(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        themes.changed.connect(self.update)

    def show_share(self, share: float) -> None:
        """From 0 to 1."""
        self.setValue(round(min(max(share, 0.0), 1.0) * 1000))

    def sizeHint(self) -> QSize:
        """A thin line."""
        return QSize(80, self._thickness)

    def minimumSizeHint(self) -> QSize:
        """May become short, never thinner."""
        return QSize(24, self._thickness)

    def paintEvent(self, event: QPaintEvent) -> None:
        """From the edge where reading begins."""
        theme = self._themes.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            painter.translate(self.width(), 0)
            painter.scale(-1, 1)
        radius = self._thickness / 2
        whole = QRectF(0, (self.height() - self._thickness) / 2, self.width(), self._thickness)
        outline = QPainterPath()
        outline.addRoundedRect(whole, radius, radius)
        painter.setClipPath(outline)
        painter.fillRect(whole, theme.window if theme.high_contrast else theme.line)
        done = QRectF(whole)
        done.setWidth(whole.width() * self.value() / max(self.maximum(), 1))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.accent)
        painter.drawRoundedRect(done, radius, radius)
        if theme.high_contrast:
            painter.setClipping(False)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.line, 1))
            painter.drawRoundedRect(whole.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
