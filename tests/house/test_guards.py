# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The guards of tests/conftest.py do bite."""

import logging
import socket
import threading

import pytest

from tests.guards import logs, network, threads


def test_a_thread_left_behind_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "PATIENCE", 0.01)
    stay = threading.Event()
    thread = threading.Thread(target=stay.wait, name="left")
    try:
        with pytest.raises(pytest.fail.Exception, match="'left' is at"), threads.watched():
            thread.start()
    finally:
        stay.set()
        thread.join()


def test_a_thread_that_ends_is_no_matter() -> None:
    thread = threading.Thread(target=int)
    with threads.watched():
        thread.start()


@pytest.mark.expected_logs("the disk is tired")
def test_an_unexpected_log_line_is_told() -> None:
    with pytest.raises(pytest.fail.Exception, match="the disk is tired"), logs.watched(None):
        logging.getLogger("desktop.house").warning("the disk is %s", "tired")


@pytest.mark.expected_logs("the disk is tired")
def test_expected_log_lines_must_come() -> None:
    with logs.watched(["tired$"]):
        logging.getLogger("desktop.house").warning("the disk is tired")
    with pytest.raises(pytest.fail.Exception, match="not there"), logs.watched(["tired$"]):
        pass


@pytest.mark.expected_logs("^WARNING desktop.house: so it is$")
def test_the_marker_is_heard() -> None:
    logging.getLogger("desktop.house").warning("so it is")


@pytest.mark.parametrize(
    "target", [("127.0.0.1", 80), ("::1", 80, 0, 0), "localhost", "/tmp/socket", b"127.0.0.2", None]
)
def test_this_computer_is_allowed(target: object) -> None:
    assert network.is_local(target)


@pytest.mark.parametrize("target", [("192.0.2.1", 80), "example.invalid", ("2001:db8::1", 80)])
def test_the_world_is_not(target: object) -> None:
    assert not network.is_local(target)


def test_a_look_into_the_world_is_told() -> None:
    with (
        pytest.raises(pytest.fail.Exception, match=r"example\.invalid"),
        network.watched(),
        pytest.raises(network.NetworkForbidden),
    ):
        socket.getaddrinfo("example.invalid", 443)
