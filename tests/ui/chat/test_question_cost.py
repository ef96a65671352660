# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a changed question costs is said before it is asked: what is kept need not be read again."""

from PySide6.QtWidgets import QLabel

from desktop.presenters.answering import Activity
from desktop.presenters.navigation import Page
from desktop.ui.chat.chat_page import ChatPage
from desktop.ui.chat.message_editor import MessageEditor
from tests.fakes.stage import Stage
from tests.ui.conftest import MakeStage

LONG = "The keeper of the light wrote it down. " * 300


def asked(stage: Stage, words: str) -> None:
    conversation = stage.presenters.conversation
    count = len(conversation.messages)
    conversation.send(words)
    stage.wait(lambda: len(conversation.messages) == count + 2)
    stage.wait(lambda: conversation.status.activity is Activity.IDLE)


def editor(stage: Stage, place: int) -> MessageEditor:
    page = stage.window.page(Page.CHAT)
    assert isinstance(page, ChatPage)
    view = page.transcript.view(stage.presenters.conversation.messages[place].id)
    assert view is not None
    view.edit_wanted.emit()
    return view.findChildren(MessageEditor)[0]


def cost(shown: MessageEditor) -> str:
    words = [label.text() for label in shown.findChildren(QLabel) if label.isVisible()]
    return next((one for one in words if one.startswith("To read: ")), "")


def test_only_what_is_not_kept_counts(make_stage: MakeStage) -> None:
    stage = make_stage(chats=False)
    asked(stage, LONG)
    asked(stage, "And then?")
    told: list[object] = []
    stage.presenters.estimating.told.connect(lambda _, one: told.append(one))
    shown = editor(stage, 2)
    stage.wait(lambda: bool(told))
    assert cost(shown) == ""  # what stands before it was read
    shown.text.setPlainText(LONG)
    stage.wait(lambda: bool(cost(shown)))
    assert " tokens" in cost(shown)
    shown.text.setPlainText("And?")
    stage.wait(lambda: not cost(shown))


def test_when_no_model_is_loaded_all_of_it_counts(make_stage: MakeStage) -> None:
    stage = make_stage(chats=False)
    asked(stage, LONG)
    asked(stage, "And then?")
    stage.presenters.engine.unload()
    shown = editor(stage, 2)
    stage.wait(lambda: bool(cost(shown)))
