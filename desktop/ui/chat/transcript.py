# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The messages of the open chat, and what happens in it."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QPoint, Qt, Signal

from desktop.domain.conversation import Message, MessageState, Role
from desktop.presenters.comparing import Comparing
from desktop.presenters.conversation import Conversation
from desktop.presenters.editing import Editing
from desktop.presenters.estimating import Estimating
from desktop.presenters.library import Library
from desktop.ui.chat.answer_view import AnswerView
from desktop.ui.chat.built_column import BuiltColumn
from desktop.ui.chat.links import LinkDialog
from desktop.ui.chat.memory_line import MemoryLine
from desktop.ui.chat.message_actions import MessageActions
from desktop.ui.chat.message_view import MessageView
from desktop.ui.chat.pair_view import PairView
from desktop.ui.chat.question_view import QuestionView
from desktop.ui.chat.saving import SaveDialog
from desktop.ui.chat.text_style import TextStyle
from desktop.ui.chat.views import made_answer, made_question

translate = QCoreApplication.translate

AFTER_ANSWER, AFTER_QUESTION = 8, 0  # pixels; below both is room for their buttons


class Transcript(BuiltColumn):
    """Shows the conversation, and follows what happens in it."""

    models_wanted = Signal()

    def __init__(
        self,
        style: TextStyle,
        conversation: Conversation,
        editing: Editing,
        comparing: Comparing,
        library: Library,
    ) -> None:
        super().__init__(style.themes)
        self._actions = MessageActions(style.themes, editing, comparing, library, self)
        self._comparing = comparing
        self._style, self._conversation, self._library = style, conversation, library
        self._memory_line: MemoryLine | None = None
        conversation.opened.connect(self._open)
        conversation.message_added.connect(self._on_added)
        conversation.message_changed.connect(self._on_changed)
        conversation.branch_changed.connect(self._on_branch)
        conversation.asked.connect(self.show_end)
        conversation.text_arrived.connect(self._on_text)
        conversation.status_changed.connect(self._on_status)
        library.chosen_changed.connect(self._on_model)
        comparing.changed.connect(self._show_pairs)
        style.themes.changed.connect(self._on_theme)
        self._open()

    def add_cost(self, estimating: Estimating) -> None:
        """Say what it costs to ask a question in other words, while they are written."""
        self._actions.estimating = estimating

    def edit(self, message_id: str) -> None:
        """Let a message be changed in its place."""
        self.show_message(message_id)
        self._actions.edit(self._views[message_id])

    def messages(self) -> Sequence[Message]:
        """Of the open chat."""
        return self._conversation.messages

    def made(self, message: Message) -> tuple[MessageView, int]:
        """A view that is joined to what can be done."""
        view: MessageView
        pair = self._comparing.pair(message.id)
        if message.role is Role.USER:
            view = made_question(self._style, self._conversation, message)
            self._join(view)
        elif pair is not None:
            view = PairView(self._style, self._comparing, pair, message, self._answer, self._name)
        else:
            view = self._answer(message)
            view.show_version(*self._conversation.version(message.id))
        self._actions.go_on_editing(view)
        view.move_wanted.connect(lambda step: self._move_from(view, step))
        view.height_changed.connect(lambda: self._on_height(view))
        last = message.id == self._conversation.messages[-1].id
        view.set_current(last)
        self._show_model(view)
        if isinstance(view, AnswerView | PairView):
            view.set_last(last)
        return view, AFTER_ANSWER if message.role is Role.USER else AFTER_QUESTION

    def _name(self, model_id: str) -> str:
        known = self._library.find(model_id)
        return known.name if known is not None else translate("AnswerView", "The model")

    def _answer(self, message: Message) -> AnswerView:
        view = made_answer(self._style, self._conversation, self._library, message)
        view.models_wanted.connect(self.models_wanted)
        self._join(view)
        return view

    def _join(self, view: MessageView) -> None:
        """What the transcript does for every question and answer."""
        view.link_followed.connect(self._on_link)
        view.save_wanted.connect(self._on_save)
        view.menu_wanted.connect(lambda place, link: self._on_menu(view, place, link))
        view.edit_wanted.connect(lambda: self._actions.edit(view))
        view.selection_begun.connect(self._clear_selections)

    def _show_model(self, view: MessageView) -> None:
        """What the model that answers next cannot take is marked."""
        model = self._library.chosen
        if isinstance(view, QuestionView) and model is not None and view.message.media:
            view.show_model(model.name, model.sees, model.hears)

    def _on_model(self) -> None:
        for view in self._views.values():
            self._show_model(view)

    def on_built(self) -> None:
        """The line of what the model sees goes along."""
        self._show_memory()

    def _on_height(self, view: MessageView) -> None:
        """A message became higher: what is read below it stays where it is."""
        row, place = self.row_of(view), self.place()
        above = place is not None and view.y() + view.height() < self.top()
        self.stack.settle(row)
        if above:
            self.keep(place)

    def _open(self) -> None:
        """Another chat."""
        self._memory_line = None
        self.build_end()
        self._on_status()

    def _mark_last(self) -> None:
        """Tab comes to the newest message; the newest answer shows what can be done with it."""
        messages = self._conversation.messages
        last = messages[-1].id if messages else ""
        for message_id, view in self._views.items():
            view.set_current(message_id == last)
            if isinstance(view, AnswerView | PairView):
                view.set_last(message_id == last)

    def _on_added(self, message: Message) -> None:
        self.add_newest()
        self._mark_last()
        self.stack.settle()
        self._on_status()
        self.keep(None)

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
        if line is not None and all(row.widget is not line for row in rows):
            line = self._memory_line = None  # it went with the messages around it
        if line is not None:
            place = self.row_of(line)
            if view is not None and place + 1 < len(rows) and rows[place + 1].widget is view:
                return
            self.stack.drop(place, place + 1)
            self._memory_line = None
        if view is not None:
            self._memory_line = MemoryLine(self._themes)
            self.stack.add(self._memory_line, AFTER_ANSWER, at=self.row_of(view))

    def _show_pairs(self) -> None:
        """Two answers come beside each other, or one is left."""
        for message_id, view in list(self._views.items()):
            pair = self._comparing.pair(message_id)
            shown = view.pair if isinstance(view, PairView) else None
            if isinstance(view, PairView) and pair is not None and pair.said == view.pair.said:
                view.show_pair(pair)
            elif pair != shown:
                self.renew(message_id)
        self._on_status()

    def _on_branch(self) -> None:
        self.rebuild()
        self._mark_last()
        self._on_status()

    def _on_text(self, message_id: str, channel: str, text: str) -> None:
        view = self._views.get(message_id)
        if isinstance(view, PairView):
            view = view.answers()[0]
        if isinstance(view, AnswerView):
            view.add_text(channel, text, self._conversation.messages[-1])

    def _on_status(self) -> None:
        messages = self._conversation.messages
        view = self._views.get(messages[-1].id) if messages else None
        if isinstance(view, AnswerView | PairView):
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
        for view in self.stack.findChildren(MessageView):
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
            self.want_older()

    def _on_theme(self) -> None:
        place = self.place()
        self._style.renew()
        for view in self._views.values():
            view.restyle()
        self.restyle(place)
