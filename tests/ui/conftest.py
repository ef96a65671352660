# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The real window over a filled home; see tests/fakes/stage.py."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop.services.resources import resources_folder
from desktop.ui.theme import ThemeSource
from tests.fakes.stage import Setting, Stage

MakeStage = Callable[..., Stage]


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
