# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Says that a mistake of ours was met, and where the report lies."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox, QWidget

translate = QCoreApplication.translate


class CrashNotice:
    """One notice at a time; the window goes on behind it."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._box: QMessageBox | None = None

    def show_report(self, path: str) -> None:
        """Tell, and offer the report to read. Nothing is sent anywhere."""
        if self._box is not None:
            return
        box = self._box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(translate("CrashNotice", "Something in Jewelbox did not work as it should."))
        words = translate(
            "CrashNotice",
            "Your chats are kept. A report was written on this computer; nobody gets it unless you"
            " send it. If Jewelbox behaves oddly, close it and start it again.",
        )
        box.setInformativeText(words)
        box.setDetailedText(Path(path).read_text(encoding="utf-8", errors="replace"))
        show = box.addButton(
            translate("CrashNotice", "Show the report"), QMessageBox.ButtonRole.ActionRole
        )
        box.addButton(QMessageBox.StandardButton.Close)
        show.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(path)))
        box.finished.connect(self._on_closed)
        box.open()

    def _on_closed(self) -> None:
        self._box = None
