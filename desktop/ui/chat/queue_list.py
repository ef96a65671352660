# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What waits to be asked, above the composer: to be asked earlier or later, or taken back."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.conversation import Draft
from desktop.presenters.conversation import Conversation
from desktop.presenters.queue import Queue
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.icon_button import icon_button
from desktop.ui.widgets.label import Label, NameLabel

translate = QCoreApplication.translate


class QueueList(QWidget):
    """Hidden while nothing waits."""

    def __init__(self, themes: ThemeSource, queue: Queue, conversation: Conversation) -> None:
        super().__init__()
        self._themes, self._queue = themes, queue
        self._shown: tuple[Draft, ...] = ()
        words = translate("QueueList", "Asked next")
        self._head = Label(themes, words, "caption", "text_soft")
        ask = translate("QueueList", "Ask now")
        self._ask = Button(themes, ask, "link", queue.ask_now)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._head, 1)
        head.addWidget(self._ask)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addLayout(self._rows)
        queue.changed.connect(self._show)
        conversation.status_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        waiting = self._queue.waiting
        self.setVisible(bool(waiting))
        self._ask.setVisible(self._queue.paused)
        if waiting == self._shown:
            return
        self._shown = waiting
        while self._rows.count():
            item = self._rows.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for place, draft in enumerate(waiting):
            self._rows.addWidget(self._row(place, draft, len(waiting)))

    def _row(self, place: int, draft: Draft, count: int) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        name = NameLabel(self._themes)
        names = ", ".join(part.name for part in draft.media)
        name.setText(" ".join(draft.text.split()) or names)
        row.addWidget(name, 1)
        queue = self._queue
        for icon, words, able, done in (
            ("up", translate("QueueList", "Ask earlier"), place > 0, lambda: queue.move(place, -1)),
            (
                "down",
                translate("QueueList", "Ask later"),
                place < count - 1,
                lambda: queue.move(place, 1),
            ),
            (
                "close",
                translate("QueueList", "Take back"),
                True,
                lambda: queue.withdraw(place),
            ),
        ):
            button = icon_button(self._themes, icon, words)
            button.setEnabled(able)
            button.clicked.connect(done)
            row.addWidget(button)
        return line
