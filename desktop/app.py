# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The composition root: builds everything and joins everything. Nothing else sees all floors."""

import functools
import time
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from desktop import __version__
from desktop.domain.computer import Computer
from desktop.domain.model import InstalledModel
from desktop.presenters.answering import Answering
from desktop.presenters.background import Background, Lane
from desktop.presenters.chat_copies import ChatCopies
from desktop.presenters.chat_list import ChatList
from desktop.presenters.choosing import Choosing
from desktop.presenters.conversation import Conversation
from desktop.presenters.downloads import Downloads
from desktop.presenters.engine_host import CheckUp, EngineHost
from desktop.presenters.gate import Gate
from desktop.presenters.library import Library
from desktop.presenters.licences import Licences
from desktop.presenters.navigation import Navigation, Page
from desktop.presenters.offers import Offers
from desktop.presenters.preferences import Preferences
from desktop.presenters.presenters import Presenters
from desktop.presenters.repositories import Repositories
from desktop.presenters.speed import Speed
from desktop.presenters.tunings import Tunings
from desktop.presenters.upkeep import Upkeep
from desktop.services.account import Account
from desktop.services.chats.store import ChatStore
from desktop.services.computer import look_at_computer
from desktop.services.downloads.fetch import StreamFetcher
from desktop.services.downloads.installer import InstallationRecord, Installer
from desktop.services.engine.check_up import CheckUps
from desktop.services.engine.homes import Homes
from desktop.services.engine.llama_engine import LlamaEngine
from desktop.services.engine.probe import probe
from desktop.services.engine.protected import ProtectedEngine
from desktop.services.engine.protocol import Engine
from desktop.services.engine.session_files import forget_sessions
from desktop.services.http import Http
from desktop.services.hub import Hub
from desktop.services.licences import Acceptances, LicenceTexts
from desktop.services.models.catalogue import read_catalogue
from desktop.services.models.heads import Heads
from desktop.services.models.library import ModelLibrary
from desktop.services.models.pins import Pins
from desktop.services.models.speeds import SpeedRecord
from desktop.services.models.starter import find_starter
from desktop.services.models.strangers import Strangers
from desktop.services.models.tunings import TuningFile
from desktop.services.models.updates import CatalogueUpdates
from desktop.services.paths import Paths
from desktop.services.pictures import PictureStore
from desktop.services.resources import resources_folder
from desktop.services.secrets import Secrets
from desktop.services.settings_file import SettingsFile

KEPT_REMOVED = 30 * 86_400  # seconds


class House(QObject):
    """Everything below the window, built once and closed once.

    Args:
        engine: another one than that of this application.
        hub: the Hub's address; "" for the one in the settings.

    Raises:
        AppError: STORE_NEWER or STORE_DAMAGED when the chats cannot be opened.
    """

    def __init__(self, paths: Paths, engine: Engine | None = None, hub: str = "") -> None:
        super().__init__()
        self._paths, self._closed = paths, False
        self.log_folder = paths.logs
        self._store = ChatStore(paths.chats)
        self._store.recover()
        self._pictures = PictureStore(paths.pictures)
        self._background = Background(self)
        file = SettingsFile(paths.settings)
        self._preferences = Preferences(file, self._background, self)
        address = hub or self._preferences.text("hub_address")
        self._http = Http(address, lambda: self._account.token(), version=__version__)
        signed = bool(self._preferences.text("hub_user"))
        self._account = Account(self._http, Secrets(), signed=signed)
        self._build_licences()
        self._build_models()
        self._build_engine(engine)
        self._build_chats()
        self._join()

    def start(self) -> None:
        """Look at what is here: the computer, the models, the chat that was open last."""
        p = self.presenters
        p.library.refresh()
        p.chat_list.refresh()
        p.conversation.open(p.preferences.text("chat"))
        p.offers.refresh()
        p.downloads.restore()
        self._background.run(Lane.STORE, self._tidy, lambda _: p.chat_copies.refresh())

    def close(self) -> None:
        """Stop what runs and write what is not yet written. Harmless when closed already."""
        if self._closed:
            return
        self._closed = True
        self.presenters.conversation.keep_draft()
        self._downloads.close()
        self._licences.close()
        self._repositories.close()
        self.speed.close()
        self._upkeep.close()
        self._gate.close()
        self._answering.close()
        self._background.close()
        for timer in self.findChildren(QTimer):
            timer.stop()
        self._engine.unload()
        self._http.close()
        self._store.close()

    def _tidy(self) -> None:
        """Keep a copy of the day, then delete for ever what was deleted a month ago."""
        self._store.keep_copy_of_day()
        before = time.time() - KEPT_REMOVED
        self._pictures.forget(self._store.purge_removed(before))
        forget_sessions(self._paths.sessions, before)

    def _build_licences(self) -> None:
        self._hub = Hub(lambda: self._http.hub, lambda: "")
        self._licences = Licences(
            LicenceTexts(self._paths.licences, self._http, addresses=self._hub.licence_addresses),
            Acceptances(self._paths.acceptances),
            self._background,
            parent=self,
        )

    def _build_models(self) -> None:
        paths, background = self._paths, self._background
        built_in = read_catalogue(resources_folder() / "catalogue")
        updates = CatalogueUpdates(self._http, paths.data / "catalogue.json", built_in)
        self._speeds = SpeedRecord(paths.data / "speeds.json")
        self._offers = Offers(
            updates.load(),
            self._look,
            lambda: find_starter(self._models_folder()),
            background,
            self,
        )
        self.speed = Speed(
            self._offers.catalogue, self._speeds, self._look, probe, background, self
        )
        models = ModelLibrary(paths.data / "models.json")
        self._library = Library(
            models, self._preferences, self._offers, background, self._may_run, self
        )
        self._build_hub(updates, models)

    def _build_hub(self, updates: CatalogueUpdates, models: ModelLibrary) -> None:
        """What comes from the Hub: models of others, and the files of all."""
        paths, background = self._paths, self._background
        pins = Pins(self._hub)
        self._heads = Heads(self._http, lambda: self._http.hub, pins.pinned, paths.cache / "heads")
        strangers = Strangers(self._hub, self._heads, lambda: self._offers.catalogue)
        self._repositories = Repositories(strangers, self._offers, background, self)
        self._upkeep = Upkeep(updates, pins, self._offers, self._preferences, background, self)
        self._downloads = Downloads(
            Installer(
                StreamFetcher(self._http),
                models,
                lambda: self._http.hub,
                pins.pinned,
                self._heads.hand_over,
            ),
            InstallationRecord(paths.data / "downloads.json"),
            self._models_folder,
            background,
            self,
        )
        self._gate = Gate(
            self._account, self._downloads, self._offers, self._preferences, background, self
        )

    def _build_engine(self, engine: Engine | None) -> None:
        paths, preferences = self._paths, self._preferences
        check_up: CheckUp | None = None
        check_ups = CheckUps(paths.check_ups, paths.at_work)
        if engine is None:
            always = functools.partial(preferences.flag, "protected")
            homes = Homes(LlamaEngine(self._paths.sessions), ProtectedEngine(), check_ups, always)
            engine, check_up = homes, homes.check_up
        self._engine = engine
        self._tunings = Tunings(
            TuningFile(paths.config / "tunings.json"),
            self._offers,
            self._look,
            check_ups.measured,
            self._background,
            self,
        )
        self._host = EngineHost(
            engine, self._tunings, preferences, self._background, check_up, self
        )

    def _build_chats(self) -> None:
        background, library = self._background, self._library
        self._answering = Answering(
            self._host,
            library,
            self._store,
            self._pictures,
            self._preferences,
            background,
            parent=self,
        )
        conversation = Conversation(
            self._answering, library, self._store, self._pictures, background, parent=self
        )
        self.presenters = Presenters(
            background=background,
            preferences=self._preferences,
            navigation=Navigation(
                self._preferences, self._offers, library, self._downloads, self._licences, self
            ),
            chat_list=ChatList(self._store, background, parent=self),
            chat_copies=ChatCopies(self._store, background, self),
            conversation=conversation,
            engine=self._host,
            tunings=self._tunings,
            offers=self._offers,
            choosing=Choosing(self._offers, self),
            library=library,
            repositories=self._repositories,
            upkeep=self._upkeep,
            downloads=self._downloads,
            gate=self._gate,
            licences=self._licences,
        )

    def _join(self) -> None:
        """What one presenter does because of another.

        By methods, not by lambdas: Qt would hold these, and with them the house, for ever.
        """
        p = self.presenters
        p.conversation.chats_changed.connect(p.chat_list.refresh)
        p.conversation.chat_chosen.connect(self._on_chat_chosen)
        p.chat_list.renamed.connect(p.conversation.renamed)
        p.chat_list.deleted.connect(self._on_deleted)
        p.chat_list.undone.connect(p.conversation.open)
        p.chat_copies.replaced.connect(p.chat_list.refresh)
        p.chat_copies.replaced.connect(p.conversation.new)
        p.engine.answered.connect(self.speed.note)
        self.speed.changed.connect(p.offers.refresh)
        p.licences.changed.connect(p.library.review)
        p.tunings.loading_changed.connect(p.engine.renew)
        p.downloads.installed.connect(p.library.refresh)
        p.gate.met.connect(self._on_gate_met)
        p.gate.passed.connect(self._on_gate_passed)
        p.preferences.changed.connect(self._on_preference)

    def _on_chat_chosen(self, chat_id: str) -> None:
        self._preferences.set("chat", chat_id)

    def _on_gate_met(self) -> None:
        self.presenters.navigation.go(Page.GATE)

    def _on_gate_passed(self) -> None:
        self.presenters.navigation.go(Page.CHAT)

    def _on_deleted(self, chat_id: str, _: str) -> None:
        self._answering.drop(chat_id)
        if chat_id == self.presenters.conversation.chat_id:
            self.presenters.conversation.new()

    def _on_preference(self, key: str) -> None:
        if key == "hub_address":
            self._http.hub = self._preferences.text(key)
        elif key == "models_folder":
            self._offers.refresh()

    def _may_run(self, installed: InstalledModel) -> bool:
        return self._licences.is_accepted(installed.licence, installed.model or installed.id)

    def _look(self) -> Computer:
        return self._speeds.complete(look_at_computer(self._models_folder()))

    def _models_folder(self) -> Path:
        chosen = self._preferences.text("models_folder")
        return Path(chosen) if chosen else self._paths.models
