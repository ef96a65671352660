# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A line at the bottom of the window about models: what was removed, what may be removed now."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QWidget

from desktop.domain.library import Entry
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
        parent: QWidget,
        floor: Callable[[], int],
    ) -> None:
        super().__init__(parent)
        self._removals = removals
        self._old: Entry | None = None
        self.bar = UndoBar(themes, parent, floor)
        self.bar.undo.connect(self._on_button)
        removals.removed.connect(self._on_removed)
        removals.outdated.connect(self._on_outdated)
        removals.undone.connect(self.bar.hide)

    @property
    def is_undoing(self) -> bool:
        """Undo means the model, as long as the line about it is there."""
        return self.bar.isVisible() and self._old is None

    def undo(self) -> None:
        """Bring back what was removed last."""
        self.bar.hide()
        self._removals.undo()

    def _on_removed(self, entry: Entry) -> None:
        self._old = None
        words = translate(
            "ModelNotice", "“{name}” is in the trash. Emptying the trash frees {size}."
        )
        size = size_words(entry.installed.size)
        self.bar.show_undo(words.format(name=entry.named.name, size=size))

    def _on_outdated(self, entry: Entry) -> None:
        self._old = entry
        words = translate("ModelNotice", "The file before, {file}, is no longer needed for this.")
        file = f"{entry.named.name} {entry.installed.quantization}".strip()
        button = translate("ModelNotice", "Delete it, {size}")
        size = size_words(entry.installed.size)
        self.bar.show_undo(words.format(file=file), button.format(size=size))

    def _on_button(self) -> None:
        old, self._old = self._old, None
        if old is not None:
            self._removals.remove(old)
        else:
            self._removals.undo()
