# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Many models on this computer: found by words, in an order, and what could be freed of them."""

import time
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.domain.library import Entry, Place
from desktop.domain.overview import Disk, Order
from desktop.presenters.navigation import Page
from desktop.ui.models.installed_row import InstalledRow
from desktop.ui.models.models_page import ModelsPage
from desktop.ui.widgets.bars import PartsBar
from tests.fakes.stage import Stage
from tests.ui.conftest import MakeStage
from tests.ui.looking import LEFT, button, words

GB = 10**9
LONG_AGO = 100 * 86_400


@pytest.fixture
def page(stage: Stage) -> ModelsPage:
    """Twelve models, of which one was not used for long and one lies there twice."""
    stage.wait(lambda: not stage.presenters.holdings.work)
    library = stage.presenters.library
    one = library.entries[0]
    many = [
        replace(
            one,
            installed=replace(one.installed, id=f"m{n}", name=f"Tune {n:02}", size=n * GB),
            used=time.time() - n,
            added=time.time(),
            stamp=(n * GB, 1, 1),
        )
        for n in range(1, 13)
    ]
    many[4] = replace(many[4], used=time.time() - LONG_AGO, added=time.time() - LONG_AGO)
    many[6] = replace(many[6], copies=("/m/again.gguf",), note="für Grüße")
    stage.presenters.navigation.go(Page.MODELS)
    made = stage.window.page(Page.MODELS)
    assert isinstance(made, ModelsPage)
    made.show_installed()
    stage.wait(lambda: not stage.presenters.holdings.work)
    library.show(many)
    stage.settle()
    return made


def shown(page: ModelsPage) -> list[str]:
    """As the eye finds them, and the keyboard as well."""
    rows = [row for row in page.installed.findChildren(InstalledRow) if row.isVisible()]
    rows.sort(key=lambda row: row.mapTo(page, row.rect().topLeft()).y())
    by_key: list[QWidget] = []
    stop = page.installed.overview.order.nextInFocusChain()
    while stop is not None and stop is not page.installed.overview.order:
        by_key += [row for row in rows if row.more is stop]
        stop = stop.nextInFocusChain()
    assert by_key == rows
    return [words(row).split("\n")[0] for row in rows]


def test_models_are_found_by_words(stage: Stage, page: ModelsPage) -> None:
    overview = page.installed.overview
    assert len(shown(page)) == 12
    QTest.keyClicks(overview.search, "grusse")
    stage.settle()
    assert shown(page) == ["Tune 07"]
    QTest.keyClicks(overview.search, " nothing")
    stage.settle()
    assert shown(page) == [] and "No model is called that." in words(page.installed)
    QTest.mouseClick(button(page.installed, "Show all models"), LEFT)
    stage.settle()
    assert len(shown(page)) == 12 and overview.search.text() == ""


def test_the_order_is_kept(stage: Stage, page: ModelsPage, make_stage: MakeStage) -> None:
    order = page.installed.overview.order
    assert order.accessibleName() or page.installed.overview._order_name.buddy() is order
    QTest.keyClick(order, Qt.Key.Key_Down)
    stage.settle()
    assert shown(page)[0] == "Tune 01"
    QTest.keyClick(order, Qt.Key.Key_Down)
    stage.settle()
    assert shown(page)[0] == "Tune 12"
    assert stage.presenters.preferences.text("models_order") == Order.SIZE
    other = make_stage(preferences={"models_order": "used"})
    other.presenters.navigation.go(Page.MODELS)
    made = other.window.page(Page.MODELS)
    assert isinstance(made, ModelsPage)
    assert made.installed.overview.order.currentData() == Order.USED


def test_what_could_be_freed_can_be_seen(stage: Stage, page: ModelsPage) -> None:
    assert "Could be freed: 5.0 GB in models" in words(page.installed)
    assert "7.0 GB in second copies" in words(page.installed)
    QTest.mouseClick(button(page.installed, "Show these models"), LEFT)
    stage.settle()
    assert shown(page) == ["Tune 07", "Tune 05"]
    QTest.mouseClick(button(page.installed, "Show all models"), LEFT)
    stage.settle()
    assert len(shown(page)) == 12


def test_a_few_models_need_no_search(stage: Stage, page: ModelsPage) -> None:
    library = stage.presenters.library
    assert page.installed.overview.search.isVisible()
    library.show(library.entries[:3])
    stage.settle()
    assert not page.installed.overview.search.isVisible()


def test_each_disk_has_a_line_of_its_own(stage: Stage, page: ModelsPage) -> None:
    library = stage.presenters.library
    library.disks = [
        Disk("/media/anna/Backup/models", 600 * GB, 1000 * GB, 300 * GB),
        Disk("/home/anna/models", 60 * GB, 500 * GB, 200 * GB),
    ]
    library.disks_changed.emit()
    stage.settle()
    said = words(page.installed.overview)
    assert "Backup" in said and "600 GB in models" in said and "300 GB free on the disk" in said
    bars = page.installed.overview.findChildren(PartsBar)
    shares = [[round(share, 2) for share, _ in bar._parts] for bar in bars if bar.isVisible()]
    assert shares == [[0.6, 0.1], [0.12, 0.48]]


def test_what_is_gone_is_not_said_to_come_back(stage: Stage, page: ModelsPage) -> None:
    library = stage.presenters.library
    gone: list[Entry] = [replace(e, place=Place.GONE) for e in library.entries]
    library.show(gone)
    stage.settle()
    said = words(page.installed)
    assert "Their files were moved or deleted" in said and "come back by themselves" not in said
    assert f"was at {gone[0].installed.weights}" in said
