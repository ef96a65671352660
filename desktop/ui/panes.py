# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The sidebar beside the content; in a narrow window above it, when it is asked for."""

from PySide6.QtCore import QEasingCurve, QEvent, QObject, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.theme import ThemeSource

NARROW = 720  # below this width the sidebar lies above the content
SLIDE = 140  # milliseconds
LEAST, MOST = 200, 360


class Handle(QWidget):
    """The line between the two; it can be moved. With the keyboard nothing depends on it."""

    moved = Signal(int)
    released = Signal()

    def __init__(self, themes: ThemeSource, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self.setCursor(Qt.CursorShape.SplitHCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """As far as the pointer goes."""
        self.moved.emit(self.mapToParent(event.position().toPoint()).x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The width is remembered."""
        self.released.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """One pixel, in the middle of what the pointer can catch."""
        painter = QPainter(self)
        painter.fillRect(self.width() // 2, 0, 1, self.height(), self._themes.theme.line)


class Panes(QWidget):
    """Places the two. Wide: side by side. Narrow: the content alone, the sidebar above it."""

    shape_changed = Signal()
    width_chosen = Signal(int)

    def __init__(self, themes: ThemeSource, sidebar: QWidget, content: QWidget) -> None:
        super().__init__()
        self._themes, self._sidebar, self._content = themes, sidebar, content
        self._width, self._wanted, self._over, self._allowed = 256, True, False, True
        self._shown = 1.0  # how far the sidebar has slid in
        content.setParent(self)
        self._catcher = QWidget(self)
        self._catcher.installEventFilter(self)
        sidebar.setParent(self)
        self._handle = Handle(themes, self)
        self._handle.moved.connect(self._on_moved)
        self._handle.released.connect(lambda: self.width_chosen.emit(self._width))
        self._slide = QVariantAnimation(self)
        self._slide.setDuration(SLIDE)
        self._slide.setEasingCurve(QEasingCurve.Type.OutQuad)
        self._slide.valueChanged.connect(self._on_slide)
        themes.changed.connect(self._handle.update)

    @property
    def narrow(self) -> bool:
        """Too little room for both."""
        return self.width() < NARROW

    @property
    def is_open(self) -> bool:
        """The sidebar can be seen."""
        return self._allowed and (self._over if self.narrow else self._wanted)

    def set_width(self, width: int) -> None:
        """Of the sidebar."""
        self._width = min(max(width, LEAST), MOST)
        self._place()

    def set_wanted(self, wanted: bool) -> None:
        """Whether the sidebar is shown where there is room."""
        self._wanted = wanted
        self._change()

    def set_allowed(self, allowed: bool) -> None:
        """Some pages have the whole window for themselves."""
        self._allowed = allowed
        self._over = False
        self._change()

    def open_over(self) -> None:
        """Slide the sidebar over the content."""
        self._over = True
        self._change(sliding=True)

    def close_over(self) -> None:
        """Back to the content."""
        if self._over:
            self._over = False
            self._change()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may be another shape."""
        if not self.narrow:
            self._over = False
        if (event.oldSize().width() < NARROW) != self.narrow:
            self._change()
        else:
            self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes what lies above."""
        if event.key() == Qt.Key.Key_Escape and self._over:
            self.close_over()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click beside the sidebar closes it."""
        if watched is self._catcher and event.type() is QEvent.Type.MouseButtonPress:
            self.close_over()
            return True
        return super().eventFilter(watched, event)

    def _change(self, sliding: bool = False) -> None:
        self._shown = 1.0
        if sliding and not self._themes.reduced_motion:
            self._slide.stop()
            self._slide.setStartValue(0.0)
            self._slide.setEndValue(1.0)
            self._shown = 0.0
            self._slide.start()
        self._place()
        self.shape_changed.emit()

    def _on_slide(self, value: object) -> None:
        self._shown = float(value) if isinstance(value, int | float) else 1.0
        self._place()

    def _on_moved(self, x: int) -> None:
        right_to_left = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        self.set_width(self.width() - x if right_to_left else x)

    def _place(self) -> None:
        over = self.narrow and self.is_open
        side_by_side = self.is_open and not over
        self._sidebar.setVisible(self.is_open)
        self._catcher.setVisible(over)
        self._handle.setVisible(self.is_open)
        self._content.setEnabled(not over)
        least = 220 if 720 <= self.width() < 1000 else self._width
        width = min(self._width, least) if not over else min(300, self.width() - 56)
        begin = width + 1 if side_by_side else 0
        self._put(self._content, begin, self.width() - begin)
        if over:
            self._put(self._catcher, 0, self.width())
            self._catcher.raise_()
            self._sidebar.raise_()
        self._put(self._sidebar, round((self._shown - 1) * width) if over else 0, width)
        self._put(self._handle, width - 2, 5)
        self._handle.raise_()

    def _put(self, widget: QWidget, left: int, width: int) -> None:
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            left = self.width() - left - width
        widget.setGeometry(left, 0, width, self.height())
