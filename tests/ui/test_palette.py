# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Every command by the keyboard: the palette and the sheet of keys."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPlainTextEdit, QWidget

from desktop.domain.conversation import Message, Role, TextPart
from desktop.presenters.navigation import Page
from desktop.ui.commands import native
from desktop.ui.key_sheet import KeySheet
from desktop.ui.widgets.label import Label
from tests.fakes.stage import CHATS, Stage


def press(stage: Stage, keys: str) -> None:
    focus = stage.window.focusWidget() or stage.window
    QTest.keySequence(focus, QKeySequence(keys))


def listed(stage: Stage) -> list[str]:
    shown = stage.window.command_palette.list
    return [shown.item(row).text() for row in range(shown.count())]


def run(stage: Stage, typed: str) -> None:
    """What Enter would do after these letters."""
    press(stage, "Ctrl+K")
    field = stage.window.command_palette.field
    assert field.hasFocus()
    QTest.keyClicks(field, typed)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert not stage.window.command_palette.isVisible()


def test_all_commands_are_there_with_their_keys(stage: Stage) -> None:
    press(stage, "Ctrl+K")
    words = listed(stage)
    assert any(one.startswith("New chat") and "Ctrl+N" in one for one in words)
    assert all(f"Open “{title}”" in words for title, *_ in CHATS)
    assert any(one.startswith("Let Gemma") for one in words)
    assert "Delete this chat" not in words  # none is open


def test_it_goes_to_pages_and_chats(stage: Stage) -> None:
    run(stage, "models")
    assert stage.presenters.navigation.page is Page.MODELS
    run(stage, "raised bed")
    stage.wait(lambda: stage.presenters.conversation.title == "Soil for the raised bed")
    stage.wait(lambda: stage.presenters.navigation.page is Page.CHAT)


def test_a_temporary_chat_is_neither_kept_nor_exported(stage: Stage) -> None:
    conversation = stage.presenters.conversation
    conversation.new_temporary()
    conversation.put(Message("q", conversation.chat_id, None, Role.USER, (TextPart("Hello"),)))
    press(stage, "Ctrl+K")
    offered = ("Pin", "Move this chat", "Delete this", "Export this")
    assert not [one for one in listed(stage) if one.startswith(offered)]


def test_with_the_open_chat(stage: Stage) -> None:
    stage.open_chat("Soil for the raised bed")
    run(stage, "export json")
    dialog = stage.window.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    assert dialog.selectedFiles()[0].endswith("Soil for the raised bed.json")
    dialog.reject()
    stage.window.activateWindow()
    stage.wait(stage.window.isActiveWindow)
    run(stage, "delete this")
    stage.wait(lambda: stage.presenters.conversation.title == "")


def test_arrows_choose_and_escape_gives_the_focus_back(stage: Stage) -> None:
    before = stage.window.focusWidget()
    press(stage, "Ctrl+K")
    palette = stage.window.command_palette
    assert palette.list.currentRow() == 0
    QTest.keyClick(palette.field, Qt.Key.Key_Up)
    assert palette.list.currentRow() == 0
    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.list.currentRow() == 1
    assert palette.field.accessibleDescription() == palette.list.currentItem().text()
    QTest.keyClick(palette.field, Qt.Key.Key_PageDown)
    assert palette.list.currentRow() == 9
    QTest.keyClicks(palette.field, "qqqq")
    assert listed(stage) == [] and palette.field.accessibleDescription() == "No command fits"
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    QTest.keyClick(palette.field, Qt.Key.Key_Escape)
    assert not palette.isVisible() and stage.window.focusWidget() is before


def test_it_closes_when_one_goes_elsewhere(stage: Stage) -> None:
    press(stage, "Ctrl+K")
    stage.window.sidebar.search.setFocus()
    assert not stage.window.command_palette.isVisible()


def test_the_sheet_tells_every_key(stage: Stage) -> None:
    press(stage, "F1")
    sheet = stage.window.findChild(KeySheet)
    assert isinstance(sheet, KeySheet) and sheet.isVisible()
    told = {label.accessibleName() for label in sheet.findChildren(Label)}
    assert "Ctrl+K: All commands" in told and "F2: Rename" in told
    for command in stage.window.commands.with_keys():
        assert f"{command.keys}: {command.words}" in told
    stage.wait(sheet.isActiveWindow)
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    stage.settle()
    assert stage.window.findChild(KeySheet) is None


def test_what_can_be_done_with_answers_is_a_command(stage: Stage) -> None:
    conversation = stage.presenters.conversation
    stage.open_chat("Letters to the council")
    before = conversation.messages[-1].id
    run(stage, "answer again")
    stage.wait(lambda: conversation.messages[-1].id != before)
    stage.wait(lambda: stage.presenters.editing.possible)
    run(stage, "version before")
    assert conversation.messages[-1].id == before
    run(stage, "change your last question")
    focus = stage.window.focusWidget()
    assert isinstance(focus, QPlainTextEdit)
    assert focus.toPlainText() == "How much soil does this bed take?"
    QTest.keyClick(focus, Qt.Key.Key_Escape)
    run(stage, "compare gemma 3 1b")
    stage.wait(lambda: stage.presenters.comparing.pair(before) is not None)
    stage.wait(lambda: stage.presenters.editing.possible)
    run(stage, "find in this chat")
    assert isinstance(stage.window.focusWidget(), QLineEdit)
    run(stage, "new temporary")
    stage.wait(lambda: not conversation.messages)
    press(stage, "Ctrl+K")
    assert not [one for one in listed(stage) if "last answer" in one]


def test_every_key_of_the_window_is_on_the_sheet(stage: Stage) -> None:
    press(stage, "F1")
    sheet = stage.window.findChild(KeySheet)
    assert isinstance(sheet, KeySheet)
    shown = {label.text() for label in sheet.findChildren(Label)}
    sheet.reject()
    keys = [one.key() for one in stage.window.findChildren(QShortcut)]
    keys += [key for one in stage.window.findChildren(QAction) for key in one.shortcuts()[:1]]
    assert len(keys) > 12
    assert [key.toString() for key in keys if native(key) not in shown] == []


def test_no_widget_keeps_the_keyboard(stage: Stage) -> None:
    """Tab leads from everywhere through the whole window and back."""
    for page in (Page.CHAT, Page.MODELS, Page.SETTINGS):
        stage.presenters.navigation.go(page)
        stage.settle()
        begin = stage.window.focusWidget()
        assert begin is not None
        seen: list[QWidget] = []
        for _ in range(300):
            focus = stage.window.focusWidget()
            assert focus is not None
            if focus is begin and seen:
                break
            seen.append(focus)
            QTest.keyClick(focus, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
            if stage.window.focusWidget() is focus:
                QTest.keyClick(focus, Qt.Key.Key_Tab)
        assert stage.window.focusWidget() is begin, f"no way back on {page}"
        assert len(seen) > 4
