# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Smaller or better: the files of a model on a scale, each with what it means here."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QMouseEvent, QMoveEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.computer import Computer
from desktop.domain.fit import Fit, Offer
from desktop.ui.text.amounts import size_words
from desktop.ui.text.models import (
    closeness_words,
    fit_words,
    forecast_words,
    picture_words,
    speed_here_words,
    step_words,
)
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.bars import MemoryBar
from desktop.ui.widgets.direction import trailing
from desktop.ui.widgets.label import Label, NameLabel
from desktop.ui.widgets.page import heading
from desktop.ui.widgets.scale import CHOSEN, Scale

translate = QCoreApplication.translate

UPRIGHT = 760  # pixels of content below which the columns stand under each other
GAP = 32


class StepColumn(QWidget):
    """One file of the scale. A click on it chooses it."""

    pressed = Signal()
    placed = Signal()  # it stands elsewhere now

    def __init__(
        self,
        themes: ThemeSource,
        offer: Offer,
        computer: Computer,
        title: str,
        recommended: bool,
        here: bool,
    ) -> None:
        super().__init__()
        self._themes = themes
        bar = MemoryBar(themes)
        bar.show_memory(offer, computer)
        token = "warning" if offer.fit is Fit.TIGHT else "text"
        fit = Label(themes, fit_words(offer, computer), "medium", token, wrap=True, figures=True)
        close, measured = closeness_words(offer.file)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(self._title(title, recommended and offer.fit is not Fit.TOO_LARGE, here))
        column.addWidget(
            Label(themes, _packed(offer), "caption", "text_soft", wrap=True, figures=True)
        )
        column.addSpacing(8)
        column.addWidget(bar)
        column.addSpacing(4)
        column.addWidget(fit)
        if offer.fit is not Fit.TOO_LARGE:
            lines = (speed_here_words(offer), picture_words(offer))
            for words in (line for line in lines if line):
                column.addWidget(Label(themes, words, wrap=True, figures=True))
            if forecast_words(offer):
                told = forecast_words(offer)
                column.addWidget(Label(themes, told, token="text_soft", wrap=True, figures=True))
        column.addSpacing(8)
        column.addWidget(Label(themes, close, wrap=True))
        if measured:
            column.addWidget(Label(themes, measured, token="text_soft", wrap=True, figures=True))
        column.addStretch(1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Chosen."""
        self.pressed.emit()

    def moveEvent(self, event: QMoveEvent) -> None:
        """The scale's points stand above the columns."""
        self.placed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """From right to left a column's width counts as well."""
        self.placed.emit()

    def _title(self, words: str, recommended: bool, here: bool) -> QHBoxLayout:
        title = QHBoxLayout()
        title.setSpacing(10)
        title.addWidget(Label(self._themes, words, "heading"))
        if here:
            words = translate("StepColumn", "On this computer")
            title.addWidget(NameLabel(self._themes, words, "medium", "success"), 1)
        elif recommended:
            words = translate("StepColumn", "Recommended")
            title.addWidget(NameLabel(self._themes, words, "medium", "accent"), 1)
        else:
            title.addStretch(1)
        return title


def _packed(offer: Offer) -> str:
    name = offer.file.quantization
    if offer.file.trained:
        name = translate("StepColumn", "{name}, trained for it").format(name=name)
    return f"{name} · {size_words(offer.size)}"


class ScaleSection(QWidget):
    """The scale with its columns."""

    chosen = Signal(object)  # Offer

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__()
        self._themes = themes
        self._offers: list[Offer] = []
        self._columns: list[StepColumn] = []
        self.scale = Scale(themes, translate("ScaleSection", "Smaller or better"))
        self.scale.valueChanged.connect(self._on_value)
        self._holder = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._holder.setSpacing(12)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(GAP)
        self._build()

    def show_offers(
        self,
        offers: Sequence[Offer],
        computer: Computer,
        recommended: str,
        chosen: str,
        here: Collection[str] = (),
    ) -> None:
        """The files on the scale, smallest first; without a scale the file that stands for all.

        Args:
            recommended, chosen, here: ids of files; those here are installed.
        """
        for column in self._columns:
            self._row.removeWidget(column)
            column.hide()
            column.deleteLater()
        self._offers = [offer for offer in offers if offer.file.step is not None]
        if not self._offers:
            self._offers = [offer for offer in offers if offer.file.id == recommended]
        self._columns = []
        for index, offer in enumerate(self._offers):
            alone = len(self._offers) == 1
            title = translate("ScaleSection", "One file") if alone else step_words(offer.file.step)
            best, is_here = offer.file.id == recommended and not alone, offer.file.id in here
            column = StepColumn(self._themes, offer, computer, title, best, is_here)
            column.pressed.connect(lambda index=index: self.scale.setValue(index))
            column.placed.connect(self._place_points)
            self._row.addWidget(column, 1)
            self._columns.append(column)
        for widget in (self.scale, self._heading, self._same):
            widget.setVisible(len(self._offers) > 1)
        self.scale.setRange(0, max(len(self._offers) - 1, 0))
        self.show_chosen(chosen)
        self._lay_out()

    def show_chosen(self, file_id: str) -> None:
        """The file that is chosen elsewhere; one off the scale changes nothing."""
        for index, offer in enumerate(self._offers):
            if offer.file.id == file_id:
                self.scale.setValue(index)
                self._describe(offer)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside or under each other."""
        self._lay_out()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(16)
        self._heading = heading(self._themes, translate("ScaleSection", "Smaller or better"))
        top.addWidget(self._heading)
        same = translate("ScaleSection", "The same model, packed more or less tightly")
        self._same = Label(self._themes, same, token="text_soft", wrap=True)
        self._same.setAlignment(trailing())
        top.addWidget(self._same, 1)
        self._holder.addWidget(self.scale)
        self._holder.addLayout(self._row, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(top)
        column.addLayout(self._holder)

    def _lay_out(self) -> None:
        upright = self.width() < UPRIGHT
        way = QBoxLayout.Direction
        self._holder.setDirection(way.LeftToRight if upright else way.TopToBottom)
        self._row.setDirection(way.TopToBottom if upright else way.LeftToRight)
        self.scale.set_upright(upright)
        self._holder.activate()
        self._row.activate()
        self._place_points()

    def _place_points(self) -> None:
        """New columns get their places later than they are made: each of them tells."""
        upright = self.scale.orientation() is Qt.Orientation.Vertical
        places = []
        for column in self._columns:
            if upright:
                places.append(column.y() - self.scale.y() + CHOSEN // 2 + 2)
            else:
                left = column.x() - self.scale.x()
                if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
                    left = self.scale.x() + self.scale.width() - column.x() - column.width()
                places.append(left + CHOSEN // 2)
        self.scale.show_points(places)

    def _on_value(self, value: int) -> None:
        if value < len(self._offers):
            self._describe(self._offers[value])
            self.chosen.emit(self._offers[value])

    def _describe(self, offer: Offer) -> None:
        self.scale.setAccessibleDescription(
            f"{step_words(offer.file.step)}, {offer.file.quantization}, {size_words(offer.size)}"
        )
