# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What can be done with one chat, as a menu: beside its title and in the list."""

import functools
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QInputDialog, QMenu, QMessageBox, QWidget

from desktop.domain.conversation import Chat
from desktop.presenters.chat_list import ChatList
from desktop.presenters.exchange import Exchange
from desktop.ui.exchange import add_export

translate = QCoreApplication.translate


def fill_chat_menu(
    menu: QMenu,
    chats: ChatList,
    exchange: Exchange,
    chat: Chat,
    rename: Callable[[], object],
) -> None:
    """The entries for a chat, where it lies now. rename: lets the title be changed in its place."""
    window = menu.parentWidget()
    if chat.removed or chat.archived:
        menu.addAction(translate("ChatMenu", "Bring back"), lambda: chats.bring_back(chat.id))
    if chat.removed:
        menu.addSeparator()
        menu.addAction(translate("ChatMenu", "Delete for ever…"), lambda: _end(window, chats, chat))
        return
    menu.addAction(translate("ChatMenu", "Rename"), rename)
    if not chat.archived:
        _add_order(menu, chats, chat, window)
    add_export(menu, translate("ChatMenu", "Export"), exchange, [chat])
    menu.addSeparator()
    menu.addAction(translate("ChatMenu", "Delete this chat"), lambda: chats.delete(chat.id))


def _add_order(menu: QMenu, chats: ChatList, chat: Chat, window: QWidget | None) -> None:
    """Where it stands among the others."""
    pin = translate("ChatMenu", "Unpin") if chat.pinned else translate("ChatMenu", "Pin to the top")
    menu.addAction(pin, lambda: chats.set_pinned(chat.id, not chat.pinned))
    into = menu.addMenu(translate("ChatMenu", "Move to folder"))
    for folder in chats.folders:
        if folder.name != chat.folder:
            name = folder.name
            shown = name.replace("&", "&&")
            into.addAction(shown, functools.partial(chats.move, chat.id, name))
    if chat.folder:
        into.addAction(translate("ChatMenu", "Out of its folder"), lambda: chats.move(chat.id, ""))
    into.addAction(
        translate("ChatMenu", "New folder…"), lambda: _ask_folder(window, chats, chat.id)
    )
    menu.addAction(translate("ChatMenu", "Move to the archive"), lambda: chats.archive(chat.id))


def _ask_folder(window: QWidget | None, chats: ChatList, chat_id: str) -> None:
    dialog = QInputDialog(window)
    dialog.setWindowTitle(translate("ChatMenu", "New folder"))
    dialog.setLabelText(translate("ChatMenu", "Name of the folder"))
    dialog.textValueSelected.connect(lambda name: chats.move(chat_id, name))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def _end(window: QWidget | None, chats: ChatList, chat: Chat) -> None:
    """Says what is lost."""
    box = QMessageBox(window)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setText(
        translate("ChatMenu", "“{title}” and its pictures are deleted for ever").format(
            title=chat.title
        )
    )
    box.setInformativeText(translate("ChatMenu", "Nothing can bring them back."))
    box.addButton(
        translate("ChatMenu", "Delete for ever"), QMessageBox.ButtonRole.DestructiveRole
    ).clicked.connect(lambda: chats.delete_for_ever(chat.id))
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
    box.finished.connect(box.deleteLater)
    box.open()
