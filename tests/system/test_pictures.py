# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A picture dropped on the window is seen by the model."""

from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from desktop.domain.model import InstalledModel

from .conftest import Running, Start

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def red_circle(tmp_path: Path) -> Path:
    path = tmp_path / "circle.png"
    picture = Image.new("RGB", (224, 224), "white")
    ImageDraw.Draw(picture).ellipse((52, 52, 172, 172), fill=(220, 30, 30))
    picture.save(path)
    return path


def drop(app: Running, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    app.window.dropEvent(
        QDropEvent(
            QPointF(300, 300),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


def test_a_red_circle_is_dropped_and_seen(
    start: Start, tiny: InstalledModel, red_circle: Path
) -> None:
    app = start()
    app.wait(lambda: app.presenters.library.chosen)
    drop(app, red_circle)
    app.wait(lambda: app.presenters.conversation.draft.images)
    assert "red circle" in app.ask("What do you see?").lower()
    assert app.ask("My name is Ada.").strip()
    assert "Ada" in app.ask("What is my name?")


def test_a_file_that_nobody_can_read_changes_nothing(
    start: Start, tiny: InstalledModel, tmp_path: Path
) -> None:
    app = start()
    app.wait(lambda: app.presenters.library.chosen)
    app.type("half a question")
    program = tmp_path / "program"
    program.write_bytes(b"\x7fELF\0\0")
    drop(app, program)
    app.press("Close")
    assert app.presenters.conversation.messages == []
    assert app.window.focusWidget() is not None
    app.window.close()
    assert app.presenters.conversation.draft.text == "half a question"
