# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Asks where something that was written is to be kept as a file, and keeps it there."""

from pathlib import Path

from PySide6.QtCore import QDir, QStandardPaths, Qt, SignalInstance
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.domain.errors import AppError
from desktop.services.files import refusal, write_atomically
from desktop.ui.chat.formula import Run


class SaveDialog(QFileDialog):
    """The system's own, which asks before something is replaced.

    Args:
        name: that the file may have. content: of the file, as UTF-8.
        refused: is told an AppError when it could not be written.
    """

    def __init__(
        self, name: str, content: str, run: Run, refused: SignalInstance, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
        self.setDirectory(folder if QDir(folder).exists() else QDir.homePath())
        self.selectFile(name)
        self._content, self._run, self._refused = content, run, refused
        self.fileSelected.connect(self._on_chosen)

    def _on_chosen(self, path: str) -> None:
        content, refused, troubles = self._content, self._refused, list[AppError]()

        def write() -> None:
            try:
                write_atomically(Path(path), content.encode())
            except OSError as error:
                troubles.append(refusal(error, Path(path)))

        def done() -> None:
            for trouble in troubles:
                refused.emit(trouble)

        self._run(write, done)
