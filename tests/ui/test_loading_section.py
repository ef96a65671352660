# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""How a model is loaded: seen, set, told what it costs, and put back."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.domain.computer import Device, Speeds
from desktop.domain.conversation import MessageState
from desktop.domain.plan import CacheType
from desktop.presenters.answering import Activity
from desktop.presenters.navigation import Page
from desktop.ui.models.loading_section import LoadingSection
from desktop.ui.models.model_page import ModelPage
from desktop.ui.widgets.choice import BESIDE
from tests.fakes.stage import COMPUTER, Stage

from .conftest import MakeStage


def opened(stage: Stage) -> tuple[ModelPage, LoadingSection]:
    model = stage.presenters.library.chosen
    assert model is not None
    stage.presenters.navigation.go(Page.MODEL, model.model)
    page = stage.window.page(Page.MODEL)
    assert isinstance(page, ModelPage)
    page.how_loaded.button.click()
    stage.settle()
    return page, page.loading


def ask(stage: Stage, count: int) -> None:
    """The question of this number, and its answer."""
    conversation = stage.presenters.conversation
    conversation.send("Hello")
    stage.wait(lambda: len(stage.engine.prompts) == count)
    stage.wait(lambda: conversation.messages[-1].state is MessageState.DONE)
    stage.wait(lambda: conversation.status.activity is Activity.IDLE)


def pick(section: LoadingSection, key: str, value: object) -> None:
    """As with the keyboard: by its place in the list."""
    box = section.boxes[key]
    index = box.findData(value)
    assert index >= 0, f"{key} has no {value}"
    box.setFocus()
    while box.currentIndex() != index:
        step = Qt.Key.Key_Down if box.currentIndex() < index else Qt.Key.Key_Up
        QTest.keyClick(box, step)


def test_nobody_else_meets_it(make_stage: MakeStage) -> None:
    stage = make_stage(models=())
    stage.presenters.navigation.go(Page.MODEL, "gemma-4-e4b")
    page = stage.window.page(Page.MODEL)
    assert isinstance(page, ModelPage)
    assert page.how_loaded.isHidden()
    here = make_stage()
    page, section = opened(here)
    page.how_loaded.button.click()
    assert not page.how_loaded.is_open and section.isHidden()


def test_what_it_costs_is_told_as_it_is_set(stage: Stage) -> None:
    page, section = opened(stage)
    before = section.memory.text()
    assert "more" not in before and "less" not in before
    assert not section.back.isEnabled()
    pick(section, "context", 32_768)
    assert "more than recommended" in section.memory.text()
    pick(section, "context", 2048)
    assert "less than recommended" in section.memory.text()
    pick(section, "cache", CacheType.Q8_0)
    assert page.loading.note() == "As you set it"
    QTest.mouseClick(section.back, Qt.MouseButton.LeftButton)
    assert section.memory.text() == before
    assert all(box.currentIndex() == 0 for box in section.boxes.values())
    assert page.loading.note() == "As recommended"


def test_what_is_set_is_how_it_is_loaded_and_kept(stage: Stage) -> None:
    model = stage.presenters.library.chosen
    assert model is not None
    section = opened(stage)[1]
    ask(stage, 1)
    pick(section, "context", 4096)
    pick(section, "threads", 2)
    ask(stage, 2)
    assert len(stage.engine.plans) == 2
    plan = stage.engine.plans[-1]
    assert (plan.context, plan.threads) == (4096, 2)
    pick(section, "temperature", 0.4)  # nothing is loaded for that
    ask(stage, 3)
    assert len(stage.engine.plans) == 2
    assert stage.presenters.tunings.of(model.id).temperature == 0.4
    file = stage.paths.config / "tunings.json"
    stage.wait(lambda: file.exists() and "0.4" in file.read_text("utf-8"))


def test_each_value_says_what_it_would_cost(stage: Stage) -> None:
    section = opened(stage)[1]
    box = section.boxes["context"]
    box.showPopup()
    box.hidePopup()
    costs = [box.itemData(place, BESIDE) for place in range(box.count())]
    assert all("GB" in cost and "words a second" in cost for cost in costs)
    assert len(set(costs)) > 4
    spoken = box.itemData(1, Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == f"{box.itemText(1)}, {costs[1]}"
    assert "words a second" in section.memory.text()
    assert section.missing.isHidden()
    box = section.boxes["flash_attention"]
    box.showPopup()
    box.hidePopup()
    cost = box.itemData(box.findData(False), BESIDE)
    assert "GB" in cost and "words" not in cost  # never tried


def test_what_is_missing_and_what_would_fit(make_stage: MakeStage) -> None:
    section = opened(make_stage(computer=replace(COMPUTER, memory_free=3 << 30)))[1]
    pick(section, "context", 32_768)
    assert section.missing.isVisible()
    assert "more than is free now" in section.missing.text()
    assert "would fit" in section.missing.text()


def test_a_graphics_processor_has_its_own_rows(stage: Stage) -> None:
    services, offers = stage.house.services, stage.presenters.offers
    card = Device("CUDA0", "A card", 24 * 10**9, 22 * 10**9)
    services.speeds.measured(
        services.look(), Speeds(20e9, 30e9, 1e11, 5e-5, 7e10, 1e-8), (card,), ()
    )
    offers.refresh()
    stage.wait(lambda: bool(offers.computer and offers.computer.gpus))
    section = opened(stage)[1]
    assert "on the graphics processor" in section.parts.text()
    pick(section, "gpu_layers", 0)
    assert "on the graphics processor" not in section.parts.text()
    pick(section, "gpu_layers", -1)
    pick(section, "projector_on_gpu", False)
    ask(stage, 1)
    plan = stage.engine.plans[-1]
    assert (plan.gpu_layers, plan.projector_on_gpu) == (-1, False)


def test_layers_only_where_there_is_a_graphics_processor(make_stage: MakeStage) -> None:
    assert "gpu_layers" not in opened(make_stage())[1].boxes
