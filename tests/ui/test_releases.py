# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""New versions of the program, at the real window: off until asked, told in plain words."""

import json
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.presenters.navigation import Page
from desktop.presenters.releases import DAY
from desktop.ui.settings.releases import ReleasesSection
from desktop.ui.settings.settings_page import SettingsPage
from tests.fakes.hub import HubServer
from tests.fakes.stage import Stage
from tests.ui.conftest import MakeStage

LEFT = Qt.MouseButton.LeftButton
NOTES = "Reads <b>documents</b>.\nStarts sooner."


@pytest.fixture
def server() -> Iterator[HubServer]:
    with HubServer() as hub:
        tell(hub, "v99.1")
        yield hub


def tell(server: HubServer, tag: str, body: str = NOTES) -> None:
    page = "https://example.org/releases/99.1"
    server.pages = {"/latest": json.dumps({"tag_name": tag, "html_url": page, "body": body})}


def open_settings(
    make_stage: MakeStage, server: HubServer, **preferences: object
) -> tuple[Stage, ReleasesSection]:
    address = {"releases_address": f"{server.endpoint}/latest"}
    stage = make_stage(models=(), hub=server.endpoint, preferences=address | preferences)
    stage.presenters.navigation.go(Page.SETTINGS)
    page = stage.window.page(Page.SETTINGS)
    assert isinstance(page, SettingsPage)
    stage.settle()
    return stage, next(s for s in page.sections if isinstance(s, ReleasesSection))


def asked(server: HubServer) -> int:
    return sum(request.path == "/latest" for request in server.asked)


def looked(stage: Stage) -> None:
    stage.wait(lambda: stage.presenters.releases.looked or bool(stage.presenters.releases.error))
    stage.settle()


def test_nobody_is_asked_before_the_person_says_so(
    make_stage: MakeStage, server: HubServer
) -> None:
    stage, found = open_settings(make_stage, server)
    stage.settle()
    assert asked(server) == 0 and not found.daily.isChecked()
    assert not found._newer.isVisible()


def test_a_newer_version_is_told_with_its_notes_as_plain_text(
    make_stage: MakeStage, server: HubServer
) -> None:
    stage, found = open_settings(make_stage, server)
    QTest.mouseClick(found.look, LEFT)
    looked(stage)
    assert found._newer.title.text() == "Jewelbox 99.1 can be had"
    assert found._newer.note.text() == NOTES
    assert found._newer.note.textFormat() is Qt.TextFormat.PlainText
    assert stage.window.sidebar.settings.accessibleDescription() == "New version"
    tell(server, "v0.0.1")
    QTest.mouseClick(found.look, LEFT)
    stage.wait(lambda: not stage.presenters.releases.looking)
    stage.settle()
    assert not found._newer.isVisible() and "no newer one" in found._now.note.text()
    assert stage.window.sidebar.settings.accessibleDescription() == ""


def test_once_a_day_when_it_is_on(make_stage: MakeStage, server: HubServer) -> None:
    stage, found = open_settings(make_stage, server)
    QTest.mouseClick(found.daily, LEFT)
    looked(stage)
    releases = stage.presenters.releases
    for _ in range(3):
        releases.look_daily()
    assert asked(server) == 1
    releases._clock = lambda: stage.presenters.preferences.number("releases_looked") + DAY
    releases.look_daily()
    stage.wait(lambda: asked(server) == 2 and not releases.looking)


def test_what_fails_by_itself_is_silent_and_what_was_asked_is_told(
    make_stage: MakeStage, server: HubServer
) -> None:
    server.pages = {"/latest": "{}"}
    stage, found = open_settings(make_stage, server, look_for_releases=True)
    stage.wait(lambda: asked(server) == 1 and not stage.presenters.releases.looking)
    stage.settle()
    assert "Not looked yet" in found._now.note.text()
    QTest.mouseClick(found.look, LEFT)
    looked(stage)
    assert stage.presenters.releases.error is not None
    assert "Not looked yet" not in found._now.note.text()


def test_without_an_address_nothing_can_be_asked(make_stage: MakeStage, server: HubServer) -> None:
    stage, found = open_settings(make_stage, server, releases_address="")
    assert not found.look.isEnabled() and not found.daily.isEnabled()
    found.address.setText("nowhere")
    found.address.editingFinished.emit()
    assert "This is no address" in found._where.note.text()
    found.address.setText(f"{server.endpoint}/latest")
    found.address.editingFinished.emit()
    assert found.look.isEnabled() and stage.presenters.releases.address
