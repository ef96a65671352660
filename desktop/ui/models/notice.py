# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A line at the bottom of the window about models: what was removed, what may be removed now."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QWidget

from desktop.domain.download import Download
from desktop.domain.library import Entry
from desktop.presenters.downloads import Downloads
from desktop.presenters.removals import Removals
from desktop.ui.text.amounts import size_words
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.undo_bar import UndoBar

translate = QCoreApplication.translate


class ModelNotice(QObject):
    """Says it, and does what its button says.

    Args:
        floor: as of UndoBar.
    """

    def __init__(
        self,
        themes: ThemeSource,
        removals: Removals,
        downloads: Downloads,
        parent: QWidget,
        floor: Callable[[], int],
    ) -> None:
        super().__init__(parent)
        self._removals, self._downloads = removals, downloads
        self._old: Entry | None = None
        self._cancelled = ""  # id of a download
        self.bar = UndoBar(themes, parent, floor)
        self.bar.undo.connect(self._on_button)
        self.bar.gone.connect(self._let_go)
        downloads.cancelled.connect(self._on_cancelled)
        removals.removed.connect(self._on_removed)
        removals.outdated.connect(self._on_outdated)
        removals.undone.connect(self.bar.hide)

    @property
    def is_undoing(self) -> bool:
        """Undo means the model, as long as the line about it is there."""
        return self.bar.isVisible() and self._old is None

    def undo(self) -> None:
        """Bring back what was removed or cancelled last."""
        self.bar.hide()
        self._on_button()

    def _let_go(self) -> None:
        """Of a download there is no way back any more."""
        if self._cancelled:
            cancelled, self._cancelled = self._cancelled, ""
            self._downloads.let_go(cancelled)

    def _on_cancelled(self, download: Download) -> None:
        self._let_go()
        self._old, self._cancelled = None, download.id
        words = translate("ModelNotice", "The download of {name} is cancelled.")
        if download.got:
            words = translate(
                "ModelNotice",
                "The download of {name} is cancelled. Its {size} are deleted when this line goes.",
            )
        self.bar.show_undo(words.format(name=download.name, size=size_words(download.got)))

    def _on_removed(self, entry: Entry) -> None:
        self._let_go()
        self._old = None
        last = self._removals.last
        frees = last.frees if last is not None else 0
        words = translate(
            "ModelNotice", "“{name}” is in the trash. Emptying the trash frees {size}."
        )
        if not frees:
            words = translate(
                "ModelNotice", "“{name}” is in the trash. Its content stays under another name."
            )
        self.bar.show_undo(words.format(name=entry.named.name, size=size_words(frees)))

    def _on_outdated(self, entry: Entry) -> None:
        self._let_go()
        self._old = entry
        words = translate("ModelNotice", "The file before, {file}, is no longer needed for this.")
        file = f"{entry.named.name} {entry.installed.quantization}".strip()
        button = translate("ModelNotice", "Delete it, {size}")
        size = size_words(self._removals.size_alone(entry))
        self.bar.show_undo(words.format(file=file), button.format(size=size))

    def _on_button(self) -> None:
        old, self._old = self._old, None
        cancelled, self._cancelled = self._cancelled, ""
        if cancelled:
            self._downloads.undo_cancel(cancelled)
        elif old is not None:
            self._removals.remove(old)
        else:
            self._removals.undo()
