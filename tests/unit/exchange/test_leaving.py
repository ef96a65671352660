# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Chats as Markdown and as a page that shows its pictures and loads nothing."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.conversation import MessageState, TextPart, ThoughtPart
from desktop.domain.errors import AppError, Problem
from desktop.services.chats.store import ChatStore
from desktop.services.exchange.leaving import WIDEST, Form, Leaving, file_name
from desktop.services.pictures import PictureStore
from tests.unit.chats.making import answer, question
from tests.unit.pictures.drawing import drawn, packed

ANSWER = "**Genoa** <script>x()</script> ![there](http://elsewhere/a.png)\n\n| a |\n|---|\n| b |"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ChatStore]:
    made = ChatStore(tmp_path / "chats.sqlite3")
    yield made
    made.close()


@pytest.fixture
def leaving(store: ChatStore, tmp_path: Path) -> Leaving:
    pictures = PictureStore(tmp_path / "pictures")
    chat = store.create_chat(1_700_000_000.0)
    store.rename(chat.id, "A <harbour>", named=True)
    picture = pictures.add(packed(drawn(), "PNG"), "a & b.png")
    store.add_message(question(chat.id, 1, picture, TextPart("Where <b>is</b>\nthis?")))
    for number, text in ((1, "Rome"), (2, ANSWER)):
        made = answer(chat.id, number, "q1", ThoughtPart("Boats."), TextPart(text))
        store.add_message(replace(made, state=MessageState.DONE, parent_id="q1", model=""))
    return Leaving(store, pictures, lambda: ("You", "Gemma", "Thought"), str.encode)


def test_markdown(store: ChatStore, leaving: Leaving, tmp_path: Path) -> None:
    (chat,) = store.chats()
    (path,) = leaving.write([chat.id], Form.MARKDOWN, tmp_path / "a.md")
    text = path.read_text("utf-8")
    assert text.startswith("# A <harbour>\n\n2023-11-1")
    assert text.endswith(
        "## You\n\n*a & b.png*\n\nWhere <b>is</b>\nthis?\n\n"
        f"## Gemma\n\n> Thought\n>\n> Boats.\n\n{ANSWER}\n"
    )
    assert "Rome" not in text


@pytest.mark.parametrize("form", [Form.HTML, Form.PDF])
def test_a_page(store: ChatStore, leaving: Leaving, tmp_path: Path, form: Form) -> None:
    (chat,) = store.chats()
    (path,) = leaving.write([chat.id], form, tmp_path / "a.out")
    text = path.read_text("utf-8")
    assert "<title>A &lt;harbour&gt;</title>" in text
    assert '<img src="data:image/png;base64,iVBOR' in text and 'alt="a &amp; b.png"' in text
    assert "Where &lt;b&gt;is&lt;/b&gt;\nthis?" in text
    assert "<strong>Genoa</strong> &lt;script&gt;" in text and "<td>b</td>" in text
    assert "<script" not in text and text.count("<img") == 1
    assert "default-src 'none'" in text


def test_several_chats_get_a_file_each_and_replace_none(
    store: ChatStore, leaving: Leaving, tmp_path: Path
) -> None:
    (chat,) = store.chats()
    (tmp_path / "out").mkdir()
    other = store.create_chat(1.0)
    store.rename(other.id, "A: harbour?", named=True)
    store.add_message(question(other.id, 9))
    for _ in range(2):
        leaving.write([chat.id, other.id, "none"], Form.MARKDOWN, tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "A harbour 2.md",
        "A harbour 3.md",
        "A harbour 4.md",
        "A harbour.md",
    ]


def test_where_nothing_can_be_written(store: ChatStore, leaving: Leaving, tmp_path: Path) -> None:
    (chat,) = store.chats()
    with pytest.raises(AppError) as caught:
        leaving.write([chat.id], Form.JSON, tmp_path / "chats.sqlite3" / "a.json")
    assert caught.value.problem is Problem.FOLDER_NOT_WRITABLE


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Plain", "Plain"),
        ("a/b\\c: d?", "a b c d"),
        ("..", "chat"),
        ("", "chat"),
        ("CON", "CON_"),
        ("com1.txt", "com1.txt_"),
        ("x" * 200, "x" * 80),
        ("tab\tand\u202eline\n", "tab and line"),
        ("東京", "東京"),
    ],
)
def test_names_of_files(title: str, name: str) -> None:
    assert file_name(title) == name


WHOLE = """\
See https://example.org/x and \\(a^2\\).[^1]

- [x] done
- [ ] open

```
code
```

[^1]: A note.
"""


def test_an_answer_is_a_page_as_the_window_shows_it(store: ChatStore, tmp_path: Path) -> None:
    pictures = PictureStore(tmp_path / "pictures")
    chat = store.create_chat(1.0)
    wide = pictures.add(packed(drawn(size=(1792, 10)), "PNG"), "wide.png")
    store.add_message(question(chat.id, 1, wide, TextPart("a\n  b")))
    made = answer(chat.id, 1, "q1", TextPart(WHOLE))
    store.add_message(replace(made, state=MessageState.DONE, model="gemma-0123"))
    names = {"gemma-0123": "Gemma <3>"}
    leaving = Leaving(
        store, pictures, lambda: ("You", "Answer", "Thought"), str.encode, names.__getitem__
    )
    (path,) = leaving.write([chat.id], Form.HTML, tmp_path / "a.html")
    text = path.read_text("utf-8")
    assert '<a href="https://example.org/x">' in text
    assert "\\(a^2\\).<sup>1</sup>" in text
    assert "<li>☑ done</li>" in text and "<li>☐ open</li>" in text
    assert "<h2>Gemma &lt;3&gt;</h2>" in text
    assert f'width="{WIDEST}"' in text
    assert '<p class="said">a\n  b</p>' in text
