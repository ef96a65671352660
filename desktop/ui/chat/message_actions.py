# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What people do with a message of the transcript: its menu, and changing it in its place."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from desktop.domain.conversation import Role
from desktop.presenters.comparing import Comparing
from desktop.presenters.editing import Editing
from desktop.presenters.estimating import Estimating
from desktop.presenters.library import Library
from desktop.ui.chat.answer_view import AnswerView
from desktop.ui.chat.draft_cost import QuestionCost
from desktop.ui.chat.message_editor import MessageEditor
from desktop.ui.chat.message_menu import MessageMenu
from desktop.ui.chat.message_view import MessageView
from desktop.ui.theme import ThemeSource


class MessageActions:
    """One for all messages of a transcript."""

    def __init__(
        self,
        themes: ThemeSource,
        editing: Editing,
        comparing: Comparing,
        library: Library,
        transcript: QWidget,
    ) -> None:
        self._themes, self._editing, self._library = themes, editing, library
        self._comparing = comparing
        self._transcript = transcript
        self.estimating: Estimating | None = None

    def show_menu(self, view: MessageView, place: QPoint, link: str, last: bool) -> None:
        """Open the menu of a message at a place of the screen."""

        def details() -> None:
            if isinstance(view, AnswerView):
                view.show_details()

        menu = MessageMenu(
            self._transcript,
            view.message,
            self._editing,
            self._comparing,
            self._library,
            selected=view.selection.text(),
            link=link,
            last=last,
            edit=lambda: self.edit(view),
            details=details,
        )
        menu.popup(place)

    def edit(self, view: MessageView) -> None:
        """Change a message where it stands."""
        if self._editing.possible and not view.is_edited:
            self._begin(view, view.message.text).begin()

    def go_on_editing(self, view: MessageView) -> None:
        """A message comes in sight again that somebody began to change."""
        begun = self._editing.begun(view.message.id)
        if begun is not None:
            self._begin(view, begun)

    def _begin(self, view: MessageView, text: str) -> MessageEditor:
        message = view.message
        asks = message.role is Role.USER
        editor = MessageEditor(self._themes, text, asks)

        def left() -> None:
            self._editing.note(message.id, None)
            view.end_editing()

        def done(text: str) -> None:
            if not self._editing.possible:
                editor.say_wait()
                return
            left()
            if asks:
                self._editing.ask_instead(message.id, text)
            elif text.strip() != message.text.strip():
                self._editing.answer_instead(message.id, text)

        editor.typed.connect(lambda text: self._editing.note(message.id, text))
        editor.done.connect(done)
        editor.left.connect(left)
        view.begin_editing(editor)
        if asks and self.estimating is not None:
            QuestionCost(editor, message.id, self._editing, self.estimating)
        return editor
