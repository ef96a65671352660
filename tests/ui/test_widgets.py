# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The painted widgets: keys, roles, what they say and when the ring is shown."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.errors import AppError, Problem
from desktop.domain.fit import offers
from desktop.services.models.catalogue import read_catalogue
from desktop.services.resources import resources_folder
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.bars import MemoryBar, ProgressBar
from desktop.ui.widgets.choice import Choice
from desktop.ui.widgets.failure_card import FailureCard
from desktop.ui.widgets.focus_frame import FocusFrame
from desktop.ui.widgets.icon_button import icon_button
from desktop.ui.widgets.label import NameLabel
from desktop.ui.widgets.scale import Scale
from desktop.ui.widgets.stone import Stone
from desktop.ui.widgets.switch import Switch
from desktop.ui.widgets.undo_bar import UndoBar
from tests.fakes.stage import COMPUTER


@pytest.fixture
def right_to_left(qapp: QApplication) -> Iterator[None]:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.fixture
def scale(themes: ThemeSource, qtbot: QtBot) -> Scale:
    widget = Scale(themes, "Smaller or better")
    widget.setRange(0, 2)
    widget.resize(300, 22)
    widget.show_points([10, 110, 210])
    qtbot.addWidget(widget)
    widget.show()
    return widget


def test_arrow_keys_move_along_the_scale(scale: Scale) -> None:
    QTest.keyClick(scale, Qt.Key.Key_Right)
    QTest.keyClick(scale, Qt.Key.Key_Right)
    QTest.keyClick(scale, Qt.Key.Key_Right)
    assert scale.value() == 2
    QTest.keyClick(scale, Qt.Key.Key_Left)
    assert scale.value() == 1


def test_the_scale_is_a_slider_with_a_value(scale: Scale) -> None:
    scale.setValue(1)
    interface = QAccessible.queryAccessibleInterface(scale)
    assert interface.role() == QAccessible.Role.Slider
    assert interface.text(QAccessible.Text.Name) == "Smaller or better"
    assert int(interface.valueInterface().currentValue()) == 1


def test_a_click_takes_the_nearest_point(scale: Scale) -> None:
    QTest.mouseClick(scale, Qt.MouseButton.LeftButton, pos=QPoint(200, 10))
    assert scale.value() == 2


def test_the_scale_turns_with_the_direction(right_to_left: None, scale: Scale) -> None:
    QTest.keyClick(scale, Qt.Key.Key_Left)
    assert scale.value() == 1
    QTest.mouseClick(scale, Qt.MouseButton.LeftButton, pos=QPoint(90, 10))
    assert scale.value() == 2


def test_upright_the_first_point_is_on_top(scale: Scale) -> None:
    scale.set_upright(True)
    scale.resize(22, 300)
    QTest.keyClick(scale, Qt.Key.Key_Down)
    assert scale.value() == 1
    QTest.mouseClick(scale, Qt.MouseButton.LeftButton, pos=QPoint(10, 205))
    assert scale.value() == 2


def test_memory_is_told_in_words(themes: ThemeSource, qtbot: QtBot) -> None:
    catalogue = read_catalogue(resources_folder() / "catalogue")
    offer = next(o for o in offers(catalogue, COMPUTER) if o.model.id == "gemma-4-e4b")
    bar = MemoryBar(themes)
    qtbot.addWidget(bar)
    bar.show_memory(offer, COMPUTER)
    words = bar.accessibleDescription()
    assert words.startswith("Of 16 GB, 5 are in use now, this model takes ")
    assert words.endswith(" stay free.")


def test_bars_begin_where_reading_begins(themes: ThemeSource, qtbot: QtBot) -> None:
    bar = ProgressBar(themes, "Download", 8)
    qtbot.addWidget(bar)
    bar.resize(200, 8)
    bar.show_share(0.5)
    accent = themes.theme.accent.name()
    for direction, filled in (
        (Qt.LayoutDirection.LeftToRight, 40),
        (Qt.LayoutDirection.RightToLeft, 160),
    ):
        bar.setLayoutDirection(direction)
        assert bar.grab().toImage().pixelColor(filled, 4).name() == accent


def test_progress_has_a_value_for_screen_readers(themes: ThemeSource, qtbot: QtBot) -> None:
    bar = ProgressBar(themes, "Download")
    qtbot.addWidget(bar)
    bar.show_share(2.0)
    assert (bar.value(), bar.accessibleName()) == (1000, "Download")


def test_a_switch_is_a_check_box(themes: ThemeSource, qtbot: QtBot) -> None:
    switch = Switch(themes, "Enter sends")
    qtbot.addWidget(switch)
    switch.show()
    off = switch.grab().toImage()
    QTest.keyClick(switch, Qt.Key.Key_Space)
    assert switch.isChecked()
    assert switch.grab().toImage() != off
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton, pos=QPoint(30, 10))
    assert not switch.isChecked()


def test_larger_models_have_larger_stones(themes: ThemeSource, qtbot: QtBot) -> None:
    widths = []
    for level in range(1, 6):
        stone = Stone(themes, level, 40, tight=True)
        qtbot.addWidget(stone)
        widths.append(stone.sizeHint().width())
    assert widths == sorted(set(widths))


def test_a_stone_that_is_away_looks_different(themes: ThemeSource, qtbot: QtBot) -> None:
    stone = Stone(themes, 3)
    qtbot.addWidget(stone)
    here = stone.grab().toImage()
    stone.show_stone(3, away=True)
    assert stone.grab().toImage() != here


def test_the_ring_is_for_the_keyboard(themes: ThemeSource, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    buttons = [QPushButton("One"), QPushButton("Two")]
    for button in buttons:
        column.addWidget(button)
    frame = FocusFrame(themes, window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
    assert not frame.isVisible()
    QTest.keyClick(buttons[0], Qt.Key.Key_Tab)
    assert frame.isVisible() and frame.widget() is buttons[1]
    around = frame.geometry()
    assert around.contains(buttons[1].geometry().adjusted(-3, -3, 3, 3))
    QTest.mouseClick(buttons[1], Qt.MouseButton.LeftButton)
    assert not frame.isVisible()


def test_a_combo_box_is_named_by_its_label(themes: ThemeSource, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    label, choice = QLabel("Colours"), Choice(themes)
    choice.addItems(["Light", "Dark"])
    label.setBuddy(choice)
    column.addWidget(label)
    column.addWidget(choice)
    assert choice.sizeHint().width() > choice.fontMetrics().horizontalAdvance("Light")
    QTest.keyClick(choice, Qt.Key.Key_Down)
    assert choice.currentText() == "Dark"


def test_an_icon_button_can_be_hit_and_has_a_name(themes: ThemeSource, qtbot: QtBot) -> None:
    button = icon_button(themes, "send", "Send")
    qtbot.addWidget(button)
    assert (button.accessibleName(), button.toolTip()) == ("Send", "Send")
    assert (button.width(), button.height()) == (32, 32)


def test_an_icon_follows_the_theme(themes: ThemeSource, qtbot: QtBot) -> None:
    button = icon_button(themes, "send", "Send")
    qtbot.addWidget(button)
    light = button.icon().pixmap(20, 20).toImage()
    themes.set_colours("dark")
    assert button.icon().pixmap(20, 20).toImage() != light


def test_a_failure_says_what_to_do_and_keeps_details(themes: ThemeSource, qtbot: QtBot) -> None:
    pressed: list[bool] = []
    card = FailureCard(themes)
    qtbot.addWidget(card)
    card.show_error(AppError(Problem.OFFLINE, detail="ConnectError"))
    button = card.add_button("Try again", lambda: pressed.append(True))
    card.show()
    assert card.accessibleName() == "No connection"
    assert "try again" in card.accessibleDescription()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert pressed == [True]
    details = next(b for b in card.findChildren(QPushButton) if b.text() == "Details")
    copy = next(b for b in card.findChildren(QPushButton) if b.text() == "Copy")
    assert not copy.isVisible()
    QTest.mouseClick(details, Qt.MouseButton.LeftButton)
    QTest.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert "ConnectError" in QGuiApplication.clipboard().text()


def test_undo_goes_away_by_itself_or_by_being_used(themes: ThemeSource, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(600, 400)
    other = QPushButton("Other", window)
    bar = UndoBar(themes, window, lambda: 300)
    window.show()
    bar.show_undo("“Soil” is deleted")
    assert bar.isVisible() and bar.geometry().bottom() < 300
    undo = next(b for b in bar.findChildren(QPushButton) if b.text() == "Undo")
    with qtbot.waitSignal(bar.undo):
        QTest.mouseClick(undo, Qt.MouseButton.LeftButton)
    assert not bar.isVisible()
    other.setFocus()
    bar.show_undo("“Soil” is deleted")
    bar._timer.setInterval(1)
    bar._timer.start()
    qtbot.waitUntil(lambda: not bar.isVisible())


def test_long_names_are_shortened_in_the_middle(themes: ThemeSource, qtbot: QtBot) -> None:
    label = NameLabel(themes, "a-very-long-name-of-a-file-that-does-not-fit.gguf")
    qtbot.addWidget(label)
    assert label.minimumSizeHint().width() < label.sizeHint().width() / 2
    label.resize(120, 20)
    assert not label.grab().isNull()
