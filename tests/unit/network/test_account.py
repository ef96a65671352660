# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Signing in at the Hub, and what stands between an account and a repository's files."""

import logging
from collections.abc import Iterator

import pytest

from desktop.domain.errors import AppError, Problem
from desktop.domain.gate import GATE_PROBLEMS
from desktop.services.account import Account
from desktop.services.http import Http
from desktop.services.secrets import HUB_TOKEN, Secrets
from desktop.services.stop import Stop
from tests.fakes.gate import Gate, Person
from tests.fakes.hub import Fault, HubServer

GATED = "google/gemma-3-4b-it-qat-q4_0-gguf"
OPEN = "ggml-org/gemma-3-4b-it-GGUF"
GOOD, NARROW, OLD = "hf_good", "hf_narrow", "hf_old"


@pytest.fixture
def ada() -> Person:
    return Person("ada")


@pytest.fixture
def hub(ada: Person) -> Iterator[HubServer]:
    gate = Gate({GOOD: ada, NARROW: Person("ada", narrow=True)}, {GATED})
    with HubServer({f"{name}/a.gguf": b"x" for name in (GATED, OPEN)}, gate=gate) as server:
        yield server


@pytest.fixture
def secrets() -> Secrets:
    return Secrets()  # tests run without a keyring


@pytest.fixture
def account(hub: HubServer, secrets: Secrets) -> Iterator[Account]:
    http = Http(hub.endpoint, lambda: made.token(), silence=5.0)
    made = Account(http, secrets, signed=True)
    yield made
    http.close()


def keep(account: Account, secrets: Secrets, token: str) -> None:
    """As signing in keeps it, but for the questions."""
    secrets.set(HUB_TOKEN, f"{account.hub} {token}")


def why_not(account: Account, repository: str = GATED) -> Problem | None:
    try:
        account.check(repository, Stop())
    except AppError as error:
        return error.problem
    return None


def test_seven_reasons_are_told_apart(
    account: Account, hub: HubServer, ada: Person, secrets: Secrets
) -> None:
    met = [why_not(account)]
    keep(account, secrets, OLD)
    met.append(why_not(account))
    keep(account, secrets, NARROW)
    met.append(why_not(account))
    keep(account, secrets, GOOD)
    met.append(why_not(account))
    for state in ("pending", "rejected"):
        ada.asked[GATED] = state
        met.append(why_not(account))
    met.append(why_not(account, "google/gone"))
    assert tuple(met) == GATE_PROBLEMS
    ada.asked[GATED] = "accepted"
    assert why_not(account) is None


def test_what_is_open_to_everyone_needs_no_account(
    account: Account, hub: HubServer, secrets: Secrets
) -> None:
    assert why_not(account, OPEN) is None
    assert why_not(account, "nobody/nothing") is Problem.REPOSITORY_GONE
    keep(account, secrets, OLD)  # a token that has run out is in nobody's way
    assert why_not(account, OPEN) is None


def test_signing_in_tells_the_name_and_keeps_the_token(account: Account, secrets: Secrets) -> None:
    signed = account.sign_in(f" {GOOD}\n", Stop())
    assert (signed.name, signed.kept) == ("ada", False)
    assert account.token() == GOOD
    account.sign_out()
    assert secrets.get(HUB_TOKEN) == ""


def test_a_token_is_for_the_hub_that_it_was_made_at(
    account: Account, hub: HubServer, secrets: Secrets
) -> None:
    account.sign_in(GOOD, Stop())
    with HubServer({f"{GATED}/a.gguf": b"x"}, gate=Gate({}, {GATED})) as another:
        http = Http(another.endpoint, lambda: there.token(), silence=5.0)
        there = Account(http, secrets, signed=True)
        assert why_not(there) is Problem.TOKEN_MISSING
        assert another.asked and not any("authorization" in str(a).lower() for a in another.asked)
        http.close()
    assert account.token() == GOOD


@pytest.mark.parametrize(
    ("token", "expected"),
    [(OLD, Problem.TOKEN_REFUSED), (NARROW, Problem.TOKEN_TOO_NARROW)],
)
def test_a_token_that_does_not_do_leaves_the_one_before(
    account: Account, secrets: Secrets, token: str, expected: Problem
) -> None:
    account.sign_in(GOOD, Stop())
    with pytest.raises(AppError) as caught:
        account.sign_in(token, Stop())
    assert caught.value.problem is expected
    assert account.token() == GOOD


@pytest.mark.parametrize("pasted", ["", "my password", "hf_", "hf_a\r\nHost: x", "hf_é", "x" * 20])
def test_what_is_no_token_is_sent_nowhere(account: Account, hub: HubServer, pasted: str) -> None:
    with pytest.raises(AppError) as caught:
        account.sign_in(pasted, Stop())
    assert caught.value.problem is Problem.TOKEN_REFUSED
    assert not hub.asked


def test_no_token_goes_where_others_read_along(hub: HubServer, secrets: Secrets) -> None:
    http = Http("http://hub.lan", silence=5.0)
    with pytest.raises(AppError) as caught:
        Account(http, secrets).sign_in(GOOD, Stop())
    assert caught.value.problem is Problem.HUB_NOT_ENCRYPTED
    assert not secrets.get(HUB_TOKEN)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"name": 1}', b"x" * 300_000])
def test_a_strange_answer_signs_nobody_in(
    account: Account, hub: HubServer, secrets: Secrets, body: bytes
) -> None:
    hub.misbehave(Fault("hub", body=body))
    with pytest.raises(AppError) as caught:
        account.sign_in(GOOD, Stop())
    assert caught.value.problem is Problem.WRONG_ANSWER
    assert secrets.get(HUB_TOKEN) == ""


def test_no_line_of_the_log_holds_the_token(
    account: Account, hub: HubServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    account.sign_in(GOOD, Stop())
    why_not(account)
    for pasted in (OLD, NARROW, "hf_with a space"):
        with pytest.raises(AppError) as caught:
            account.sign_in(pasted, Stop())
        assert pasted not in repr(caught.value) + str(caught.value)
    assert not [r for r in caplog.records if "hf_" in r.getMessage()]
