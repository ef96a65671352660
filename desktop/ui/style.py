# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What Qt paints by itself: the Fusion style everywhere, and one short style sheet."""

from string import Template

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics, QGuiApplication
from PySide6.QtWidgets import (
    QProxyStyle,
    QStyle,
    QStyleFactory,
    QStyleHintReturn,
    QStyleOption,
    QWidget,
)

from desktop.ui.colours import TOKENS, Theme, faint

SHEET = Template("""
QToolTip { background: $raised; color: $text; border: 1px solid $line_strong; padding: 4px 8px; }
QScrollArea, QListView, QTableView, QStackedWidget { background: transparent; border: none; }
QPushButton { background: $raised; color: $text; border: 1px solid $line; border-radius: 8px;
    padding: 0 16px; min-height: ${button}px; }
QPushButton:hover { background: $hover; }
QPushButton:disabled { color: $text_off; background: $window; }
QPushButton[kind~="small"] { min-height: ${field}px; padding: 0 14px; }
QPushButton[kind~="main"] { background: $accent; color: $on_accent; border: 1px solid $accent; }
QPushButton[kind~="main"]:hover { background: $accent_pressed; border-color: $accent_pressed; }
QPushButton[kind~="main"]:disabled { background: $hover; color: $text_off; border-color: $line; }
QPushButton[kind~="chip"] { background: transparent; border: 1px solid transparent;
    border-radius: ${round}px; padding: 0 12px; min-height: ${field}px; color: $text_soft; }
QPushButton[kind~="chip"]:hover { background: $hover; color: $text; }
QPushButton[kind~="chip"]:checked { background: $selection; color: $text;
    border: 1px solid $chip_line; }
QPushButton[kind~="link"], QPushButton[kind~="quiet"], QPushButton[kind~="bare"] {
    background: transparent; border: none; padding: 0 4px; min-height: ${field}px; }
QPushButton[kind~="bare"] { padding: 0; min-height: 0; text-align: $start; }
QPushButton[kind~="link"] { color: $accent; }
QPushButton[kind~="quiet"] { color: $text_soft; }
QPushButton[kind~="link"]:hover, QPushButton[kind~="quiet"]:hover { color: $text; }
QPushButton[kind~="name"]:hover { color: $accent; }
QPushButton[kind~="link"]:disabled, QPushButton[kind~="quiet"]:disabled { color: $text_off; }
QToolButton { background: transparent; border: none; border-radius: 8px; color: $text; }
QToolButton:hover, QToolButton:pressed, QToolButton:open { background: $hover; }
QToolButton::menu-indicator { image: none; width: 0; }
QLineEdit { background: $raised; color: $text; border: 1px solid $line_strong; border-radius: 8px;
    padding: 0 8px; min-height: ${field}px; placeholder-text-color: $text_soft;
    selection-background-color: $selection;
    selection-color: $text; }
QLineEdit:focus { border: 2px solid $focus; padding: 0 7px; }
QLineEdit[kind="search"] { background: $hover; border: 1px solid $search_line; }
QLineEdit[kind="search"]:focus { border: 2px solid $focus; }
QPlainTextEdit[kind="field"] { background: $raised; color: $text; border: 1px solid $line_strong;
    border-radius: 8px; padding: 4px; selection-background-color: $selection;
    selection-color: $text; }
QPlainTextEdit[kind="field"]:focus { border: 2px solid $focus; padding: 3px; }
QListWidget[kind="plain"] { background: transparent; border: none; outline: none; }
QListWidget[kind="plain"]::item { padding: 6px 10px; border-radius: 6px; color: $text; }
QListWidget[kind="plain"]::item:disabled { color: $text_soft; }
QListWidget[kind="plain"]::item:selected { background: $selection; color: $text; }
QMenu { background: $raised; color: $text; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 6px; min-height: ${menu}px; }
QMenu::item:selected { background: $selection; }
QMenu::item:disabled { color: $text_off; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: 12px; } QScrollBar:horizontal { height: 12px; }
QScrollBar::handle { background: $bar; border-radius: 3px; margin: 3px; }
QScrollBar::handle:vertical { min-height: 40px; } QScrollBar::handle:horizontal { min-width: 40px; }
QScrollBar::handle:hover, QScrollBar::handle:pressed { background: $line_strong; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QTabBar { background: transparent; }
QTabBar::tab { background: transparent; color: $text_soft; border: none; padding: 0 1px;
    margin: $tab_margin; border-bottom: 2px solid transparent; min-height: ${field}px; }
QTabBar::tab:selected { color: $text; border-bottom: 2px solid $accent; }
QTabBar::tab:hover { color: $text; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section { background: $window; color: $text_soft; border: none; padding: 6px 12px;
    border-bottom: 1px solid $line; }
""")


class FrameStyle(QProxyStyle):
    """Where the focus frame lies around a widget. Only the frame itself uses it.

    A proxy style in Python for the whole application would be asked thousands of times a second.
    """

    def pixelMetric(
        self,
        metric: QStyle.PixelMetric,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> int:
        """Five pixels around the widget: two of distance, two of ring, one for smooth edges."""
        frame = (QStyle.PixelMetric.PM_FocusFrameHMargin, QStyle.PixelMetric.PM_FocusFrameVMargin)
        return 5 if metric in frame else super().pixelMetric(metric, option, widget)

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        returned: QStyleHintReturn | None = None,
    ) -> int:
        """No mask: the ring paints itself."""
        if hint is QStyle.StyleHint.SH_FocusFrame_Mask:
            return 0
        return super().styleHint(hint, option, widget, returned)


def application_style() -> QStyle:
    """The same on every system."""
    return QStyleFactory.create("Fusion")


def style_sheet(theme: Theme, font: QFont) -> str:
    """The style sheet of a theme; heights grow with the font."""
    line = QFontMetrics(font).height()
    colours = {token: theme.colour(token).name() for token in TOKENS}
    right_to_left = QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft
    handle = theme.line_strong if theme.high_contrast else faint(theme.line_strong, 0.5)
    return SHEET.substitute(
        colours,
        accent_pressed=theme.accent_pressed.name(),
        search_line=(theme.line if theme.high_contrast else theme.hover).name(),
        bar=f"rgba({handle.red()}, {handle.green()}, {handle.blue()}, {handle.alpha()})",
        tab_margin="0 0 0 24px" if right_to_left else "0 24px 0 0",
        start="right" if right_to_left else "left",
        button=max(36, line + 16) - 2,
        round=max(32, line + 16) // 2,
        chip_line=(theme.line if theme.high_contrast else theme.selection).name(),
        field=max(32, line + 16) - 2,
        menu=max(20, line + 4),
    )
