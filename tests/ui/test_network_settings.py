# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Settings, Network: the proxy, the test of the connection, how and when downloads run."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.ui.settings.connection import ConnectionRow, ProxyRows
from tests.fakes.hub import Fault, HubServer
from tests.fakes.stage import Stage
from tests.ui.conftest import MakeStage
from tests.ui.looking import settings_page


def test_a_proxy_of_ones_own_is_entered(make_stage: MakeStage) -> None:
    stage = make_stage()
    rows = settings_page(stage).findChild(ProxyRows)
    assert isinstance(rows, ProxyRows)
    preferences = stage.presenters.preferences
    assert not rows.address.isVisible()
    preferences.set("proxy", "manual")
    stage.settle()
    assert rows.address.isVisible()
    rows.address.setText("proxy.example:3128")
    QTest.keyClick(rows.address, Qt.Key.Key_Return)
    assert preferences.text("proxy_address") == "http://proxy.example:3128"
    rows.address.setText("http://a b")
    QTest.keyClick(rows.address, Qt.Key.Key_Return)
    assert preferences.text("proxy_address") == "http://proxy.example:3128"
    assert "no address" in rows.place.note.text()


def test_the_password_goes_into_the_keyring_and_not_into_the_settings(
    make_stage: MakeStage,
) -> None:
    stage = make_stage(preferences={"proxy": "manual"})
    rows = settings_page(stage).findChild(ProxyRows)
    assert isinstance(rows, ProxyRows)
    QTest.keyClicks(rows.password, "hunter2")
    QTest.keyClick(rows.password, Qt.Key.Key_Return)
    secrets = stage.house.services.proxies._secrets
    stage.wait(lambda: secrets.get("proxy-password") == "hunter2")
    kept = stage.paths.settings.read_text() if stage.paths.settings.exists() else ""
    assert "hunter2" not in kept


def note_after(stage: Stage, *faults: Fault) -> str:
    row = settings_page(stage).findChild(ConnectionRow)
    assert isinstance(row, ConnectionRow)
    assert row.note.text() == "Not tested yet"
    with HubServer({}) as hub:
        hub.misbehave(*faults)
        stage.presenters.preferences.set("hub_address", hub.endpoint)
        row.button.click()
        assert not row.button.isEnabled()
        stage.wait(lambda: not stage.presenters.connection.running)
    assert row.button.isEnabled()
    return row.note.text()


def test_the_test_of_the_connection_says_what_does_not_work(make_stage: MakeStage) -> None:
    words = note_after(make_stage(), Fault("hub", status=503))
    assert words.startswith("The Hub does not answer. The server does not work.")


def test_it_says_when_only_files_do_not_come(make_stage: MakeStage) -> None:
    words = note_after(make_stage())
    assert words.startswith("The Hub answers, but files do not come.")
