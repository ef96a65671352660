# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The messages of the open chat, the newest ones built first."""

from PySide6.QtCore import QElapsedTimer, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.conversation import Message, MessageState, Role
from desktop.presenters.conversation import Conversation
from desktop.presenters.editing import Editing
from desktop.presenters.library import Library
from desktop.ui.chat.answer_view import AnswerView
from desktop.ui.chat.links import LinkDialog
from desktop.ui.chat.memory_line import MemoryLine
from desktop.ui.chat.message_actions import MessageActions
from desktop.ui.chat.message_view import MessageView
from desktop.ui.chat.place import Place
from desktop.ui.chat.reading_column import ReadingColumn
from desktop.ui.chat.saving import SaveDialog
from desktop.ui.chat.text_style import TextStyle
from desktop.ui.chat.views import made_view

AT_ONCE = 40  # messages that are built when a chat is opened, or more when scrolling up
SLICE = 8  # milliseconds of building at a time
AFTER_ANSWER, AFTER_QUESTION = 8, 0  # pixels; below both is room for their buttons


class Transcript(ReadingColumn):
    """Shows the conversation, and follows what happens in it."""

    models_wanted = Signal()

    def __init__(
        self, style: TextStyle, conversation: Conversation, editing: Editing, library: Library
    ) -> None:
        super().__init__(style.themes)
        self._actions = MessageActions(style.themes, editing, library, self)
        self._style, self._conversation, self._library = style, conversation, library
        self._first = 0  # index of the first message that is built
        self._wanted = 0  # index of the first message that is to be built
        self._sought = ""  # a message to go to when it is built
        self._head: QWidget | None = None
        self._memory_line: MemoryLine | None = None
        self._views: dict[str, MessageView] = {}
        self._building = QTimer(self)
        self._building.setInterval(0)
        self._building.timeout.connect(self._build_more)
        self.near_begin.connect(self._want_more)
        conversation.opened.connect(self._open)
        conversation.message_added.connect(self._on_added)
        conversation.message_changed.connect(self._on_changed)
        conversation.message_removed.connect(self._on_removed)
        conversation.text_arrived.connect(self._on_text)
        conversation.status_changed.connect(self._on_status)
        style.themes.changed.connect(self._on_theme)
        self._open()

    def set_head(self, head: QWidget) -> None:
        """Something that may stand above the messages."""
        self._head = head
        self.stack.add(head, at=0)
        self.show_head(False)

    def show_head(self, shown: bool) -> None:
        """Show it, or take it away."""
        if self._head is not None and shown == self._head.isHidden():
            self._head.setVisible(shown)
            self.stack.forget()
            self.relayout()

    def view(self, message_id: str) -> MessageView | None:
        """The view of a message, when it is built."""
        return self._views.get(message_id)

    def show_message(self, message_id: str) -> None:
        """Bring a message to the top, as soon as it is built."""
        messages = self._conversation.messages
        at = next((i for i, message in enumerate(messages) if message.id == message_id), -1)
        if at >= self._first:
            self._sought, self._follows = "", False
            self.keep(Place(self._views[message_id], 0.0))
        elif at >= 0:
            self._sought, self._wanted = message_id, min(self._wanted, at)
            self._building.start()

    def _open(self) -> None:
        """Another chat: as much as is seen now, the rest in a moment."""
        self._building.stop()
        self._sought = ""
        self.stack.drop(0 if self._head is None else 1)
        self._views.clear()
        self._memory_line = None
        self._first = len(self._conversation.messages)
        self._wanted = max(self._first - AT_ONCE, 0)
        self.relayout()
        seen = self.viewport().height() * 1.5
        while self._first > self._wanted and self.stack.height() < seen:
            self._prepend()
            self.stack.settle()
        self._show_memory()
        self._mark_last()
        self._on_status()
        self.to_end()
        if self._first > self._wanted:
            self._building.start()

    def _build_more(self) -> None:
        """Older messages above, a few milliseconds long; what is seen stays where it is."""
        clock = QElapsedTimer()
        clock.start()
        place = self.place()
        while self._first > self._wanted and clock.elapsed() < SLICE:
            self._prepend()
        self._show_memory()
        self.stack.settle()
        self.keep(place)
        if self._first <= self._wanted:
            self._building.stop()
            if self._sought:
                self.show_message(self._sought)

    def _prepend(self) -> None:
        self._first -= 1
        at = 0 if self._head is None else 1
        self._add(self._conversation.messages[self._first], at)

    def _add(self, message: Message, at: int | None = None) -> None:
        view = made_view(self._style, self._conversation, self._library, message)
        if isinstance(view, AnswerView):
            view.models_wanted.connect(self.models_wanted)
        view.set_current(False)
        view.link_followed.connect(self._on_link)
        view.save_wanted.connect(self._on_save)
        view.menu_wanted.connect(lambda place, link: self._on_menu(view, place, link))
        view.edit_wanted.connect(lambda: self._actions.edit(view))
        view.selection_begun.connect(self._clear_selections)
        view.move_wanted.connect(lambda step: self._move_from(view, step))
        view.height_changed.connect(lambda: self.stack.settle(self._row_of(view)))
        self._views[message.id] = view
        gap = AFTER_ANSWER if message.role is Role.USER else AFTER_QUESTION
        self.stack.add(view, gap, at=at)

    def _row_of(self, view: QWidget) -> int:
        """The newest ones are asked for most often."""
        rows = self.stack.rows
        return next(i for i in range(len(rows) - 1, -1, -1) if rows[i].widget is view)

    def _mark_last(self) -> None:
        """Tab comes to the newest message; the newest answer shows what can be done with it."""
        messages = self._conversation.messages
        last = messages[-1].id if messages else ""
        for message_id, view in self._views.items():
            view.set_current(message_id == last)
            if isinstance(view, AnswerView):
                view.set_last(message_id == last)

    def _on_added(self, message: Message) -> None:
        self._add(message)
        self._mark_last()
        self.stack.settle()
        self._on_status()
        self.to_end()  # whoever asks wants to see the answer

    def _on_changed(self, message: Message) -> None:
        if message.id in self._views:
            self._views[message.id].show_message(message)
            if message.role is Role.MODEL:
                self._show_memory()
                self.stack.settle()

    def _show_memory(self) -> None:
        """The line above the first message that the model saw when it answered last."""
        known = (
            message.facts.begins
            for message in reversed(self._conversation.messages)
            if message.role is Role.MODEL
            and (message.facts.begins or message.state is not MessageState.GENERATING)
        )
        view = self._views.get(next(known, ""))
        line = self._memory_line
        rows = self.stack.rows
        if line is not None:
            place = self._row_of(line)
            if view is not None and rows[place + 1].widget is view:
                return
            self.stack.drop(place, place + 1)
            self._memory_line = None
        if view is not None:
            self._memory_line = MemoryLine(self._themes)
            self.stack.add(self._memory_line, AFTER_ANSWER, at=self._row_of(view))

    def _on_removed(self, message_id: str) -> None:
        view = self._views.pop(message_id, None)
        if view is not None:
            place = self._row_of(view)
            self.stack.drop(place, place + 1)
            self._show_memory()
            self.stack.settle()
        self._mark_last()

    def _on_text(self, message_id: str, channel: str, text: str) -> None:
        view = self._views.get(message_id)
        if isinstance(view, AnswerView):
            view.add_text(channel, text, self._conversation.messages[-1])

    def _on_status(self) -> None:
        messages = self._conversation.messages
        view = self._views.get(messages[-1].id) if messages else None
        if isinstance(view, AnswerView):
            model = self._library.find(view.message.model) or self._library.chosen
            view.show_status(self._conversation.status, model.name if model else "")

    def _on_link(self, address: str) -> None:
        LinkDialog(self._themes, address, self.window()).open()

    def _on_menu(self, view: MessageView, place: QPoint, link: str) -> None:
        last = view.message.id == self._conversation.messages[-1].id
        self._actions.show_menu(view, place, link, last)

    def _on_save(self, name: str, content: str) -> None:
        SaveDialog(name, content, self._style.run, self._conversation.refused, self).open()

    def _clear_selections(self) -> None:
        for view in self._views.values():
            view.selection.clear()

    def _move_from(self, view: MessageView, step: int) -> None:
        """The focus goes to the message before or after."""
        views = [row.widget for row in self.stack.rows if isinstance(row.widget, MessageView)]
        place = views.index(view) + step
        if 0 <= place < len(views):
            for other in views:
                other.set_current(other is views[place])
            views[place].setFocus(Qt.FocusReason.TabFocusReason)
            self.ensureWidgetVisible(views[place], 0, 24)
        elif place < 0:
            self._want_more()

    def _on_theme(self) -> None:
        place = self.place()
        self._style.renew()
        for view in self._views.values():
            view.restyle()
        self.restyle(place)

    def _want_more(self) -> None:
        if self._first > 0 and not self._building.isActive():
            self._wanted = max(self._first - AT_ONCE, 0)
            self._building.start()
