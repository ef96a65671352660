# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What can be done in the open chat, for the palette: with what is written, and with answers."""

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QCoreApplication

from desktop.domain.conversation import Message, Role, is_temporary
from desktop.presenters.answering import Activity
from desktop.presenters.presenters import Presenters
from desktop.ui.chat.chat_page import ChatPage
from desktop.ui.chat.message_menu import copy_message
from desktop.ui.commands import Command, native

translate = QCoreApplication.translate


def chat_commands(
    page: ChatPage, presenters: Presenters, rename: Callable[[], None]
) -> list[Command]:
    """All of them, as things are now. rename: lets the title be changed in its place."""
    return [*_writing(page, presenters), *_reading(page, presenters, rename)]


def _writing(page: ChatPage, p: Presenters) -> Iterator[Command]:
    conversation, composer = p.conversation, page.composer
    if conversation.status.activity is not Activity.IDLE:
        words = translate("ChatCommands", "Stop the answer")
        yield Command(words, conversation.stop, native("Esc"))
    words = translate("ChatCommands", "To the message field")
    yield Command(words, composer.text.setFocus, native("Ctrl+L"))
    yield Command(translate("ChatCommands", "Add files"), composer.pick_files)
    words = translate("ChatCommands", "New temporary chat")
    yield Command(words, conversation.new_temporary, native("Ctrl+Shift+N"))
    if p.library.can_think:
        thinks = p.library.thinks
        words = (
            translate("ChatCommands", "Answer at once, without thinking first")
            if thinks
            else translate("ChatCommands", "Think first")
        )
        yield Command(words, partial(p.library.let_think, not thinks))
    for persona in p.personas.cast.personas:
        words = translate("ChatCommands", "Let {name} answer in this chat")
        choose = partial(_choose, p, persona.id)
        yield Command(words.format(name=persona.name), choose)
    if p.personas.chosen is not None:
        words = translate("ChatCommands", "Answer without a persona")
        yield Command(words, partial(_choose, p, ""))


def _choose(p: Presenters, persona_id: str) -> None:
    p.personas.choose(p.conversation.begin(), persona_id)


def _reading(page: ChatPage, p: Presenters, rename: Callable[[], None]) -> Iterator[Command]:
    messages = p.conversation.messages
    if not messages:
        return
    words = translate("ChatCommands", "Find in this chat")
    yield Command(words, page.finder.begin, native("Ctrl+F"))
    if not is_temporary(p.conversation.chat_id):
        yield Command(translate("ChatCommands", "Rename this chat"), rename)
    if messages[-1].role is Role.MODEL and p.editing.possible:
        yield from _answer(page, p, messages[-1])


def _answer(page: ChatPage, p: Presenters, answer: Message) -> Iterator[Command]:
    """With the last one."""
    words = translate("ChatCommands", "Copy the last answer")
    yield Command(words, partial(copy_message, answer))
    words = translate("ChatCommands", "Answer again")
    yield Command(words, partial(p.editing.answer_again, answer.id))
    for model in p.library.ready:
        if model.id != answer.model and p.comparing.fits(model):
            words = translate("ChatCommands", "Compare with the answer of {model}")
            compare = partial(p.comparing.ask, answer.id, model.id)
            yield Command(words.format(model=model.name), compare)
    place, count = p.conversation.version(answer.id)
    if place > 1:
        words = translate("ChatCommands", "Version before")
        yield Command(words, partial(p.conversation.show_version, answer.id, -1))
    if place < count:
        words = translate("ChatCommands", "Version after")
        yield Command(words, partial(p.conversation.show_version, answer.id, 1))
    if answer.parent_id is not None:
        words = translate("ChatCommands", "Change your last question")
        yield Command(words, partial(page.transcript.edit, answer.parent_id))
    words = translate("ChatCommands", "Change the last answer")
    yield Command(words, partial(page.transcript.edit, answer.id))
    if not is_temporary(answer.chat_id):
        words = translate("ChatCommands", "Go on in a new chat from here")
        yield Command(words, partial(p.editing.branch_off, answer.id))
    words = translate("ChatCommands", "Delete the last answer")
    yield Command(words, partial(p.editing.remove, answer.id))
