# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The page before a gate: each state says what is missing and offers the one thing to do."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton

from desktop.domain.errors import AppError, Problem
from desktop.presenters.navigation import Page
from desktop.ui.licences.account_form import AccountForm
from desktop.ui.licences.gate_page import GatePage
from desktop.ui.settings.settings_page import SettingsPage
from tests.fakes.stage import SampleTexts, Stage
from tests.ui.conftest import MakeStage
from tests.ui.looking import LEFT, words

GATED = "google/gemma-3-4b-it-qat-q4_0-gguf"


class Browser(QObject):
    """Where the person would have gone."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toString())


@pytest.fixture
def browser() -> Iterator[Browser]:
    made = Browser()
    QDesktopServices.setUrlHandler("http", made, "open")  # type: ignore[arg-type]
    yield made
    QDesktopServices.unsetUrlHandler("http")


def at_gate(make_stage: MakeStage, problem: Problem, user: str = "ada") -> tuple[Stage, GatePage]:
    stage = make_stage(
        models=(),
        chats=False,
        download_error=AppError(problem, repository=GATED),
        preferences={"hub_user": user},
    )
    p = stage.presenters
    p.downloads.start(next(o for o in p.offers.offers() if o.model.id == "gemma-3-4b"))
    stage.wait(lambda: p.navigation.page is Page.GATE)
    page = stage.window.page(Page.GATE)
    assert isinstance(page, GatePage)
    return stage, page


@pytest.mark.parametrize(
    ("problem", "title", "way", "leads"),
    [
        (Problem.TOKEN_MISSING, "This model asks who takes it", "Make a token", "/new?"),
        (Problem.TOKEN_REFUSED, "The Hub does not know this token", "Make a token", "/new?"),
        (Problem.TOKEN_TOO_NARROW, "The token may not read", "Open my tokens", "/settings/tokens"),
        (Problem.GATE_NOT_ACCEPTED, "You have not agreed", "Open the page", GATED),
        (Problem.GATE_REFUSED, "has refused your request", "Open the page", GATED),
    ],
)
def test_each_state_leads_to_its_page(
    make_stage: MakeStage, browser: Browser, problem: Problem, title: str, way: str, leads: str
) -> None:
    stage, page = at_gate(make_stage, problem, "" if problem is Problem.TOKEN_MISSING else "ada")
    assert title in words(page)
    assert "Google gives this model" in words(page)
    assert page.way_on.text() == way
    QTest.mouseClick(page.way_on, LEFT)
    assert len(browser.opened) == 1 and leads in browser.opened[0]
    assert browser.opened[0].startswith(f"{stage.presenters.gate.hub}/")
    asks_for_token = problem in (Problem.TOKEN_MISSING, Problem.TOKEN_REFUSED)
    assert (stage.window.focusWidget() is page.form.field) is asks_for_token
    assert page.form.field.isVisible() is (asks_for_token or way == "Open my tokens")


def test_terms_behind_a_gate_lead_to_it_and_back(make_stage: MakeStage) -> None:
    stage = make_stage(models=(), chats=False)
    p, texts = stage.presenters, stage.house.services.licence_texts
    assert isinstance(texts, SampleTexts)
    texts.closed = AppError(Problem.TOKEN_MISSING, repository=GATED)
    p.navigation.get(next(o for o in p.offers.offers() if o.model.id == "gemma-3-4b"))
    stage.wait(lambda: p.navigation.page is Page.GATE)
    page = stage.window.page(Page.GATE)
    assert isinstance(page, GatePage)
    stage.settle()
    assert "Before Gemma 3 4B can be fetched" in words(page)
    assert "This model asks who takes it" in words(page)
    assert "You can read the terms when the gate is open" in words(page)
    texts.closed = None
    p.gate.opened.emit()  # the Hub has said so
    stage.wait(lambda: p.navigation.page is Page.LICENCE and bool(p.licences.texts))
    assert p.licences.reading is not None and p.licences.reading.model_id == "gemma-3-4b"


def test_waiting_asks_again_and_gone_leads_to_other_models(make_stage: MakeStage) -> None:
    _, page = at_gate(make_stage, Problem.GATE_PENDING)
    assert page.way_on.text() == "Check again" and page.again.isEnabled()
    stage, page = at_gate(make_stage, Problem.REPOSITORY_GONE)
    assert not page.steps.isVisible()
    assert "agree to its terms" not in words(page) and "goes on by itself" not in words(page)
    QTest.mouseClick(page.way_on, LEFT)
    assert stage.presenters.navigation.page is Page.MODELS


def test_the_token_is_masked_until_somebody_wants_to_see_it(make_stage: MakeStage) -> None:
    _, page = at_gate(make_stage, Problem.TOKEN_MISSING, "")
    form = page.form
    assert not form.sign_in.isEnabled()
    QTest.keyClicks(form.field, "hf_x")
    assert form.field.echoMode() is QLineEdit.EchoMode.Password
    assert form.sign_in.isEnabled()
    QTest.mouseClick(form.shown, LEFT)
    assert form.field.echoMode() is QLineEdit.EchoMode.Normal
    assert form.shown.text() == "Hide"


def test_without_an_account_from_elsewhere(make_stage: MakeStage) -> None:
    stage, page = at_gate(make_stage, Problem.TOKEN_MISSING, "")
    assert "without an account" in words(page)
    QTest.mouseClick(page.other, LEFT)
    p = stage.presenters
    assert p.navigation.page is Page.LICENCE  # the terms hold there too
    assert p.downloads.downloads == []


def test_not_now_keeps_the_download_and_its_way_on(make_stage: MakeStage) -> None:
    stage, page = at_gate(make_stage, Problem.TOKEN_MISSING, "")
    QTest.mouseClick(page.not_now, LEFT)
    chat = stage.window.page(Page.CHAT)
    assert chat.isVisible()
    access = [b for b in chat.findChildren(QPushButton) if b.text() == "Get access"]
    QTest.mouseClick(access[0], LEFT)
    assert page.isVisible()
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert chat.isVisible()


def test_the_account_in_the_settings(make_stage: MakeStage) -> None:
    stage = make_stage(preferences={"hub_user": "ada"})
    stage.presenters.navigation.go(Page.SETTINGS)
    page = stage.window.page(Page.SETTINGS)
    assert isinstance(page, SettingsPage)
    (form,) = page.findChildren(AccountForm)
    assert "Signed in as ada" in words(form)
    assert form.field.isHidden() or not form.field.isVisible()
    QTest.mouseClick(form.sign_out, LEFT)
    assert "Signed in" not in words(form)
    assert stage.presenters.preferences.text("hub_user") == ""
    QTest.keyClicks(form.field, "a password")
    QTest.keyClick(form.field, Qt.Key.Key_Return)
    stage.wait(lambda: "The Hub does not know this token" in words(page))
