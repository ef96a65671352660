# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Our plain summary of a licence, beside its text."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QPoint, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.licence import Licence
from desktop.ui.text.licences import licence_words
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.direction import set_margins
from desktop.ui.widgets.label import IconLabel, Label, on_first_line

translate = QCoreApplication.translate


class Dot(QWidget):
    """The sign of what is neither allowed nor forbidden, only good to know."""

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__()
        self._themes = themes
        self.setFixedSize(QSize(16, 16))
        themes.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A small disc."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._themes.theme.text_soft)
        painter.drawEllipse(QPoint(8, 8), 2, 2)


class Summary(QScrollArea):
    """What one may, must not, and should know. Scrolls from the keyboard as well."""

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__()
        self._themes = themes
        self._headed = True
        self._heading: Label | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(translate("Summary", "In short"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setAutoFillBackground(False)

    def set_headed(self, headed: bool) -> None:
        """Without its heading, where a tab says the same."""
        self._headed = headed
        if self._heading is not None:
            self._heading.setVisible(headed)

    def show_licence(self, licence: Licence) -> None:
        """The words of its codes."""
        inside = QWidget()
        inside.setAutoFillBackground(False)
        column = QVBoxLayout(inside)
        set_margins(column, 0, 6, 16, 8)
        column.setSpacing(8)
        themes = self._themes
        self._heading = Label(themes, translate("Summary", "In short"), "heading")
        column.addWidget(self._heading)
        self._heading.setHidden(not self._headed)
        self._add(column, translate("Summary", "You may"), licence.may, "check", "success")
        must_not = translate("Summary", "You must not use it to")
        self._add(column, must_not, licence.must_not, "close", "danger")
        self._add(column, translate("Summary", "Good to know"), licence.know, "", "")
        ours = translate(
            "Summary", "This summary is ours and no legal advice. What counts is the full text."
        )
        column.addSpacing(12)
        column.addWidget(Label(themes, ours, "body", "text_soft", wrap=True))
        column.addStretch(1)
        self.setWidget(inside)

    def _add(
        self, column: QVBoxLayout, title: str, codes: Sequence[str], icon: str, token: str
    ) -> None:
        found = [words for words in map(licence_words, codes) if words]
        if not found:
            return
        column.addSpacing(8)
        column.addWidget(Label(self._themes, title, "strong", wrap=True))
        for words in found:
            row = QHBoxLayout()
            row.setSpacing(12)
            sign = IconLabel(self._themes, icon, token, 16) if icon else Dot(self._themes)
            row.addWidget(on_first_line(sign, self._themes), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(Label(self._themes, words, "reading", wrap=True), 1)
            column.addLayout(row)
