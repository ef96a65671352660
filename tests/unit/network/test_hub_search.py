# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Searching the Hub and looking at a repository, with the real client over real HTTP."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from desktop.domain.errors import AppError, Problem
from desktop.domain.repository import Order
from desktop.services.hub import Hub
from tests.fakes.gate import Person
from tests.fakes.hub import COMMIT, Fault, HubServer
from tests.fakes.repositories import card, files_of


@pytest.fixture
def server() -> Iterator[HubServer]:
    with HubServer() as hub:
        hub.cards = {
            "a/gemma-poet-GGUF": card(downloads=5, likes=900, modified="2026-01-01T00:00:00.000Z"),
            "b/gemma-cook-GGUF": card(downloads=70, likes=3, modified="2026-09-01T00:00:00.000Z"),
            "c/llama-GGUF": card("llama"),
        }
        yield hub


@pytest.fixture
def hub(server: HubServer) -> Hub:
    return Hub(lambda: server.endpoint, lambda: "")


@pytest.mark.parametrize(
    ("order", "first"),
    [(Order.DOWNLOADS, "b/gemma-cook-GGUF"), (Order.LIKES, "a/gemma-poet-GGUF")]
    + [(Order.NEWEST, "b/gemma-cook-GGUF")],
)
def test_a_search_is_sorted(server: HubServer, hub: Hub, order: Order, first: str) -> None:
    found = hub.search("gemma", order)
    assert len(found) == 2 and found[0].id == first
    assert found[0].architecture == "gemma3" and found[0].parameters == 4_300_000_000
    assert found[0].licence == "gemma" and found[0].base == ("google/gemma-3-4b-it",)
    assert all("authorization" not in asked.headers for asked in server.asked)


def test_a_repository_with_its_files_in_one_question(server: HubServer, hub: Hub) -> None:
    server.cards["a/gemma-poet-GGUF"]["siblings"] = files_of("p-Q4_K_M.gguf", "mmproj-F16.gguf")
    repository, listed = hub.look("a/gemma-poet-GGUF")
    assert (repository.likes, repository.chats) == (900, True)
    assert [(file.name, file.revision) for file in listed] == [
        ("p-Q4_K_M.gguf", COMMIT),
        ("mmproj-F16.gguf", COMMIT),
    ]
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "nonsense",
    [
        {"gguf": "text"},
        {"gguf": {"architecture": 5, "total": "many", "context_length": -1}},
        {"tags": [1, None]},
        {"downloads": "lots", "likes": -3},
        {"gguf": {"total": 1 << 200}},
    ],
)
def test_what_is_of_another_kind_is_not_believed(
    server: HubServer, hub: Hub, nonsense: dict[str, object]
) -> None:
    server.cards = {"a/odd": card(tags=["gguf"]) | nonsense}
    repository, _ = hub.look("a/odd")
    assert repository.id == "a/odd"
    assert repository.parameters in (0, 4_300_000_000)
    assert repository.likes in (0, 10) and repository.downloads in (0, 1000)


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        (Fault("hub", body=b"{"), Problem.WRONG_ANSWER),
        (Fault("hub", body=b'["text"]'), Problem.WRONG_ANSWER),
        (Fault("hub", body=json.dumps([{"likes": 1}]).encode()), Problem.WRONG_ANSWER),
        (Fault("hub", status=429, body=b"{}"), Problem.SERVER_FAILED),
        (Fault("hub", status=500, body=b"{}"), Problem.SERVER_FAILED),
        (Fault("hub", cut_after=5), Problem.OFFLINE),
    ],
)
def test_a_hub_that_fails_says_how(
    server: HubServer, hub: Hub, fault: Fault, problem: Problem
) -> None:
    server.misbehave(*[fault] * 6)
    with pytest.raises(AppError) as caught:
        hub.search("gemma", Order.DOWNLOADS)
    assert caught.value.problem is problem


def test_a_repository_that_is_not_there(hub: Hub) -> None:
    with pytest.raises(AppError) as caught:
        hub.look("no/body")
    assert caught.value.problem in (Problem.NOT_FOUND, Problem.REPOSITORY_GONE)
    with pytest.raises(AppError) as caught:
        hub.look("../..")
    assert caught.value.problem in (Problem.NOT_FOUND, Problem.REPOSITORY_GONE)


def tokens(server: HubServer) -> list[str]:
    return [asked.headers.get("authorization", "") for asked in server.asked]


def test_the_token_is_shown_only_where_nothing_is_said_without_it(server: HubServer) -> None:
    server.gate.people["hf_ada"] = Person()
    server.gate.hidden.add("a/gemma-poet-GGUF")
    signed = Hub(lambda: server.endpoint, lambda: "hf_ada")
    assert signed.look("b/gemma-cook-GGUF")[0].likes == 3
    assert tokens(server) == [""]
    assert signed.look("a/gemma-poet-GGUF")[0].likes == 900
    assert tokens(server)[1:] == ["", "Bearer hf_ada"]
    with pytest.raises(AppError) as caught:
        Hub(lambda: server.endpoint, lambda: "").look("a/gemma-poet-GGUF")
    assert caught.value.problem is Problem.REPOSITORY_GONE


def test_no_token_goes_where_somebody_reads_along(
    server: HubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.gate.people["hf_ada"] = Person()
    server.gate.hidden.add("a/gemma-poet-GGUF")
    # As if the Hub that the person entered were elsewhere, and not encrypted.
    monkeypatch.setattr("desktop.services.hub.may_be_told", lambda place, hub: False)
    with pytest.raises(AppError):
        Hub(lambda: server.endpoint, lambda: "hf_ada").look("a/gemma-poet-GGUF")
    assert tokens(server) == [""]


@pytest.mark.expected_logs("the Hub pointed elsewhere")
def test_nobody_but_the_hub_is_asked(server: HubServer, hub: Hub) -> None:
    """Not the router of the house, to which a redirect or the next page of a list points."""
    with HubServer() as router:
        elsewhere = f"{router.endpoint}/admin/delete"
        server.misbehave(Fault("hub", location=elsewhere))
        with pytest.raises(AppError) as caught:
            hub.look("a/gemma-poet-GGUF")
        assert caught.value.problem is Problem.FORBIDDEN_ADDRESS
        one = json.dumps([{"id": "a/b"}]).encode()
        following = {"Link": f'<{elsewhere}>; rel="next"'}
        server.misbehave(Fault("hub", body=one, headers=following))
        with pytest.raises(AppError) as caught:
            hub.search("gemma", Order.DOWNLOADS)
        assert caught.value.problem is Problem.FORBIDDEN_ADDRESS
        assert not router.asked


def test_an_answer_without_an_end_is_given_up(
    server: HubServer, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.services.http.LARGEST_LISTING", 1000)
    server.misbehave(Fault("hub", body=json.dumps({"id": "a" * 2000}).encode()))
    with pytest.raises(AppError) as caught:
        hub.look("a/gemma-poet-GGUF")
    assert caught.value.problem is Problem.WRONG_ANSWER


def test_an_answer_that_nobody_could_nest_is_a_wrong_one(server: HubServer, hub: Hub) -> None:
    server.misbehave(Fault("hub", body=b'{"id":' + b"[" * 200_000))
    with pytest.raises(AppError) as caught:
        hub.look("a/gemma-poet-GGUF")
    assert caught.value.problem is Problem.WRONG_ANSWER


def test_many_questions_at_once_leave_each_other_alone(hub: Hub) -> None:
    with ThreadPoolExecutor(6) as pool:
        asked = [pool.submit(hub.look, "a/gemma-poet-GGUF") for _ in range(60)]
        assert all(one.result()[0].likes == 900 for one in asked)
