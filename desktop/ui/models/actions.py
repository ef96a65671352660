# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a person can do with a model on this computer, from wherever it is shown."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from desktop.domain.errors import AppError, Problem
from desktop.domain.library import Entry, newer_file, sources_of
from desktop.presenters.holdings import Intake
from desktop.presenters.presenters import Presenters
from desktop.ui.text.library import sharing_words

translate = QCoreApplication.translate


class Actions:
    """Asks what has to be asked, and has it done. parent: above which dialogs stand."""

    def __init__(self, presenters: Presenters, parent: QWidget) -> None:
        self._p, self._parent = presenters, parent

    def do(self, what: str, model_id: str) -> None:
        """Do it, with the model of this id. KeyError for what cannot be done."""
        entry = self._p.library.entry(model_id)
        if entry is None:
            return
        {
            "favourite": self._favourite,
            "folder": self._show_folder,
            "check": self._p.holdings.check,
            "repair": self._repair,
            "forget": self._forget,
            "move": self._move,
            "copy": self._copy,
            "merge": self._merge,
            "delete": self._delete,
            "update": self._update,
        }[what](entry)

    def open_file(self) -> None:
        """Let a model's file be chosen, and take it into the library, where it is."""
        self._open(Intake.IN_PLACE)

    def copy_file(self) -> None:
        """The same, with a copy in the folder for new models."""
        self._open(Intake.COPY)

    def move_file(self) -> None:
        """The same, and it goes there."""
        self._open(Intake.MOVE)

    def _open(self, way: Intake) -> None:
        title = translate("Actions", "Add a model from a file")
        kinds = translate("Actions", "Models") + " (*.gguf *.GGUF)"
        files, _ = QFileDialog.getOpenFileNames(self._parent, title, "", kinds)
        self._p.holdings.take(files, way)

    def open_folder(self) -> None:
        """Let a folder be chosen, and look into it from now on."""
        title = translate("Actions", "Add a folder with models")
        folder = QFileDialog.getExistingDirectory(self._parent, title)
        if folder:
            self._p.holdings.add_folder(folder)

    def _favourite(self, entry: Entry) -> None:
        self._p.library.keep(entry.id, favourite=not entry.favourite)

    def _show_folder(self, entry: Entry) -> None:
        folder = Path(entry.installed.weights).parent
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _move(self, entry: Entry) -> None:
        title = translate("Actions", "Move “{name}” to").format(name=entry.named.name)
        folder = QFileDialog.getExistingDirectory(self._parent, title)
        if folder:
            self._p.holdings.move(entry, folder)

    def _copy(self, entry: Entry) -> None:
        """Into the folder for new models; what another program has stays there."""
        self._p.holdings.move(entry, str(self._p.holdings.folders[0]), copy=True)

    def _delete(self, entry: Entry) -> None:
        words = sharing_words(entry)
        title = translate("Actions", "Delete “{name}”?").format(name=entry.named.name)
        if not words or self._agreed(title, words, translate("Actions", "Move to the trash")):
            self._p.removals.remove(entry)

    def _merge(self, entry: Entry) -> None:
        """Files elsewhere are written anew, also those of other programs."""
        title = translate("Actions", "Make one file of “{name}”?").format(name=entry.named.name)
        words = translate(
            "Actions",
            "They are compared first. What is the same then takes its place on the disk once, "
            "under all names:\n{places}",
        ).format(places="\n".join((entry.installed.weights, *entry.doubles)))
        if self._agreed(title, words, translate("Actions", "Make it one file")):
            self._p.holdings.merge(entry)

    def _agreed(self, title: str, words: str, accept: str) -> bool:
        """Somebody else uses the file: that is said first."""
        box = QMessageBox(QMessageBox.Icon.Question, "", title, parent=self._parent)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setInformativeText(words)
        box.addButton(accept, QMessageBox.ButtonRole.AcceptRole)
        box.addButton(translate("Actions", "Leave it"), QMessageBox.ButtonRole.RejectRole)
        box.exec()
        return box.buttonRole(box.clickedButton()) is QMessageBox.ButtonRole.AcceptRole

    def _forget(self, entry: Entry) -> None:
        self._p.holdings.forget(entry)

    def _repair(self, entry: Entry) -> None:
        """Fetch what differs from what it was; where nobody knows that, say so."""
        model = self._p.offers.model(entry.installed.model)
        sources = sources_of(entry, model)
        if sources:
            self._p.downloads.repair(entry.installed, sources)
        else:
            self._p.holdings.refuse(AppError(Problem.NO_SOURCE, name=entry.named.name))

    def _update(self, entry: Entry) -> None:
        """Get the file that took the place of this one; this one stays until that works."""
        model = self._p.offers.model(entry.installed.model)
        newer = newer_file(entry.installed, model)
        for offer in self._p.offers.offers_for(entry.installed.model):
            if offer.file == newer:
                self._p.navigation.get(offer)
