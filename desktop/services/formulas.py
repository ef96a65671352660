# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Formulas in the notation of LaTeX as drawings: the only place that knows ziamath."""

import inspect
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

LONGEST = 1000  # letters of a formula
BLACK = b"#000001"  # in drawings, so that it can be replaced
PATIENCE = 0.5  # seconds of work; an ordinary formula takes a hundredth of it
DELIMITERS = (("$$", "$$"), ("\\[", "\\]"), ("\\(", "\\)"), ("$", "$"))
_lock = threading.Lock()  # the fonts are shared


@dataclass(frozen=True, slots=True)
class Drawing:
    """A formula in BLACK.

    Attributes:
        svg: shapes only: no text, no style, no address. width, height: pixels.
        depth: pixels of the height that lie below the line that words stand on.
    """

    svg: bytes
    width: float
    height: float
    depth: float


def drawn(formula: str, size: float) -> Drawing | None:
    """The drawing of a formula, None where it cannot be drawn. From any thread; takes milliseconds.

    Args:
        formula: with its delimiters: $…$, $$…$$, \\(…\\) or \\[…\\].
        size: pixels of the letters around it.
    """
    source, display = _bare(formula)
    if not source or len(source) > LONGEST:
        return None
    from ziamath.config import config
    from ziamath.zmath import Latex

    try:
        with _lock, _patience(PATIENCE):
            config.svg2 = False  # Qt's renderer knows the first version
            made = Latex(source, size=size, color=BLACK.decode(), inline=not display)
            svg = made.svg()
            width, height = made.getsize()
            below = -made.getyofst()
    except Exception:  # whatever a model writes: the source is shown instead, and nothing is lost
        return None
    if not 0 < width < 20_000 or not 0 < height < 20_000:
        return None
    return Drawing(svg.encode(), width, height, max(below, 0.0))


def is_display(formula: str) -> bool:
    """It stands by itself, not in a line of words."""
    return formula.startswith(("$$", "\\["))


def _bare(formula: str) -> tuple[str, bool]:
    """Without its delimiters, and whether it stands by itself."""
    for opening, closing in DELIMITERS:
        if formula.startswith(opening) and formula.endswith(closing):
            inside = formula[len(opening) : -len(closing)]
            return inside.strip(), is_display(formula)
    return "", False


@contextmanager
def _patience(seconds: float) -> Iterator[None]:
    """Ends what takes longer: brackets inside of brackets would keep ziamath busy for days."""
    ends = time.thread_time() + seconds

    def look(frame: FrameType, event: str, argument: object) -> None:
        # Only in a function of the library: an exception in a generator that is closed gets lost.
        if event == "call" and time.thread_time() > ends:
            plain = not frame.f_code.co_flags & inspect.CO_GENERATOR
            if plain and str(frame.f_globals.get("__name__")).startswith("ziamath."):
                raise TimeoutError

    before = sys.getprofile()
    sys.setprofile(look)
    try:
        yield
    finally:
        sys.setprofile(before)
