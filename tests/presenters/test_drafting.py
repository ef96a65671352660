# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What is shown goes into the chat that it was shown to, also when another one is open by then."""

from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from desktop.app import House
from desktop.domain.conversation import MediaPart
from desktop.services.paths import Paths
from tests.fakes.fake_engine import FakeEngine

from .conftest import MakeHouse
from .test_conversation import texts


@pytest.fixture
def house(make_house: MakeHouse) -> House:
    return make_house(FakeEngine(["Hello to you."]))


@pytest.fixture
def picture(tmp_path: Path) -> str:
    path = tmp_path / "picture.png"
    Image.new("RGB", (8, 8), "red").save(path)
    return str(path)


def on_disk(house: House, chat_id: str) -> tuple[MediaPart, ...]:
    chat = house.presenters.conversation._store.chat(chat_id)
    assert chat is not None
    return chat.draft.media


def test_a_picture_waits_in_the_chat_that_was_left(
    house: House, picture: str, qtbot: QtBot
) -> None:
    conversation = house.presenters.conversation
    conversation.send("Hello")
    qtbot.waitUntil(lambda: texts(house)[-1:] == ["Hello to you."])
    conversation.write_draft("Look:")
    conversation.attach_files([picture])
    left = conversation.chat_id
    conversation.new()
    qtbot.waitUntil(lambda: bool(on_disk(house, left)))
    assert not conversation.draft.media
    conversation.open(left)
    qtbot.waitUntil(lambda: bool(conversation.draft.media))
    assert conversation.draft.text == "Look:"
    assert house.services.pictures.path(conversation.draft.media[0]).exists()


def test_a_picture_is_there_when_one_comes_back_at_once(
    house: House, picture: str, qtbot: QtBot
) -> None:
    conversation = house.presenters.conversation
    conversation.attach_files([picture])
    left = conversation.chat_id
    conversation.new()
    conversation.open(left)
    qtbot.waitUntil(lambda: bool(conversation.draft.media))
    conversation.write_draft("and words")
    conversation.keep_draft()
    qtbot.waitUntil(lambda: bool(on_disk(house, left)))


def test_a_picture_of_an_open_chat_outlives_a_temporary_one(
    house: House, picture: str, qtbot: QtBot
) -> None:
    conversation = house.presenters.conversation
    conversation.attach_files([picture])
    left = conversation.chat_id
    conversation.new_temporary()
    qtbot.waitUntil(lambda: bool(on_disk(house, left)))
    conversation.new()
    assert house.services.pictures.path(on_disk(house, left)[0]).exists()


def test_a_picture_of_a_temporary_chat_that_was_left_leaves_no_trace(
    house: House, paths: Paths, picture: str, qtbot: QtBot
) -> None:
    conversation = house.presenters.conversation
    conversation.new_temporary()
    conversation.attach_files([picture])
    conversation.new()
    conversation.write_draft("An open chat")
    with qtbot.waitSignal(conversation.drafting.attached):  # this one is kept after the other
        conversation.drafting.attach_text("words", "words.txt")
    kept = [path for path in paths.pictures.rglob("*") if path.is_file()]
    assert [path.suffix for path in kept] == [".txt"]
    assert house.services.pictures._hidden is None
