# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Two programs with data of their own share a folder of models."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.services.downloads.fetch import StreamFetcher
from tests.fakes.fetching import CONTENT, KEY, Bench, again
from tests.fakes.hub import Fault, HubServer

OTHER = """
import sys
from pathlib import Path
from desktop.services.downloads.fetch import StreamFetcher
from desktop.services.downloads.fetcher import Wanted
from desktop.services.http import Http
from desktop.services.stop import Stop
hub, target, size, sha256 = sys.argv[1:]
address = hub + "/owner/name/resolve/main/model.gguf"
wanted = Wanted(address, Path(target), int(size), sha256, "main")
StreamFetcher(Http(hub), waits=()).fetch(wanted, lambda progress: None, Stop())
"""


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with HubServer({KEY: CONTENT}) as server:
        yield server


def other(bench: Bench) -> "subprocess.Popen[bytes]":
    wanted = bench.wanted
    size = str(wanted.size)
    command = [sys.executable, "-c", OTHER, bench.hub.endpoint, str(wanted.target), size]
    return subprocess.Popen([*command, wanted.sha256])


def test_whoever_comes_second_waits_and_finds_the_file(hub: HubServer, tmp_path: Path) -> None:
    bench = Bench(hub, tmp_path)
    hub.misbehave(Fault(hold_after=100_000))
    with other(bench) as process:
        assert hub.held.wait(20)
        waiting = threading.Thread(target=bench.fetch)
        waiting.start()
        StreamFetcher(bench.http).discard(bench.wanted)  # somebody else is at it: it stays
        hub.release()
        waiting.join()
        assert process.wait() == 0
    assert bench.is_right()
    assert bench.ranges() == [""]  # fetched once


def test_a_program_that_was_killed_holds_nothing_up(hub: HubServer, tmp_path: Path) -> None:
    bench = Bench(hub, tmp_path)
    hub.misbehave(Fault(hold_after=100_000))
    with other(bench) as process:
        assert hub.held.wait(20)
        process.kill()
    hub.release()
    second = again(bench)
    second.fetch()
    assert second.is_right()
