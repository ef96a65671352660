# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The composition root: builds the presenters on the services and joins them."""

from PySide6.QtCore import QObject, QTimer

from desktop import __version__
from desktop.building import Services
from desktop.domain.model import InstalledModel
from desktop.domain.persona import Cast
from desktop.presenters.answering import Answering
from desktop.presenters.background import Background, Lane
from desktop.presenters.chat_copies import ChatCopies
from desktop.presenters.chat_list import ChatList
from desktop.presenters.choosing import Choosing
from desktop.presenters.comparing import Comparing
from desktop.presenters.connection import Connection
from desktop.presenters.conversation import Conversation
from desktop.presenters.downloads import Downloads
from desktop.presenters.editing import Editing
from desktop.presenters.engine_care import EngineCare
from desktop.presenters.engine_host import EngineHost
from desktop.presenters.estimating import Estimating
from desktop.presenters.exchange import Exchange, pdf
from desktop.presenters.extras import Extras
from desktop.presenters.finding import Finding
from desktop.presenters.gate import Gate
from desktop.presenters.holdings import Holdings
from desktop.presenters.joints import Joints
from desktop.presenters.keeping import Keeping
from desktop.presenters.leftovers import Leftovers
from desktop.presenters.library import Library
from desktop.presenters.licences import Licences
from desktop.presenters.navigation import Navigation
from desktop.presenters.network import Network
from desktop.presenters.offers import Offers
from desktop.presenters.personas import Personas
from desktop.presenters.preferences import Preferences
from desktop.presenters.presenters import Presenters
from desktop.presenters.queue import Queue
from desktop.presenters.releases import Releases
from desktop.presenters.removals import Removals
from desktop.presenters.repositories import Repositories
from desktop.presenters.speed import Speed
from desktop.presenters.titling import Titling
from desktop.presenters.tunings import Tunings
from desktop.presenters.upkeep import Upkeep
from desktop.services.computer import clock, strain
from desktop.services.engine.homes import Homes
from desktop.services.engine.probe import probe
from desktop.services.engine.protocol import Engine
from desktop.services.exchange.arriving import Arriving
from desktop.services.exchange.leaving import Leaving
from desktop.services.models.strangers import Strangers
from desktop.services.paths import Paths
from desktop.services.settings_file import SettingsFile
from desktop.ui.text.exchange import names


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
        self._closed = False
        self.log_folder = paths.logs
        self._background = Background(self)
        self._preferences = Preferences(SettingsFile(paths.settings), self._background, self)
        p = self._preferences
        self.services = Services(paths, p.text, p.flag, p.number, engine, hub)
        self.network = Network(p, self)
        self._build_models()
        self._build_hub()
        self._build_engine()
        self._build_chats()
        Joints(self.presenters, self._answering, self.speed, self)

    def start(self) -> None:
        """Look at what is here: the computer, the models, the chat that was open last."""
        p = self.presenters
        p.library.refresh()
        p.chat_list.start()
        p.conversation.open(p.preferences.text("chat"))
        p.offers.refresh()
        p.repositories.start()
        p.downloads.restore()
        p.releases.start()
        p.extras.refresh()
        p.holdings.start()
        self._background.run(Lane.STORE, self.services.tidy, lambda _: p.chat_copies.refresh())

    def close(self) -> None:
        """Stop what runs and write what is not yet written. Harmless when closed already."""
        if self._closed:
            return
        self._closed = True
        self.presenters.conversation.keep_draft()
        self.presenters.exchange.close()
        self._downloads.close()
        self._connection.close()
        self._holdings.close()
        self._licences.close()
        self._repositories.close()
        self.speed.close()
        self._upkeep.close()
        self._gate.close()
        self._releases.close()
        self._answering.close()
        self._background.close()
        for timer in self.findChildren(QTimer):
            timer.stop()
        self.services.close()

    def _build_models(self) -> None:
        s, background = self.services, self._background
        self._licences = Licences(s.licence_texts, s.acceptances, background, parent=self)
        self._offers = Offers(s.updates.load(), s.look, s.starter, background, self)
        self.speed = Speed(self._offers.model, s.speeds, s.look, probe, background, self)
        self._library = Library(
            s.models, self._preferences, self._offers, background, s.disks, self._may_run, self
        )
        self._removals = Removals(s.models, self._library, background, self)
        self._holdings = Holdings(
            s.inventory(lambda: self._offers.catalogue),
            self._library,
            self._preferences,
            s.models_folder,
            background,
            self,
        )

    def _build_hub(self) -> None:
        """What comes from the Hub: models of others, and the files of all."""
        s, background = self.services, self._background
        strangers = Strangers(s.hub, s.heads, lambda: self._offers.catalogue, s.hub_models)
        self._repositories = Repositories(strangers, self._offers, background, self)
        self._upkeep = Upkeep(s.updates, s.pins, self._offers, self._preferences, background, self)
        self._downloads = Downloads(
            s.installer,
            s.installations,
            s.models_folder,
            background,
            self,
            self.network.conditions,
        )
        self._connection = Connection(s.connection, s.proxies, background, self)
        self.network.back.connect(s.installer.wake)
        self.network.changed.connect(self._downloads.review)
        self._gate = Gate(
            s.account, self._downloads, self._offers, self._preferences, background, self
        )
        self._releases = Releases(s.releases, __version__, self._preferences, background, self)

    def _build_engine(self) -> None:
        s = self.services
        self._tunings = Tunings(
            s.tunings, self._offers, s.look, s.check_ups.measured, self._background, self
        )
        check_up = s.engine.check_up if isinstance(s.engine, Homes) else None
        self._host = EngineHost(s.engine, self._tunings, self._background, check_up, self)
        self._keeping = Keeping(self._host, self._preferences, clock, strain, self)
        self._care = EngineCare(
            self._host,
            s.kept_of_sessions,
            s.clear_sessions,
            s.check_ups.held,
            s.check_ups.trust,
            self._background,
            self,
        )
        self._personas = Personas(
            s.personas, s.store, self._library, self._preferences, self._background, self
        )
        self._estimating = Estimating(
            self._host,
            self._library,
            self._offers,
            self._tunings,
            self._personas,
            s.pictures,
            self,
        )

    def _build_chats(self) -> None:
        s, background, library = self.services, self._background, self._library
        host, preferences, personas = self._host, self._preferences, self._personas
        self._answering = answering = Answering(
            host, library, s.store, s.pictures, preferences, personas, background, parent=self
        )
        self._conversation = Conversation(
            answering, library, s.store, s.pictures, background, parent=self
        )
        self._comparing = Comparing(  # before Queue: a second answer comes before what waits
            self._conversation,
            answering,
            library,
            self._offers,
            self._tunings,
            s.store,
            background,
            self,
        )
        self._titling = Titling(
            host,
            answering,
            library,
            s.store,
            s.pictures,
            preferences,
            personas,
            background,
            self,
        )
        self._gather()

    def _gather(self) -> None:
        """All that a window looks at, with what needs no other presenter than these."""
        s, background, library = self.services, self._background, self._library
        conversation, answering = self._conversation, self._answering
        self.presenters = Presenters(
            background=background,
            preferences=self._preferences,
            personas=self._personas,
            navigation=Navigation(
                self._preferences, self._offers, library, self._downloads, self._licences, self
            ),
            chat_list=ChatList(s.store, s.pictures, background, parent=self),
            chat_copies=ChatCopies(s.store, background, self),
            exchange=self._exchange(),
            conversation=conversation,
            editing=Editing(conversation, answering, s.store, background, parent=self),
            comparing=self._comparing,
            queue=Queue(conversation, answering, s.store, background, parent=self),
            finding=Finding(conversation, s.store, background, self),
            engine=self._host,
            engine_care=self._care,
            estimating=self._estimating,
            titling=self._titling,
            tunings=self._tunings,
            offers=self._offers,
            choosing=Choosing(self._offers, self),
            library=library,
            holdings=self._holdings,
            removals=self._removals,
            repositories=self._repositories,
            upkeep=self._upkeep,
            extras=Extras(s.extras, background, self),
            releases=self._releases,
            downloads=self._downloads,
            leftovers=Leftovers(s.models_folder, self._downloads, self._offers, background, self),
            connection=self._connection,
            gate=self._gate,
            licences=self._licences,
        )

    def _exchange(self) -> Exchange:
        store, pictures = self.services.store, self.services.pictures
        leaving = Leaving(store, pictures, names, pdf, self._model_name, self._cast)
        return Exchange(leaving, Arriving(store, pictures), self._background, self)

    def _cast(self) -> Cast:
        return self._personas.cast

    def _model_name(self, model_id: str) -> str:
        model = self._library.find(model_id)
        return model.name if model is not None else ""

    def _may_run(self, installed: InstalledModel) -> bool:
        return self._licences.is_accepted(installed.licence, installed.model or installed.id)
