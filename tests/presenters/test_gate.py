# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A download before a gate, and the account that opens it, over the whole house."""

import logging
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from pytestqt.qtbot import QtBot

from desktop.app import House
from desktop.domain.download import DownloadState
from desktop.domain.errors import Problem
from desktop.domain.fit import Offer
from desktop.presenters.navigation import Page
from desktop.services.paths import Paths
from tests.fakes.fake_engine import FakeEngine
from tests.fakes.gate import Gate, Person
from tests.fakes.hub import HubServer
from tests.fakes.keyring import MemoryKeyring
from tests.fakes.offers import offer_of

GATED = "google/gemma-3-4b-it-qat-q4_0-gguf"
FILES = {f"{GATED}/weights.gguf": b"w" * 5000, f"{GATED}/eyes.gguf": b"e" * 2000}
GOOD = "hf_good"


@pytest.fixture
def ada() -> Person:
    return Person("ada")


@pytest.fixture
def hub(ada: Person) -> Iterator[HubServer]:
    with HubServer(FILES, gate=Gate({GOOD: ada}, {GATED})) as server:
        yield server


@pytest.fixture
def house(hub: HubServer, paths: Paths, qtbot: QtBot) -> Iterator[House]:
    paths.settings.write_text('{"welcomed": true}', encoding="utf-8")
    built = House(paths, FakeEngine(), hub.endpoint)
    yield built
    built.close()


@pytest.fixture
def ring() -> Iterator[MemoryKeyring]:
    before, memory = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(memory)
    yield memory
    keyring.set_keyring(before)


def offer() -> Offer:
    return offer_of(FILES, "gemma-3-4b")


def at_the_gate(house: House, qtbot: QtBot) -> None:
    with qtbot.waitSignal(house.presenters.downloads.gated):
        house.presenters.downloads.start(offer())


def page(house: House) -> Page:
    return house.presenters.navigation.page


def problem(house: House) -> Problem | None:
    error = house.presenters.gate.error
    return error.problem if error is not None else None


def test_through_the_gate_to_the_model(
    house: House, ada: Person, hub: HubServer, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    p = house.presenters
    at_the_gate(house, qtbot)
    gate = p.gate
    assert page(house) is Page.GATE
    assert (gate.repository, gate.owner, problem(house)) == (GATED, "google", Problem.TOKEN_MISSING)
    gate.sign_in("hf_bad")
    qtbot.waitUntil(lambda: problem(house) is Problem.TOKEN_REFUSED)
    gate.sign_in(GOOD)
    qtbot.waitUntil(lambda: problem(house) is Problem.GATE_NOT_ACCEPTED)
    assert gate.user == "ada" and not gate.busy
    for state, expected in (
        ("pending", Problem.GATE_PENDING),
        ("rejected", Problem.GATE_REFUSED),
    ):
        ada.asked[GATED] = state
        gate.check()
        qtbot.waitUntil(lambda expected=expected: problem(house) is expected)  # type: ignore[misc]
    ada.asked[GATED] = "accepted"
    with qtbot.waitSignal(p.downloads.installed):
        gate.check()
    assert page(house) is Page.CHAT
    assert gate.download is None
    told = [asked for asked in hub.asked if "authorization" in asked.headers]
    assert {asked.of for asked in told} == {"hub"}
    assert not [record for record in caplog.records if "hf_" in record.getMessage()]


def test_signing_out_at_the_gate(house: House, qtbot: QtBot) -> None:
    at_the_gate(house, qtbot)
    gate = house.presenters.gate
    gate.sign_in(GOOD)
    qtbot.waitUntil(lambda: problem(house) is Problem.GATE_NOT_ACCEPTED)
    gate.sign_out()
    assert gate.user == "" and problem(house) is Problem.TOKEN_MISSING
    gate.check()
    qtbot.waitUntil(lambda: not gate.busy)
    assert problem(house) is Problem.TOKEN_MISSING


def test_leaving_keeps_the_download_and_it_can_be_tried_again(house: House, qtbot: QtBot) -> None:
    at_the_gate(house, qtbot)
    p = house.presenters
    p.gate.close()
    p.navigation.back()
    assert page(house) is Page.CHAT
    (download,) = p.downloads.downloads
    assert download.state is DownloadState.FAILED
    p.downloads.ask_gate(download.id)
    assert page(house) is Page.GATE
    assert p.gate.download is not None


def test_who_does_not_look_on_is_not_taken_away_from_the_chat(house: House, qtbot: QtBot) -> None:
    """A download that failed long after it was asked for says so in its place."""
    p = house.presenters
    at_the_gate(house, qtbot)
    p.gate.close()
    p.navigation.back()
    (download,) = p.downloads.downloads
    p.downloads.resume(download.id)
    qtbot.waitUntil(lambda: p.downloads.downloads[0].state is DownloadState.FAILED)
    assert page(house) is Page.CHAT


def test_without_a_keyring_the_account_lasts_for_this_run(
    hub: HubServer, house: House, paths: Paths, qtbot: QtBot
) -> None:
    gate = house.presenters.gate
    gate.sign_in(GOOD)
    qtbot.waitUntil(lambda: bool(gate.user))
    assert not gate.kept
    house.close()
    again = House(paths, FakeEngine(), hub.endpoint)
    assert again.presenters.gate.user == ""
    again.close()


def test_with_a_keyring_it_is_there_again_and_nowhere_in_the_files(
    ring: MemoryKeyring, hub: HubServer, house: House, ada: Person, paths: Paths, qtbot: QtBot
) -> None:
    gate = house.presenters.gate
    gate.sign_in(GOOD)
    qtbot.waitUntil(lambda: bool(gate.user))
    assert gate.kept and f"{hub.endpoint} {GOOD}" in ring.kept.values()
    house.close()
    written = [path for path in Path(paths.data).parent.rglob("*") if path.is_file()]
    assert not [path for path in written if b"hf_" in path.read_bytes()]
    again = House(paths, FakeEngine(), hub.endpoint)
    ada.asked[GATED] = "accepted"
    with qtbot.waitSignal(again.presenters.downloads.installed):
        again.presenters.downloads.start(offer())
    assert again.presenters.gate.user == "ada"
    again.presenters.gate.sign_out()
    again.close()
    assert not ring.kept


def test_whoever_leaves_the_hub_is_signed_out(
    ring: MemoryKeyring, hub: HubServer, house: House, qtbot: QtBot
) -> None:
    gate, preferences = house.presenters.gate, house.presenters.preferences
    gate.sign_in(GOOD)
    qtbot.waitUntil(lambda: bool(gate.user))
    preferences.set("hub_address", f"{hub.endpoint}/")
    assert gate.user, "the same Hub, written in another way"
    preferences.set("hub_address", "https://mirror.example")
    assert not gate.user
    house.close()
    assert not ring.kept


def test_a_keyring_that_lost_the_token_signs_out(
    ring: MemoryKeyring, house: House, qtbot: QtBot
) -> None:
    house.presenters.preferences.set("hub_user", "ada")
    house.presenters.gate.user = "ada"
    at_the_gate(house, qtbot)
    house.presenters.gate.check()
    qtbot.waitUntil(lambda: not house.presenters.gate.user)
    assert problem(house) is Problem.TOKEN_MISSING


def test_the_same_model_from_where_nobody_asks(house: House, qtbot: QtBot) -> None:
    p = house.presenters
    with qtbot.waitSignal(p.offers.changed):
        p.offers.refresh()
    at_the_gate(house, qtbot)
    other = p.gate.elsewhere()
    assert other is not None
    assert other.model.id == "gemma-3-4b"
    assert other.file.repository.partition("/")[0] != "google"
