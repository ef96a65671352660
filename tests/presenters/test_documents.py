# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Documents go the way of pictures: into the draft, the question, the prompt, and onto the disk."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import House
from desktop.domain.conversation import DocumentPart, MessageState, TextPart
from desktop.domain.errors import AppError, Problem
from desktop.domain.prompt import Words
from desktop.services.paths import Paths
from tests.fakes import documents as made
from tests.fakes.fake_engine import FakeEngine

from .conftest import MakeHouse
from .test_conversation import kept, texts


def with_document(house: House, tmp_path: Path, qtbot: QtBot, data: bytes, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    conversation = house.presenters.conversation
    before = len(conversation.draft.media)
    conversation.attach_files([str(path)])
    qtbot.waitUntil(lambda: len(conversation.draft.media) > before)


def test_a_document_stands_before_the_question(
    make_house: MakeHouse, paths: Paths, tmp_path: Path, qtbot: QtBot
) -> None:
    engine = FakeEngine(["It says so."])
    house = make_house(engine)
    conversation = house.presenters.conversation
    with_document(house, tmp_path, qtbot, b"Use ```code``` here\n", "notes\u2028of.md")
    document = conversation.draft.documents[0]
    conversation.send("What does it say?")
    qtbot.waitUntil(lambda: texts(house)[-1:] == ["It says so."])
    words = Words("notes of.md\n````\nUse ```code``` here\n````\n\n")
    pieces = engine.prompts[-1].pieces
    assert pieces.index(words) + 1 == pieces.index(Words("What does it say?"))
    assert kept(house, paths)[0].parts == (document, TextPart("What does it say?"))


def test_drafts_with_all_kinds_are_there_after_a_restart(
    make_house: MakeHouse, tmp_path: Path, qtbot: QtBot
) -> None:
    house = make_house(FakeEngine())
    with_document(house, tmp_path, qtbot, made.docx(made.paragraph("Dear all")), "letter.docx")
    with_document(house, tmp_path, qtbot, made.pdf(["One", "Two"]), "report.pdf")
    draft, chat_id = house.presenters.conversation.draft, house.presenters.conversation.chat_id
    house.close()
    again = make_house(FakeEngine(), model=False).presenters.conversation
    again.open(chat_id)
    qtbot.waitUntil(lambda: again.draft == draft)


def test_words_of_a_document_come_back_into_the_text(make_house: MakeHouse, qtbot: QtBot) -> None:
    drafting = make_house(FakeEngine()).presenters.conversation.drafting
    drafting.write("Look:")
    drafting.attach_text("a long text\n" * 1000, "Pasted text")
    qtbot.waitUntil(lambda: bool(drafting.draft.documents))
    drafting.write_out(drafting.draft.documents[0])
    qtbot.waitUntil(lambda: not drafting.draft.media)
    assert drafting.draft.text == "Look:\n\n" + "a long text\n" * 1000


def test_pages_take_the_place_of_their_document(
    make_house: MakeHouse, tmp_path: Path, qtbot: QtBot
) -> None:
    house = make_house(FakeEngine())
    drafting = house.presenters.conversation.drafting
    with_document(house, tmp_path, qtbot, made.pdf(["One", "Two"]), "report.pdf")
    drafting.show_pages(drafting.draft.documents[0])
    qtbot.waitUntil(lambda: bool(drafting.draft.images))
    assert [part.name for part in drafting.draft.media] == ["report.pdf, 1", "report.pdf, 2"]


def test_what_was_scanned_is_shown(make_house: MakeHouse, tmp_path: Path, qtbot: QtBot) -> None:
    house = make_house(FakeEngine())
    with_document(house, tmp_path, qtbot, made.pdf([""] * 12), "scan.pdf")
    media = house.presenters.conversation.draft.media
    assert [part.name for part in media] == [f"scan.pdf, {number}" for number in range(1, 9)]


def test_a_document_that_is_too_long_is_told_and_taken_in_part(
    make_house: MakeHouse, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = FakeEngine()
    house = make_house(engine)
    conversation = house.presenters.conversation
    drafting = conversation.drafting
    with_document(house, tmp_path, qtbot, b"short", "short.txt")
    with_document(house, tmp_path, qtbot, b"one line of it\n" * 20_000, "long.txt")
    monkeypatch.setattr(house.presenters.engine, "room", lambda model: 5_000)
    long = drafting.too_long
    assert long is not None and long.name == "long.txt"
    drafting.take_first_part(long)
    assert drafting.too_long is None
    assert sum(one.read for one in conversation.draft.documents) == pytest.approx(4_500, 10)
    conversation.send("What is it?")
    qtbot.waitUntil(lambda: conversation.messages[-1].state is MessageState.DONE)
    words = [piece.text for piece in engine.prompts[-1].pieces if isinstance(piece, Words)]
    assert 15_000 < len("".join(words)) < 25_000


def test_the_room_grows_with_the_memory(make_house: MakeHouse) -> None:
    house = make_house(FakeEngine())
    assert house.presenters.conversation.drafting.room in (0, 7168)


def test_a_document_that_was_lost_fails_the_answer(
    make_house: MakeHouse, tmp_path: Path, qtbot: QtBot
) -> None:
    house = make_house(FakeEngine())
    conversation = house.presenters.conversation
    with_document(house, tmp_path, qtbot, b"some words", "notes.txt")
    document = conversation.draft.documents[0]
    assert isinstance(document, DocumentPart)
    conversation.drafting.path(document).unlink()
    conversation.send("What does it say?")
    qtbot.waitUntil(lambda: conversation.messages[-1].state is MessageState.FAILED)
    problem = AppError.of_record(conversation.messages[-1].problem).problem
    assert problem is Problem.DOCUMENT_MISSING


def test_files_move_among_each_other(make_house: MakeHouse, tmp_path: Path, qtbot: QtBot) -> None:
    house = make_house(FakeEngine())
    drafting = house.presenters.conversation.drafting
    for name in ("a.txt", "b.txt", "c.txt"):
        with_document(house, tmp_path, qtbot, name.encode(), name)

    def names() -> str:
        return "".join(part.name[0] for part in drafting.draft.media)

    drafting.move(drafting.draft.media[0].sha256, 2)
    assert names() == "bca"
    drafting.move(drafting.draft.media[0].sha256, -1)
    assert names() == "bca"
    drafting.remove(drafting.draft.media[1].sha256)
    assert names() == "ba"
