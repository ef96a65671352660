# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Says of a temporary chat that it is one."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.domain.conversation import is_temporary
from desktop.presenters.conversation import Conversation
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.label import IconLabel, Label

translate = QCoreApplication.translate


class TemporaryLine(QWidget):
    """In sight as long as the chat is open."""

    def __init__(self, themes: ThemeSource, conversation: Conversation) -> None:
        super().__init__()
        self._conversation = conversation
        words = translate(
            "ChatPage", "Temporary chat: nothing of it is kept. It is gone when you leave it."
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(IconLabel(themes, "private", "text_soft", 16), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Label(themes, words, "caption", "text_soft", wrap=True), 1)
        conversation.opened.connect(self._show)
        self._show()

    def _show(self) -> None:
        self.setVisible(is_temporary(self._conversation.chat_id))
