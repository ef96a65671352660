# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The window as a whole: sidebar, undo, dropping pictures, narrow windows, what is remembered."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, QSize, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.errors import Problem
from desktop.presenters.chat_list import ChatRole
from desktop.presenters.navigation import Page
from desktop.ui.chat.composer_text import ComposerText
from desktop.ui.chat.draft_cost import DraftCost
from desktop.ui.chat_rows import RenameField
from desktop.ui.widgets.undo_bar import UndoBar
from tests.fakes.stage import CHATS, Stage, sketch
from tests.ui.conftest import MakeStage


def titles(stage: Stage) -> list[str]:
    chats = stage.presenters.chat_list
    return [str(chats.index(row).data()) for row in range(chats.rowCount())]


def id_of(stage: Stage, title: str) -> str:
    chats = stage.presenters.chat_list
    return str(chats.index(titles(stage).index(title)).data(ChatRole.ID))


def press(stage: Stage, keys: str) -> None:
    """A shortcut of the window."""
    QTest.keySequence(stage.window, QKeySequence(keys))
    stage.settle()


class Shown(QObject):
    """Remembers which widgets were shown as windows."""

    def __init__(self) -> None:
        super().__init__()
        self.windows: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, QWidget) and _becomes_window(watched, event):
            self.windows.append(type(watched).__name__)
        return False


def _becomes_window(widget: QWidget, event: QEvent) -> bool:
    return event.type() is QEvent.Type.Show and widget.isWindow()


@pytest.fixture
def shown(qapp: QApplication) -> Iterator[Shown]:
    watcher = Shown()
    qapp.installEventFilter(watcher)
    yield watcher
    qapp.removeEventFilter(watcher)


def test_nothing_but_the_window_is_ever_shown_as_a_window(
    shown: Shown, make_stage: MakeStage
) -> None:
    stage = make_stage(starter=True)
    for page in Page:
        stage.presenters.navigation.go(page, "gemma-4-e4b")
        stage.settle()
    stage.open_chat("Soil for the raised bed")
    assert shown.windows == ["MainWindow"]


def test_a_chat_opens_with_enter_and_its_title_stands_above(stage: Stage) -> None:
    view = stage.window.sidebar.list
    view.setFocus()
    view.setCurrentIndex(stage.presenters.chat_list.index(0))
    QTest.keyClick(view, Qt.Key.Key_Return)
    stage.wait(lambda: stage.presenters.conversation.title == "Letters to the council")
    assert stage.window.windowTitle() == "Letters to the council – Jewelbox"
    assert view.rows.open_id == id_of(stage, "Letters to the council")


def test_a_heading_of_the_list_is_no_chat(stage: Stage) -> None:
    view = stage.window.sidebar.list
    row = view.row_rect(id_of(stage, "Letters to the council"))
    assert row.top() >= 20
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(30, row.top() - 8))
    assert stage.presenters.conversation.chat_id == ""
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=row.center())
    stage.wait(lambda: stage.presenters.conversation.title == "Letters to the council")


def test_typing_filters_and_escape_brings_all_back(stage: Stage) -> None:
    press(stage, "Ctrl+Shift+F")
    search = stage.window.sidebar.search
    assert search.hasFocus()
    QTest.keyClicks(search, "evening")
    stage.wait(lambda: 0 < len(titles(stage)) < len(CHATS))
    QTest.keyClick(search, Qt.Key.Key_Escape)
    stage.wait(lambda: len(titles(stage)) == len(CHATS))


def test_a_search_without_result_says_so(stage: Stage) -> None:
    stage.window.sidebar.search.setText("xylophone")
    stage.wait(lambda: not titles(stage))
    assert stage.window.sidebar._nothing.isVisible()


def test_renaming_in_the_list(stage: Stage, qtbot: QtBot) -> None:
    view = stage.window.sidebar.list
    view.setCurrentIndex(stage.presenters.chat_list.index(0))
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_F2)
    field = view.findChild(RenameField)
    assert isinstance(field, RenameField) and field.hasFocus()
    field.setText("Letters to the mayor")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert titles(stage)[0] == "Letters to the mayor"
    stage.settle()
    assert view.findChild(RenameField) is None


def test_escape_leaves_a_title_as_it_was(stage: Stage) -> None:
    stage.window.sidebar.rename(id_of(stage, "What is this plant?"))
    field = stage.window.sidebar.list.findChild(RenameField)
    assert isinstance(field, RenameField)
    field.setText("Something else")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    stage.settle()
    assert "What is this plant?" in titles(stage)


def test_what_was_deleted_comes_back_with_the_button_and_with_the_key(stage: Stage) -> None:
    bar = stage.window.findChild(UndoBar)
    assert isinstance(bar, UndoBar)
    ways: tuple[Callable[[], None], ...] = (bar.undo.emit, lambda: press(stage, "Ctrl+Z"))
    for way in ways:
        view = stage.window.sidebar.list
        view.setFocus()
        view.setCurrentIndex(stage.presenters.chat_list.index(0))
        QTest.keyClick(view, Qt.Key.Key_Delete)
        assert bar.isVisible() and "Letters to the council" not in titles(stage)
        way()
        stage.wait(lambda: "Letters to the council" in titles(stage))
        assert not bar.isVisible()


def test_pinned_chats_move_to_the_top(stage: Stage) -> None:
    stage.presenters.chat_list.set_pinned(id_of(stage, "Bread without kneading"), True)
    stage.wait(lambda: titles(stage)[1] == "Bread without kneading")


def test_a_menu_offers_what_can_be_done(stage: Stage, qtbot: QtBot) -> None:
    view = stage.window.sidebar.list
    position = view.row_rect(id_of(stage, "What is this plant?")).center()
    view.customContextMenuRequested.emit(position)
    menu = stage.window.sidebar.findChild(QMenu)
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions() if action.text()] == [
        "Rename",
        "Pin to the top",
        "Move to folder",
        "Move to the archive",
        "Export",
        "Delete this chat",
    ]
    menu.close()
    stage.settle()


def drop(stage: Stage, data: QMimeData) -> bool:
    """Drop something onto the middle of the window; whether it is taken."""
    none = Qt.KeyboardModifier.NoModifier
    place, button = QPoint(600, 400), Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(place, Qt.DropAction.CopyAction, data, button, none)
    QApplication.sendEvent(stage.window, enter)
    taken = enter.isAccepted() and stage.window._drop.isVisible()
    if taken:
        fall = QDropEvent(QPointF(place), Qt.DropAction.CopyAction, data, button, none)
        QApplication.sendEvent(stage.window, fall)
    return taken


def test_a_picture_can_be_dropped_anywhere(stage: Stage) -> None:
    stage.presenters.navigation.go(Page.SETTINGS)
    picture = stage.presenters.conversation.image_path(sketch(stage.house.services.pictures))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(picture)])
    assert drop(stage, data)
    stage.wait(lambda: len(stage.presenters.conversation.draft.images) == 1)
    assert stage.presenters.navigation.page is Page.CHAT
    assert not stage.window._drop.isVisible()


def test_a_picture_that_is_no_file_can_be_dropped_too(stage: Stage) -> None:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    data = QMimeData()
    data.setImageData(image)
    assert drop(stage, data)
    stage.wait(lambda: len(stage.presenters.conversation.draft.images) == 1)
    dropped = stage.presenters.conversation.draft.images[0]
    assert (dropped.width, dropped.height) == (40, 30)


def test_what_nobody_can_read_is_answered(stage: Stage) -> None:
    note = stage.paths.cache / "program"
    note.write_bytes(b"\x7fELF\0\0")
    refused: list[Problem] = []
    stage.presenters.conversation.refused.connect(lambda error: refused.append(error.problem))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(note))])
    assert drop(stage, data)
    stage.wait(lambda: bool(refused))
    assert refused == [Problem.PICTURE_UNKNOWN]


def test_words_are_not_taken_as_a_picture(stage: Stage) -> None:
    data = QMimeData()
    data.setText("just words")
    assert not drop(stage, data)


def test_in_a_narrow_window_the_sidebar_lies_above(stage: Stage) -> None:
    window = stage.window
    assert window.sidebar.isVisible() and not window.header.sidebar.isVisible()
    window.resize(QSize(640, 400))
    stage.settle()
    assert not window.sidebar.isVisible() and window.header.sidebar.isVisible()
    QTest.mouseClick(window.header.sidebar, Qt.MouseButton.LeftButton)
    stage.wait(lambda: window.sidebar.isVisible() and window.sidebar.x() == 0)
    assert window.sidebar.width() < 640
    QTest.keyClick(window.sidebar.new_chat, Qt.Key.Key_Escape)
    assert not window.sidebar.isVisible()
    window.resize(QSize(1280, 832))
    stage.settle()
    assert window.sidebar.isVisible()


def test_choosing_a_chat_closes_the_sidebar_that_lies_above(stage: Stage) -> None:
    stage.window.resize(QSize(640, 400))
    stage.settle()
    press(stage, "Ctrl+B")
    assert stage.window.sidebar.isVisible()
    stage.window.sidebar.list.chosen.emit(id_of(stage, "What is this plant?"), "")
    assert not stage.window.sidebar.isVisible()


def test_the_sidebar_can_be_hidden_and_that_is_remembered(stage: Stage) -> None:
    press(stage, "Ctrl+B")
    assert not stage.window.sidebar.isVisible()
    assert stage.presenters.preferences.flag("sidebar_open") is False
    press(stage, "Ctrl+B")
    assert stage.window.sidebar.isVisible()


def test_f6_goes_from_pane_to_pane(stage: Stage) -> None:
    press(stage, "F6")
    assert stage.window.sidebar.list.hasFocus()
    press(stage, "F6")
    focus = QApplication.focusWidget()
    assert focus is not None and stage.window.page(Page.CHAT).isAncestorOf(focus)


def test_the_window_comes_back_where_it_was(make_stage: MakeStage, qtbot: QtBot) -> None:
    first = make_stage()
    first.window.resize(QSize(760, 640))
    first.settle()
    first.window.close()
    kept = first.presenters.preferences.text("window")
    assert kept
    second = make_stage(preferences={"window": kept})
    assert second.window.size() == QSize(760, 640)


@pytest.mark.parametrize("broken", ["", "AAAA", "AdnQywAD"])
def test_a_broken_place_is_forgotten(make_stage: MakeStage, broken: str) -> None:
    stage = make_stage(preferences={"window": broken}, chats=False, models=())
    assert stage.window.size() == QSize(1280, 832)


def test_settings_change_the_look_at_once(stage: Stage) -> None:
    stage.presenters.preferences.set("colours", "dark")
    assert stage.themes.theme.dark
    before = stage.themes.font("reading").pointSizeF()
    stage.presenters.preferences.set("text_size", 2)
    assert stage.themes.font("reading").pointSizeF() == before + 2


def test_a_download_stands_in_the_foot_and_leads_to_its_page(make_stage: MakeStage) -> None:
    stage = make_stage(models=())
    offer = stage.presenters.offers.recommended
    assert offer is not None
    stage.presenters.downloads.start(offer)
    stage.wait(lambda: any(d.share > 0.3 for d in stage.presenters.downloads.downloads))
    row = stage.window.sidebar._rows[stage.presenters.downloads.downloads[0].id]
    assert row.text() == "Gemma 4 E4B" and row.accessibleDescription().endswith("%")
    QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    assert stage.presenters.navigation.page is Page.MODELS
    stage.presenters.downloads.cancel(stage.presenters.downloads.downloads[0].id)
    stage.settle()
    assert stage.window.sidebar._rows == {}


def test_a_long_draft_says_what_it_costs(make_stage: MakeStage) -> None:
    stage = make_stage()
    (cost,) = stage.window.findChildren(DraftCost)
    text = stage.window.findChild(ComposerText)
    assert text is not None and not cost.isVisible()
    text.setPlainText("What is it?")
    cost.tell()
    assert not cost.isVisible(), "it is read at once"
    text.setPlainText("What is it worth? " * 400)
    stage.wait(cost.isVisible)
    assert cost.text().startswith("To read: ") and cost.text().endswith(" tokens")
    text.setPlainText("What is it worth? " * 100_000)
    stage.wait(lambda: "more than this model keeps in mind" in cost.text())
    text.clear()
    stage.wait(lambda: not cost.isVisible())
