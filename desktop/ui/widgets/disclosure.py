# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A section that opens when it is asked for."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.label import Label


class Disclosure(QWidget):
    """A line with an arrow; below it, when open, the content."""

    def __init__(self, themes: ThemeSource, title: str, content: QWidget) -> None:
        super().__init__()
        self._themes, self._content = themes, content
        self.button = Button(themes, title, "bare fold", self._toggle)
        self._note = Label(themes, "", token="text_soft", wrap=True, figures=True)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.button)
        row.addWidget(self._note, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 16)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(content)
        content.hide()
        themes.changed.connect(self._draw)
        self._draw()

    def show_note(self, words: str) -> None:
        """What one would find."""
        self._note.setText(words)

    @property
    def is_open(self) -> bool:
        """The content can be seen."""
        return not self._content.isHidden()

    def _toggle(self) -> None:
        self._content.setVisible(not self.is_open)
        self._draw()

    def _draw(self) -> None:
        self.button.setIcon(self._themes.icon("down" if self.is_open else "forward"))
