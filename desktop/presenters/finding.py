# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The way from what a search found to the message in its chat."""

from PySide6.QtCore import QObject, Qt, Signal

from desktop.domain.conversation import branch, newest_leaf
from desktop.presenters.background import Background, Lane
from desktop.presenters.conversation import Conversation
from desktop.services.chats.store import ChatStore


class Finding(QObject):
    """Opens chats at a message; `found` comes when the message is there to be shown."""

    found = Signal(str)

    def __init__(
        self,
        conversation: Conversation,
        store: ChatStore,
        background: Background,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._conversation, self._store, self._background = conversation, store, background
        self._sought = ""
        # Queued: whoever shows the chat has it before it is asked to show the message.
        conversation.opened.connect(self._on_opened, Qt.ConnectionType.QueuedConnection)

    def open(self, chat_id: str, message_id: str = "") -> None:
        """Show a chat at one of its messages, on whichever branch it stands; "" for the end."""
        self._sought = message_id
        shown = {message.id for message in self._conversation.messages}
        if not message_id or (chat_id == self._conversation.chat_id and message_id in shown):
            self._conversation.open(chat_id)
            self._on_opened()
            return

        def bring() -> bool:
            """Whether the chat shows another branch now."""
            chat, messages = self._store.chat(chat_id), self._store.messages(chat_id)
            there = {message.id for message in messages}
            shown = {message.id for message in branch(messages, chat.leaf_id if chat else None)}
            if message_id not in there - shown:
                return False
            self._store.set_leaf(chat_id, newest_leaf(messages, message_id))
            return True

        self._background.run(
            Lane.STORE, bring, lambda changed: self._conversation.open(chat_id, again=changed)
        )

    def _on_opened(self) -> None:
        if self._sought in {message.id for message in self._conversation.messages}:
            sought, self._sought = self._sought, ""
            self.found.emit(sought)
