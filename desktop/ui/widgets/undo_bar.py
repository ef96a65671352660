# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A line at the bottom for ten seconds: what was done, and the way back."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QEnterEvent, QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.icon_button import icon_button
from desktop.ui.widgets.label import NameLabel

translate = QCoreApplication.translate

SHOWN = 10_000  # milliseconds


class UndoBar(Card):
    """Floats above the floor of its parent. It waits while the pointer or focus is in it.

    Args:
        floor: the height above which it stands, so that it never covers what is written.
    """

    undo = Signal()
    gone = Signal()  # the way back, without having been taken

    def __init__(self, themes: ThemeSource, parent: QWidget, floor: Callable[[], int]) -> None:
        super().__init__(themes, (16, 8))
        self.setParent(parent)
        self._floor = floor
        self._words = NameLabel(themes)
        self._button = Button(themes, translate("UndoBar", "Undo"), "link", self._on_undo)
        close = icon_button(themes, "close", translate("UndoBar", "Close"))
        close.clicked.connect(self._leave)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self._words, 1)
        row.addWidget(self._button)
        row.addWidget(close)
        self.column.addLayout(row)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN)
        self._timer.timeout.connect(self._on_time)
        parent.installEventFilter(self)
        self.hide()

    def show_undo(self, words: str, button: str = "") -> None:
        """Say what was done, and offer the way back; or another thing to do, named by `button`."""
        self._button.setText(button or translate("UndoBar", "Undo"))
        self.show_words(words, undo=True)

    def show_words(self, words: str, *, undo: bool = False) -> None:
        """Say what was done."""
        self._button.setVisible(undo)
        self._words.setText(words)
        self.setAccessibleName(words)
        self.show()
        self.raise_()
        self._place()
        self._timer.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is left that could run out."""
        self._timer.stop()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Whoever is about to press the button has time."""
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        """The time begins anew."""
        if self.isVisible():
            self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the bottom of the parent."""
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        parent = self.parentWidget()
        if parent is None:
            return
        width = min(max(self.sizeHint().width(), 280), parent.width() - 32)
        height = self.sizeHint().height()
        left = (parent.width() - width) // 2
        self.setGeometry(left, self._floor() - height - 12, width, height)

    def _on_undo(self) -> None:
        self.hide()
        self.undo.emit()

    def _on_time(self) -> None:
        if any(child.hasFocus() for child in self.findChildren(QWidget)):
            self._timer.start()
        else:
            self._leave()

    def _leave(self) -> None:
        self.hide()
        self.gone.emit()
