# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Everything that can be done with one message, in a menu."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from desktop.domain.conversation import (
    Message,
    MessageState,
    Role,
    is_temporary,
    title_from,
)
from desktop.domain.model import InstalledModel
from desktop.presenters.comparing import Comparing
from desktop.presenters.editing import Editing
from desktop.presenters.library import Library
from desktop.ui.chat.markdown import as_html, as_text

translate = QCoreApplication.translate


class MessageMenu(QMenu):
    """Opened at a message by the pointer, by its button, or by the menu key.

    Args:
        selected: words that are selected in the message, "" for none. link: that lies there.
        last: the message is the last one of the chat.
        edit, details: what the transcript does itself.
    """

    def __init__(
        self,
        parent: QWidget,
        message: Message,
        editing: Editing,
        comparing: Comparing,
        library: Library,
        *,
        selected: str = "",
        link: str = "",
        last: bool = False,
        edit: Callable[[], None],
        details: Callable[[], None],
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._message, self._editing, self._library = message, editing, library
        self._comparing = comparing
        self._last = last
        if selected:
            words = translate("MessageMenu", "Copy the selected words")
            self._add(words, lambda: QGuiApplication.clipboard().setText(selected))
        if link:
            words = translate("MessageMenu", "Copy the link")
            self._add(words, lambda: QGuiApplication.clipboard().setText(link))
        if selected or link:
            self.addSeparator()
        self._add_copies()
        if message.state is not MessageState.GENERATING:
            self._add_changes(edit, details)

    def _add(self, words: str, done: Callable[[], object], able: bool = True) -> None:
        action = self.addAction(words)
        action.setEnabled(able)
        action.triggered.connect(lambda: done())

    def _add_copies(self) -> None:
        message = self._message
        if not message.text.strip():
            return
        self._add(translate("MessageMenu", "Copy"), lambda: copy_message(message))
        self.actions()[-1].setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        self.actions()[-1].setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        if message.role is Role.MODEL:
            words = translate("MessageMenu", "Copy as plain text")
            self._add(words, lambda: QGuiApplication.clipboard().setText(as_text(message.text)))
            words = translate("MessageMenu", "Copy as Markdown")
            self._add(words, lambda: QGuiApplication.clipboard().setText(message.text))
        self.addSeparator()

    def _add_changes(self, edit: Callable[[], None], details: Callable[[], None]) -> None:
        message, editing = self._message, self._editing
        able = editing.possible
        if message.role is Role.USER:
            self._add(translate("MessageMenu", "Change and ask again"), edit, able)
        else:
            self._add_again(able)
            self._add(translate("MessageMenu", "Change the answer"), edit, able)
        words = translate("MessageMenu", "Go on in a new chat from here")
        kept = not is_temporary(message.chat_id)
        self._add(words, lambda: editing.branch_off(message.id), able and kept)
        self.addSeparator()
        words = translate("MessageMenu", "Delete this message")
        self._add(words, lambda: editing.remove(message.id), able)
        if not self._last:
            words = translate("MessageMenu", "Delete this and all that follows")
            self._add(words, lambda: editing.remove(message.id, following=True), able)
        if message.role is Role.MODEL:
            self.addSeparator()
            self._add(translate("MessageMenu", "About this answer"), details)

    def _add_again(self, able: bool) -> None:
        """By the chosen model, or by another one that is here."""
        message, editing = self._message, self._editing
        again = translate("MessageMenu", "Answer again")
        self._add(again, lambda: editing.answer_again(message.id), able)
        here = self._library.ready
        others = [model for model in here if model != self._library.chosen]
        words = translate("MessageMenu", "Answer again with")
        self._add_models(words, others, able, editing.answer_again)
        others = [model for model in here if model.id != message.model]
        words = translate("MessageMenu", "Compare with the answer of")
        self._add_models(words, others, able, self._comparing.ask)
        self._add_versions(able)

    def _add_models(
        self,
        words: str,
        models: Sequence[InstalledModel],
        able: bool,
        done: Callable[[str, str], None],
    ) -> None:
        """A menu of models; one for which there is too little memory cannot be taken."""
        if not models:
            return
        menu = self.addMenu(words)
        menu.setEnabled(able)
        for model in models:
            fits = self._comparing.fits(model)
            action = menu.addAction(model.name if fits else too_large(model.name))
            action.setEnabled(fits)
            action.triggered.connect(lambda _=False, one=model.id: done(self._message.id, one))

    def _add_versions(self, able: bool) -> None:
        """Beside a version that is there already."""
        versions = self._comparing.others(self._message)
        if not versions:
            return
        menu = self.addMenu(translate("MessageMenu", "Show beside"))
        menu.setEnabled(able)
        for version in versions:
            known = self._library.find(version.model)
            begins = title_from(as_text(version.text))
            words = f"{known.name}: {begins}" if known is not None else begins
            action = menu.addAction(words)
            action.triggered.connect(
                lambda _=False, one=version.id: self._comparing.show(self._message.id, one)
            )


def too_large(name: str) -> str:
    """A model that cannot be taken here."""
    return translate("MessageMenu", "{name} (too little memory)").format(name=name)


def copy_message(message: Message) -> None:
    """As Markdown, and with its formatting for those who take that."""
    data = QMimeData()
    data.setText(message.text)
    if message.role is Role.MODEL:
        data.setHtml(as_html(message.text))
        data.setData("text/markdown", message.text.encode())
    QGuiApplication.clipboard().setMimeData(data)
