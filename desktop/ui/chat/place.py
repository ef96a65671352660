# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Where somebody is reading, in words and not in pixels, so that it can be found again."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from desktop.ui.chat.stack import Stack


@dataclass(frozen=True, slots=True)
class Place:
    """A point of a widget. share: of its height."""

    widget: QWidget
    share: float


def place_at(stack: Stack, top: int) -> Place | None:
    """What lies at a height of a stack; None where nothing does."""
    for row in stack.rows:
        widget = row.widget
        if widget.isHidden() or widget.geometry().bottom() < top:
            continue
        inside = top - widget.y()
        deeper = place_at(widget, inside) if isinstance(widget, Stack) and inside > 0 else None
        return deeper or Place(widget, inside / max(widget.height(), 1))
    return None


def height_at(stack: Stack, place: Place) -> int | None:
    """At which height it lies now; None when it is gone."""
    widget = place.widget
    if widget not in _inside(stack):
        return None
    return stack.top_of(widget) + round(place.share * widget.height())


def _inside(stack: Stack) -> Iterator[QWidget]:
    """All that stands in it, at any depth; what is deleted no longer does."""
    for row in stack.rows:
        yield row.widget
        if isinstance(row.widget, Stack):
            yield from _inside(row.widget)
