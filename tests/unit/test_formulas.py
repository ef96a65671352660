# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Formulas become drawings, or stay what they were."""

import time
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.services.formulas import PATIENCE, Drawing, drawn

PIECES = [*r"\ { } ^ _ & x 1 $ < > \frac \sqrt \left( \right) \begin{cases} \end{cases} \\".split()]
PIECES += [r"\text{", r"\href{file:///etc/passwd}{x}", r"\input{/etc/passwd}", r"\color{red}", "é"]


def shape(formula: str, size: float = 16) -> Drawing:
    drawing = drawn(formula, size)
    assert drawing is not None
    return drawing


@pytest.mark.parametrize(
    "formula",
    [
        "$x^2$",
        r"\(a_{b_c}\)",
        r"$$\int_0^\infty e^{-x^2}\,dx = \frac{\sqrt{\pi}}{2}$$",
        r"\[\begin{aligned} a &= b \\ c &= d \end{aligned}\]",
        r"$\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}$",
        r"$$\text{area} = 2.4\,\text{m} \times 100\%$$",
        r"$\mathbb{R} \ni \alpha \leq \sum_{i=1}^{n} i$",
    ],
)
def test_what_models_write_is_drawn_as_shapes(formula: str) -> None:
    drawing = shape(formula)
    names = {element.tag.rpartition("}")[2] for element in ET.fromstring(drawing.svg).iter()}
    assert names <= {"svg", "path", "rect", "line", "polyline", "g"}
    assert drawing.width > 5 and drawing.height > drawing.depth >= 0


def test_size_and_depth_follow_the_letters() -> None:
    small, large = shape("$y$", 10), shape("$y$", 20)
    assert large.height > 1.7 * small.height
    assert shape("$y$").depth > shape("$x$").depth + 2


def test_what_stands_by_itself_is_larger() -> None:
    assert shape(r"$$\frac{a}{b}$$").height > shape(r"$\frac{a}{b}$").height * 1.2


@pytest.mark.parametrize(
    "formula",
    ["", "x", "$$", r"$\frac{$", "$a & b$", "$" + "x" * 5000 + "$", "$" + "{" * 400 + "$"],
)
def test_what_cannot_be_drawn(formula: str) -> None:
    assert drawn(formula, 16) is None


@pytest.mark.parametrize("formula", [r"\left(" * 60 + "x" + r"\right)" * 60, r"\frac12" * 140])
def test_what_takes_too_long_is_given_up(formula: str) -> None:
    began = time.thread_time()
    drawn(f"${formula}$", 16)
    assert time.thread_time() - began < 4 * PATIENCE


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@settings(max_examples=60, deadline=None)
def test_no_formula_breaks_anything(formula: str) -> None:
    drawing = drawn(f"${formula}$", 16)
    assert drawing is None or b"href" not in drawing.svg.split(b">", 1)[1]
