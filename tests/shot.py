# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a picture of the window is made from."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize

from tests.fakes.stage import Setting, Stage

ALL = ("light", "dark", "large", "pseudo", "contrast-light", "contrast-dark")
USUAL, SMALL, LEAST = QSize(1280, 832), QSize(800, 600), QSize(640, 400)


@dataclass(frozen=True)
class Shot:
    """A state: what the home holds, what is done, how large the window is."""

    setting: Callable[[], Setting]
    act: Callable[[Stage], None] = lambda stage: None
    size: QSize = USUAL
    sets: tuple[str, ...] = ("light", "dark", "large", "pseudo")


def first(**more: object) -> Setting:
    """The home of somebody who has just installed the program."""
    return Setting(welcomed=False, models=(), chats=False, starter=True, **more)  # type: ignore[arg-type]
