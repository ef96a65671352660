# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What one presenter does when another one tells of something."""

from PySide6.QtCore import QObject

from desktop.domain.conversation import is_temporary
from desktop.domain.errors import AppError
from desktop.domain.library import Entry
from desktop.presenters.answering import Answering
from desktop.presenters.navigation import Page
from desktop.presenters.presenters import Presenters
from desktop.presenters.speed import Speed
from desktop.services.exchange.arriving import Arrived


class Joints(QObject):
    """By methods: Qt would hold lambdas, and with them all presenters, for ever."""

    def __init__(
        self, presenters: Presenters, answering: Answering, speed: Speed, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._presenters, self._answering = presenters, answering
        self._join_chats()
        self._join_models(speed)

    def _join_chats(self) -> None:
        p = self._presenters
        p.conversation.chats_changed.connect(p.chat_list.refresh)
        p.conversation.chat_chosen.connect(self._on_chat_chosen)
        p.personas.follow(p.conversation)
        p.editing.removed.connect(p.comparing.review)
        p.editing.undone.connect(p.comparing.review)
        p.chat_list.renamed.connect(p.conversation.renamed)
        p.titling.titled.connect(self._on_titled)
        p.chat_list.deleted.connect(self._on_deleted)
        p.chat_list.archived.connect(self._on_archived)
        p.editing.emptied.connect(p.chat_list.delete)
        p.chat_list.undone.connect(p.conversation.open)
        p.chat_copies.replaced.connect(p.chat_list.refresh)
        p.exchange.arrived.connect(p.chat_list.refresh)
        p.exchange.arrived.connect(self._on_arrived)
        p.chat_copies.replaced.connect(p.conversation.new)

    def _join_models(self, speed: Speed) -> None:
        p = self._presenters
        p.engine.answered.connect(speed.note)
        p.engine.answered.connect(p.library.note_used)
        speed.changed.connect(p.offers.refresh)
        p.licences.changed.connect(p.library.review)
        p.tunings.loading_changed.connect(p.engine.renew)
        p.downloads.installed.connect(p.library.refresh)
        for leaving in (p.holdings.leaving, p.removals.leaving):
            leaving.connect(self._on_leaving)
        p.downloads.installed.connect(p.removals.note_installed)
        p.removals.refused.connect(self._on_refused)
        p.removals.removed.connect(self._on_removed)
        p.holdings.opened.connect(self._on_opened)
        p.holdings.refused.connect(self._on_refused)
        p.gate.met.connect(self._on_gate_met)
        p.gate.passed.connect(self._on_gate_passed)
        p.navigation.join(p.gate.opened, p.gate.stand_before)
        p.preferences.changed.connect(self._on_preference)

    def _on_chat_chosen(self, chat_id: str) -> None:
        self._presenters.preferences.set("chat", "" if is_temporary(chat_id) else chat_id)

    def _on_arrived(self, arrived: Arrived) -> None:
        """Who answers in the chats that came comes too; those who are here stay as they are."""
        personas = self._presenters.personas
        for one in arrived.personas:
            if personas.cast.persona(one.id) is None:
                personas.put(one)

    def _on_titled(self, chat_id: str, title: str) -> None:
        self._presenters.conversation.renamed(chat_id, title, named=False)
        self._presenters.chat_list.refresh()

    def _on_gate_met(self) -> None:
        self._presenters.navigation.go(Page.GATE)

    def _on_gate_passed(self) -> None:
        self._presenters.navigation.go(Page.CHAT)

    def _on_opened(self, entry: Entry) -> None:
        self._presenters.navigation.use(entry.named)

    def _on_leaving(self, model_id: str) -> None:
        chosen = self._presenters.library.chosen
        if chosen is not None and chosen.id == model_id:
            self._presenters.engine.unload()

    def _on_removed(self, _: Entry) -> None:
        if self._presenters.navigation.page is Page.INSTALLED:
            self._presenters.navigation.back()
        self._presenters.holdings.rescan(quiet=True)

    def _on_refused(self, _: AppError) -> None:
        if self._presenters.navigation.page is not Page.INSTALLED:
            self._presenters.navigation.go(Page.MODELS)

    def _on_deleted(self, chat_id: str, _: str) -> None:
        self._answering.drop(chat_id)
        if chat_id == self._presenters.conversation.chat_id:
            self._presenters.conversation.new()

    def _on_archived(self, chat_id: str, _: str) -> None:
        if chat_id == self._presenters.conversation.chat_id:
            self._presenters.conversation.new()

    def _on_preference(self, key: str) -> None:
        if key == "hub_address":
            self._presenters.gate.use_hub(self._presenters.preferences.text(key))
        elif key == "models_folder":
            self._presenters.offers.refresh()
