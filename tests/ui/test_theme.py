# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Themes: every pair of colours that is used has enough contrast; fonts follow the system."""

from itertools import product

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from desktop.services.resources import resources_folder
from desktop.ui.colours import TOKENS, of_system, palette_of, read_theme
from desktop.ui.theme import Theme, ThemeSource, reading_line_height, tabular

NAMES = ("light", "dark", "contrast-light", "contrast-dark")
SURFACES = ("window", "surface", "raised", "hover", "selection", "code")
WORDS, SIGNS = 4.5, 3.0
# colour, the surfaces on which it is used, the contrast that it needs there
PAIRS = (
    *product(("text", "text_soft", "accent"), SURFACES, (WORDS,)),
    *product(("danger", "warning", "success"), ("window", "surface", "raised", "hover"), (WORDS,)),
    ("warning", "code", WORDS),
    *product(("on_accent",), ("accent", "danger"), (WORDS,)),
    *product(("text_off",), ("window", "surface", "raised"), (WORDS,)),
    *product(("focus",), SURFACES, (SIGNS,)),
    *product(("line_strong",), ("window", "surface", "raised"), (SIGNS,)),
    ("text_off", "hover", SIGNS),  # the resting arrow of the composer, a sign
)


def luminance(colour: QColor) -> float:
    """Relative luminance as WCAG defines it."""
    channels = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: QColor, other: QColor) -> float:
    """From 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def theme_of(name: str) -> Theme:
    return read_theme(resources_folder() / "themes" / f"{name}.toml")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("colour", "surface", "goal"), PAIRS)
def test_contrast(name: str, colour: str, surface: str, goal: float) -> None:
    theme = theme_of(name)
    assert contrast(theme.colour(colour), theme.colour(surface)) >= goal


@pytest.mark.parametrize("name", NAMES)
def test_pressed_button_keeps_its_contrast(name: str) -> None:
    theme = theme_of(name)
    assert contrast(theme.on_accent, theme.accent_pressed) >= WORDS


def test_files_say_what_they_are() -> None:
    kinds = {name: (theme_of(name).dark, theme_of(name).high_contrast) for name in NAMES}
    assert kinds == {
        "light": (False, False),
        "dark": (True, False),
        "contrast-light": (False, True),
        "contrast-dark": (True, True),
    }


def test_colours_of_the_system_win_in_high_contrast() -> None:
    system = QPalette()
    system.setColor(QPalette.ColorRole.Window, QColor("#001122"))
    system.setColor(QPalette.ColorRole.WindowText, QColor("#FFEE00"))
    system.setColor(QPalette.ColorRole.Link, QColor("#00FFFF"))
    theme = of_system(theme_of("contrast-dark"), system)
    assert (theme.window, theme.text) == (QColor("#001122"), QColor("#FFEE00"))
    assert (theme.accent, theme.focus) == (QColor("#00FFFF"), QColor("#FFEE00"))


def test_setting_changes_theme_palette_and_tells(themes: ThemeSource) -> None:
    told: list[bool] = []
    themes.changed.connect(lambda: told.append(themes.theme.dark))
    themes.set_colours("dark")
    themes.set_colours("dark")
    assert told == [True]
    assert QApplication.palette().color(QPalette.ColorRole.Window) == themes.theme.window
    themes.set_colours("high-contrast")
    assert themes.high_contrast


def test_palette_shows_what_is_disabled() -> None:
    theme = theme_of("light")
    palette = palette_of(theme)
    group, role = QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText
    assert palette.color(group, role) == theme.text_off


def test_only_reading_text_follows_its_setting(themes: ThemeSource) -> None:
    before = {kind: themes.font(kind).pointSizeF() for kind in ("reading", "body", "title")}
    themes.set_text_size(3)
    after = {kind: themes.font(kind).pointSizeF() for kind in before}
    assert after == before | {"reading": before["reading"] + 3}


def test_sizes_are_relative_to_the_system(themes: ThemeSource) -> None:
    base = QApplication.font().pointSizeF()
    sizes = [themes.font(kind).pointSizeF() - base for kind in ("caption", "body", "display")]
    assert sizes == [-1, 0, 12]


def test_lines_of_reading_text_are_half_as_high_again(themes: ThemeSource) -> None:
    assert 100 <= reading_line_height(themes.font("reading")) <= 130


def test_figures_have_one_width(themes: ThemeSource) -> None:
    assert [tag.toString().data() for tag in tabular(themes.font("body")).featureTags()] == [
        b"tnum"
    ]


def test_every_icon_can_be_drawn_in_every_colour(themes: ThemeSource) -> None:
    for file in sorted((resources_folder() / "icons").glob("*.svg")):
        assert not themes.pixmap(file.stem).isNull()
    image = themes.pixmap("send", "danger").toImage()
    colours = {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() > 250
    }
    assert colours == {themes.theme.danger.name()}


def test_tokens_are_those_of_the_look() -> None:
    assert len(TOKENS) == 17
