# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A download as a fresh program makes it, from the stand-in Hub, and what it told."""

import hashlib
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.domain.errors import AppError, Problem
from desktop.services.downloads.fetch import StreamFetcher
from desktop.services.downloads.fetcher import Progress, Wanted
from desktop.services.downloads.part import Part
from desktop.services.http import Http
from desktop.services.stop import Stop
from tests.fakes.hub import Fault, HubServer

CONTENT = random.Random(7).randbytes(300_000)
KEY = "owner/name/model.gguf"


class Bench:
    """A fetcher as a fresh program has it, and what it told."""

    def __init__(self, hub: HubServer, folder: Path, silence: float = 5.0) -> None:
        self.hub, self.folder = hub, folder
        self.told: list[Progress] = []
        self.stop = Stop()
        self.http = Http(hub.endpoint, connect=5.0, silence=silence)
        self.free: Callable[[Path], int] = lambda folder: 10**12
        self.waits: tuple[float, ...] = (0.0, 0.0, 0.0)
        self.for_ever = False

    @property
    def wanted(self) -> Wanted:
        return Wanted(
            f"{self.hub.endpoint}/owner/name/resolve/main/model.gguf",
            self.folder / "model.gguf",
            len(CONTENT),
            hashlib.sha256(CONTENT).hexdigest(),
            "main",
        )

    @property
    def part(self) -> Part:
        return Part(self.wanted)

    def fetch(self, tell: Callable[[Progress], None] | None = None) -> None:
        self.fetcher = StreamFetcher(
            self.http,
            free=lambda folder: self.free(folder),
            waits=self.waits,
            for_ever=self.for_ever,
            interval=0.0,
        )
        try:
            self.fetcher.fetch(self.wanted, tell or self.told.append, self.stop)
        finally:
            self.http.close()

    def fails(self, problem: Problem) -> AppError:
        with pytest.raises(AppError) as caught:
            self.fetch()
        assert caught.value.problem is problem
        assert not self.wanted.target.exists()
        return caught.value

    def is_right(self) -> bool:
        """The file is there, and nothing else is left."""
        return self.wanted.target.read_bytes() == CONTENT and len(list(self.folder.iterdir())) == 1

    def ranges(self) -> list[str]:
        """What was asked of the content network."""
        return [a.headers.get("range", "") for a in self.hub.asked if a.of == "network"]


def again(bench: Bench) -> Bench:
    """The program was ended and started again."""
    return Bench(bench.hub, bench.folder)


def cut(bench: Bench, after: int) -> None:
    """Leave a part of so many bytes behind, as a cut with no more tries does."""
    bench.waits = ()
    bench.hub.misbehave(Fault(cut_after=after))
    bench.fails(Problem.OFFLINE)
    assert bench.part.got == after
