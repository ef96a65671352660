# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Which version is newer, and what of a forge's answer is believed."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.domain.errors import AppError, Problem
from desktop.domain.release import LONGEST_NOTES, Release
from desktop.services.http import Http
from desktop.services.releases import LARGEST, ReleaseFeed, release_of
from desktop.services.stop import Stop
from tests.fakes.hub import HubServer

PAGE = "https://example.org/jewelbox/releases/v1.2.0"


def answer(**values: object) -> bytes:
    return json.dumps({"tag_name": "v1.2.0", "html_url": PAGE, "body": "New.", **values}).encode()


@pytest.mark.parametrize(
    ("version", "than", "newer"),
    [
        ("1.2.0", "1.1.9", True),
        ("1.10", "1.9.5", True),
        ("2", "1.99.99", True),
        ("1.2.0", "1.2", False),
        ("1.2.0", "1.2.1", False),
        ("1.2.0", "1.3.dev0", False),
        ("1.2.0rc1", "1.0.0", False),
    ],
)
def test_which_is_newer(version: str, than: str, newer: bool) -> None:
    assert Release(version, PAGE).is_newer_than(than) is newer


def test_a_release_is_read() -> None:
    assert release_of(answer(unknown=[1])) == Release("1.2.0", PAGE, "New.")
    assert release_of(answer(body=None)) == Release("1.2.0", PAGE)


def test_what_is_not_for_everybody_yet_is_none() -> None:
    assert release_of(answer(prerelease=True)) is None
    assert release_of(answer(draft=True)) is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b"[" * 100_000,
        answer(tag_name="nightly"),
        answer(tag_name=f"1.{'9' * 5000}"),
        answer(html_url="http://example.org/"),
        answer(html_url="file:///etc/passwd"),
        answer(html_url="https://localhost/x"),
        answer(html_url="https://192.168.1.1/x"),
        answer(html_url="https://name:word@example.org/"),
        answer(html_url="https://"),
        answer(body=7),
    ],
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(AppError) as caught:
        release_of(data)
    assert caught.value.problem is Problem.WRONG_ANSWER


def test_long_notes_end_and_hold_nothing_that_no_text_may_hold() -> None:
    found = release_of(answer(body="a\x00" + "b" * 9000))
    assert found is not None and len(found.notes) == LONGEST_NOTES
    assert found.notes.startswith("a\N{REPLACEMENT CHARACTER}b")


@pytest.fixture
def server() -> Iterator[HubServer]:
    with HubServer() as hub:
        yield hub


def test_what_was_found_is_known_at_the_next_start(server: HubServer, tmp_path: Path) -> None:
    http = Http(server.endpoint)
    feed = ReleaseFeed(http, tmp_path / "release.json")
    assert feed.last() is None
    server.pages = {"/latest": answer().decode()}
    assert feed.latest(f"{server.endpoint}/latest", Stop()) == Release("1.2.0", PAGE, "New.")
    assert ReleaseFeed(http, tmp_path / "release.json").last() == Release("1.2.0", PAGE, "New.")
    (tmp_path / "release.json").write_text("{")
    assert feed.last() is None
    http.close()


def test_an_answer_without_end_is_not_read_to_it(server: HubServer, tmp_path: Path) -> None:
    server.pages = {"/latest": " " * (LARGEST + 1)}
    http = Http(server.endpoint)
    with pytest.raises(AppError) as caught:
        ReleaseFeed(http, tmp_path / "kept").latest(f"{server.endpoint}/latest", Stop())
    assert caught.value.problem is Problem.WRONG_ANSWER
    http.close()


@pytest.mark.expected_logs("an address was refused")
def test_only_where_nobody_reads_along() -> None:
    http = Http()
    with pytest.raises(AppError) as caught:
        ReleaseFeed(http, Path("unused")).latest("http://example.org/latest", Stop())
    assert caught.value.problem is Problem.FORBIDDEN_ADDRESS
    http.close()
