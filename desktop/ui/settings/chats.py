# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Settings: copies of the chats, and repairing their file."""

from PySide6.QtCore import QCoreApplication

from desktop.domain.errors import AppError
from desktop.presenters.chat_copies import ChatCopies
from desktop.presenters.conversation import Conversation
from desktop.presenters.engine_host import EngineHost
from desktop.presenters.exchange import Exchange
from desktop.services.chats.copies import CopyKind
from desktop.services.chats.repair import Repaired
from desktop.services.exchange.arriving import Arrived
from desktop.ui.exchange import ask_which
from desktop.ui.settings.rows import Section, SettingRow
from desktop.ui.text.amounts import moment_words
from desktop.ui.text.exchange import arrived_words
from desktop.ui.text.problems import problem_text
from desktop.ui.theme import ThemeSource
from desktop.ui.trouble_notice import repaired_words
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.choice import Choice

translate = QCoreApplication.translate


class ChatsSection(Section):
    """Nothing can be pressed while a question is being answered: its chat may go."""

    def __init__(
        self,
        themes: ThemeSource,
        copies: ChatCopies,
        exchange: Exchange,
        engine: EngineHost,
        conversation: Conversation,
    ) -> None:
        super().__init__(themes, translate("Settings", "Chats"))
        self._copies, self._exchange, self._engine = copies, exchange, engine
        self.choice = Choice(themes)
        self.back = Button(themes, translate("Settings", "Go back"), "small", self._go_back)
        self._back_row = SettingRow(
            themes, translate("Settings", "Copies of your chats"), " ", self.choice, self.back
        )
        self.add(self._back_row)
        self.repair = Button(themes, translate("Settings", "Repair"), "small", copies.repair)
        self._repair_row = SettingRow(
            themes,
            translate("Settings", "When chats cannot be opened"),
            translate("Settings", "Saves all that can still be read. The damaged file is kept."),
            self.repair,
        )
        self.add(self._repair_row)
        self.files = Button(themes, translate("Settings", "Choose files"), "small", self._ask_files)
        self.folder = Button(
            themes, translate("Settings", "Choose a folder"), "small", self._ask_folder
        )
        self._exchange_row = SettingRow(
            themes, translate("Settings", "Chats of other programs"), " ", self.files, self.folder
        )
        self.add(self._exchange_row)
        exchange.changed.connect(self._show_exchange)
        exchange.arrived.connect(self._on_arrived)
        copies.changed.connect(self._show)
        copies.repaired.connect(self._on_repaired)
        copies.failed.connect(self._on_failed)
        engine.changed.connect(self._allow)
        conversation.status_changed.connect(self._allow)  # an answer has ended
        self._show()
        self._show_exchange()

    def _ask_files(self) -> None:
        ask_which(self, self._exchange, folder=False)

    def _ask_folder(self) -> None:
        ask_which(self, self._exchange, folder=True)

    def _show_exchange(self) -> None:
        for button in (self.files, self.folder):
            button.setEnabled(not self._exchange.working)
        self._exchange_row.show_note(
            translate("Settings", "%n chats so far", "", self._exchange.seen)
            if self._exchange.working and self._exchange.seen
            else translate(
                "Settings",
                "Takes in what ChatGPT, LM Studio, Jan, Ollama, Open WebUI, GPT4All and Jewelbox"
                " keep or export. Nothing here is overwritten.",
            )
        )

    def _on_arrived(self, arrived: Arrived) -> None:
        self._exchange_row.show_note(arrived_words(arrived))

    def _show(self) -> None:
        shown = [self.choice.itemData(index) for index in range(self.choice.count())]
        if shown != [*self._copies.copies]:
            self.choice.clear()
            for copy in self._copies.copies:
                self.choice.addItem(_name(copy.kind, copy.made), copy)
        self.choice.setVisible(bool(self._copies.copies))
        self.back.setVisible(bool(self._copies.copies))
        self._back_row.show_note(
            translate(
                "Settings", "All chats become what they were. What is here now is copied first."
            )
            if self._copies.copies
            else translate("Settings", "One is made each day that you write, and kept here.")
        )
        self._allow()

    def _allow(self) -> None:
        for button in (self.back, self.repair):
            button.setEnabled(not self._engine.busy and not self._copies.working)

    def _go_back(self) -> None:
        self._copies.go_back_to(self.choice.currentData())

    def _on_repaired(self, repaired: Repaired) -> None:
        self._repair_row.show_note(repaired_words(repaired))

    def _on_failed(self, error: AppError) -> None:
        words = problem_text(error)
        self._back_row.show_note(f"{words.title}. {words.next}", "danger")


def _name(kind: CopyKind, made: float) -> str:
    if kind is CopyKind.BEFORE:
        words = translate("Settings", "{moment}, before going back")
    elif kind is CopyKind.VERSION:
        words = translate("Settings", "{moment}, before a newer Jewelbox")
    else:
        words = "{moment}"
    return words.format(moment=moment_words(made))
