# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Troubles with what everything stands on, the file of the chats and the disk, in a box."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from desktop.domain.errors import AppError, Problem
from desktop.presenters.chat_copies import ChatCopies
from desktop.services.backups import Backup
from desktop.services.chats.repair import Repaired
from desktop.ui.text.amounts import moment_words
from desktop.ui.text.problems import problem_text

translate = QCoreApplication.translate


def trouble_box(
    error: AppError, parent: QWidget | None = None, backup: Backup | None = None
) -> QMessageBox:
    """What happened and what to do; with a button that repairs or goes back, where that helps."""
    words = problem_text(error)
    box = QMessageBox(QMessageBox.Icon.Warning, "", words.title, parent=parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(f"{words.what}\n\n{words.next}")
    if error.problem is Problem.STORE_DAMAGED:
        repair = box.addButton(
            translate("TroubleNotice", "Repair"), QMessageBox.ButtonRole.AcceptRole
        )
        box.setDefaultButton(repair)
    if backup is not None:
        box.setInformativeText(f"{box.informativeText()}\n\n{_back_words(backup)}")
        back = translate("TroubleNotice", "Go back")
        box.addButton(back, QMessageBox.ButtonRole.AcceptRole)
    close = box.addButton(QMessageBox.StandardButton.Close)
    if backup is not None:
        box.setDefaultButton(close)
    return box


def _back_words(backup: Backup) -> str:
    when = moment_words(backup.made)
    words = translate(
        "TroubleNotice",
        "Or go back to your data of {moment}, as an older Jewelbox left it. "
        "What is here now is kept in the folder of backups.",
    )
    return words.format(moment=when)


def agrees(box: QMessageBox) -> bool:
    """Whether the button was pressed that repairs or goes back."""
    return box.buttonRole(box.clickedButton()) is QMessageBox.ButtonRole.AcceptRole


def repaired_words(repaired: Repaired) -> str:
    """What is there again, and where the damaged file is."""
    chats = translate("TroubleNotice", "%n chats are here again", "", repaired.chats)
    messages = translate("TroubleNotice", "with %n messages.", "", repaired.messages)
    kept = translate("TroubleNotice", "The damaged file is kept: {file}")
    return f"{chats}, {messages}\n{kept.format(file=repaired.damaged)}"


def repaired_box(repaired: Repaired, parent: QWidget | None = None) -> QMessageBox:
    """Says what was saved."""
    box = QMessageBox(parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(translate("TroubleNotice", "Your chats were repaired"))
    box.setInformativeText(
        repaired_words(repaired)
        + "\n\n"
        + translate("TroubleNotice", "Copies from earlier days are in Settings, under Chats.")
    )
    box.addButton(QMessageBox.StandardButton.Ok)
    return box


class TroubleNotice:
    """Troubles that nobody else tells of, one at a time; the window goes on behind it."""

    def __init__(self, window: QWidget, copies: ChatCopies) -> None:
        self._window, self._copies = window, copies
        self._box: QMessageBox | None = None
        copies.repaired.connect(lambda repaired: self._open(repaired_box(repaired, window)))

    def show_trouble(self, error: AppError) -> None:
        """Tell, and offer the way on."""
        if self._box is None:
            self._open(trouble_box(error, self._window))

    def _open(self, box: QMessageBox) -> None:
        self._box = box
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.finished.connect(lambda _: self._on_closed(box))
        box.open()

    def _on_closed(self, box: QMessageBox) -> None:
        self._box = None
        if agrees(box):
            self._copies.repair()
