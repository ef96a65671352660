# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The tokens of a theme: what is read from resources/themes/*.toml, and the palette made of it.

What each token is for: window (content behind everything), surface (sidebar, a question), raised
(cards, composer, buttons, menus), hover (row under the pointer, search fields), selection (selected
row, selected text, fill of stones), line (separators, borders), line_strong (fields, check boxes,
scales), text, text_soft (second lines), text_off (disabled), accent (the one main button, links,
progress), on_accent, focus (the ring), danger, warning, success, code (code blocks).
"""

import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path

from PySide6.QtGui import QColor, QPalette


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of one theme."""

    dark: bool
    high_contrast: bool
    window: QColor
    surface: QColor
    raised: QColor
    hover: QColor
    selection: QColor
    line: QColor
    line_strong: QColor
    text: QColor
    text_soft: QColor
    text_off: QColor
    accent: QColor
    on_accent: QColor
    focus: QColor
    danger: QColor
    warning: QColor
    success: QColor
    code: QColor

    @property
    def accent_pressed(self) -> QColor:
        """The main button under the pointer."""
        return mixed(self.accent, self.text, 0.08)

    @property
    def in_use(self) -> QColor:
        """The part of the memory bar that other programs have."""
        return self.line_strong if self.high_contrast else faint(self.line_strong, 0.55)

    def colour(self, token: str) -> QColor:
        """A colour by the name of its token."""
        colour = getattr(self, token)
        assert isinstance(colour, QColor)
        return colour


TOKENS = tuple(field.name for field in fields(Theme) if field.name not in ("dark", "high_contrast"))


def read_theme(file: Path) -> Theme:
    """A theme from its TOML file; KeyError when a token is missing."""
    table = tomllib.loads(file.read_text("utf-8"))
    colours = {token: QColor(table["colours"][token]) for token in TOKENS}
    return Theme(dark=table["dark"], high_contrast=table["high_contrast"], **colours)


def mixed(colour: QColor, other: QColor, share: float) -> QColor:
    """The colour with a share of another, opaque."""
    pairs = [(colour.red(), other.red()), (colour.green(), other.green())]
    pairs.append((colour.blue(), other.blue()))
    return QColor(*(round(a + (b - a) * share) for a, b in pairs))


def faint(colour: QColor, opacity: float) -> QColor:
    """The colour, partly transparent."""
    thin = QColor(colour)
    thin.setAlphaF(opacity)
    return thin


def of_system(theme: Theme, palette: QPalette) -> Theme:
    """A high-contrast theme with the colours that the person chose for the whole system."""
    role = QPalette.ColorRole
    return replace(
        theme,
        window=palette.color(role.Window),
        surface=palette.color(role.Window),
        raised=palette.color(role.Base),
        text=palette.color(role.WindowText),
        selection=palette.color(role.Highlight),
        accent=palette.color(role.Link),
        focus=palette.color(role.WindowText),
    )


def palette_of(theme: Theme) -> QPalette:
    """The palette for everything that Qt paints by itself."""
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    roles = {
        role.Window: theme.window,
        role.WindowText: theme.text,
        role.Base: theme.raised,
        role.AlternateBase: theme.surface,
        role.ToolTipBase: theme.raised,
        role.ToolTipText: theme.text,
        role.PlaceholderText: theme.text_soft,
        role.Text: theme.text,
        role.Button: theme.raised,
        role.ButtonText: theme.text,
        role.BrightText: theme.danger,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.Highlight: theme.selection,
        role.HighlightedText: theme.text,
        role.Accent: theme.accent,
        role.Light: theme.raised,
        role.Midlight: theme.line,
        role.Mid: theme.line,
        role.Dark: theme.line_strong,
        role.Shadow: theme.line_strong,
    }
    palette = QPalette()
    for name, colour in roles.items():
        palette.setColor(group.All, name, colour)
    for name in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(group.Disabled, name, theme.text_off)
    return palette
