# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Everything that a window looks at."""

from dataclasses import dataclass

from desktop.presenters.background import Background
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
from desktop.presenters.exchange import Exchange
from desktop.presenters.extras import Extras
from desktop.presenters.finding import Finding
from desktop.presenters.gate import Gate
from desktop.presenters.holdings import Holdings
from desktop.presenters.leftovers import Leftovers
from desktop.presenters.library import Library
from desktop.presenters.licences import Licences
from desktop.presenters.navigation import Navigation
from desktop.presenters.offers import Offers
from desktop.presenters.personas import Personas
from desktop.presenters.preferences import Preferences
from desktop.presenters.queue import Queue
from desktop.presenters.releases import Releases
from desktop.presenters.removals import Removals
from desktop.presenters.repositories import Repositories
from desktop.presenters.titling import Titling
from desktop.presenters.tunings import Tunings
from desktop.presenters.upkeep import Upkeep


@dataclass(frozen=True, slots=True)
class Presenters:
    """Built in app.py; each page takes only those that it needs."""

    background: Background
    preferences: Preferences
    personas: Personas
    navigation: Navigation
    chat_list: ChatList
    chat_copies: ChatCopies
    exchange: Exchange
    conversation: Conversation
    editing: Editing
    comparing: Comparing
    queue: Queue
    finding: Finding
    engine: EngineHost
    engine_care: EngineCare
    estimating: Estimating
    titling: Titling
    tunings: Tunings
    offers: Offers
    choosing: Choosing
    library: Library
    holdings: Holdings
    removals: Removals
    repositories: Repositories
    upkeep: Upkeep
    extras: Extras
    releases: Releases
    downloads: Downloads
    leftovers: Leftovers
    connection: Connection
    gate: Gate
    licences: Licences
