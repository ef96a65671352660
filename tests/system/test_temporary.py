# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A temporary chat leaves no trace in any file, with the real engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from desktop.domain.conversation import is_temporary
from desktop.domain.model import InstalledModel
from desktop.services.engine.llama_engine import LlamaEngine
from desktop.services.paths import Paths

from .conftest import Running

pytestmark = pytest.mark.timeout(300)
SECRET = "xylophone"


@pytest.fixture
def app(paths: Paths, tiny: InstalledModel, qtbot: QtBot) -> Iterator[Running]:
    """The program, which keeps what it has read."""
    running = Running(paths, qtbot, LlamaEngine(paths.sessions))
    running.wait(lambda: running.presenters.library.chosen)
    yield running
    running.quit()


def files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def attach(app: Running, path: Path) -> None:
    drafting = app.presenters.conversation.drafting
    before = len(drafting.draft.media)
    drafting.attach_files([path])
    app.wait(lambda: len(drafting.draft.media) > before)


def talk_in_secret(app: Running, tmp_path: Path) -> list[Path]:
    """Words, a document and a picture; where these were kept meanwhile."""
    conversation = app.presenters.conversation
    app.press("Temporary chat")
    assert is_temporary(conversation.chat_id)
    letter, picture = tmp_path / "letter.txt", tmp_path / "picture.png"
    letter.write_text(f"Keep the {SECRET} out of the rain, and tell nobody. " * 4, "utf-8")
    Image.new("RGB", (64, 64), "red").save(picture)
    attach(app, letter)
    attach(app, picture)
    kept = [conversation.drafting.path(part) for part in conversation.draft.media]
    assert all(path.exists() for path in kept)
    app.ask(f"Where is my {SECRET}? What do you see? Please tell me all about it.")
    app.ask(f"And the other {SECRET}?")
    assert len(conversation.messages) == 4
    return kept


def test_nothing_is_in_any_file(
    app: Running, paths: Paths, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    kept = talk_in_secret(app, tmp_path)
    home = paths.chats.parent.parent
    assert not any(path.is_relative_to(home) for path in kept)
    app.type(f"{SECRET}, half a question")
    app.presenters.conversation.new()
    assert not any(path.exists() for path in kept)
    app.quit()
    found = files(home)
    assert any(path.name.startswith("chats") for path in found)
    for path, content in found.items():
        assert SECRET.encode() not in content, path
        assert not path.is_relative_to(paths.pictures), path
        assert not path.is_relative_to(paths.sessions), path
    assert SECRET not in caplog.text
    assert "temporary" not in paths.settings.read_text("utf-8")


def test_what_is_read_afterwards_is_kept_without_it(
    app: Running, paths: Paths, tmp_path: Path
) -> None:
    talk_in_secret(app, tmp_path)
    app.presenters.conversation.new()
    app.ask("My name is Ada. What do you know about circles, squares and triangles? Tell me more.")
    app.presenters.conversation.open("")
    app.quit()
    assert files(paths.sessions)
    for path, content in files(paths.sessions).items():
        assert SECRET.encode() not in content, path
        assert not path.name.endswith("picture"), path


def test_it_is_in_no_list_and_gone_when_it_is_left(app: Running, tmp_path: Path) -> None:
    conversation = app.presenters.conversation
    app.ask("My name is Ada.")
    chat_id = conversation.chat_id
    conversation.new()
    talk_in_secret(app, tmp_path)
    secret_id = conversation.chat_id
    conversation.open(chat_id)
    app.wait(lambda: conversation.chat_id == chat_id)
    assert app.presenters.chat_list.rowCount() == 1
    conversation.open(secret_id)
    app.wait(lambda: conversation.chat_id == "")
    assert conversation.messages == []
