# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The ring around what has the focus, shown when the keyboard brought it there."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QFocusFrame,
    QLineEdit,
    QScrollArea,
    QWidget,
)

from desktop.ui.style import FrameStyle, application_style
from desktop.ui.theme import ThemeSource

RING = 2
DISTANCE = 3  # between the edge of a widget and the middle of its ring
USUAL_RADIUS = 8


class FocusFrame(QFocusFrame):
    """One for each window. A widget with other corners says so in its property "radius"."""

    def __init__(self, themes: ThemeSource, window: QWidget) -> None:
        super().__init__(window)
        self._themes, self._window = themes, window
        self._style = FrameStyle(application_style())  # Qt does not keep it for us
        self.setStyle(self._style)
        self.hide()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus)

    def show_on(self, widget: QWidget | None) -> None:
        """Show the ring, as if the keyboard had brought the focus there."""
        shown = widget is not None and not _has_own_ring(widget)
        self.setWidget(widget if shown else None)  # type: ignore[arg-type]

    def paintEvent(self, event: QPaintEvent) -> None:
        """A round rectangle of two pixels."""
        widget: QWidget | None = self.widget()
        if widget is None:
            return
        radius = widget.property("radius")
        corner = (radius if isinstance(radius, int) else USUAL_RADIUS) + DISTANCE
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._themes.theme.focus, RING))
        inset = 5 - DISTANCE
        ring = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(ring, corner, corner)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click on the widget takes the ring away."""
        if event.type() is QEvent.Type.MouseButtonPress:
            self.setWidget(None)  # type: ignore[arg-type]
            return False
        return super().eventFilter(watched, event)

    def _on_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        window = new.window() if new is not None else None
        keyboard = Qt.WidgetAttribute.WA_KeyboardFocusChange
        if window is None or window is not self._window or not window.testAttribute(keyboard):
            self.show_on(None)
        else:
            self.show_on(new)


def _has_own_ring(widget: QWidget) -> bool:
    """Fields turn their own border, lists draw the ring around a row."""
    if isinstance(widget, QScrollArea):
        return False
    return isinstance(widget, QLineEdit | QAbstractItemView | QAbstractScrollArea)
