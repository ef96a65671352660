# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Personas and prompts, and which persona answers in which chat."""

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from desktop.domain.conversation import Chat
from desktop.domain.persona import Cast, Persona, SavedPrompt
from desktop.presenters.background import Background, Lane
from desktop.presenters.library import Library
from desktop.presenters.preferences import Preferences
from desktop.services.chats.records import new_id
from desktop.services.chats.store import ChatStore
from desktop.services.personas import PersonaFile

if TYPE_CHECKING:  # it is built on Answering, which asks the personas
    from desktop.presenters.open_chat import OpenChat

new_one_id = new_id


class Personas(QObject):
    """Whatever is changed is kept at once.

    Attributes:
        cast: all of them. chosen: that of the open chat, None for none.
    """

    changed = Signal()
    chosen_changed = Signal()

    def __init__(
        self,
        file: PersonaFile,
        store: ChatStore,
        library: Library,
        preferences: Preferences,
        background: Background,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._file, self._store, self._background = file, store, background
        self._library, self._preferences = library, preferences
        self._of_chat: dict[str, str] = {}  # chats that were open in this run
        self.cast: Cast = file.load()
        self.chosen: Persona | None = None
        self._open = ""  # the chat
        self._conversation: OpenChat | None = None

    def follow(self, conversation: "OpenChat") -> None:
        """Show the persona of whichever chat is open there."""
        self._conversation = conversation
        conversation.opened.connect(self._on_opened)

    def _on_opened(self) -> None:
        chat = self._conversation.chat if self._conversation is not None else None
        if chat is not None:
            self._of_chat.setdefault(chat.id, chat.persona)
        self._look(chat.id if chat is not None else "")
        self._choose_model()

    def choose(self, chat: Chat, persona_id: str) -> None:
        """Let a persona answer in the open chat from now on; "" for none."""
        self._of_chat[chat.id] = persona_id
        self._background.run(Lane.STORE, lambda: self._store.set_persona(chat.id, persona_id))
        self._look(chat.id)
        self._choose_model()

    def instructions(self, chat_id: str) -> str:
        """What the model is told in this chat: always, and as this persona."""
        persona = self._of(chat_id)
        always = self._preferences.text("instructions")
        told = persona.instructions if persona is not None else ""
        return "\n\n".join(words for words in (always.strip(), told.strip()) if words)

    def temperature(self, chat_id: str) -> float | None:
        """How freely the persona of this chat chooses its words; None as recommended."""
        persona = self._of(chat_id)
        return persona.temperature if persona is not None else None

    def models(self) -> list[tuple[str, str]]:
        """Id and name of the models that can be a persona's own."""
        return [(model.id, model.name) for model in self._library.installed]

    def put(self, one: Persona | SavedPrompt) -> None:
        """Change one, or add it at the end."""
        if isinstance(one, Persona):
            self._keep(replace(self.cast, personas=_with(self.cast.personas, one)))
        else:
            self._keep(replace(self.cast, prompts=_with(self.cast.prompts, one)))

    def remove(self, one_id: str) -> None:
        """Chats of a persona that is gone go on without one."""
        self._keep(
            Cast(
                tuple(one for one in self.cast.personas if one.id != one_id),
                tuple(one for one in self.cast.prompts if one.id != one_id),
            )
        )

    def _choose_model(self) -> None:
        """A persona's own model answers wherever it is met, as the composer then says."""
        if self.chosen is not None and self._library.find(self.chosen.model) is not None:
            self._library.choose(self.chosen.model)

    def _of(self, chat_id: str) -> Persona | None:
        return self.cast.persona(self._of_chat.get(chat_id, ""))

    def _look(self, chat_id: str) -> None:
        chosen = self._of(chat_id)
        self._open = chat_id
        if chosen != self.chosen:
            self.chosen = chosen
            self.chosen_changed.emit()

    def _keep(self, cast: Cast) -> None:
        self.cast = cast
        self._background.run(Lane.STORE, lambda: self._file.save(cast))
        self._look(self._open)
        self.changed.emit()


Kind = TypeVar("Kind", Persona, SavedPrompt)  # both have an id


def _with(those: tuple[Kind, ...], one: Kind) -> tuple[Kind, ...]:
    """In the place of the one with the same id, else at the end."""
    known = any(other.id == one.id for other in those)
    changed = tuple(one if other.id == one.id else other for other in those)
    return changed if known else changed + (one,)
