# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Finding words in the open chat, by keyboard."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.domain.conversation import Message, Role, TextPart
from desktop.domain.searching import fold
from desktop.ui.chat.find_in_chat import look_through

from .conftest import Chat, StartChat
from .test_transcript import fill, seen_at


def press(
    one: Chat, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    QTest.keyClick(one.page.finder.field, key, held)


def marks(one: Chat, message_id: str) -> int:
    view = one.page.transcript.view(message_id)
    return sum(len(text.extraSelections()) for text in view.views()) if view is not None else 0


def test_all_matches_are_marked_and_counted(chat: StartChat) -> None:
    one = chat("Yes.")
    fill(one, 12)
    one.page.finder.begin()
    QTest.keyClicks(one.page.finder.field, "MESSAGE 1")
    assert one.page.finder.count.text() == "2 of 2"  # number 11 is a page of other words
    one.wait(lambda: marks(one, "m1") == marks(one, "m10") == 1)
    assert marks(one, "m2") == 0
    press(one, Qt.Key.Key_Return)
    assert one.page.finder.count.text().startswith("1 of")
    press(one, Qt.Key.Key_Escape)
    assert one.page.finder.isHidden()
    assert marks(one, "m1") == 0
    assert one.page.composer.text.hasFocus()


def test_a_match_far_away_comes_in_sight(chat: StartChat) -> None:
    one = chat("Yes.")
    fill(one, 300)
    one.page.finder.begin()
    QTest.keyClicks(one.page.finder.field, "message 12.")
    view = one.page.transcript.view("m12")
    assert view is not None
    assert 0 <= seen_at(one, view) < one.page.transcript.viewport().height()
    assert marks(one, "m12") == 1
    one.wait(lambda: one.page.transcript.view("m20") is not None)
    press(one, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(one.page.finder.field, "message 29")
    assert one.page.finder.count.text() == "8 of 8"
    press(one, Qt.Key.Key_Return)
    assert one.page.finder.count.text() == "1 of 8"


def test_what_is_not_there(chat: StartChat) -> None:
    one = chat("Yes.")
    fill(one, 4)
    one.page.finder.begin()
    QTest.keyClicks(one.page.finder.field, "zebra")
    assert one.page.finder.count.text() == "not found"
    assert not one.page.finder.next.isEnabled()
    one.page.finder.go_next()
    press(one, Qt.Key.Key_Return)


def test_an_answer_that_comes_is_looked_through(chat: StartChat) -> None:
    one = chat("A zebra.")
    fill(one, 2)
    one.page.finder.begin()
    QTest.keyClicks(one.page.finder.field, "zebra")
    one.ask("An animal?")
    assert one.page.finder.count.text() == "1 of 1"
    assert marks(one, one.conversation.messages[-1].id) == 1


ANSWER = """A **bold** move
to remember, see [the page](https://example.org/hidden). Écoles \U0001f600 5\\*3, and `snake_case`.

- 你好 **world**
"""


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("bold move", "1 of 1"),
        ("move to", "1 of 1"),
        ("the page", "1 of 1"),
        ("ecoles", "1 of 1"),
        ("5*3", "1 of 1"),
        ("snake_case", "1 of 1"),
        ("好 w", "1 of 1"),
        ("hidden", "not found"),
        ("**", "not found"),
    ],
)
def test_what_is_seen_is_found_and_nothing_else(chat: StartChat, words: str, count: str) -> None:
    one = chat(ANSWER)
    one.ask("Well?")
    answer = one.conversation.messages[-1].id
    one.page.finder.begin()
    one.page.finder.field.setText(words)
    assert one.page.finder.count.text() == count
    assert marks(one, answer) == (0 if count == "not found" else 1)
    if count != "not found":
        shown = one.page.transcript.view(answer)
        assert shown is not None
        (found,) = [mark for view in shown.views() for mark in view.extraSelections()]
        marked = found.cursor.selectedText()
        assert fold(marked).split() == fold(words).split()


@pytest.mark.parametrize("words", ["bold move", "the page", "5*3", "snake_case", "好 w"])
def test_it_is_found_far_away_too(words: str) -> None:
    message = Message("m", "c", None, Role.MODEL, (TextPart(ANSWER),))
    assert look_through([message], words, {}, lambda: False) == [("m", 1)]


def test_only_the_last_key_counts(chat: StartChat) -> None:
    one = chat("Yes.")
    fill(one, 4)
    works: list[tuple[Callable[[], object], Callable[[], None]]] = []
    finder = one.page.finder
    finder._run = lambda work, done: works.append((work, done))
    finder.begin()
    finder.field.setText("message 1")
    finder.field.setText("zebra")
    for work, done in reversed(works):
        work()
        done()
    assert finder.count.text() == "not found"
