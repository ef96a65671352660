# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What is exported comes again as it was; what is not ours, or damaged, harms nothing."""

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.domain.clean import clean
from desktop.domain.conversation import (
    AnswerFacts,
    Chat,
    Draft,
    ImagePart,
    Message,
    MessageState,
    Part,
    Role,
    TextPart,
    ThoughtPart,
)
from desktop.services.chats.store import ChatStore
from desktop.services.exchange import ours
from desktop.services.exchange.arriving import Arriving
from desktop.services.exchange.leaving import Form, Leaving
from desktop.services.exchange.telling import NotUnderstood
from desktop.services.pictures import PictureStore
from desktop.services.stop import Stop
from tests.unit.chats.making import question
from tests.unit.pictures.drawing import drawn, packed

texts = st.text(max_size=40).map(clean)
ids = st.text("0123456789abcdef", min_size=4, max_size=32)
numbers = st.integers(0, 1 << 40)
moments = st.floats(0, 4e9)
facts = st.builds(
    AnswerFacts, numbers, numbers, numbers, moments, moments, numbers, texts, texts, moments
)
parts: st.SearchStrategy[Part] = st.one_of(
    st.builds(TextPart, texts), st.builds(ThoughtPart, texts)
)


@st.composite
def chats(draw: st.DrawFn) -> tuple[Chat, list[Message]]:
    """A tree of any shape."""
    chat_id = draw(ids)
    messages: list[Message] = []
    for ident in draw(st.lists(ids, unique=True, max_size=8)):
        parent = draw(st.sampled_from([None, *(m.id for m in messages)]))
        messages.append(
            Message(
                ident,
                chat_id,
                parent,
                draw(st.sampled_from(Role)),
                tuple(draw(st.lists(parts, max_size=3))),
                draw(st.sampled_from([s for s in MessageState if s != "generating"])),
                draw(moments),
                draw(texts),
                draw(texts),
                draw(facts),
            )
        )
    leaf = draw(st.sampled_from([None, *(m.id for m in messages)]))
    return Chat(
        chat_id,
        draw(texts),
        draw(st.booleans()),
        draw(moments),
        draw(moments),
        draw(st.booleans()),
        leaf,
        Draft(draw(texts)),
        draw(texts),
        draw(st.booleans()),
        draw(st.floats(1, 4e9) | st.just(0.0)),
    ), messages


def none(_: object) -> None:
    return None


@given(st.lists(chats(), max_size=4))
def test_what_is_written_is_read(told: list[tuple[Chat, list[Message]]]) -> None:
    file = io.StringIO()
    ours.write(file, told, none)
    assert list(ours.read(json.loads(file.getvalue()), lambda part, data: None)) == told


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(chats(), max_size=3, unique_by=lambda told: told[0].id))
def test_and_the_store_gives_it_again(
    tmp_path_factory: pytest.TempPathFactory, told: list[tuple[Chat, list[Message]]]
) -> None:
    store = ChatStore(tmp_path_factory.mktemp("chats") / "chats.sqlite3")
    try:
        taken: set[str] = set()
        for chat, messages in told:
            assert store.take_in(chat, messages)
            if not taken & {m.id for m in messages}:
                assert store.chat(chat.id) == chat
                assert store.messages(chat.id) == messages
            taken |= {m.id for m in messages}
            if not chat.removed:
                assert not store.take_in(chat, messages)
    finally:
        store.close()


class Home:
    """One computer."""

    def __init__(self, folder: Path) -> None:
        self.store = ChatStore(folder / "chats.sqlite3", clock=lambda: 9.0)
        self.pictures = PictureStore(folder / "pictures")
        self.arriving = Arriving(self.store, self.pictures)
        self.leaving = Leaving(
            self.store, self.pictures, lambda: ("You", "Answer", "Thought"), lambda html: b"%PDF"
        )

    def everything(self) -> list[tuple[Chat, list[Message]]]:
        every = [*self.store.chats(), *self.store.removed_chats()]
        return [(chat, self.store.messages(chat.id)) for chat in every]


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[list[Home]]:
    made = [Home(tmp_path / "one"), Home(tmp_path / "other")]
    yield made
    for home in made:
        home.store.close()


def fill(home: Home) -> str:
    chat = home.store.create_chat(1.0)
    home.store.rename(chat.id, "Two harbours", named=True)
    home.store.set_folder(chat.id, "Trips")
    picture = home.pictures.add(packed(drawn(), "PNG"), "harbour.png")
    home.store.add_message(question(chat.id, 1, picture, TextPart("Where is this?")))
    home.store.save_draft(chat.id, Draft("and", (picture,)))
    return chat.id


def test_to_another_computer_and_once_more(homes: list[Home], tmp_path: Path) -> None:
    one, other = homes
    chat_id = fill(one)
    file = tmp_path / "all.json"
    assert one.leaving.write([chat_id], Form.JSON, file) == [file]
    arrived = other.arriving.take_in([file], Stop())
    assert (arrived.chats, arrived.messages, arrived.here_already) == (1, 1, 0)
    assert other.everything() == one.everything()
    (part,) = other.store.messages(chat_id)[0].images
    assert other.pictures.path(part).read_bytes() == one.pictures.path(part).read_bytes()
    again = other.arriving.take_in([file], Stop())
    assert (again.chats, again.here_already) == (0, 1)
    assert other.everything() == one.everything()


def test_what_went_on_here_is_not_overwritten(homes: list[Home], tmp_path: Path) -> None:
    one, other = homes
    chat_id = fill(one)
    file = tmp_path / "all.json"
    one.leaving.write([chat_id], Form.JSON, file)
    other.arriving.take_in([file], Stop())
    one.store.add_message(question(chat_id, 2, TextPart("there"), parent="q1"))
    other.store.add_message(question(chat_id, 3, TextPart("here"), parent="q1"))
    here = other.store.messages(chat_id)
    one.leaving.write([chat_id], Form.JSON, file)
    assert other.arriving.take_in([file], Stop()).chats == 1
    assert other.store.messages(chat_id) == here
    (twin,) = [chat for chat in other.store.chats() if chat.id != chat_id]
    assert [m.text for m in other.store.messages(twin.id)] == ["Where is this?", "there"]
    first, second = other.store.messages(twin.id)
    assert (second.parent_id, twin.leaf_id) == (first.id, second.id)
    assert other.arriving.take_in([file], Stop()).here_already == 1


def test_what_was_deleted_from_a_chat_does_not_leave(homes: list[Home], tmp_path: Path) -> None:
    one, other = homes
    chat_id = fill(one)
    one.store.add_message(
        replace(question(chat_id, 2, TextPart("secret"), parent="q1"), state=MessageState.DONE)
    )
    one.store.mark_removed(chat_id, ["q2"], True, "q1")
    file = tmp_path / "all.json"
    one.leaving.write([chat_id], Form.JSON, file)
    assert "secret" not in file.read_text("utf-8")
    other.arriving.take_in([file], Stop())
    assert [(m.id, m.removed) for m in other.store.messages(chat_id)] == [
        ("q1", False),
        ("q2", True),
    ]


def test_a_chat_of_the_trash_comes_back(homes: list[Home], tmp_path: Path) -> None:
    one, _ = homes
    chat_id = fill(one)
    file = tmp_path / "all.json"
    one.leaving.write([chat_id], Form.JSON, file)
    one.store.remove(chat_id)
    assert one.arriving.take_in([file], Stop()).chats == 1
    assert [chat.id for chat in one.store.chats()] == [chat_id]


MESSAGE: dict[str, object] = {
    "id": "m",
    "role": "user",
    "state": "done",
    "parts": [],
    "parent_id": None,
}
CHAT: dict[str, object] = {"id": "c", "messages": [MESSAGE]}


@pytest.mark.parametrize(
    "change",
    [
        {"format": "other"},
        {"version": 2},
        {"chats": {}},
        {"chats": [1]},
        {"chats": [{}]},
        {"chats": [CHAT | {"id": 7}]},
        {"chats": [CHAT | {"created": "today"}]},
        {"chats": [CHAT | {"created": float("nan")}]},
        {"chats": [CHAT | {"pinned": 1 << 70}]},
        {"chats": [CHAT | {"messages": [{}]}]},
        {"chats": [CHAT | {"messages": [MESSAGE | {"role": "oracle"}]}]},
        {"chats": [CHAT | {"messages": [MESSAGE | {"parts": [{"kind": "x"}]}]}]},
        {"chats": [CHAT | {"draft": {"media": [{"kind": "image", "sha256": "../../x"}]}}]},
        {"media": []},
    ],
)
def test_what_is_wrong_is_not_understood(change: dict[str, object]) -> None:
    good = {"format": "jewelbox-chats", "version": 1, "chats": [CHAT], "media": {}}
    assert len(list(ours.read(good, lambda part, data: None))) == 1
    with pytest.raises(NotUnderstood):
        list(ours.read(good | change, lambda part, data: None))


def test_a_picture_that_is_not_what_its_name_says_is_left_out(
    homes: list[Home], tmp_path: Path
) -> None:
    one, other = homes
    chat_id = fill(one)
    file = tmp_path / "all.json"
    one.leaving.write([chat_id], Form.JSON, file)
    data = json.loads(file.read_text("utf-8"))
    data["media"] = dict.fromkeys(data["media"], "AAAA")
    file.write_text(json.dumps(data), "utf-8")
    assert other.arriving.take_in([file], Stop()).chats == 1
    (part,) = other.store.messages(chat_id)[0].images
    assert isinstance(part, ImagePart)
    assert not other.pictures.path(part).exists()


def test_parents_that_are_not_there_or_go_in_circles(homes: list[Home], tmp_path: Path) -> None:
    (one, _), file = homes, tmp_path / "all.json"
    made = [
        replace(question("c", number), parent_id=parent)
        for number, parent in ((1, "q2"), (2, "q1"), (3, "nobody"), (4, "q3"))
    ]
    text = io.StringIO()
    ours.write(text, [(Chat("c", leaf_id="q4"), made)], none)
    file.write_text(text.getvalue(), "utf-8")
    assert one.arriving.take_in([file], Stop()).chats == 1
    parents = {m.id: m.parent_id for m in one.store.messages("c")}
    assert parents == {"q2": None, "q1": "q2", "q3": None, "q4": "q3"}
