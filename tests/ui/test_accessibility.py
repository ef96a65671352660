# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Walks all pages: names, Tab, and no word that is cut."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLabel,
    QMenu,
    QWidget,
)

from desktop.presenters.navigation import Page
from desktop.ui.widgets.label import NameLabel
from tests.fakes.stage import Stage
from tests.ui.conftest import MakeStage
from tests.ui.pseudo import PseudoTranslator

FIRST = {"welcomed": False, "models": (), "chats": False, "starter": True}


def open_page(make_stage: MakeStage, page: Page) -> Stage:
    """A window that shows the page with something on it."""
    stage = make_stage(**(FIRST if page in (Page.WELCOME, Page.LICENCE) else {}))
    navigation, licences = stage.presenters.navigation, stage.presenters.licences
    if page is Page.LICENCE:
        offer = next(o for o in stage.presenters.offers.offers() if o.model.id == "gemma-3-4b")
        navigation.get(offer)
        stage.wait(lambda: bool(licences.texts))
    elif page is Page.CHAT:
        stage.open_chat("Soil for the raised bed")
    elif page is not Page.WELCOME:
        navigation.go(page, "gemma-4-e4b")
    stage.settle()
    return stage


def focusable(window: QWidget) -> Iterator[QWidget]:
    """What the keyboard can reach now."""
    for widget in window.findChildren(QWidget):
        by_keyboard = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if widget.isVisible() and widget.isEnabled() and by_keyboard and not widget.focusProxy():
            yield widget


def name_of(widget: QWidget) -> str:
    """What a screen reader calls it. A combo box has only the label whose buddy it is."""
    if isinstance(widget, QComboBox):
        labels = [x for x in widget.window().findChildren(QLabel) if x.buddy() is widget]
        return labels[0].text() if labels else ""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface is not None else ""


def test_the_window_is_a_window_to_screen_readers(make_stage: MakeStage) -> None:
    interface = QAccessible.queryAccessibleInterface(make_stage().window)
    assert interface is not None and interface.role() is QAccessible.Role.Window


@pytest.mark.parametrize("page", Page)
def test_everything_that_takes_the_focus_has_a_name(make_stage: MakeStage, page: Page) -> None:
    stage = open_page(make_stage, page)
    found = list(focusable(stage.window))
    assert found
    nameless = [widget for widget in found if not name_of(widget).strip()]
    assert [(type(widget).__name__, widget.objectName()) for widget in nameless] == []


USED = {
    role
    for name in (
        "Button ButtonMenu CheckBox ComboBox EditableText Link List ListItem MenuItem PageTab"
        " PageTabList ProgressBar RadioButton Slider SpinBox Table Tree TreeItem"
    ).split()
    for role in (getattr(QAccessible.Role, name),)
}


def told(interface: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """All that a screen reader finds now, from the window down."""
    for place in range(interface.childCount()):
        child = interface.child(place)
        if child is None or not child.isValid() or child.state().invisible:
            continue
        yield child
        yield from told(child)


@pytest.mark.parametrize("page", Page)
def test_everything_that_a_screen_reader_finds_has_a_name(
    make_stage: MakeStage, page: Page
) -> None:
    stage = open_page(make_stage, page)
    window = QAccessible.queryAccessibleInterface(stage.window)
    assert window is not None
    found = [one for one in told(window) if one.role() in USED]
    assert found
    nameless = [
        (one.role().name, type(one.object()).__name__, one.parent().text(QAccessible.Text.Name))
        for one in found
        if not one.text(QAccessible.Text.Name).strip() and not isinstance(one.object(), QComboBox)
    ]
    assert nameless == []


@pytest.mark.parametrize("page", Page)
def test_tab_goes_everywhere_and_comes_back(make_stage: MakeStage, page: Page) -> None:
    stage = open_page(make_stage, page)
    expected = {widget for widget in focusable(stage.window) if not isinstance(widget, QMenu)}
    start = QApplication.focusWidget()
    assert start is not None
    reached: list[QWidget] = []
    for _ in range(3 * len(expected)):
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        assert now is not None
        reached.append(now)
        if len(reached) > len(expected) and now is start:
            break
    missed = [type(widget).__name__ for widget in expected - set(reached)]
    # Of grouped tabs and list rows one is enough: the arrow keys go on from there.
    assert missed == []


@pytest.mark.parametrize("page", Page)
def test_backtab_is_the_way_back(make_stage: MakeStage, page: Page) -> None:
    stage = open_page(make_stage, page)
    stage.window.activateWindow()
    start = QApplication.focusWidget()
    assert start is not None
    QTest.keyClick(start, Qt.Key.Key_Tab)
    second = QApplication.focusWidget()
    assert second is not None and second is not start
    QTest.keyClick(second, Qt.Key.Key_Backtab)
    assert QApplication.focusWidget() is start


@pytest.fixture
def longer_words(qapp: QApplication) -> Iterator[None]:
    """All words are 40 % longer."""
    translator = PseudoTranslator(qapp)
    QCoreApplication.installTranslator(translator)
    yield
    QCoreApplication.removeTranslator(translator)
    translator.deleteLater()


@pytest.fixture
def larger_font(qapp: QApplication) -> Iterator[None]:
    """The system's font at 200 %."""
    before = QApplication.font()
    larger = QApplication.font()
    larger.setPointSizeF(before.pointSizeF() * 2)
    QApplication.setFont(larger)
    yield
    QApplication.setFont(before)


def cut_words(window: QWidget) -> list[str]:
    """Labels and buttons that are smaller than their words. Names may be shortened."""
    cut = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or isinstance(widget, NameLabel):
            continue
        if isinstance(widget, QLabel) and widget.text() and not widget.wordWrap():
            if widget.sizeHint().width() > widget.width() + 1:
                cut.append(widget.text())
        elif isinstance(widget, QLabel) and widget.text():
            if widget.heightForWidth(widget.width()) > widget.height() + 2:
                cut.append(widget.text())
        elif isinstance(widget, QAbstractButton) and widget.text():
            metrics = widget.fontMetrics()
            if metrics.height() > widget.height():
                cut.append(widget.text())
    return cut


def cut_sideways(window: QWidget) -> list[str]:
    """Pages that would have to be scrolled sideways, which they cannot."""
    return [
        type(area).__name__
        for area in window.findChildren(QAbstractScrollArea)
        if area.isVisible()
        and area.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        and area.horizontalScrollBar().maximum() > 0
    ]


@pytest.mark.parametrize("size", [QSize(1280, 832), QSize(800, 600)], ids=["usual", "small"])
@pytest.mark.parametrize("page", Page)
def test_longer_words_are_not_cut(
    longer_words: None, make_stage: MakeStage, page: Page, size: QSize
) -> None:
    stage = open_page(make_stage, page)
    stage.window.resize(size)
    stage.settle()
    assert cut_words(stage.window) == []
    assert cut_sideways(stage.window) == []


@pytest.mark.parametrize("page", Page)
def test_larger_letters_are_not_cut(larger_font: None, make_stage: MakeStage, page: Page) -> None:
    stage = open_page(make_stage, page)
    assert cut_words(stage.window) == []
    assert cut_sideways(stage.window) == []
