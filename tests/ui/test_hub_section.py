# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Beyond the catalogue, at the real window, against a stand-in for the Hub."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from desktop.domain.errors import Problem
from desktop.domain.repository import Order, Refusal
from desktop.presenters.navigation import Page
from desktop.presenters.repositories import Asking
from desktop.ui.models.model_page import ModelPage
from desktop.ui.models.models_page import ModelsPage
from tests.fakes.hub import Fault, HubServer
from tests.fakes.repositories import card, files_of
from tests.fakes.stage import Stage
from tests.ui.conftest import MakeStage

ASSETS = Path(__file__).parents[1] / "assets"
TINY, EYES = ASSETS / "tiny.gguf", ASSETS / "tiny-mmproj.gguf"
LEFT = Qt.MouseButton.LeftButton
POET, COOK = "a/gemma-poet-4b-GGUF", "b/gemma-cook-GGUF"


@pytest.fixture
def server() -> Iterator[HubServer]:
    with HubServer() as hub:
        hub.files = {
            f"{POET}/p-Q4_K_M.gguf": TINY.read_bytes(),
            f"{POET}/mmproj-F16.gguf": EYES.read_bytes(),
            f"{POET}/../../up.gguf": b"GGUF",
            f"{COOK}/cook-Q4_K_M.gguf": EYES.read_bytes(),
        }
        hub.cards = {
            POET: card(likes=900),
            COOK: card("gemma2", 2_600_000_000, downloads=70_000),
            "c/gemma-named-llama": card("llama"),
            "d/gemma-empty": card(siblings=files_of("README.md")),
        }
        yield hub


def look(make_stage: MakeStage, server: HubServer, search: str) -> tuple[Stage, ModelsPage]:
    stage = make_stage(models=(), hub=server.endpoint)
    stage.presenters.navigation.go(Page.MODELS)
    page = stage.window.page(Page.MODELS)
    assert isinstance(page, ModelsPage)
    stage.settle()
    QTest.keyClicks(page.bar.search, search)
    stage.settle()
    return stage, page


def answered(stage: Stage) -> None:
    stage.wait(lambda: stage.presenters.repositories.asking is Asking.NOTHING)
    stage.settle()


def words(widget: QWidget) -> str:
    labels = [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
    return " ".join(labels)


def buttons(widget: QWidget, text: str) -> list[QAbstractButton]:
    found = widget.findChildren(QAbstractButton)
    return [button for button in found if button.text() == text and button.isVisible()]


def test_nothing_is_asked_before_somebody_asks(make_stage: MakeStage, server: HubServer) -> None:
    stage, page = look(make_stage, server, "gemma")
    assert page.get.hub.ask.text() == "Search the Hub for “gemma”"
    assert server.asked == []
    QTest.mouseClick(page.get.hub.ask, LEFT)
    answered(stage)
    assert len(server.asked) == 1
    found = words(page.get.hub)
    assert found.index(COOK) < found.index(POET) < found.index("c/gemma-named-llama")
    assert "downloads a month" in found and "Gemma Terms of Use" in found
    assert "It is not a Gemma that Jewelbox can run." in found
    assert len(buttons(page.get.hub, "Look at it")) == 3


def test_enter_asks_the_hub_and_shows_what_it_found(
    make_stage: MakeStage, server: HubServer
) -> None:
    stage, page = look(make_stage, server, "gemma")
    QTest.keyClick(page.bar.search, Qt.Key.Key_Return)
    answered(stage)
    first, *_ = buttons(page.get.hub, "Look at it")
    seen = page.get.viewport().rect()
    assert seen.contains(first.mapTo(page.get.viewport(), first.rect().center()))


def test_another_order_is_asked_for_anew(make_stage: MakeStage, server: HubServer) -> None:
    stage, page = look(make_stage, server, "gemma")
    QTest.mouseClick(page.get.hub.ask, LEFT)
    answered(stage)
    stage.presenters.repositories.sort(Order.LIKES)
    answered(stage)
    found = words(page.get.hub)
    assert found.index(POET) < found.index(COOK)


def test_a_pasted_address_leads_to_its_model(make_stage: MakeStage, server: HubServer) -> None:
    stage, page = look(make_stage, server, f"https://huggingface.co/{POET}/tree/main")
    assert page.get.hub.ask.text() == f"Open {POET} on the Hub"
    QTest.mouseClick(page.get.hub.ask, LEFT)
    stage.wait(lambda: stage.presenters.navigation.page is Page.MODEL)
    stage.settle()
    model = stage.window.page(Page.MODEL)
    assert isinstance(model, ModelPage)
    shown = words(model)
    assert "gemma-poet-4b" in shown and f"From {POET} on the Hub" in shown
    assert "Nobody has tried it" in shown and "Sees pictures" in shown
    QTest.mouseClick(buttons(model, "Files not offered")[0], LEFT)
    assert "Its name is not safe" in words(model)
    QTest.mouseClick(model.get, LEFT)
    wish = stage.presenters.navigation.wish
    assert wish is not None and wish.licence == "gemma-terms" and wish.offer is not None
    assert wish.offer.projector is not None
    assert wish.offer.size == TINY.stat().st_size + EYES.stat().st_size
    assert "The engine" in shown and "takes" in shown


def test_a_file_that_is_another_kind_than_the_hub_says_is_not_offered(
    make_stage: MakeStage, server: HubServer
) -> None:
    server.cards[POET] = card("gemma4", 8_000_000_000, licence="apache-2.0")
    stage, page = look(make_stage, server, f"hf.co/{POET}")
    QTest.mouseClick(page.get.hub.ask, LEFT)
    answered(stage)
    assert "another kind of model than the Hub says" in words(page.get.hub)
    assert stage.presenters.navigation.page is Page.MODELS


def test_what_the_file_says_holds_and_not_what_the_hub_says(
    make_stage: MakeStage, server: HubServer
) -> None:
    stage, page = look(make_stage, server, f"hf.co/{POET}")
    QTest.mouseClick(page.get.hub.ask, LEFT)
    stage.wait(lambda: stage.presenters.navigation.page is Page.MODEL)
    model = stage.presenters.offers.model(f"hub/{POET}")
    assert model is not None and model.context < 131_072  # the card's


def test_a_pasted_quantization_is_the_one_that_is_chosen(
    make_stage: MakeStage, server: HubServer
) -> None:
    server.files[f"{POET}/p-Q8_0.gguf"] = TINY.read_bytes() + b"\0"
    stage, page = look(make_stage, server, f"hf.co/{POET}:Q8_0")
    QTest.mouseClick(page.get.hub.ask, LEFT)
    stage.wait(lambda: stage.presenters.navigation.page is Page.MODEL)
    stage.settle()
    model = stage.window.page(Page.MODEL)
    assert isinstance(model, ModelPage)
    QTest.mouseClick(model.get, LEFT)
    wish = stage.presenters.navigation.wish
    assert wish is not None and wish.offer is not None
    assert wish.offer.file.name == "p-Q8_0.gguf"


def test_a_damaged_file_does_not_refuse_the_others(
    make_stage: MakeStage, server: HubServer
) -> None:
    server.files[f"{POET}/a-Q4_0.gguf"] = b"none" * 100
    server.files[f"{POET}/p-Q8_0.gguf"] = TINY.read_bytes()
    del server.files[f"{POET}/p-Q4_K_M.gguf"]
    stage, page = look(make_stage, server, f"hf.co/{POET}")
    QTest.mouseClick(page.get.hub.ask, LEFT)
    stage.wait(lambda: stage.presenters.navigation.page is Page.MODEL)
    known = stage.presenters.repositories.known(f"hub/{POET}")
    assert known is not None
    assert [file.name for file in known.refused if file.why is Refusal.DAMAGED] == ["a-Q4_0.gguf"]
    assert [file.name for file in known.model.weights()] == ["p-Q8_0.gguf"]


def test_a_model_of_the_hub_is_known_after_a_restart(
    make_stage: MakeStage, server: HubServer
) -> None:
    stage, page = look(make_stage, server, f"hf.co/{POET}")
    QTest.mouseClick(page.get.hub.ask, LEFT)
    stage.wait(lambda: stage.presenters.navigation.page is Page.MODEL)
    p = stage.presenters
    before = p.repositories.known(f"hub/{POET}"), p.offers.offers_for(f"hub/{POET}")
    p.repositories._known.clear()  # as at a start
    p.offers._strangers.clear()
    p.offers._beside.clear()
    assert p.offers.model(f"hub/{POET}") is None
    p.repositories.start()
    stage.wait(lambda: p.offers.model(f"hub/{POET}") is not None)
    assert (p.repositories.known(f"hub/{POET}"), p.offers.offers_for(f"hub/{POET}")) == before


def test_the_engine_is_asked_about_another_file_when_it_is_chosen(
    make_stage: MakeStage, server: HubServer
) -> None:
    server.files[f"{POET}/p-Q8_0.gguf"] = TINY.read_bytes()
    del server.files[f"{POET}/p-Q4_K_M.gguf"]
    server.files[f"{POET}/p-F16.gguf"] = TINY.read_bytes() + b"\0"
    stage, page = look(make_stage, server, f"hf.co/{POET}")
    QTest.mouseClick(page.get.hub.ask, LEFT)
    stage.wait(lambda: stage.presenters.navigation.page is Page.MODEL)
    stage.settle()
    model = stage.window.page(Page.MODEL)
    assert isinstance(model, ModelPage)
    offers = stage.presenters.offers
    found = offers.offers_for(f"hub/{POET}")
    other = next(o for o in found if not offers.is_measured(o.file))
    QTest.mouseClick(model.all_files.button, LEFT)
    model.files.choose([o.file.name for o in model.files._offers].index(other.file.name))
    stage.wait(lambda: offers.is_measured(other.file))
    memories = [offer.memory for offer in offers.offers_for(f"hub/{POET}")]
    assert max(memories) < 400_000_000  # the engine's word for both


def test_an_answer_that_comes_late_leads_nobody_away(
    make_stage: MakeStage, server: HubServer
) -> None:
    server.misbehave(Fault("hub", hold_after=0))
    stage, page = look(make_stage, server, f"hf.co/{POET}")
    QTest.mouseClick(page.get.hub.ask, LEFT)
    stage.wait(server.held.is_set)
    stage.presenters.navigation.go(Page.CHAT)
    server.release()
    stage.wait(lambda: stage.presenters.repositories.known(f"hub/{POET}") is not None)
    stage.settle()
    assert stage.presenters.navigation.page is Page.CHAT


def test_another_order_after_a_look_searches_for_the_same_words(
    make_stage: MakeStage, server: HubServer
) -> None:
    stage, page = look(make_stage, server, "gemma")
    QTest.mouseClick(page.get.hub.ask, LEFT)
    answered(stage)
    stage.presenters.repositories.open(POET)
    stage.wait(lambda: stage.presenters.navigation.page is Page.MODEL)
    stage.presenters.repositories.sort(Order.LIKES)
    answered(stage)
    assert stage.presenters.repositories.words == "gemma"
    assert len(stage.presenters.repositories.found or []) > 1


def test_a_head_is_fetched_once_and_not_the_file(make_stage: MakeStage, server: HubServer) -> None:
    stage, page = look(make_stage, server, f"hf.co/{POET}")
    QTest.mouseClick(page.get.hub.ask, LEFT)
    stage.wait(lambda: stage.presenters.navigation.page is Page.MODEL)
    (asked,) = [asked for asked in server.asked if asked.of == "network"]
    # A file that is smaller than a head is asked for whole.
    assert asked.headers.get("range", "bytes=0-").startswith("bytes=0-")
    offer = stage.presenters.offers.offers_for(stage.presenters.navigation.model_id)[0]
    assert offer.memory < 400_000_000  # the engine's word, not that of a Gemma 3 4B


def test_a_file_that_the_engine_does_not_take_says_why(
    make_stage: MakeStage, server: HubServer
) -> None:
    stage, page = look(make_stage, server, f"hf.co/{COOK}")
    QTest.mouseClick(page.get.hub.ask, LEFT)
    answered(stage)
    assert page.get.hub.failure.isVisible()
    error = stage.presenters.repositories.error
    assert error is not None and error.problem is Problem.ARCHITECTURE_UNKNOWN
    assert stage.presenters.navigation.page is Page.MODELS


def test_a_repository_that_is_no_use_says_why(make_stage: MakeStage, server: HubServer) -> None:
    stage, page = look(make_stage, server, "hf.co/d/gemma-empty")
    QTest.mouseClick(page.get.hub.ask, LEFT)
    answered(stage)
    assert "None of its files can be used" in words(page.get.hub)
    assert stage.presenters.navigation.page is Page.MODELS


def test_nothing_found_and_other_words_begin_anew(make_stage: MakeStage, server: HubServer) -> None:
    stage, page = look(make_stage, server, "bread")
    QTest.mouseClick(page.get.hub.ask, LEFT)
    answered(stage)
    assert "no GGUF files under these words" in words(page.get.hub)
    QTest.keyClicks(page.bar.search, "s")
    stage.settle()
    assert page.get.hub.ask.isVisible()
    assert "no GGUF files" not in words(page.get.hub)


def test_without_an_answer_it_can_be_tried_again(make_stage: MakeStage, server: HubServer) -> None:
    server.misbehave(Fault("hub", status=403, body=b"{}"))
    stage, page = look(make_stage, server, "gemma")
    QTest.mouseClick(page.get.hub.ask, LEFT)
    answered(stage)
    assert page.get.hub.failure.isVisible()
    QTest.mouseClick(buttons(page.get.hub, "Try again")[0], LEFT)
    answered(stage)
    assert not page.get.hub.failure.isVisible()
    assert POET in words(page.get.hub)


def test_an_old_answer_is_passed_over(make_stage: MakeStage, server: HubServer) -> None:
    server.misbehave(Fault("hub", hold_after=0))
    stage, page = look(make_stage, server, "gemma")
    QTest.mouseClick(page.get.hub.ask, LEFT)
    stage.wait(server.held.is_set)
    assert "Asking the Hub" in words(page.get.hub)
    QTest.keyClicks(page.bar.search, " cook")
    server.release()
    QTest.qWait(0)
    stage.settle()
    assert stage.presenters.repositories.found is None
    assert page.get.hub.ask.isVisible()
