# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Nothing is accepted that was not shown."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.errors import AppError, Problem
from desktop.domain.licence import Licence, LicenceDocument
from desktop.presenters.background import Background
from desktop.presenters.licences import Licences
from desktop.services.http import Http
from desktop.services.licences import Acceptances, LicenceTexts
from tests.fakes.hub import Fault, HubServer

MakeLicences = Callable[[], Licences]
PAGES = {"/terms": "The terms. Be kind.", "/policy": "The policy. Be fair."}


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with HubServer(pages=PAGES) as server:
        yield server


@pytest.fixture
def make(hub: HubServer, background: Background, tmp_path: Path) -> Iterator[MakeLicences]:
    http = Http(hub.endpoint)
    documents = tuple(
        LicenceDocument(name, name.title(), f"{hub.endpoint}/{name}", (f"The {name}.",), 10)
        for name in ("terms", "policy")
    )
    table = {"test": Licence("test", "Test", documents)}

    def make() -> Licences:
        texts = LicenceTexts(tmp_path / "licences", http)
        kept = Acceptances(tmp_path / "acceptances.json")
        return Licences(texts, kept, background, table, lambda: 7.0)

    yield make
    http.close()


def show(licences: Licences, qtbot: QtBot, model: str = "m", text_file: str = "") -> None:
    with qtbot.waitSignal(licences.texts_ready):
        licences.open("test", model, "Model", text_file)


def test_all_documents_are_shown_and_accepted_for_one_model(
    make: MakeLicences, qtbot: QtBot, tmp_path: Path, background: Background
) -> None:
    licences = make()
    assert not licences.accept()
    show(licences, qtbot)
    assert [text.text for text in licences.texts] == [f"{page}\n" for page in PAGES.values()]
    with qtbot.waitSignals([licences.accepted, licences.changed]):
        assert licences.accept()
    assert licences.is_accepted("test", "m")
    assert not licences.is_accepted("test", "other")
    assert not licences.is_accepted("nothing", "m")
    assert [licences.text_of(a) for a in licences.acceptances()] == [
        f"{p}\n" for p in PAGES.values()
    ]
    assert {a.accepted for a in licences.acceptances()} == {7.0}
    assert not licences.accept()  # what was shown is gone
    background.close()
    assert make().is_accepted("test", "m")


def test_one_text_that_is_missing_is_enough_to_accept_nothing(
    make: MakeLicences, hub: HubServer, qtbot: QtBot
) -> None:
    licences = make()
    hub.misbehave(Fault("hub"), Fault("hub", status=503))
    with qtbot.waitSignal(licences.texts_failed) as failed:
        licences.open("test", "m", "Model")
    assert failed.args is not None
    error = failed.args[0]
    assert isinstance(error, AppError)
    assert error.problem is Problem.LICENCE_UNAVAILABLE
    assert licences.error is error
    assert licences.texts == []
    assert not licences.accept()
    assert not licences.is_accepted("test", "m")
    with qtbot.waitSignal(licences.texts_ready):
        licences.retry()
    assert [licences.error] == [None]
    assert licences.accept()


def test_the_text_that_came_with_the_weights_is_shown_with_what_belongs_to_it(
    make: MakeLicences, hub: HubServer, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "TERMS.txt"
    file.write_text("The terms. As they came.")
    licences = make()
    show(licences, qtbot, text_file=str(file))
    policy = f"{hub.endpoint}/policy"
    assert [text.origin for text in licences.texts] == [str(file), policy]
    assert len(hub.asked) == 1
    assert licences.accept()
    assert {a.document for a in licences.acceptances()} == {"terms", "policy"}
    assert licences.is_accepted("test", "m")
    assert not licences.missing()
    file.write_text("Something else.")  # a broken package: the official texts are shown
    show(licences, qtbot, "n", str(file))
    assert len(licences.texts) == 2


def test_without_a_network_what_came_with_the_weights_is_enough_and_the_rest_is_named(
    make: MakeLicences, hub: HubServer, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "TERMS.txt"
    file.write_text("The terms. As they came.")
    del hub.pages["/policy"]
    licences = make()
    show(licences, qtbot, text_file=str(file))
    assert [text.document.id for text in licences.texts] == ["terms"]
    assert [document.id for document in licences.missing()] == ["policy"]
    assert licences.accept() and licences.is_accepted("test", "m")
    file.unlink()
    with qtbot.waitSignal(licences.texts_failed):
        licences.open("test", "n", "Model", str(file))


def test_a_text_that_changed_is_asked_again(
    make: MakeLicences, hub: HubServer, qtbot: QtBot
) -> None:
    licences = make()
    show(licences, qtbot)
    licences.accept()
    show(licences, qtbot, "other")
    assert licences.is_accepted("test", "m")  # the same text, read for another model
    hub.pages["/terms"] = "The terms. Be kinder."
    with qtbot.waitSignal(licences.changed):  # the installed model is no longer the chosen one
        show(licences, qtbot, "other")
    assert not licences.is_accepted("test", "m")
    with qtbot.assertNotEmitted(licences.changed, wait=50):
        show(licences, qtbot, "other")
    assert "kind." in licences.text_of(licences.acceptances()[0])  # what was agreed to then
    show(licences, qtbot, "m")
    licences.accept()
    assert licences.is_accepted("test", "m")
    assert len(licences.acceptances()) == 2


def test_withdrawing_and_taking_that_back(
    make: MakeLicences, qtbot: QtBot, background: Background
) -> None:
    licences = make()
    show(licences, qtbot)
    licences.accept()
    accepted = licences.acceptances()
    with qtbot.waitSignal(licences.changed):
        licences.withdraw(accepted)
    assert not licences.is_accepted("test", "m") and licences.acceptances() == []
    licences.undo_withdrawal()
    assert licences.is_accepted("test", "m") and licences.acceptances() == accepted
    licences.undo_withdrawal()
    assert licences.acceptances() == accepted
    licences.withdraw(accepted)
    background.close()
    assert not make().is_accepted("test", "m")


def test_what_changed_is_told_before_it_is_asked_again(
    make: MakeLicences, hub: HubServer, qtbot: QtBot
) -> None:
    licences = make()
    show(licences, qtbot)
    assert licences.revisions == {}  # nothing was accepted before
    licences.accept()
    show(licences, qtbot, "other")
    assert licences.revisions == {}
    hub.pages["/terms"] = "The terms. Be very kind."
    show(licences, qtbot, "other")
    (change,) = licences.revisions["terms"].changes
    assert [piece.text for piece in change.now if piece.marked] == ["very "]
    assert licences.revisions["terms"].accepted == 7.0
    licences.accept()
    show(licences, qtbot, "third")
    assert licences.revisions == {}  # this version was read for another model
    show(licences, qtbot, "m")
    assert set(licences.revisions) == {"terms"}  # but not for this one


def test_a_copy_goes_where_the_person_wants_it(
    make: MakeLicences, qtbot: QtBot, tmp_path: Path
) -> None:
    licences = make()
    with qtbot.waitSignal(licences.saved) as saved:
        licences.save_copy(str(tmp_path / "copy.txt"), "What was accepted.")
    assert saved.args == [None]
    assert (tmp_path / "copy.txt").read_text() == "What was accepted."
    with qtbot.waitSignal(licences.saved) as saved:
        licences.save_copy(str(tmp_path / "copy.txt" / "no folder.txt"), "x")
    assert saved.args is not None and isinstance(saved.args[0], AppError)


def test_leaving_while_the_text_is_fetched(
    make: MakeLicences, hub: HubServer, qtbot: QtBot
) -> None:
    licences = make()
    hub.misbehave(Fault("hub", hold_after=0))
    licences.open("test", "first", "First")
    qtbot.waitUntil(hub.held.is_set)
    told: list[object] = []
    licences.texts_failed.connect(told.append)
    show(licences, qtbot, "second")  # the first one is let go at once
    assert licences.reading is not None and licences.reading.model_id == "second"
    licences.accept()
    assert told == []
    assert not licences.is_accepted("test", "first")
    assert licences.licence("test").name == "Test"
