# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Chats of other programs, laid out as each of them does; and files that are something else."""

import base64
import json
import sqlite3
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.domain.conversation import Chat, Message, Role, ThoughtPart, branch
from desktop.domain.errors import Cancelled
from desktop.services.chats.store import ChatStore
from desktop.services.exchange.arriving import Arriving
from desktop.services.pictures import PictureStore
from desktop.services.stop import Stop
from tests.unit.pictures.drawing import drawn, packed

PNG = packed(drawn(), "PNG")
ADDRESS = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
BORN = 1_700_000_000.0


class Home:
    """A computer without chats."""

    def __init__(self, folder: Path) -> None:
        self.store = ChatStore(folder / "home" / "chats.sqlite3")
        self.pictures = PictureStore(folder / "home" / "pictures")
        self.arriving = Arriving(self.store, self.pictures)

    def shown(self) -> tuple[Chat, list[Message]]:
        (chat,) = self.store.chats()
        return chat, branch(self.store.messages(chat.id), chat.leaf_id)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path)
    yield made
    made.store.close()


def chatgpt_data() -> list[object]:
    def node(key: str, parent: str | None, role: str, *parts: object, **more: object) -> object:
        content = {"content_type": more.get("kind", "text"), "parts": list(parts)}
        message = {
            "id": key,
            "author": {"role": role},
            "create_time": BORN,
            "content": content,
            "metadata": {"model_slug": "gpt-4o"},
        }
        return {"id": key, "message": message, "parent": parent, "children": []}

    picture = {"content_type": "image_asset_pointer", "asset_pointer": "file-service://file-abc"}
    mapping = {
        "root": {"id": "root", "message": None, "parent": None, "children": []},
        "system": node("system", "root", "system", ""),
        "q": node("q", "system", "user", picture, "Where is this?", kind="multimodal_text"),
        "old": node("old", "q", "assistant", "In Rome."),
        "thought": node("thought", "q", "assistant", "hm", kind="thoughts"),
        "a": node("a", "thought", "assistant", "In Genoa."),
    }
    return [
        {
            "title": "A harbour",
            "create_time": BORN,
            "mapping": mapping,
            "current_node": "a",
            "conversation_id": "c1",
        }
    ]


def chatgpt(folder: Path) -> Path:
    path = folder / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("conversations.json", json.dumps(chatgpt_data()))
        archive.writestr("file-abc-harbour.png", PNG)
    return path


def lm_studio(folder: Path) -> Path:
    def said(role: str, text: str) -> object:
        content = [{"type": "text", "text": text}]
        return {"type": "singleStep", "role": role, "content": content}

    thinks = {
        "type": "contentBlock",
        "content": [{"type": "text", "text": "Boats."}],
        "style": {"type": "thinking"},
    }
    block = {"type": "contentBlock", "content": [{"type": "text", "text": "In Genoa."}]}
    answer = {
        "type": "multiStep",
        "role": "assistant",
        "senderInfo": {"senderName": "gpt-4o"},
        "steps": [thinks, block],
    }
    data = {
        "name": "A harbour",
        "createdAt": BORN * 1000,
        "messages": [
            {"versions": [said("user", "Where is this?")], "currentlySelected": 0},
            {"versions": [said("assistant", "In Rome."), answer], "currentlySelected": 1},
        ],
    }
    path = folder / "1.conversation.json"
    path.write_text(json.dumps(data), "utf-8")
    return path


def jan(folder: Path) -> Path:
    thread = folder / "threads" / "t1"
    thread.mkdir(parents=True)
    assistants = [{"id": "jan", "model": {"id": "gpt-4o"}}]
    about = {"id": "t1", "title": "A harbour", "created": BORN, "assistants": assistants}
    (thread / "thread.json").write_text(json.dumps(about), "utf-8")

    def said(key: str, role: str, *parts: object) -> str:
        told = {"id": key, "role": role, "content": parts, "created_at": BORN * 1000}
        return json.dumps(told | {"object": "thread.message", "thread_id": "t1"})

    def text(kind: str, words: str) -> object:
        return {"type": kind, "text": {"value": words, "annotations": []}}

    picture = {"type": "image_url", "image_url": {"url": ADDRESS}}
    lines = [
        said("m1", "user", text("text", "Where is this?"), picture),
        said("m2", "assistant", text("reasoning", "Boats."), text("text", "In Genoa.")),
    ]
    (thread / "messages.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return folder / "threads"


def ollama(folder: Path) -> Path:
    path = folder / "db.sqlite"
    db = sqlite3.connect(path)
    db.executescript(
        "CREATE TABLE chats (id TEXT PRIMARY KEY, title TEXT NOT NULL DEFAULT '',"
        " created_at TIMESTAMP NOT NULL, browser_state TEXT);"
        "CREATE TABLE messages (id INTEGER PRIMARY KEY AUTOINCREMENT, chat_id TEXT NOT NULL,"
        " role TEXT NOT NULL, content TEXT NOT NULL DEFAULT '', thinking TEXT NOT NULL DEFAULT '',"
        " stream BOOLEAN NOT NULL DEFAULT 0, model_name TEXT, created_at TIMESTAMP NOT NULL);"
        "CREATE TABLE attachments (id INTEGER PRIMARY KEY AUTOINCREMENT,"
        " message_id INTEGER NOT NULL, filename TEXT NOT NULL, data BLOB NOT NULL);"
    )
    moment = "2023-11-14 22:13:20.123456789+00:00"
    db.execute("INSERT INTO chats VALUES ('c1', 'A harbour', ?, NULL)", (moment,))
    insert = (
        "INSERT INTO messages (chat_id, role, content, thinking, model_name, created_at)"
        " VALUES ('c1', ?, ?, ?, ?, ?)"
    )
    db.execute(insert, ("user", "Where is this?", "", None, moment))
    db.execute(insert, ("assistant", "In Genoa.", "Boats.", "gpt-4o", moment))
    db.execute(
        "INSERT INTO attachments (message_id, filename, data) VALUES (1, 'a.png', ?)", (PNG,)
    )
    db.commit()
    db.close()
    return path


def open_webui(folder: Path) -> Path:
    def said(parent: str | None, role: str, content: str, **more: object) -> object:
        told = {"parentId": parent, "role": role, "content": content, "timestamp": BORN}
        return {**told, **more}

    thought = '<details type="reasoning" done="true" duration="2">\n<summary>Thought</summary>\n'
    thought += "&gt; Boats.\n</details>\n"
    messages = {
        "q": said(None, "user", "Where is this?", files=[{"type": "image", "url": ADDRESS}]),
        "old": said("q", "assistant", "In Rome.", model="gpt-4o"),
        "a": said("q", "assistant", thought + "In Genoa.", model="gpt-4o"),
    }
    data = [
        {
            "id": "c1",
            "title": "A harbour",
            "created_at": BORN,
            "chat": {"history": {"messages": messages, "currentId": "a"}},
        }
    ]
    path = folder / "chat-export.json"
    path.write_text(json.dumps(data), "utf-8")
    return path


def gpt4all(folder: Path, version: int = 12) -> Path:
    def text(words: str) -> bytes:
        data = words.encode("utf-16-be")
        return struct.pack(">I", len(data)) + data

    def item(name: str, value: str, inner: str = "") -> bytes:
        made = struct.pack(">i", 0) + text(name) + text(value) + text("") + bytes(4)
        made += bytes(1) if version >= 11 and name == "Response: " else b""
        made += struct.pack(">qq", 0, 0)
        if version >= 12:
            made += struct.pack(">q", 1 if inner else 0)
            made += text("Text: ") + text(inner) + struct.pack(">q", 0) if inner else b""
        return made

    head = b"\xf5\xd5\x53\xcc" + struct.pack(">iq", version, int(BORN))
    head += text("c1") + text("A harbour") + text("") + text("gpt-4o") + struct.pack(">I", 0)
    if version < 11:
        head += struct.pack(">?ii", False, 3, 0) + text("") + text("") + struct.pack(">I", 0)
    answer = (
        item("Response: ", "", "In Genoa.") if version >= 12 else item("Response: ", "In Genoa.")
    )
    path = folder / "gpt4all-c1.chat"
    path.write_bytes(head + struct.pack(">i", 2) + item("Prompt: ", "Where is this?") + answer)
    return path


PROGRAMS: list[Callable[[Path], Path]] = [chatgpt, lm_studio, jan, ollama, open_webui, gpt4all]


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_chat_of_another_program(
    home: Home, tmp_path: Path, program: Callable[[Path], Path]
) -> None:
    path = program(tmp_path)
    arrived = home.arriving.take_in([path], Stop())
    assert (arrived.chats, arrived.not_understood) == (1, [])
    chat, (question, answer) = home.shown()
    assert (chat.title, chat.named) == ("A harbour", True)
    assert int(chat.created) == BORN
    assert (question.role, question.text) == (Role.USER, "Where is this?")
    assert (answer.role, answer.text) == (Role.MODEL, "In Genoa.")
    assert (question.model, answer.model) == ("", "gpt-4o")
    pictures = program not in (lm_studio, gpt4all)
    assert len(question.images) == pictures
    assert all(home.pictures.path(part).exists() for part in question.images)
    thinks = program in (lm_studio, jan, ollama, open_webui)
    assert (ThoughtPart("Boats.") in answer.parts) == thinks
    old = [message.text for message in home.store.messages(chat.id)]
    assert ("In Rome." in old) == (program in (chatgpt, lm_studio, open_webui))
    again = home.arriving.take_in([path], Stop())
    assert (again.chats, again.here_already) == (0, 1)
    assert len(home.store.chats()) == 1


@pytest.mark.parametrize("version", [10, 11])
def test_older_chats_of_gpt4all(home: Home, tmp_path: Path, version: int) -> None:
    home.arriving.take_in([gpt4all(tmp_path, version)], Stop())
    _, (question, answer) = home.shown()
    assert (question.text, answer.text) == ("Where is this?", "In Genoa.")


def test_conversations_of_chatgpt_without_their_archive(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "conversations.json"
    path.write_text(json.dumps(chatgpt_data()), "utf-8")
    home.arriving.take_in([path], Stop())
    _, (question, _) = home.shown()
    assert question.text == "Where is this?" and question.images == ()


def test_a_folder_with_all_of_them(home: Home, tmp_path: Path) -> None:
    (tmp_path / "all").mkdir()
    for program in PROGRAMS:
        program(tmp_path / "all")
    (tmp_path / "all" / "holiday.txt").write_text("nothing", "utf-8")
    (tmp_path / "all" / "other.json").write_text("{}", "utf-8")
    seen: list[int] = []
    arrived = home.arriving.take_in([tmp_path / "all"], Stop(), seen.append)
    assert (arrived.chats, arrived.messages) == (6, 15)
    assert arrived.not_understood == ["other.json"]
    assert seen == [1, 2, 3, 4, 5, 6]


def test_it_stops(home: Home, tmp_path: Path) -> None:
    stop = Stop()
    stop.set()
    with pytest.raises(Cancelled):
        home.arriving.take_in([lm_studio(tmp_path)], stop)
    assert home.store.chats() == []


@pytest.mark.parametrize("program", [*PROGRAMS, gpt4all])
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
@given(data=st.data())
def test_a_damaged_file_harms_nothing(
    home: Home,
    tmp_path_factory: pytest.TempPathFactory,
    program: Callable[[Path], Path],
    data: st.DataObject,
) -> None:
    path = program(tmp_path_factory.mktemp("damaged"))
    files = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file()]
    for file in files:
        content = bytearray(file.read_bytes())
        for _ in range(data.draw(st.integers(1, 4))):
            at = data.draw(st.integers(0, len(content) - 1))
            content[at] = data.draw(st.integers(0, 255))
        file.write_bytes(content[: data.draw(st.integers(1, len(content)))])
    home.arriving.take_in([path], Stop())


def test_archives_that_cannot_be_read_cost_no_other_file(home: Home, tmp_path: Path) -> None:
    broken, locked = tmp_path / "broken.zip", tmp_path / "locked.zip"
    with zipfile.ZipFile(broken, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("conversations.json", json.dumps(chatgpt_data()))
    content = bytearray(broken.read_bytes())
    content[60:70] = b"\xff" * 10
    broken.write_bytes(content)
    with zipfile.ZipFile(locked, "w") as archive:
        archive.writestr("conversations.json", json.dumps(chatgpt_data()))
    content = bytearray(locked.read_bytes())
    for head, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(head) + at] |= 1  # it says that a password is needed
    locked.write_bytes(content)
    arrived = home.arriving.take_in([broken, locked, lm_studio(tmp_path)], Stop())
    assert (arrived.chats, arrived.not_understood) == (1, ["broken.zip", "locked.zip"])


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "mapping message author role content parts parent current_node messages versions"
                " steps text type user assistant chat history currentId parentId id title".split()
            )
            | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=25,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(json_values, max_size=3) | json_values)
def test_any_json_is_taken_or_not_understood(home: Home, tmp_path: Path, value: object) -> None:
    path = tmp_path / "any.json"
    path.write_text(json.dumps(value), "utf-8")
    (tmp_path / "messages.jsonl").write_text(json.dumps(value), "utf-8")
    home.arriving.take_in([path, tmp_path / "messages.jsonl", tmp_path / "not there"], Stop())
