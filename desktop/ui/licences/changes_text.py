# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Writes what changed between two versions of a text, for eyes and for screen readers.

What is new is underlined, what is gone is struck through, and each paragraph says in a word what
became of it: no colour alone, and nothing that is only to be seen.
"""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QFont, QTextCharFormat, QTextCursor

from desktop.domain.changes import Change, ChangeKind, Piece
from desktop.ui.theme import Theme

translate = QCoreApplication.translate


def write_changes(
    cursor: QTextCursor, documents: Iterable[tuple[str, Sequence[Change]]], theme: Theme
) -> None:
    """Write the changes of each document, under its name."""
    first = True
    for name, changes in documents:
        if not first:
            cursor.insertBlock()
            cursor.insertBlock()
        first = False
        cursor.insertText(name, _label(theme))
        for change in changes:
            _write(cursor, change, theme)


def _write(cursor: QTextCursor, change: Change, theme: Theme) -> None:
    if change.kind is ChangeKind.SAME:
        words = translate("Changes", "%n paragraphs are the same", "", change.count)
        _paragraph(cursor, "", (Piece(words, False),), _soft(theme), theme)
        return
    gone, new = _gone(theme), _new(theme)
    if change.before:
        changed = change.kind is ChangeKind.CHANGED
        label = translate("Changes", "Before:") if changed else translate("Changes", "Removed:")
        _paragraph(cursor, label, change.before, gone, theme)
    if change.now:
        changed = change.kind is ChangeKind.CHANGED
        label = translate("Changes", "Now:") if changed else translate("Changes", "Added:")
        _paragraph(cursor, label, change.now, new, theme)


def _paragraph(
    cursor: QTextCursor,
    label: str,
    pieces: Sequence[Piece],
    marked: QTextCharFormat,
    theme: Theme,
) -> None:
    cursor.insertBlock()
    cursor.insertBlock()
    if label:
        cursor.insertText(f"{label} ", _label(theme))
    plain = QTextCharFormat()
    plain.setForeground(theme.text)
    for piece in pieces:
        cursor.insertText(piece.text, marked if piece.marked or not label else plain)


def _label(theme: Theme) -> QTextCharFormat:
    look = QTextCharFormat()
    look.setFontWeight(QFont.Weight.DemiBold)
    look.setForeground(theme.text)
    return look


def _soft(theme: Theme) -> QTextCharFormat:
    look = QTextCharFormat()
    look.setForeground(theme.text_soft)
    return look


def _new(theme: Theme) -> QTextCharFormat:
    look = QTextCharFormat()
    look.setFontUnderline(True)
    look.setForeground(theme.text)
    look.setBackground(theme.selection)
    return look


def _gone(theme: Theme) -> QTextCharFormat:
    look = QTextCharFormat()
    look.setFontStrikeOut(True)
    look.setForeground(theme.text_soft)
    look.setBackground(theme.hover)
    return look
