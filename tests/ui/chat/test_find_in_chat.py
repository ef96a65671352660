# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Finding words in the open chat, by keyboard."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

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
