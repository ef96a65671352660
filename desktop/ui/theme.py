# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Colours, fonts and icons: what every widget that paints or chooses a font looks at."""

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import (
    QAccessibilityHints,
    QFont,
    QFontDatabase,
    QFontInfo,
    QFontMetricsF,
    QIcon,
    QPalette,
    QPixmap,
    QStyleHints,
)
from PySide6.QtWidgets import QApplication, QStyle

from desktop.ui.colours import Theme, of_system, palette_of, read_theme
from desktop.ui.icons import Icons
from desktop.ui.style import application_style, style_sheet

__all__ = ["Theme", "ThemeSource", "reading_line_height", "tabular"]

SEMIBOLD = QFont.Weight.DemiBold
MEDIUM = QFont.Weight.Medium

# kind: points beside the system's size, weight
TYPE = {
    "caption": (-1, QFont.Weight.Normal),
    "body": (0, QFont.Weight.Normal),
    "medium": (0, MEDIUM),
    "strong": (0, SEMIBOLD),
    "reading": (1, QFont.Weight.Normal),
    "heading": (2, SEMIBOLD),
    "title": (6, SEMIBOLD),
    "display": (12, SEMIBOLD),
}


def tabular(font: QFont) -> QFont:
    """The font with figures of one width, so that numbers do not dance."""
    figures = QFont(font)
    figures.setFeature(QFont.Tag("tnum"), 1)
    return figures


def reading_line_height(font: QFont) -> int:
    """Per cent for QTextBlockFormat.ProportionalHeight: lines of 1.5 times the font's size.

    Qt multiplies the font's own spacing, which is more than its size already.
    """
    return round(150 * QFontInfo(font).pixelSize() / QFontMetricsF(font).lineSpacing())


class ThemeSource(QObject):
    """The theme of the moment. Follows the system where the setting says so.

    Args:
        folder: resources, with icons/ and themes/ in it.
        colours: the setting: "system", "light", "dark" or "high-contrast"; or the name of a theme.
        text_size: points added to the reading font.
    """

    changed = Signal()

    def __init__(
        self,
        folder: Path,
        colours: str = "system",
        text_size: int = 0,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._icons = Icons(folder / "icons")
        self._themes = {
            name: read_theme(folder / "themes" / f"{name}.toml")
            for name in ("light", "dark", "contrast-light", "contrast-dark")
        }
        self._colours, self._text_size = colours, text_size
        self._base = QApplication.font()
        self._fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        self.theme = self._chosen()
        hints = QApplication.styleHints()
        hints.colorSchemeChanged.connect(self._on_system_changed)
        accessibility = _accessibility(hints)
        if accessibility is not None:
            accessibility.contrastPreferenceChanged.connect(self._on_system_changed)

    @property
    def high_contrast(self) -> bool:
        """Questions, code, fields and bars get a line around them."""
        return self.theme.high_contrast

    @property
    def reduced_motion(self) -> bool:
        """The system asks for less motion: nothing slides."""
        return not QApplication.style().styleHint(QStyle.StyleHint.SH_Widget_Animate)

    def set_colours(self, colours: str) -> None:
        """Take another value of the setting "colours"."""
        self._colours = colours
        self._on_system_changed()

    def set_text_size(self, points: int) -> None:
        """Take another value of the setting "text_size"."""
        if points != self._text_size:
            self._text_size = points
            self.changed.emit()

    def apply(self) -> None:
        """Give the whole application this look: style, palette, font, style sheet."""
        QApplication.setStyle(application_style())
        QApplication.setFont(self._base)
        self._paint_application()

    def font(self, kind: str) -> QFont:
        """caption, body, strong, reading, heading, title, display or code."""
        if kind == "code":
            return _sized(self._fixed, self._base, 0)
        points, weight = TYPE[kind]
        font = _sized(self._base, self._base, points + self._text_size * (kind == "reading"))
        font.setWeight(weight)
        return font

    def icon(self, name: str, token: str = "text_soft", size: int = 20) -> QIcon:
        """An icon in the colour of a token; its disabled state in text_off."""
        return self._icons.icon(name, self.theme.colour(token), self.theme.text_off, size)

    def pixmap(self, name: str, token: str = "text_soft", size: int = 20) -> QPixmap:
        """An icon as a picture at the screen's pixel ratio."""
        return self._icons.pixmap(name, self.theme.colour(token), size)

    def picture(self, name: str, size: int) -> QPixmap:
        """An icon in its own colours (the application's)."""
        return self._icons.pixmap(name, None, size)

    def _on_system_changed(self) -> None:
        theme = self._chosen()
        if theme != self.theme:
            self.theme = theme
            self._paint_application()
            self.changed.emit()

    def _paint_application(self) -> None:
        QApplication.setPalette(palette_of(self.theme))
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.setStyleSheet(style_sheet(self.theme, self._base))

    def _chosen(self) -> Theme:
        if self._colours in self._themes:
            return self._themes[self._colours]
        hints = QApplication.styleHints()
        dark = hints.colorScheme() is Qt.ColorScheme.Dark
        accessibility = _accessibility(hints)
        contrast = accessibility is not None and (
            accessibility.contrastPreference() is Qt.ContrastPreference.HighContrast
        )
        if self._colours == "high-contrast" or (self._colours == "system" and contrast):
            theme = self._themes["contrast-dark" if dark else "contrast-light"]
            return of_system(theme, _system_palette()) if contrast else theme
        return self._themes["dark" if dark else "light"]


def _sized(font: QFont, base: QFont, points: int) -> QFont:
    """The font at the base's size and some points more; the base may be measured in pixels."""
    sized = QFont(font)
    if base.pointSizeF() > 0:
        sized.setPointSizeF(max(base.pointSizeF() + points, 6))
    else:
        sized.setPixelSize(max(round(base.pixelSize() + points * 4 / 3), 8))
    return sized


def _system_palette() -> QPalette:
    """The palette of the system: the one of the application without ours."""
    ours = QApplication.palette()
    QApplication.setPalette(QPalette())
    system = QApplication.palette()
    QApplication.setPalette(ours)
    return system


def _accessibility(hints: QStyleHints) -> QAccessibilityHints | None:
    """Whether the system wants more contrast; None where this Qt does not know."""
    return hints.accessibility() if hasattr(hints, "accessibility") else None
