# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A chats' file that cannot be read: at the start, in the middle, and in the settings."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.presenters.navigation import Page
from desktop.services.backups import FORM, prepare
from desktop.services.chats.store import ChatStore
from desktop.services.paths import Paths
from desktop.ui.settings.chats import ChatsSection
from desktop.ui.trouble_notice import TroubleNotice
from desktop.window import _house
from tests.fakes.stage import Stage
from tests.unit.chats.making import question

PAGE = 4096


@pytest.fixture
def damaged(tmp_path: Path) -> Paths:
    """A home whose chats' file has lost its first page."""
    paths = Paths.of_environment({"JEWELBOX_HOME": str(tmp_path / "home")})
    paths.ensure()
    store = ChatStore(paths.chats)
    chat = store.create_chat(1.0)
    store.add_message(question(chat.id, 1))
    store.close()
    data = paths.chats.read_bytes()
    paths.chats.write_bytes(b"\xff" * PAGE + data[PAGE:])
    return paths


def answer_boxes(*names: str) -> list[str]:
    """Press these buttons, one in each box that comes; the boxes' texts."""
    seen: list[str] = []

    def press() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):
            QTimer.singleShot(10, press)
            return
        seen.append(box.text())
        buttons = {button.text().replace("&", ""): button for button in box.buttons()}
        buttons[names[len(seen) - 1]].click()
        if len(seen) < len(names):
            QTimer.singleShot(10, press)

    QTimer.singleShot(10, press)
    return seen


def test_at_the_start_it_is_repaired_when_one_wants(damaged: Paths, qtbot: QtBot) -> None:
    seen = answer_boxes("Repair", "OK")
    house = _house(damaged, "")
    assert len(seen) == 2
    assert [chat.leaf_id for chat in house.services.store.chats()] == ["q1"]
    house.close()
    assert len([*damaged.chats.parent.glob("*.damaged-*")]) == 1


def test_at_the_start_nothing_is_done_when_one_does_not_want(damaged: Paths, qtbot: QtBot) -> None:
    before = damaged.chats.read_bytes()
    answer_boxes("Close")
    with pytest.raises(Cancelled):
        _house(damaged, "")
    assert damaged.chats.read_bytes() == before


def test_damage_that_is_met_later_is_told_with_the_way_on(stage: Stage, qtbot: QtBot) -> None:
    p = stage.presenters
    notice = TroubleNotice(stage.window, p.chat_copies)
    notice.show_trouble(AppError(Problem.STORE_DAMAGED, file="x"))
    notice.show_trouble(AppError(Problem.STORE_DAMAGED, file="y"))
    boxes = stage.window.findChildren(QMessageBox)
    assert len(boxes) == 1
    repair = next(
        button for button in boxes[0].findChildren(QPushButton) if "Repair" in button.text()
    )
    chats = p.chat_list.rowCount()
    with qtbot.waitSignal(p.chat_copies.repaired) as told:
        repair.click()
    assert told.args is not None and told.args[0].chats >= chats
    stage.wait(lambda: p.chat_list.rowCount() == chats)
    (box,) = [b for b in stage.window.findChildren(QMessageBox) if b.isVisible()]
    box.close()
    qtbot.waitUntil(lambda: not stage.window.findChildren(QMessageBox))


def test_going_back_to_a_copy_in_the_settings(stage: Stage, qtbot: QtBot) -> None:
    p = stage.presenters
    stage.house.services.store.keep_copy_of_day()
    p.chat_copies.refresh()
    p.navigation.go(Page.SETTINGS)
    (section,) = stage.window.findChildren(ChatsSection)
    qtbot.waitUntil(lambda: section.choice.count() >= 1)
    assert section.back.isEnabled()
    chats = p.chat_list.rowCount()
    p.chat_list.delete(p.chat_list.data(p.chat_list.index(0), 257))  # type: ignore[arg-type]
    assert p.chat_list.rowCount() == chats - 1
    section.choice.setCurrentIndex(section.choice.count() - 1)
    with qtbot.waitSignal(p.chat_copies.replaced):
        section.back.click()
    stage.wait(lambda: p.chat_list.rowCount() == chats)
    qtbot.waitUntil(lambda: section.choice.count() >= 2)
    assert "before going back" in section.choice.itemText(0)


def test_nothing_can_be_pressed_while_it_is_done(
    stage: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.presenters.navigation.go(Page.SETTINGS)
    (section,) = stage.window.findChildren(ChatsSection)
    failed: Callable[[], object] = lambda: (_ for _ in ()).throw(  # noqa: E731
        AppError(Problem.DISK_FULL, missing=0, folder="x")
    )
    monkeypatch.setattr(stage.house.services.store, "repair", failed)
    with qtbot.waitSignal(stage.presenters.chat_copies.failed):
        section.repair.click()
        assert not section.repair.isEnabled()
    assert section.repair.isEnabled()


def test_newer_data_is_told_of_and_an_older_copy_of_it_offered(
    tmp_path: Path, qtbot: QtBot
) -> None:
    paths = Paths.of_environment({"JEWELBOX_HOME": str(tmp_path / "home")})
    paths.ensure()
    (paths.data / "models.json").write_text("[]")
    prepare(paths, "99.0.0", FORM + 1)
    (paths.data / "models.json").write_text("[1]")
    seen = answer_boxes("Close")
    with pytest.raises(Cancelled):
        _house(paths, "")
    assert seen == ["Your data was written by a newer Jewelbox"]
    assert (paths.data / "models.json").read_text() == "[1]"
    answer_boxes("Go back")
    house = _house(paths, "")
    house.close()
    assert (paths.data / "models.json").read_text() == "[]"


def test_newer_data_without_a_copy_is_left_alone(tmp_path: Path, qtbot: QtBot) -> None:
    paths = Paths.of_environment({"JEWELBOX_HOME": str(tmp_path / "home")})
    paths.ensure()
    prepare(paths, "99.0.0", FORM + 1)
    with pytest.raises(AppError) as caught:
        _house(paths, "")
    assert caught.value.problem is Problem.DATA_NEWER
