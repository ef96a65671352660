# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Screens of the list of chats, for tests/shots.py."""

from dataclasses import replace

from desktop.domain.shelves import Place, Shelf
from desktop.presenters.chat_list import ChatRole
from desktop.ui.widgets.undo_bar import UndoBar
from tests.fakes.stage import Setting, Stage
from tests.shot import ALL, Shot


def _folders(stage: Stage) -> None:
    chats = stage.presenters.chat_list
    for row, folder in ((1, "Garden"), (2, "Garden"), (5, "Bills and letters"), (6, "Bread")):
        chats.move(str(chats.index(row).data(ChatRole.ID)), folder)
    stage.wait(lambda: len(chats.folders) == 3)


def _archive(stage: Stage) -> None:
    chats = stage.presenters.chat_list
    chats.archive(str(chats.index(2).data(ChatRole.ID)))
    chats.go(Place(Shelf.ARCHIVE))
    stage.wait(lambda: chats.rowCount() == 1)
    stage.window.findChildren(UndoBar)[0].hide()


def _searching(stage: Stage) -> None:
    stage.open_chat("Letters to the council")
    stage.window.sidebar.search.setText("the")
    stage.wait(lambda: stage.presenters.chat_list.index(0).data(ChatRole.SECTION) == "found")


def _filtered(stage: Stage) -> None:
    chats = stage.presenters.chat_list
    chats.look_for(replace(chats.looked_for, pictures=True, model="gemma-4-e4b"))
    stage.wait(lambda: bool(chats.looked_for))


HISTORY_SHOTS: dict[str, Shot] = {
    "folders": Shot(Setting, _folders, sets=("light", "dark", "pseudo", "large")),
    "archive": Shot(Setting, _archive, sets=("light", "pseudo")),
    "searching": Shot(Setting, _searching, sets=ALL),
    "filtered": Shot(Setting, _filtered, sets=("light", "pseudo")),
}
