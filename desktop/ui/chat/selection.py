# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""One selection through all the text views of a message."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QTextCursor
from PySide6.QtWidgets import QWidget

from desktop.ui.chat.text_view import ReadView


class MessageSelection(QObject):
    """Watches the mouse and the keys of the views of one message.

    Args:
        views: of the message, from top to bottom, as they are now.
        begun: called when a selection begins here, so that the one elsewhere can go.
    """

    def __init__(
        self, message: QWidget, views: Callable[[], Sequence[ReadView]], begun: Callable[[], None]
    ) -> None:
        super().__init__(message)
        self._views, self._begun = views, begun
        self._from: tuple[ReadView, int] | None = None

    def watch(self, view: ReadView) -> None:
        """A view belongs to the message."""
        view.installEventFilter(self)
        view.viewport().installEventFilter(self)

    def clear(self) -> None:
        """Nothing is selected any more."""
        for view in self._views():
            if view.textCursor().hasSelection():
                cursor = view.textCursor()
                cursor.clearSelection()
                view.setTextCursor(cursor)

    def select_all(self) -> None:
        """The whole message."""
        self._begun()
        for view in self._views():
            view.selectAll()

    def text(self) -> str:
        """What is selected, in all views."""
        return "\n\n".join(words for view in self._views() if (words := view.selected_text()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """True for what must not reach the view."""
        if isinstance(event, QMouseEvent):
            return self._on_mouse(watched, event)
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.matches(QKeySequence.StandardKey.SelectAll):
                self.select_all()
                return True
            if event.matches(QKeySequence.StandardKey.Copy) and self._selected() > 1:
                QGuiApplication.clipboard().setText(self.text())
                return True
        return False

    def _selected(self) -> int:
        return sum(1 for view in self._views() if view.textCursor().hasSelection())

    def _on_mouse(self, watched: QObject, event: QMouseEvent) -> bool:
        view = next((view for view in self._views() if view.viewport() is watched), None)
        left = Qt.MouseButton.LeftButton
        if view is None:
            return False
        if event.type() is QEvent.Type.MouseButtonPress and event.button() is left:
            if not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self._begun()
                self.clear()
                self._from = (view, view.cursorForPosition(event.position().toPoint()).position())
        elif event.type() is QEvent.Type.MouseMove and event.buttons() & left:
            return self.reach(event.globalPosition().toPoint())
        elif event.type() is QEvent.Type.MouseButtonRelease:
            several = self._selected() > 1
            self._from = None
            return several
        return False

    def reach(self, place: QPoint) -> bool:
        """Select from where it began to here (global); False when that is within one view."""
        if self._from is None:
            return False
        start, anchor = self._from
        views = list(self._views())
        if start not in views:
            return False
        end = self._view_at(views, place)
        first, last = views.index(start), views.index(end)
        for index, view in enumerate(views):
            if not min(first, last) <= index <= max(first, last):
                self._select(view, 0, 0)
            elif index not in (first, last):
                self._select(view, 0, _length(view))
        if first == last:
            return False
        down = last > first
        self._select(start, anchor, _length(start) if down else 0)
        here = end.cursorForPosition(end.viewport().mapFromGlobal(place)).position()
        self._select(end, 0 if down else _length(end), here)
        return True

    def _view_at(self, views: Sequence[ReadView], place: QPoint) -> ReadView:
        for view in views:
            if place.y() < view.mapToGlobal(QPoint(0, view.height())).y():
                return view
        return views[-1]

    def _select(self, view: ReadView, start: int, end: int) -> None:
        cursor = view.textCursor()
        if (cursor.anchor(), cursor.position()) != (start, end):
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            view.setTextCursor(cursor)


def _length(view: ReadView) -> int:
    return view.document().characterCount() - 1
