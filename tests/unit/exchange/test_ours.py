# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What is exported comes again as it was; what is not ours, or damaged, harms nothing."""

import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.domain.clean import clean
from desktop.domain.conversation import (
    AnswerFacts,
    AudioPart,
    Chat,
    DocumentPart,
    Draft,
    ImagePart,
    MediaPart,
    Message,
    MessageState,
    Part,
    Role,
    TextPart,
    ThoughtPart,
)
from desktop.domain.persona import Cast, Persona
from desktop.domain.shelves import section
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
sizes = st.integers(0, 1 << 30)
facts = st.builds(
    AnswerFacts,
    *(numbers, numbers, numbers, moments, moments, numbers, texts, texts, moments),
    st.booleans(),
)
names = texts.filter(lambda name: "/" not in name)
hashes = st.text("0123456789abcdef", min_size=64, max_size=64)
media: st.SearchStrategy[MediaPart] = st.one_of(
    st.builds(ImagePart, hashes, st.just("image/png"), sizes, sizes, names),
    st.builds(AudioPart, hashes, st.just("audio/wav"), sizes, names),
    st.builds(DocumentPart, hashes, st.just("text/plain"), sizes, sizes, names),
)
parts: st.SearchStrategy[Part] = st.one_of(
    st.builds(TextPart, texts), st.builds(ThoughtPart, texts), media
)
drafts = st.builds(Draft, texts, st.lists(media, max_size=2).map(tuple))
# Every field, also those that come later: what has no strategy here fails.
FIELDS = {
    Chat: {
        "title": texts,
        "named": st.booleans(),
        "created": moments,
        "updated": moments,
        "pinned": st.booleans(),
        "draft": drafts,
        "folder": texts,
        "archived": st.booleans(),
        "removed": st.floats(1, 4e9) | st.just(0.0),
        "persona": ids,
        "queue": st.lists(drafts, max_size=2).map(tuple),
    },
    Message: {
        "role": st.sampled_from(Role),
        "parts": st.lists(parts, max_size=3).map(tuple),
        "state": st.sampled_from([s for s in MessageState if s != "generating"]),
        "created": moments,
        "model": texts,
        "problem": texts,
        "facts": facts,
        "removed": st.booleans(),
    },
}


@st.composite
def chats(draw: st.DrawFn) -> tuple[Chat, list[Message]]:
    """A tree of any shape."""
    chat_id = draw(ids)
    messages: list[Message] = []
    for ident in draw(st.lists(ids, unique=True, max_size=8)):
        parent = draw(st.sampled_from([None, *(m.id for m in messages)]))
        known = {"id": ident, "chat_id": chat_id, "parent_id": parent}
        messages.append(draw(st.fixed_dictionaries(FIELDS[Message]).map(made(Message, known))))
    leaf = draw(st.sampled_from([None, *(m.id for m in messages)]))
    known = {"id": chat_id, "leaf_id": leaf}
    return draw(st.fixed_dictionaries(FIELDS[Chat]).map(made(Chat, known))), messages


def made(kind: type, known: Mapping[str, object]) -> Callable[[dict[str, object]], Any]:
    """A value of a class with every one of its fields."""

    def make(drawn: dict[str, object]) -> Any:
        values = {**known, **drawn}
        assert set(values) == {field.name for field in fields(kind)}
        return kind(**values)

    return make


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
            self.store,
            self.pictures,
            lambda: ("You", "Answer", "Thought"),
            lambda html: b"%PDF",
            cast=lambda: self.cast,
        )
        self.cast = Cast()

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


def test_who_answers_in_a_chat_comes_with_it(homes: list[Home], tmp_path: Path) -> None:
    one, other = homes
    ada, ben = Persona("ada", "Ada", "world", "You are Ada.", "m", 0.5), Persona("ben", "Ben")
    one.cast = Cast((ada, ben))
    chat_id, file = fill(one), tmp_path / "all.json"
    one.store.set_persona(chat_id, "ada")
    one.leaving.write([chat_id], Form.JSON, file)
    assert other.arriving.take_in([file], Stop()).personas == [ada]
    assert other.everything() == one.everything()
    data = json.loads(file.read_text("utf-8"))
    data["personas"] = [
        1,
        {"id": "x"},
        {"id": "hot", "name": "", "temperature": 9},
        *data["personas"],
    ]
    file.write_text(json.dumps(data), "utf-8")
    assert other.arriving.take_in([file], Stop()).personas == [ada]


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
        {"media": []},
    ],
)
def test_what_is_wrong_is_not_understood(change: dict[str, object]) -> None:
    good = {"format": "jewelbox-chats", "version": 1, "chats": [CHAT], "media": {}}
    assert len(list(ours.read(good, lambda part, data: None))) == 1
    with pytest.raises(NotUnderstood):
        list(ours.read(good | change, lambda part, data: None))


@pytest.mark.parametrize(
    "chat",
    [
        1,
        {},
        CHAT | {"id": 7},
        CHAT | {"created": "today"},
        CHAT | {"created": float("nan")},
        CHAT | {"pinned": 1 << 70},
        CHAT | {"messages": [{}]},
        CHAT | {"messages": [MESSAGE | {"role": "oracle"}]},
        CHAT | {"messages": [MESSAGE | {"parts": [{"kind": "x"}]}]},
        CHAT | {"draft": {"media": [{"kind": "image", "sha256": "../../x"}]}},
        CHAT | {"queue": [1]},
        CHAT | {"id": ""},
        CHAT | {"id": "temporary-x"},
        CHAT | {"messages": [MESSAGE, MESSAGE]},
        CHAT | {"messages": [MESSAGE | {"id": ""}]},
    ],
)
def test_a_chat_that_is_wrong_is_left_out_and_the_others_come(
    homes: list[Home], tmp_path: Path, chat: object
) -> None:
    file = tmp_path / "all.json"
    good = [CHAT | {"id": name, "messages": [MESSAGE | {"id": name}]} for name in ("c1", "c2")]
    told = {"format": "jewelbox-chats", "version": 1, "chats": [good[0], chat, good[1]]}
    file.write_text(json.dumps(told), "utf-8")
    arrived = homes[0].arriving.take_in([file], Stop())
    assert (arrived.chats, arrived.left_out, arrived.not_understood) == (2, 1, [])
    assert {chat.id for chat in homes[0].store.chats()} == {"c1", "c2"}


@pytest.mark.parametrize("far", [9e18, -5.0, 1e11])
def test_a_chat_without_an_end_or_of_no_time_can_be_shown(
    homes: list[Home], tmp_path: Path, far: float
) -> None:
    file = tmp_path / "all.json"
    chat = CHAT | {"leaf_id": "gone", "created": far, "updated": far}
    told = {"format": "jewelbox-chats", "version": 1, "chats": [chat]}
    file.write_text(json.dumps(told), "utf-8")
    homes[0].arriving.take_in([file], Stop())
    (kept,) = homes[0].store.chats()
    assert kept.leaf_id == "m"
    assert section(kept, 4e9) == "earlier"
    homes[0].leaving.write(["c"], Form.HTML, tmp_path / "c.html")


def test_what_went_on_elsewhere_alone_comes_into_the_same_chat(
    homes: list[Home], tmp_path: Path
) -> None:
    one, other = homes
    chat_id, file = fill(one), tmp_path / "all.json"
    one.leaving.write([chat_id], Form.JSON, file)
    other.arriving.take_in([file], Stop())
    one.store.add_message(question(chat_id, 2, TextPart("more"), parent="q1"))
    one.leaving.write([chat_id], Form.JSON, file)
    assert other.arriving.take_in([file], Stop()).chats == 1
    assert other.everything() == one.everything()
    assert other.arriving.take_in([file], Stop()).here_already == 1


def test_all_chats_leave_wherever_they_lie(homes: list[Home], tmp_path: Path) -> None:
    one, other = homes
    fill(one)
    trashed, archived = (one.store.create_chat(float(number)).id for number in (5, 6))
    for number, chat_id in enumerate((trashed, archived), 5):
        one.store.add_message(question(chat_id, number))
    one.store.remove(trashed)
    one.store.set_archived(archived, True)
    one.store.save_draft(one.store.create_chat(9.0).id, Draft("begun"))
    one.leaving.write(None, Form.JSON, tmp_path / "all.json")
    arrived = other.arriving.take_in([tmp_path / "all.json"], Stop())
    assert arrived.chats == 4
    assert other.everything() == one.everything()
    (folder := tmp_path / "pages").mkdir()
    assert len(one.leaving.write(None, Form.MARKDOWN, folder)) == 2


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
