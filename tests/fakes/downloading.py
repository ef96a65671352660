# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The queue of downloads over the real engine and the stand-in Hub."""

import random
from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from desktop.domain.download import Download, DownloadState
from desktop.domain.fit import Offer
from desktop.domain.model import InstalledModel
from desktop.domain.waiting import Conditions
from desktop.presenters.background import Background
from desktop.presenters.downloads import Downloads
from desktop.services.downloads.fetch import StreamFetcher
from desktop.services.downloads.installation import InstallationRecord
from desktop.services.downloads.installer import Installer
from desktop.services.http import Http
from desktop.services.models.library import ModelLibrary
from tests.fakes.hub import HubServer

WEIGHTS = random.Random(1).randbytes(400_000)
EYES = random.Random(2).randbytes(50_000)
ONE = {"owner/one/weights.gguf": WEIGHTS, "owner/one/eyes.gguf": EYES}
TWO = {"owner/two/weights.gguf": WEIGHTS[::-1]}
SIZE = len(WEIGHTS) + len(EYES)


class Bench:
    """Builds Downloads as a start of the program does, over the same folder."""

    def __init__(self, hub: HubServer, folder: Path, qtbot: QtBot) -> None:
        self.hub, self.folder, self.qtbot = hub, folder, qtbot
        self.library = ModelLibrary(folder / "models.json")
        self.free = 10**12
        self.waits: tuple[float, ...] = ()
        self.conditions = Conditions()
        self._ends: list[Callable[[], None]] = []

    def start(self) -> Downloads:
        background, http = Background(), Http(self.hub.endpoint)
        fetcher = StreamFetcher(http, free=lambda _: self.free, waits=self.waits, interval=0.0)
        downloads = Downloads(
            Installer(fetcher, self.library, lambda: self.hub.endpoint, free=lambda _: self.free),
            InstallationRecord(self.folder / "downloads.json"),
            lambda: self.folder / "models",
            background,
            conditions=lambda: self.conditions,
        )

        def end() -> None:
            downloads.close()
            background.close()
            http.close()
            downloads.deleteLater()  # with the timer of its pump

        self._ends.append(end)
        return downloads

    def end(self) -> None:
        """The program ends."""
        while self._ends:
            self._ends.pop()()

    def wait_for(self, downloads: Downloads, key: str, state: DownloadState) -> Download:
        def is_there() -> bool:
            found = downloads.find(key)
            return found is not None and found.state is state

        self.qtbot.waitUntil(is_there)
        found = downloads.find(key)
        assert found is not None
        return found

    def unfinished(self) -> list[str]:
        return [path.name for path in self.folder.rglob("*.part*")]


def get(bench: Bench, downloads: Downloads, offer: Offer) -> InstalledModel:
    with bench.qtbot.waitSignal(downloads.installed) as installed:
        downloads.start(offer)
    assert installed.args is not None
    model = installed.args[0]
    assert isinstance(model, InstalledModel)
    return model
