# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The real window over a filled home; see tests/fakes/stage.py."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop.services.resources import resources_folder
from desktop.ui.theme import ThemeSource
from tests.fakes.stage import Setting, Stage

MakeStage = Callable[..., Stage]
TINY = Path(__file__).parents[1] / "assets" / "tiny.gguf"


@pytest.fixture
def themes(qapp: QApplication) -> Iterator[ThemeSource]:
    """The light theme, applied to the application."""
    source = ThemeSource(resources_folder(), "light")
    source.apply()
    yield source
    source.deleteLater()


@pytest.fixture
def make_stage(qapp: QApplication, tmp_path: Path) -> Iterator[MakeStage]:
    """Makes windows, one after the other or several; all are closed at the end."""
    made: list[Stage] = []

    def make(**setting: object) -> Stage:
        home = tmp_path / f"home{len(made)}"
        made.append(Stage(home, Setting(**setting)))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for stage in reversed(made):  # each puts back what it found
        stage.close()


@pytest.fixture
def stage(make_stage: MakeStage) -> Stage:
    """A window with models and chats."""
    return make_stage()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A model that the catalogue does not know, with eyes beside it."""
    path = tmp_path / "given" / "Friend of mine.gguf"
    path.parent.mkdir()
    shutil.copyfile(TINY, path)
    shutil.copyfile(TINY.with_name("tiny-mmproj.gguf"), path.with_name("mmproj-friend.gguf"))
    return path
