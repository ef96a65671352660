# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Asks where chats are to be written, and where they come from."""

import functools
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from desktop.domain.conversation import Chat
from desktop.presenters.exchange import Exchange
from desktop.services.exchange.leaving import Form, file_name
from desktop.ui.text.exchange import form_words

translate = QCoreApplication.translate


def add_export(menu: QMenu, words: str, exchange: Exchange, chats: Sequence[Chat] | None) -> None:
    """A menu with the forms in which these chats can be written; None for all there are."""
    forms = menu.addMenu(words)
    forms.setEnabled((chats is None or bool(chats)) and not exchange.working)
    window = menu.parentWidget()
    for form in Form:
        forms.addAction(
            form_words(form), functools.partial(ask_where, window, exchange, chats, form)
        )


def ask_where(
    window: QWidget | None, exchange: Exchange, chats: Sequence[Chat] | None, form: Form
) -> None:
    """A file for one chat and for JSON, a folder for several. None for all chats."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    dialog = QFileDialog(window)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    alone = chats[0] if chats is not None and len(chats) == 1 else None
    if alone is not None or form is Form.JSON:
        name = file_name(alone.title) if alone is not None else translate("Exchange", "My chats")
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setDefaultSuffix(form.value)
        dialog.selectFile(str(Path(folder) / f"{name}.{form}"))
    else:
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptOpen)
        dialog.setDirectory(folder)
    ids = [chat.id for chat in chats] if chats is not None else None
    dialog.fileSelected.connect(lambda path: exchange.write(ids, form, Path(path)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def ask_which(window: QWidget, exchange: Exchange, *, folder: bool) -> None:
    """Files of other programs, or a folder of them."""
    dialog = QFileDialog(window)
    if folder:
        dialog.setFileMode(QFileDialog.FileMode.Directory)
    else:
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter(translate("Exchange", "Chats (*.json *.jsonl *.zip *.sqlite *.chat)"))
    dialog.filesSelected.connect(lambda files: exchange.take_in([Path(file) for file in files]))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
