# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Files of the catalogue beside what the Hub has of them."""

import hashlib
import json
from collections.abc import Iterator

import pytest

from desktop.domain.catalogue import PinState
from desktop.domain.errors import AppError, Problem
from desktop.domain.model import FileKind, ModelFile
from desktop.services.hub import Hub
from desktop.services.models.pins import Pins
from desktop.services.stop import Stop
from tests.fakes.gate import Gate
from tests.fakes.hub import COMMIT, Fault, HubServer

CONTENT = b"weights" * 1000
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def hub() -> Iterator[HubServer]:
    files = {"owner/name/w.gguf": CONTENT, "google/gated/w.gguf": CONTENT}
    with HubServer(files, gate=Gate(closed={"google/gated"})) as server:
        yield server


@pytest.fixture
def pins(hub: HubServer) -> Pins:
    return Pins(Hub(lambda: hub.endpoint, lambda: ""))


def file(repository: str = "owner/name", name: str = "w.gguf", **more: object) -> ModelFile:
    values = {"size": len(CONTENT), "sha256": SHA256, "revision": "main", "quantization": "Q4_0"}
    return ModelFile(FileKind.WEIGHTS, repository, name=name, **(values | more))  # type: ignore[arg-type]


def test_a_pinned_file_needs_no_question(hub: HubServer, pins: Pins) -> None:
    assert pins.pinned(file()) == file()
    assert not hub.asked


@pytest.mark.parametrize(
    "rough",
    [
        file(sha256=""),
        file(size=7_000_000, exact=False),
        file(sha256="", size=9, exact=False),
    ],
)
def test_what_is_not_known_is_asked_for(pins: Pins, rough: ModelFile) -> None:
    known = pins.pinned(rough)
    assert (known.size, known.sha256, known.exact) == (len(CONTENT), SHA256, True)
    assert known.revision == COMMIT
    assert known.is_pinned and known.id == rough.id


@pytest.mark.parametrize(
    ("rough", "problem"),
    [
        (file(sha256="", size=5), Problem.CONTENT_WRONG),
        (file(sha256="0" * 64, exact=False), Problem.CONTENT_WRONG),
        (file(name="other.gguf", sha256=""), Problem.NOT_FOUND),
        (file("no/body", sha256=""), Problem.REPOSITORY_GONE),
    ],
)
def test_what_the_hub_has_otherwise_is_refused(
    pins: Pins, rough: ModelFile, problem: Problem
) -> None:
    with pytest.raises(AppError) as caught:
        pins.pinned(rough)
    assert caught.value.problem is problem


@pytest.mark.parametrize(
    "named",
    [
        {"sha256": "../../victim"},
        {"sha256": SHA256.upper()},
        {"sha": "../elsewhere"},
        {"size": -1},
    ],
)
def test_what_the_hub_names_is_looked_at(
    hub: HubServer, pins: Pins, named: dict[str, object]
) -> None:
    said = {"sha256": SHA256, "sha": COMMIT, "size": len(CONTENT)} | named
    lfs = {"sha256": said["sha256"], "size": said["size"], "pointerSize": 130}
    sibling = {"rfilename": "w.gguf", "size": said["size"], "lfs": lfs}
    answer = {"id": "owner/name", "sha": said["sha"], "siblings": [sibling]}
    hub.misbehave(Fault("hub", body=json.dumps(answer).encode()))
    with pytest.raises(AppError) as caught:
        pins.pinned(file(sha256=""))
    assert caught.value.problem is Problem.WRONG_ANSWER


def test_every_pin_has_a_state_and_a_repository_one_question(hub: HubServer, pins: Pins) -> None:
    files = [
        file(),
        file(name="x.gguf"),
        file("no/body"),
        file("google/gated"),
    ]
    assert pins.check(files, Stop()) == {
        "owner/name/w.gguf": PinState.RIGHT,
        "owner/name/x.gguf": PinState.GONE,
        "no/body/w.gguf": PinState.GONE,
        "google/gated/w.gguf": PinState.RIGHT,
    }
    assert len(hub.asked) == 3


@pytest.mark.parametrize(
    ("changed", "state"),
    [
        (file(size=1), PinState.CHANGED),
        (file(sha256="0" * 64), PinState.CHANGED),
        (file(sha256=""), PinState.NEW),
        (file(size=1, exact=False), PinState.NEW),
    ],
)
def test_a_stale_pin_is_noticed(pins: Pins, changed: ModelFile, state: PinState) -> None:
    assert pins.check([changed], Stop()) == {changed.id: state}


def test_a_hub_that_fails_is_no_state(hub: HubServer, pins: Pins) -> None:
    hub.misbehave(Fault("hub", status=503))
    with pytest.raises(AppError) as caught:
        pins.check([file()], Stop())
    assert caught.value.problem is Problem.SERVER_FAILED


def test_one_that_fails_does_not_end_the_check(hub: HubServer, pins: Pins) -> None:
    hub.misbehave(Fault("hub", status=503))
    found = pins.check([file("google/gated"), file()], Stop())
    assert found == {
        "google/gated/w.gguf": PinState.UNASKED,
        "owner/name/w.gguf": PinState.RIGHT,
    }


def test_a_pinned_file_whose_repository_moved_on_is_noticed(hub: HubServer, pins: Pins) -> None:
    """The commit still has it; main has another file under its name."""
    pinned = file(revision=COMMIT)
    assert pins.check([pinned], Stop()) == {pinned.id: PinState.RIGHT}
    hub.asked.clear()

    def listed(sha256: str) -> bytes:
        lfs = {"sha256": sha256, "size": len(CONTENT), "pointerSize": 130}
        sibling = {"rfilename": "w.gguf", "size": len(CONTENT), "lfs": lfs}
        return json.dumps({"id": "owner/name", "sha": COMMIT, "siblings": [sibling]}).encode()

    hub.misbehave(Fault("hub", body=listed(SHA256)), Fault("hub", body=listed("1" * 64)))
    assert pins.check([pinned], Stop()) == {pinned.id: PinState.OUTDATED}
    assert len(hub.asked) == 2


def test_it_stops_between_questions(hub: HubServer, pins: Pins) -> None:
    stop = Stop()
    stop.set()
    assert pins.check([file()], stop) == {}
    assert not hub.asked
