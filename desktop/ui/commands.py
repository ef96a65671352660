# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Everything that can be done, by its words: for keys, the palette and the sheet of keys."""

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from desktop.domain.conversation import is_temporary
from desktop.domain.shelves import Place, Shelf
from desktop.presenters.navigation import Page
from desktop.presenters.presenters import Presenters
from desktop.services.exchange.leaving import Form
from desktop.ui.exchange import ask_where, ask_which
from desktop.ui.text.exchange import form_words

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that can be done now. keys: as they are written in this language, or ""."""

    words: str
    run: Callable[[], object]
    keys: str = ""


class Commands:
    """Those with keys of their own, and those that depend on what is open.

    Args:
        window: in which the keys hold. of_page: what can be done on the page that is shown.
    """

    def __init__(
        self, window: QWidget, presenters: Presenters, of_page: Callable[[], list[Command]]
    ) -> None:
        self._window, self._presenters, self._of_page = window, presenters, of_page
        self._actions: list[QAction] = []

    def add(self, words: str, keys: tuple[str, ...], run: Callable[[], object]) -> QAction:
        """A command that is always there; the first of its keys is shown."""
        action = QAction(words, self._window)
        action.setShortcuts([QKeySequence(one) for one in keys])
        action.triggered.connect(lambda: run())
        self._window.addAction(action)
        self._actions.append(action)
        return action

    def with_keys(self) -> list[Command]:
        """Those that have keys."""
        return [
            Command(action.text(), action.trigger, native(action.shortcut()))
            for action in self._actions
        ]

    def all(self) -> list[Command]:
        """What can be done now."""
        here = [*self._of_page(), *self._here()]
        return [*self.with_keys(), *here, *self._places(), *self._models(), *self._chats()]

    def _here(self) -> Iterator[Command]:
        """With the chat that is open."""
        p = self._presenters
        chat = p.conversation.chat
        if chat is None or is_temporary(chat.id) or not p.conversation.messages:
            return
        if p.navigation.page is not Page.CHAT:
            return
        chat = p.chat_list.chat(chat.id) or chat
        pin = (
            translate("Commands", "Unpin this chat")
            if chat.pinned
            else translate("Commands", "Pin this chat to the top")
        )
        yield Command(pin, lambda: p.chat_list.set_pinned(chat.id, not chat.pinned))
        yield Command(
            translate("Commands", "Move this chat to the archive"),
            lambda: p.chat_list.archive(chat.id),
        )
        yield Command(
            translate("Commands", "Delete this chat"), lambda: p.chat_list.delete(chat.id)
        )
        for form in Form:
            words = translate("Commands", "Export this chat: {form}")
            yield Command(
                words.format(form=form_words(form)),
                functools.partial(ask_where, self._window, p.exchange, [chat], form),
            )

    def _places(self) -> Iterator[Command]:
        p = self._presenters
        places = (
            (translate("Commands", "Show all chats"), Place()),
            (translate("Commands", "Show the archive"), Place(Shelf.ARCHIVE)),
            (translate("Commands", "Show the trash"), Place(Shelf.TRASH)),
        )
        for words, place in places:
            yield Command(words, functools.partial(p.chat_list.go, place))
        words = translate("Commands", "Bring in chats of other programs")
        yield Command(words, functools.partial(ask_which, self._window, p.exchange, folder=False))
        words = translate("Commands", "Export all chats: {form}").format(form=form_words(Form.JSON))
        yield Command(
            words, functools.partial(ask_where, self._window, p.exchange, None, Form.JSON)
        )
        for folder in p.chat_list.folders:
            words = translate("Commands", "Show the folder {name}").format(name=folder.name)
            place = Place(Shelf.FOLDER, folder.name)
            yield Command(words, functools.partial(p.chat_list.go, place))

    def _models(self) -> Iterator[Command]:
        p = self._presenters
        for model in p.library.installed:
            if p.library.chosen is None or model.id != p.library.chosen.id:
                words = translate("Commands", "Let {model} answer").format(model=model.name)
                yield Command(words, functools.partial(p.navigation.use, model))

    def _chats(self) -> Iterator[Command]:
        for chat in self._presenters.chat_list.chats():
            words = translate("Commands", "Open “{title}”").format(title=chat.title)
            yield Command(words, functools.partial(self._open, chat.id))

    def _open(self, chat_id: str) -> None:
        self._presenters.finding.open(chat_id)
        self._presenters.navigation.go(Page.CHAT)


def native(keys: QKeySequence | Qt.Key | str) -> str:
    """Keys as they are written here."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
