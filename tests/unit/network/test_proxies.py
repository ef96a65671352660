# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Which proxy is asked, what it is told, and what a test of the connection finds."""

import base64
import socketserver
import threading
from collections.abc import Iterator

import pytest

from desktop.domain.errors import AppError, Problem
from desktop.services.addresses import Place
from desktop.services.connection import ConnectionTest, Finding, Step
from desktop.services.http import Http
from desktop.services.proxies import Proxies
from desktop.services.secrets import Secrets
from desktop.services.stop import Stop
from tests.fakes.hub import Fault, HubServer

HUB = Place.of("https://huggingface.co/x")


class Refusing(socketserver.ThreadingTCPServer):
    """A proxy that hears what it is told, and says no."""

    allow_reuse_address = True
    daemon_threads = False

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        data = b""
        while b"\r\n\r\n" not in data and (piece := self.request.recv(4096)):
            data += piece
        assert isinstance(self.server, Refusing)
        self.server.heard.append(data)
        self.request.sendall(b"HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n")


@pytest.fixture
def proxy() -> Iterator[Refusing]:
    with Refusing() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def proxies(secrets: Secrets, **settings: str) -> Proxies:
    return Proxies(lambda key: settings.get(key.removeprefix("proxy_"), ""), secrets)


@pytest.fixture
def secrets() -> Secrets:
    made = Secrets()
    made._known["proxy-password"] = "p@ss:word"
    return made


def test_the_systems_proxy_is_asked_by_default(
    secrets: Secrets, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", "proxy.example:3128")
    assert proxies(secrets, proxy="system").find(HUB) == "http://proxy.example:3128"
    assert proxies(secrets, proxy="none").find(HUB) == ""


def test_a_proxy_of_ones_own_gets_the_name_and_the_password(secrets: Secrets) -> None:
    found = proxies(secrets, proxy="manual", address="http://p.example:1", user="ada").find(HUB)
    assert found == "http://ada:p%40ss%3Aword@p.example:1"
    assert proxies(secrets, proxy="manual", address="http://p:1").find(HUB) == "http://p:1"
    assert proxies(secrets, proxy="manual").find(HUB) == ""


@pytest.mark.parametrize("kind", ["system", "none", "manual"])
def test_this_network_is_never_asked_through_a_proxy(secrets: Secrets, kind: str) -> None:
    chosen = proxies(secrets, proxy=kind, address="http://p:1")
    for place in ("http://127.0.0.1:5/x", "https://192.168.1.2/x", "http://localhost/x"):
        assert chosen.find(Place.of(place)) == ""


def test_a_proxy_that_refuses_is_named(secrets: Secrets, proxy: Refusing) -> None:
    chosen = proxies(secrets, proxy="manual", address=proxy.address, user="ada")
    http = Http(proxy=chosen.find)
    with pytest.raises(AppError) as caught:
        http.get_text("https://huggingface.co/x")
    http.close()
    assert caught.value.problem is Problem.PROXY_FAILED
    assert "word" not in str(caught.value)
    (heard,) = proxy.heard
    assert heard.startswith(b"CONNECT huggingface.co:443 ")
    assert base64.b64encode(b"ada:p@ss:word") in heard
    assert b"Authorization: Bearer" not in heard


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with HubServer({"owner/name/model.gguf": b"weights"}) as server:
        yield server


def finding_of(hub: HubServer, endpoint: str = "") -> Finding:
    http = Http(endpoint or hub.endpoint, connect=2.0, silence=2.0)
    sample = f"{hub.endpoint}/owner/name/resolve/main/model.gguf"
    found = ConnectionTest(http, lambda: sample).run(Stop())
    http.close()
    return found


def test_a_connection_that_works_costs_one_byte(hub: HubServer) -> None:
    assert finding_of(hub) == Finding(Step.FILES)
    assert [a.headers.get("range") for a in hub.asked if a.of == "network"] == ["bytes=0-0"]


@pytest.mark.parametrize(
    ("fault", "step", "problem"),
    [
        (Fault("hub", status=503), Step.HUB, Problem.SERVER_FAILED),
        (
            Fault("hub", body=b"<html>", headers={"Content-Type": "text/html"}),
            Step.HUB,
            Problem.WRONG_ANSWER,
        ),
        (Fault("network", cut_after=0, status=502), Step.FILES, Problem.SERVER_FAILED),
        (
            Fault("network", body=b"<html>", headers={"Content-Type": "text/html"}),
            Step.FILES,
            Problem.WRONG_ANSWER,
        ),
    ],
    ids=["hub down", "portal", "network down", "portal on the way"],
)
def test_what_does_not_work_is_found(
    hub: HubServer, fault: Fault, step: Step, problem: Problem
) -> None:
    hub.misbehave(fault)
    found = finding_of(hub)
    assert found.step is step
    assert found.error is not None and found.error.problem is problem


def test_a_hub_that_is_not_there_is_found(hub: HubServer) -> None:
    found = finding_of(hub, "http://127.0.0.1:1")
    assert found.step is Step.HUB
    assert found.error is not None and found.error.problem is Problem.OFFLINE
