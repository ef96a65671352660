# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Places, filters and what a search found, in the sidebar."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog, QMenu, QMessageBox

from desktop.domain.shelves import Place, Shelf
from desktop.presenters.chat_list import ChatRole
from desktop.presenters.navigation import Page
from desktop.ui.chat.chat_page import ChatPage
from tests.fakes.stage import CHATS, Stage


def titles(stage: Stage) -> list[str]:
    chats = stage.presenters.chat_list
    return [str(chats.index(row).data()) for row in range(chats.rowCount())]


def id_of(stage: Stage, title: str) -> str:
    chats = stage.presenters.chat_list
    return str(chats.index(titles(stage).index(title)).data(ChatRole.ID))


def action(menu: QMenu, *words: str) -> QAction:
    """The entry with these words, in menus in menus."""
    first, *rest = words
    found = next(one for one in menu.actions() if one.text() == first)
    inner = found.menu()
    return action(inner, *rest) if rest and isinstance(inner, QMenu) else found


def context_menu(stage: Stage, title: str) -> QMenu:
    view = stage.window.sidebar.list
    view.customContextMenuRequested.emit(view.row_rect(id_of(stage, title)).center())
    menu = stage.window.sidebar.findChild(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly)
    assert isinstance(menu, QMenu)
    return menu


def filter_menu(stage: Stage) -> QMenu:
    menu = stage.window.sidebar.places.filters.menu()
    menu.aboutToShow.emit()
    return menu


def test_a_chat_goes_into_a_new_folder_and_the_folder_opens_and_closes(stage: Stage) -> None:
    menu = context_menu(stage, "What is this plant?")
    action(menu, "Move to folder", "New folder…").trigger()
    menu.close()
    dialog = stage.window.sidebar.findChild(QInputDialog)
    assert isinstance(dialog, QInputDialog)
    dialog.setTextValue("Garden")
    dialog.accept()
    stage.wait(lambda: titles(stage)[0] == "Garden")
    view = stage.window.sidebar.list
    view.setFocus()
    view.setCurrentIndex(stage.presenters.chat_list.index(0))
    QTest.keyClick(view, Qt.Key.Key_Return)
    stage.wait(lambda: titles(stage) == ["What is this plant?"])
    back = stage.window.sidebar.places.back
    assert back.isVisible() and back.text() == "Garden"
    QTest.mouseClick(back, Qt.MouseButton.LeftButton)
    stage.wait(lambda: len(titles(stage)) == len(CHATS))
    assert not back.isVisible()


def test_from_the_trash_a_chat_comes_back_or_ends(stage: Stage) -> None:
    for title in ("What is this plant?", "Bread without kneading"):
        stage.presenters.chat_list.delete(id_of(stage, title))
    action(filter_menu(stage), "Trash").trigger()
    stage.wait(lambda: len(titles(stage)) == 2)
    menu = context_menu(stage, "What is this plant?")
    action(menu, "Bring back").trigger()
    menu.close()
    stage.wait(lambda: titles(stage) == ["Bread without kneading"])
    stage.settle()
    before = stage.presenters.conversation.chat_id
    stage.window.sidebar.list.chosen.emit(id_of(stage, "Bread without kneading"), "")
    assert stage.presenters.conversation.chat_id == before
    menu = context_menu(stage, "Bread without kneading")
    action(menu, "Delete for ever…").trigger()
    menu.close()
    box = stage.window.sidebar.findChild(QMessageBox)
    assert isinstance(box, QMessageBox) and "Bread without kneading" in box.text()
    assert box.defaultButton().text().replace("&", "") == "Cancel"
    next(one for one in box.buttons() if one.text() == "Delete for ever").click()
    stage.wait(lambda: titles(stage) == [])
    assert stage.window.sidebar._nothing.text() == "The trash is empty"
    action(filter_menu(stage), "All chats").trigger()
    stage.wait(lambda: len(titles(stage)) == len(CHATS) - 1)


def test_what_is_archived_is_undone_or_found_again(stage: Stage) -> None:
    menu = context_menu(stage, "What is this plant?")
    action(menu, "Move to the archive").trigger()
    menu.close()
    assert "What is this plant?" not in titles(stage)
    stage.window.undo_action.trigger()
    stage.wait(lambda: "What is this plant?" in titles(stage))
    stage.presenters.chat_list.archive(id_of(stage, "What is this plant?"))
    stage.presenters.chat_list.go(Place(Shelf.ARCHIVE))
    stage.wait(lambda: titles(stage) == ["What is this plant?"])


def test_what_was_found_opens_at_its_message(stage: Stage) -> None:
    sidebar = stage.window.sidebar
    QTest.keyClicks(sidebar.search, "evening")
    stage.wait(lambda: 0 < len(titles(stage)) < len(CHATS))
    row = stage.presenters.chat_list.index(0)
    message = str(row.data(ChatRole.MESSAGE))
    assert message and row.data(ChatRole.EXCERPT).marks
    plain = sidebar.list.rows.row_height()
    assert sidebar.list.row_rect(str(row.data(ChatRole.ID))).height() > plain
    sidebar.list.setCurrentIndex(row)
    QTest.keyClick(sidebar.list, Qt.Key.Key_Return)
    conversation = stage.presenters.conversation
    stage.wait(lambda: message in {one.id for one in conversation.messages})
    page = stage.window.page(Page.CHAT)
    assert isinstance(page, ChatPage)
    view = page.transcript.view(message)
    assert view is not None
    stage.wait(lambda: not view.visibleRegion().isEmpty())


def test_filters_stand_above_the_list_until_they_are_taken_away(stage: Stage) -> None:
    models = {model.name for model in stage.presenters.library.installed}
    menu = filter_menu(stage)
    by_model = action(menu, "Answered by").menu()
    assert isinstance(by_model, QMenu)
    assert models < {one.text() for one in by_model.actions()}
    action(menu, "With pictures only").trigger()
    stage.wait(lambda: 0 < len(titles(stage)) < len(CHATS))
    back = stage.window.sidebar.places.back
    assert back.text() == "with pictures"
    action(filter_menu(stage), "Written", "In the last 7 days").trigger()
    assert back.text() == "In the last 7 days, with pictures"
    assert action(filter_menu(stage), "Written", "In the last 7 days").isChecked()
    QTest.mouseClick(back, Qt.MouseButton.LeftButton)
    stage.wait(lambda: len(titles(stage)) == len(CHATS))
