# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Builds all services of one running program, and ends them. app.py builds presenters on them."""

import functools
import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from desktop import __version__
from desktop.domain.catalogue import Catalogue
from desktop.domain.computer import Computer
from desktop.domain.library import Entry
from desktop.domain.model import InstalledModel
from desktop.domain.overview import Disk
from desktop.services.account import Account
from desktop.services.chats.store import ChatStore
from desktop.services.computer import look_at_computer
from desktop.services.connection import ConnectionTest
from desktop.services.downloads.fetch import StreamFetcher
from desktop.services.downloads.installation import InstallationRecord
from desktop.services.downloads.installer import Installer
from desktop.services.downloads.throttle import Throttle
from desktop.services.engine.backends import Extra, find_extras
from desktop.services.engine.check_up import CheckUps, engine_version
from desktop.services.engine.homes import Homes
from desktop.services.engine.llama_engine import LlamaEngine
from desktop.services.engine.protected import ProtectedEngine
from desktop.services.engine.protocol import Engine
from desktop.services.engine.session_files import forget_sessions, size_of_sessions
from desktop.services.http import Http
from desktop.services.hub import Hub, file_address
from desktop.services.licences import Acceptances, LicenceTexts
from desktop.services.models.catalogue import read_catalogue
from desktop.services.models.disks import disks_of
from desktop.services.models.elsewhere import Elsewhere
from desktop.services.models.heads import Heads
from desktop.services.models.inventory import Inventory
from desktop.services.models.library import ModelLibrary
from desktop.services.models.pins import Pins
from desktop.services.models.speeds import SpeedRecord
from desktop.services.models.starter import find_starter
from desktop.services.models.tunings import TuningFile
from desktop.services.models.updates import CatalogueUpdates
from desktop.services.paths import Paths
from desktop.services.personas import PersonaFile
from desktop.services.pictures import PictureStore
from desktop.services.proxies import Proxies
from desktop.services.releases import ReleaseFeed
from desktop.services.resources import releases_address, resources_folder
from desktop.services.secrets import Secrets

KEPT_REMOVED = 30 * 86_400  # seconds


class Services:
    """Built once and closed once.

    Args:
        text: a setting of kind str by its key. flag: one of kind bool. number: one of kind int.
        engine: another one than that of this application.
        hub: the Hub's address; "" for the one in the settings.

    Raises:
        AppError: STORE_NEWER or STORE_DAMAGED when the chats cannot be opened.
    """

    def __init__(
        self,
        paths: Paths,
        text: Callable[[str], str],
        flag: Callable[[str], bool],
        number: Callable[[str], int],
        engine: Engine | None = None,
        hub: str = "",
    ) -> None:
        self.paths, self._text, self._number = paths, text, number
        self.store = ChatStore(paths.chats)
        self.store.recover()
        self.pictures = PictureStore(paths.pictures)
        self.personas = PersonaFile(paths.config / "personas.json")
        self.tunings = TuningFile(paths.config / "tunings.json")
        self.check_ups = CheckUps(paths.check_ups, paths.at_work)
        protected = functools.partial(flag, "protected")
        self.engine: Engine = engine or Homes(
            LlamaEngine(paths.sessions), ProtectedEngine(), self.check_ups, protected
        )
        self._build_network(hub or text("hub_address"), signed=bool(text("hub_user")))
        self._build_models()

    def disks(self, entries: Iterable[Entry]) -> list[Disk]:
        """On which disks models are. It may wait for them."""
        return disks_of(entries)

    def close(self) -> None:
        """Nothing may use them any more."""
        self.engine.unload()
        self.pictures.forget_private()
        self.http.close()
        self.store.close()

    def tidy(self) -> None:
        """Keep a copy of the day, then delete for ever what was deleted a month ago, and what a
        temporary chat left when the program was killed.
        """
        self.pictures.sweep()
        self.store.keep_copy_of_day()
        before = time.time() - KEPT_REMOVED
        self.pictures.forget(self.store.purge_removed(before))
        forget_sessions(self.paths.sessions, before)

    def kept_of_sessions(self) -> int:
        """Bytes of what was read and is kept."""
        return size_of_sessions(self.paths.sessions)

    def clear_sessions(self) -> None:
        """Delete what was read and is kept."""
        forget_sessions(self.paths.sessions, float("inf"))

    def look(self) -> Computer:
        """This computer as it is now, with the speeds that were measured on it."""
        return self.speeds.complete(look_at_computer(self.models_folder()))

    def starter(self) -> InstalledModel | None:
        """The model that came with the program."""
        return find_starter(self.models_folder())

    def models_folder(self) -> Path:
        """Where new models go."""
        chosen = self._text("models_folder")
        return Path(chosen) if chosen else self.paths.models

    def inventory(self, catalogue: Callable[[], Catalogue]) -> Inventory:
        """Looks through this computer for models. catalogue: the one in use."""
        paths = self.paths
        environ = {} if paths.portable else os.environ
        elsewhere = Elsewhere(environ, paths.home, shared=not paths.portable)
        facts, coming = paths.cache / "model-files.json", self.installations.coming
        return Inventory(self.models, facts, elsewhere, catalogue, coming)

    def extras(self) -> list[Extra]:
        """The extra parts of the engine that this person has."""
        return find_extras(self.paths.backends, engine_version())

    def hub_address(self) -> str:
        """Of the Hub that is asked now."""
        return self.http.hub

    def _sample(self) -> str:
        """The address of some file at the Hub."""
        model = next(model for model in self.updates.load().models if model.weights())
        return file_address(self.http.hub, model.weights()[0])

    def _build_network(self, address: str, *, signed: bool) -> None:
        secrets = Secrets()
        self.proxies = Proxies(self._text, secrets)
        proxy = self.proxies.find
        self.http = Http(address, lambda: self.account.token(), proxy=proxy, version=__version__)
        self.account = Account(self.http, secrets, signed=signed)
        self.hub = Hub(self.hub_address, self.account.token, proxy)
        self.licence_texts = LicenceTexts(
            self.paths.licences, self.http, addresses=self.hub.licence_addresses
        )
        self.acceptances = Acceptances(self.paths.acceptances)
        self.releases = ReleaseFeed(
            self.http, self.paths.cache / "release.json", releases_address()
        )

    def _build_models(self) -> None:
        """Which models there are, which are here, and how files come."""
        paths = self.paths
        built_in = read_catalogue(resources_folder() / "catalogue")
        self.updates = CatalogueUpdates(self.http, paths.data / "catalogue.json", built_in)
        self.speeds = SpeedRecord(paths.data / "speeds.json")
        self.models = ModelLibrary(paths.data / "models.json")
        self.hub_models = paths.data / "hub-models.json"
        self.pins = Pins(self.hub)
        self.connection = ConnectionTest(self.http, self._sample)
        self.heads = Heads(self.http, self.hub_address, self.pins.pinned, paths.cache / "heads")
        self.fetcher = StreamFetcher(
            self.http,
            for_ever=True,
            throttle=Throttle(lambda: self._number("download_limit") * 1_000_000),
            memory=paths.data / "blocks",
        )
        self.installer = Installer(
            self.fetcher,
            self.models,
            self.hub_address,
            self.pins.pinned,
            self.heads.hand_over,
        )
        self.installations = InstallationRecord(paths.data / "downloads.json")
