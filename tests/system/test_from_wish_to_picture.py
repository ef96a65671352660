# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""From a wish to a chat about a picture: chooser, licence, gate, download, answer."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel

from desktop import building
from desktop.presenters.navigation import Page
from desktop.services.paths import Paths
from tests.fakes import regimes
from tests.fakes.gate import Gate, Person
from tests.fakes.hub import HubServer

from .conftest import Running, Start
from .test_pictures import drop

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]
TOKEN = "hf_of_ada"


@pytest.fixture
def ada() -> Person:
    return Person("ada")


@pytest.fixture
def hub(ada: Person, monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    with regimes.regimes(Gate({TOKEN: ada})) as server:
        monkeypatch.setattr(building, "read_catalogue", lambda folder: regimes.catalogue())
        monkeypatch.setattr(building, "LicenceTexts", regimes.texts_at(server))
        yield server


@pytest.fixture
def red_circle(tmp_path: Path) -> Path:
    path = tmp_path / "circle.png"
    picture = Image.new("RGB", (224, 224), "white")
    ImageDraw.Draw(picture).ellipse((52, 52, 172, 172), fill=(220, 30, 30))
    picture.save(path)
    return path


def words(app: Running) -> str:
    """What can be read on the screen."""
    found: list[QLabel | QAbstractButton] = [
        *app.window.findChildren(QLabel),
        *app.window.findChildren(QAbstractButton),
    ]
    return "\n".join(widget.text() for widget in found if widget.isVisible())


def nobody_else_knows(
    token: str, hub: HubServer, paths: Paths, caplog: pytest.LogCaptureFixture
) -> None:
    """Every request, every line of the log and every file."""
    told = [asked for asked in hub.asked if "authorization" in asked.headers]
    assert told and {asked.of for asked in told} == {"hub"}
    assert all(regimes.GATED in asked.path or "whoami" in asked.path for asked in told)
    assert not [line for line in caplog.records if token in line.getMessage()]
    files = [path for path in paths.data.parent.rglob("*") if path.is_file()]
    assert files and not [path for path in files if token.encode() in path.read_bytes()]


def sees_a_red_circle(app: Running, picture: Path) -> bool:
    drop(app, picture)
    app.wait(lambda: app.presenters.conversation.draft.images)
    return "red circle" in app.ask("What do you see?").lower()


def test_with_the_keyboard_from_a_wish_to_an_answer_about_a_picture(
    start: Start,
    hub: HubServer,
    ada: Person,
    paths: Paths,
    red_circle: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    app = start(hub=hub.endpoint)
    app.reach("Choose another")
    app.reach("Photos")
    app.wait(lambda: "Gemma 3 4B" in words(app))
    shown = words(app)
    assert "memory" in shown and "words a second" in shown

    app.reach("Get", of="Gemma 3 4B")
    assert app.page() is Page.LICENCE
    app.wait(lambda: len(app.presenters.licences.texts) == 2)
    assert "Gemma Terms of Use" in app.tab_names()
    assert not [asked for asked in hub.asked if "gguf" in asked.path]  # not a byte before
    app.reach("Accept and download")

    app.wait(lambda: app.page() is Page.GATE)
    assert "This model asks who takes it" in words(app)
    app.type(TOKEN)  # the focus is in the field
    app.key(Qt.Key.Key_Return)
    app.wait(lambda: "You have not agreed on the model's page yet" in words(app))
    assert "Signed in as ada" in words(app)
    ada.asked[regimes.GATED] = "accepted"  # in the browser
    app.reach("Check again")

    app.wait(lambda: app.presenters.library.chosen is not None)
    chosen = app.presenters.library.chosen
    assert chosen is not None and chosen.sees and chosen.model == "gemma-3-4b"
    assert Path(chosen.weights).read_bytes() == (regimes.ASSETS / "tiny.gguf").read_bytes()
    assert app.page() is Page.CHAT
    assert sees_a_red_circle(app, red_circle)
    app.quit()
    nobody_else_knows(TOKEN, hub, paths, caplog)


@pytest.mark.parametrize(
    ("repository", "documents"),
    [
        (regimes.MIRROR, ["Gemma Terms of Use", "Prohibited Use Policy"]),
        (regimes.APACHE, ["Apache License 2.0"]),
        (regimes.MEDICAL, ["HAI-DEF Terms of Use", "Prohibited Use Policy"]),
        (regimes.DERIVED, ["Apache License 2.0", "gemma-4-E2B-gardener-GGUF"]),
    ],
)
def test_every_regime_shows_its_own_documents(
    start: Start,
    hub: HubServer,
    monkeypatch: pytest.MonkeyPatch,
    repository: str,
    documents: list[str],
) -> None:
    only = regimes.catalogue(repository)
    monkeypatch.setattr(building, "read_catalogue", lambda folder: only)
    app = start(hub=hub.endpoint)
    app.press("Choose another")
    app.wait(lambda: app.presenters.offers.offers())
    name = regimes.model(repository).name
    app.reach("Get", of=name)
    app.wait(lambda: app.presenters.licences.texts)
    assert app.tab_names() == documents
    app.press("Accept and download")
    app.wait(lambda: app.presenters.library.chosen)
    assert all("authorization" not in asked.headers for asked in hub.asked)
    assert len(app.presenters.licences.acceptances()) == len(documents)


def test_what_cannot_be_shown_cannot_be_accepted(
    start: Start, hub: HubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    only = regimes.catalogue(regimes.DERIVED)
    monkeypatch.setattr(building, "read_catalogue", lambda folder: only)
    del hub.files[f"{regimes.DERIVED}/LICENSE"]
    app = start(hub=hub.endpoint)
    app.press("Choose another")
    app.wait(lambda: app.presenters.offers.offers())
    app.reach("Get", of="Gardener")
    app.wait(lambda: app.presenters.licences.error)
    assert not app.button("Accept and download").isEnabled()
    QTest.keyClick(app.window, Qt.Key.Key_Escape)
    assert app.presenters.downloads.downloads == []
