# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The place in a chat from where on the model sees it."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.chat.message_view import EDGE
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.label import Label, Line

translate = QCoreApplication.translate


class MemoryLine(QWidget):
    """A line, and words for what it means."""

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__()
        words = translate(
            "Transcript", "The model no longer sees what stands above this line. You still do."
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, 8, EDGE, 16)
        column.setSpacing(8)
        column.addWidget(Line(themes))
        column.addWidget(Label(themes, words, "caption", "text_soft", wrap=True))
