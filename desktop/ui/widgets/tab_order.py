# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The way of the keyboard, where widgets were not made in the order in which they stand."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget


def follow(layout: QLayout) -> None:
    """The Tab key goes through what stands in a layout as the eye does."""
    before: QWidget | None = None
    for widget in _stops(layout):
        if before is not None:
            QWidget.setTabOrder(before, widget)
        before = widget


def _stops(layout: QLayout) -> Iterator[QWidget]:
    for number in range(layout.count()):
        item = layout.itemAt(number)
        assert item is not None
        inner, widget = item.layout(), item.widget()
        if inner is not None:
            yield from _stops(inner)
        elif widget is not None:
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                yield widget
            if (inside := widget.layout()) is not None:
                yield from _stops(inside)
