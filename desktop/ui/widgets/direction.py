# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The direction of reading, where Qt does not turn things by itself.

Margins of layouts are never mirrored. Labels align by the direction of their own words, so that a
Latin name in an Arabic window would stand at the wrong edge.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLayout


def is_mirrored() -> bool:
    """People read from the right."""
    return QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft


def leading() -> Qt.AlignmentFlag:
    """At the edge where reading begins, whatever the words are."""
    edge = Qt.AlignmentFlag.AlignRight if is_mirrored() else Qt.AlignmentFlag.AlignLeft
    return edge | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter


def trailing() -> Qt.AlignmentFlag:
    """At the edge where reading ends."""
    edge = Qt.AlignmentFlag.AlignLeft if is_mirrored() else Qt.AlignmentFlag.AlignRight
    return edge | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter


def set_margins(layout: QLayout, begin: int, top: int, end: int, bottom: int) -> None:
    """Margins of a layout, from the edge where reading begins."""
    if is_mirrored():
        begin, end = end, begin
    layout.setContentsMargins(begin, top, end, bottom)
