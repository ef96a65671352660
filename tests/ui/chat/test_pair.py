# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Two answers to one question: beside each other, and what is done with them without a mouse."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from desktop.domain.conversation import MessageState
from desktop.presenters.answering import Activity
from desktop.presenters.navigation import Page
from desktop.ui.chat.chat_page import ChatPage
from desktop.ui.chat.message_menu import MessageMenu
from desktop.ui.chat.model_chip import ModelChip
from desktop.ui.chat.pair_view import PairView
from desktop.ui.widgets.buttons import Button
from tests.fakes.stage import Stage
from tests.ui.conftest import MakeStage

ANSWERS = ("One of the first. " * 20, "Of the other. " * 20)


@pytest.fixture
def stage(make_stage: MakeStage) -> Stage:
    """A question that was answered by the larger of two models."""
    stage = make_stage(chats=False, answers=ANSWERS)
    conversation = stage.presenters.conversation
    conversation.send("Which is it?")
    settled(stage)
    return stage


def settled(stage: Stage) -> None:
    """Until nothing is answered any more."""
    conversation = stage.presenters.conversation
    stage.wait(lambda: len(conversation.messages) > 1)
    stage.wait(lambda: conversation.messages[-1].state is MessageState.DONE)
    stage.wait(lambda: conversation.status.activity is Activity.IDLE)
    stage.settle()


def page(stage: Stage) -> ChatPage:
    found = stage.window.page(Page.CHAT)
    assert isinstance(found, ChatPage)
    return found


def pair_view(stage: Stage) -> PairView:
    view = page(stage).transcript.view(stage.presenters.conversation.messages[-1].id)
    assert isinstance(view, PairView)
    return view


def compare(stage: Stage) -> PairView:
    """By the menu of the answer, as the keyboard opens it."""
    answer = page(stage).transcript.view(stage.presenters.conversation.messages[-1].id)
    assert answer is not None
    answer.menu_wanted.emit(answer.mapToGlobal(answer.rect().center()), "")
    menu = next(one for one in stage.window.findChildren(MessageMenu) if one.isVisible())
    inside = sub(menu, "Compare with the answer of")
    assert [action.text() for action in inside.actions()] == ["Gemma 3 1B"]
    inside.actions()[0].trigger()
    menu.close()
    stage.window.activateWindow()
    stage.wait(stage.window.isActiveWindow)
    settled(stage)
    return pair_view(stage)


def sub(menu: QMenu, words: str) -> QMenu:
    found = [action for action in menu.actions() if action.text() == words]
    inside = found[0].menu()
    assert isinstance(inside, QMenu)
    return inside


def test_both_stand_beside_each_other_where_there_is_room(stage: Stage) -> None:
    stage.window.resize(1400, 800)
    view = compare(stage)
    stage.settle()
    first, second = view.answers()
    assert second.message.text == ANSWERS[1].strip() or second.message.text == ANSWERS[1]
    at = [one.mapTo(view, one.rect().topLeft()) for one in (first, second)]
    assert at[0].y() == at[1].y() and at[0].x() + first.width() <= at[1].x()
    assert first.accessibleName() == "Answer of Gemma 4 E4B"
    assert second.accessibleName() == "Answer of Gemma 3 1B"
    stage.window.resize(700, 800)
    stage.settle()
    at = [one.mapTo(view, one.rect().topLeft()) for one in (first, second)]
    assert at[0].x() == at[1].x() and at[0].y() + first.height() <= at[1].y()


def test_the_column_is_as_before_when_one_was_kept(stage: Stage) -> None:
    stage.window.resize(1400, 800)
    stage.settle()
    transcript = page(stage).transcript
    usual = transcript.stack.width()
    view = compare(stage)
    assert transcript.stack.width() > usual
    question = transcript.view(stage.presenters.conversation.messages[0].id)
    assert question is not None and question.width() == usual
    keep = [one for one in view.findChildren(Button) if one.text() == "Keep this answer"]
    assert [one.accessibleName() for one in keep] == [
        "Keep the answer of Gemma 4 E4B",
        "Keep the answer of Gemma 3 1B",
    ]
    keep[1].click()
    stage.settle()
    assert [m.text for m in stage.presenters.conversation.messages][1] == ANSWERS[1]
    assert transcript.stack.width() == usual
    assert not stage.window.findChildren(PairView)


def test_arrows_go_from_one_to_the_other(stage: Stage) -> None:
    view = compare(stage)
    first, second = view.answers()
    first.setFocus(Qt.FocusReason.TabFocusReason)
    for key, expected in (
        (Qt.Key.Key_Down, second),
        (Qt.Key.Key_Up, first),
        (Qt.Key.Key_Up, page(stage).transcript.view(stage.presenters.conversation.messages[0].id)),
        (Qt.Key.Key_Down, first),
    ):
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, key)
        assert QApplication.focusWidget() is expected


def test_tab_comes_to_all_that_can_be_done_with_both(stage: Stage) -> None:
    view = compare(stage)
    reached = []
    for _ in range(60):
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget())
    buttons = [one for one in view.findChildren(Button) if one.isVisible()]
    assert len(buttons) == 2
    for widget in (*view.answers(), *buttons):
        assert widget in reached


def test_a_second_model_is_asked_from_the_composer(make_stage: MakeStage) -> None:
    stage = make_stage(chats=False, answers=("one two three", "four five"), typing=True)
    chip = stage.window.findChildren(ModelChip)[0]
    menu = chip.menu()
    assert menu is not None
    menu.aboutToShow.emit()
    sub(menu, "Ask a second model too").actions()[1].trigger()
    assert chip.accessibleName() == "Model: Gemma 4 E4B, and Gemma 3 1B"
    conversation = stage.presenters.conversation
    conversation.send("Count")
    stage.type_words(2)
    stage.wait(lambda: conversation.messages[-1].text == "one two")
    view = pair_view(stage)
    assert len(view.answers()) == 1
    stage.type_words(2)
    stage.wait(lambda: len(view.answers()) == 2 and view.answers()[1].message.text == "four")
    stage.settle()
    assert view.answers()[0].message.text == "one two three"
    assert not view.findChildren(Button, options=Qt.FindChildOption.FindDirectChildrenOnly)
    stage.type_words(1)
    settled(stage)
    assert view.answers()[1].message.text == "four five"
    assert len([one for one in view.findChildren(Button) if one.isVisible()]) == 2
    conversation.send("Go on")
    stage.settle()
    first = page(stage).transcript.view(conversation.messages[1].id)
    assert not isinstance(first, PairView)  # the chat went on from it
    stage.type_words(9)
    settled(stage)


def test_versions_that_are_there_are_shown_beside_each_other(stage: Stage) -> None:
    compare(stage)
    p = stage.presenters
    answer = p.conversation.messages[-1]
    p.comparing.keep(answer.id)
    stage.settle()
    view = page(stage).transcript.view(answer.id)
    assert view is not None and not isinstance(view, PairView)
    view.menu_wanted.emit(view.mapToGlobal(view.rect().center()), "")
    menu = next(one for one in stage.window.findChildren(MessageMenu) if one.isVisible())
    action = sub(menu, "Show beside").actions()[0]
    assert action.text().startswith("Gemma 3 1B: Of the other.")
    action.trigger()
    menu.close()
    stage.settle()
    assert len(pair_view(stage).answers()) == 2
