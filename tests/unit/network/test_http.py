# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Who is asked, who gets the token, and what answers mean."""

import logging
import socket
import threading
from collections.abc import Iterator

import pytest

from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.services.addresses import Place, may_be_told, redirect_refusal, refusal, retry_after
from desktop.services.http import Http
from desktop.services.hub import Hub
from desktop.services.stop import Stop
from tests.fakes.gate import Gate, Person
from tests.fakes.hub import COMMIT, Fault, HubServer

KEY = "owner/name/model.gguf"
SMALL = "owner/name/README.md"
PUBLIC = Place.of("https://huggingface.co")


@pytest.fixture
def hub() -> Iterator[HubServer]:
    gate = Gate({"hf_secret": Person(asked={"owner/name": "accepted"})})
    with HubServer({KEY: b"weights", SMALL: b"words"}, {"/terms": "terms"}, gate) as server:
        yield server


@pytest.fixture
def http(hub: HubServer) -> Iterator[Http]:
    client = Http(hub.endpoint, lambda: "hf_secret", silence=5.0)
    yield client
    client.close()


def address(hub: HubServer, name: str) -> str:
    return f"{hub.endpoint}/owner/name/resolve/main/{name}"


def tokens(hub: HubServer) -> list[str | None]:
    return [asked.headers.get("authorization") for asked in hub.asked]


def problem(http: Http, place: str) -> AppError:
    with pytest.raises(AppError) as caught:
        http.get_text(place)
    return caught.value


@pytest.mark.parametrize(
    ("place", "allowed"),
    [
        ("https://huggingface.co/x", True),
        ("https://192.168.1.5/x", True),
        ("http://huggingface.co/x", False),
        ("http://example.org/x", False),
        ("http://127.0.0.1:80/x", True),
        ("http://[::1]/x", True),
        ("http://localhost/x", True),
        ("http://192.168.1.5/x", False),
        ("file:///etc/passwd", False),
        ("ftp://huggingface.co/x", False),
        ("https://name:word@huggingface.co/x", False),
        ("https:///x", False),
        ("https://[::1/x", False),
        ("https://huggingface.co:99999999/x", False),
        ("", False),
    ],
)
def test_what_may_be_asked(place: str, allowed: bool) -> None:
    assert (refusal(Place.of(place), PUBLIC) == "") is allowed


def test_a_mirror_without_encryption_is_the_persons_own_choice() -> None:
    mirror = Place.of("http://mirror.lan:8080")
    assert refusal(Place.of("http://mirror.lan:8080/x"), mirror) == ""
    assert refusal(Place.of("http://other.lan:8080/x"), mirror) != ""


@pytest.mark.parametrize(
    ("source", "target", "allowed"),
    [
        ("https://huggingface.co/a", "https://cdn.example.org/b", True),
        ("https://huggingface.co/a", "/api/resolve-cache/b", True),
        ("https://huggingface.co/a", "https://10.0.0.1/b", False),
        ("https://huggingface.co/a", "https://169.254.169.254/b", False),
        ("https://huggingface.co/a", "https://[::ffff:10.0.0.1]/b", False),
        ("https://huggingface.co/a", "https://router.local/b", False),
        ("https://huggingface.co/a", "https://localhost/b", False),
        ("https://huggingface.co/a", "http://huggingface.co/b", False),
        ("https://huggingface.co/a", "file:///b", False),
        ("https://huggingface.co/a", "", False),
        ("http://127.0.0.1:1/a", "http://127.0.0.1:2/b", True),
    ],
)
def test_where_a_redirect_may_lead(source: str, target: str, allowed: bool) -> None:
    place = Place.of(source)
    assert (redirect_refusal(place, place.join(target), PUBLIC) == "") is allowed


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        ("0", 0.0),
        ("99999999999", 3600.0),
        ("Thu, 01 Jan 1970 00:01:40 GMT", 90.0),
        ("Wed, 31 Dec 1969 23:00:00 GMT", 0.0),
        ("soon", 0.0),
        ("", 0.0),
        ("-5", 0.0),
    ],
)
def test_how_long_a_server_asks_to_wait(value: str, seconds: float) -> None:
    assert retry_after(value, now=10.0) == seconds


def test_for_what_is_open_to_everyone_nobody_is_told_who_asks(hub: HubServer, http: Http) -> None:
    with http.open(address(hub, "model.gguf")) as answer:
        assert b"".join(answer.chunks()) == b"weights"
        assert answer.hops == 1
    assert tokens(hub) == [None, None]


def test_the_token_goes_to_the_hub_and_to_nobody_else(hub: HubServer, http: Http) -> None:
    hub.gate.closed.add("owner/name")
    with http.open(address(hub, "model.gguf")) as answer:
        assert b"".join(answer.chunks()) == b"weights"
    assert tokens(hub) == [None, "Bearer hf_secret", None]
    assert [asked.of for asked in hub.asked] == ["hub", "hub", "network"]


def test_the_token_does_not_follow_a_redirect_to_another_port(hub: HubServer, http: Http) -> None:
    hub.gate.closed.add("owner/name")
    hub.misbehave(Fault("hub"), Fault("hub", location=f"{hub.network}/anywhere"))
    problem(http, address(hub, "model.gguf"))
    assert tokens(hub) == [None, "Bearer hf_secret", None]


def test_who_asks_for_the_token_elsewhere_does_not_get_it(hub: HubServer, http: Http) -> None:
    hub.misbehave(
        Fault("hub", location=f"{hub.network}/owner/name/model.gguf?signature=1"),
        Fault(status=401, headers={"X-Error-Code": "GatedRepo"}),
    )
    problem(http, address(hub, "model.gguf"))
    assert tokens(hub) == [None, None]


@pytest.mark.parametrize(
    ("place", "hub_address", "told"),
    [
        ("https://huggingface.co/x", "https://huggingface.co", True),
        ("https://huggingface.co:443/x", "https://huggingface.co", True),
        ("https://huggingface.co:8443/x", "https://huggingface.co", False),
        ("https://cdn.huggingface.co/x", "https://huggingface.co", False),
        ("https://huggingface.co.example.org/x", "https://huggingface.co", False),
        ("http://huggingface.co/x", "https://huggingface.co", False),
        ("http://mirror.lan/x", "http://mirror.lan", False),
        ("http://127.0.0.1:5/x", "http://127.0.0.1:5", True),
        ("http://127.0.0.1:6/x", "http://127.0.0.1:5", False),
    ],
)
def test_who_may_be_told_the_token(place: str, hub_address: str, told: bool) -> None:
    assert may_be_told(Place.of(place), Place.of(hub_address)) is told


@pytest.mark.expected_logs("an address was refused")
def test_a_name_on_the_internet_that_leads_inside_is_refused(
    hub: HubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both names lead to this computer; the first is the person's own choice."""
    look_up = socket.getaddrinfo

    def led(host: object, *rest: object) -> object:
        return look_up("127.0.0.1" if str(host).endswith(".example") else host, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", led)
    port = hub.endpoint.rpartition(":")[2]
    http = Http(f"http://chosen.example:{port}")
    hub.misbehave(Fault("hub", location=f"https://elsewhere.example:{port}/x"))
    error = problem(http, f"http://chosen.example:{port}/terms")
    assert error.problem is Problem.FORBIDDEN_ADDRESS
    assert error.values["name"] == "elsewhere.example"
    assert len(hub.asked) == 1
    assert http.get_text(f"http://chosen.example:{port}/terms")[0] == "terms"
    http.close()


def test_a_relative_redirect_stays_at_the_hub(hub: HubServer, http: Http) -> None:
    assert http.get_text(address(hub, "README.md"))[0] == "words"
    assert [asked.of for asked in hub.asked] == ["hub", "hub"]


def test_somebody_elses_page_gets_no_token(hub: HubServer) -> None:
    http = Http("https://huggingface.co", lambda: "hf_secret")
    assert http.get_text(f"{hub.endpoint}/terms") == ("terms", "text/plain")
    assert "authorization" not in hub.asked[0].headers
    http.close()


def test_nothing_of_the_persons_environment_is_sent(
    hub: HubServer, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    netrc = tmp_path_factory.mktemp("home") / ".netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HF_TOKEN", "hf_environment")
    http = Http(hub.endpoint)
    http.get_text(f"{hub.endpoint}/terms")
    assert "authorization" not in hub.asked[0].headers
    http.close()


def test_this_computer_is_not_asked_through_a_proxy(
    hub: HubServer, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert http.get_text(f"{hub.endpoint}/terms")[0] == "terms"


@pytest.mark.parametrize(
    "proxy", ["127.0.0.1:1", "http://127.0.0.1:1", "socks5://127.0.0.1:1", "x:y:z"]
)
def test_a_proxy_that_does_not_work(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.setenv("https_proxy", proxy)
    http = Http()
    assert problem(http, "https://huggingface.co/").problem is Problem.PROXY_FAILED
    http.close()


def test_a_server_that_is_not_there(http: Http) -> None:
    assert problem(http, "http://127.0.0.1:1/").problem is Problem.OFFLINE


def test_a_page_without_end_is_cut_off(hub: HubServer, http: Http) -> None:
    hub.pages["/terms"] = "x" * 100_000
    with pytest.raises(AppError) as caught:
        http.get_text(f"{hub.endpoint}/terms", largest=50_000)
    assert caught.value.problem is Problem.WRONG_ANSWER


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (403, "GatedRepo", Problem.GATE_NOT_ACCEPTED),
        (403, "", Problem.WRONG_ANSWER),
        (404, "RepoNotFound", Problem.REPOSITORY_GONE),
        (404, "EntryNotFound", Problem.NOT_FOUND),
        (410, "", Problem.NOT_FOUND),
        (429, "", Problem.TOO_MANY_REQUESTS),
        (408, "", Problem.SERVER_FAILED),
        (500, "", Problem.SERVER_FAILED),
        (511, "", Problem.WRONG_ANSWER),
        (418, "", Problem.WRONG_ANSWER),
    ],
)
def test_what_a_status_means(
    hub: HubServer, http: Http, status: int, code: str, expected: Problem
) -> None:
    hub.misbehave(Fault("hub", status=status, headers={"X-Error-Code": code}))
    assert problem(http, f"{hub.endpoint}/terms").problem is expected


@pytest.mark.parametrize("hold_after", [0, 3], ids=["in the head", "in the body"])
def test_stopping_ends_a_wait_for_the_server_at_once(
    hub: HubServer, http: Http, hold_after: int
) -> None:
    hub.misbehave(Fault("hub", hold_after=hold_after))
    stop = Stop()
    ended: list[BaseException] = []

    def ask() -> None:
        try:
            http.get_text(f"{hub.endpoint}/terms", stop)
        except BaseException as error:
            ended.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    assert hub.held.wait(5)
    stop.set()
    thread.join(2)  # the client's own patience is five seconds
    assert not thread.is_alive()
    assert isinstance(ended[0], Cancelled)


def test_what_was_stopped_before_asks_nobody(hub: HubServer, http: Http) -> None:
    stop = Stop()
    stop.set()
    with pytest.raises(Cancelled):
        http.get_text(f"{hub.endpoint}/terms", stop)
    assert not hub.asked


def test_the_log_says_nothing_secret(
    hub: HubServer, http: Http, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with http.open(address(hub, "model.gguf")) as answer:
        list(answer.chunks())
    hub.misbehave(Fault("hub", location="ftp://x/y?signature=hidden"))
    problem(http, address(hub, "model.gguf"))
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("desktop")]
    assert not [line for line in ours if "hf_secret" in line or "signature" in line]


def test_the_hubs_client_is_told_where_and_who(
    hub: HubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_environment")
    found = Hub(lambda: hub.endpoint, lambda: "").files("owner/name")
    assert {file.name: file.size for file in found} == {"model.gguf": 7, "README.md": 5}
    assert found[0].revision == COMMIT
    assert len(found[0].sha256) == 64
    assert all("authorization" not in asked.headers for asked in hub.asked)


def test_what_the_hubs_client_says_goes_through_our_words(hub: HubServer) -> None:
    stranger = Hub(lambda: hub.endpoint, lambda: "")
    outdated = Hub(lambda: hub.endpoint, lambda: "bad")
    for client, expected in (
        (stranger, Problem.REPOSITORY_GONE),
        (outdated, Problem.TOKEN_REFUSED),
    ):
        with pytest.raises(AppError) as caught:
            client.files("no/thing")
        assert caught.value.problem is expected
    hub.gate.closed.add("owner/name")
    assert stranger.files("owner/name")  # what is listed is for all
