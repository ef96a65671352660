# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What becomes of files that are opened or found: where they go, and which are left out."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest

from desktop.ui.models.left_out import LeftOutSection
from tests.fakes.stage import Stage
from tests.ui.looking import LEFT, words
from tests.ui.test_library_page import models_page, urls
from tests.ui.test_main_window import drop


@pytest.mark.parametrize("keys", ["ControlModifier", "ShiftModifier"])
def test_a_dropped_file_is_copied_or_moved_in(stage: Stage, file: Path, keys: str) -> None:
    """With the keys that do so everywhere; it is one model, in the folder for new ones."""
    held, data = Qt.KeyboardModifier[keys], urls(file)
    event = QDropEvent(
        QPointF(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, held
    )
    stage.window.dropEvent(event)
    library = stage.presenters.library
    inside = stage.paths.models / file.name
    stage.wait(lambda: any(e.installed.weights == str(inside) for e in library.entries))
    assert inside.is_file() and (stage.paths.models / "mmproj-friend.gguf").is_file()
    assert file.exists() is (keys == "ControlModifier")


def test_what_is_left_out_can_be_seen(stage: Stage, file: Path) -> None:
    file.with_name("llama.gguf").write_text("of another kind")
    drop(stage, urls(file.parent))
    page = models_page(stage).installed
    (section,) = page.findChildren(LeftOutSection)
    stage.wait(lambda: "1 file" in section.line.button.text())
    assert not section.line.is_open
    QTest.mouseClick(section.line.button, LEFT)
    assert "llama.gguf" in words(section) and "This file is not a model" in words(section)
    file.with_name("llama.gguf").unlink()
    stage.presenters.holdings.rescan()
    stage.wait(section.isHidden)
