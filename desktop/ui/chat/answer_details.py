# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""How an answer came about, for whoever wants to know, and the way to have it exactly again."""

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, Qt, Signal
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.conversation import AnswerFacts, Message
from desktop.ui.chat.answer_ending import ending_words
from desktop.ui.text.amounts import number
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.label import Label

translate = QCoreApplication.translate


class AnswerDetails(QDialog):
    """Names and values. A technical name stands only here."""

    repeat = Signal()

    def __init__(
        self, themes: ThemeSource, model: str, message: Message, last: bool, parent: QWidget
    ) -> None:
        super().__init__(parent)
        facts = message.facts
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = translate("AnswerDetails", "About this answer")
        self.setWindowTitle(title)
        self.setMinimumWidth(360)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(8)
        column.addWidget(Label(themes, title, "heading"))
        column.addLayout(self._grid(themes, _rows(model, message)))
        column.addSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        if last and facts.seed:
            words = translate("AnswerDetails", "Answer again with this seed")
            row.addWidget(Button(themes, words, "plain", self._on_repeat))
        close = Button(themes, translate("AnswerDetails", "Close"), "main", self.accept)
        close.setDefault(True)
        row.addWidget(close)
        column.addLayout(row)

    def _grid(self, themes: ThemeSource, rows: list[tuple[str, str]]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for place, (name, value) in enumerate(rows):
            said = Label(themes, name, "body", "text_soft")
            shown = Label(themes, value, "body", figures=True, wrap=True)
            shown.setAccessibleName(f"{name}: {value}")
            shown.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            grid.addWidget(said, place, 0)
            grid.addWidget(shown, place, 1)
        return grid

    def _on_repeat(self) -> None:
        self.accept()
        self.repeat.emit()


def _rows(model: str, message: Message) -> list[tuple[str, str]]:
    facts = message.facts
    rows = [(translate("AnswerDetails", "Model"), model)]
    if facts.file:
        rows.append((translate("AnswerDetails", "File"), facts.file))
    if message.created:
        moment = QDateTime.fromSecsSinceEpoch(int(message.created))
        words = QLocale().toString(moment, QLocale.FormatType.ShortFormat)
        rows.append((translate("AnswerDetails", "Begun"), words))
    if ended := ending_words(message.state):
        rows.append((translate("AnswerDetails", "Ended"), ended))
    return [*rows, *_amounts(facts)]


def _amounts(facts: AnswerFacts) -> list[tuple[str, str]]:
    """What it took, in tokens and seconds."""
    rows: list[tuple[str, str]] = []
    seconds = translate("AnswerDetails", "{seconds} seconds")
    if facts.prompt_tokens:
        read = translate("AnswerDetails", "{count} tokens, {known} of them known already")
        rows.append(
            (
                translate("AnswerDetails", "Read"),
                read.format(count=number(facts.prompt_tokens), known=number(facts.reused_tokens)),
            )
        )
    if facts.context:
        used = number(facts.prompt_tokens + facts.generated_tokens)
        words = translate("AnswerDetails", "{used} of {count} tokens")
        words = words.format(used=used, count=number(facts.context))
        rows.append((translate("AnswerDetails", "Kept in mind"), words))
    if facts.seconds_thinking:
        thought = seconds.format(seconds=number(facts.seconds_thinking, 1))
        rows.append((translate("AnswerDetails", "Thought"), thought))
    if facts.seconds_to_first:
        waited = seconds.format(seconds=number(facts.seconds_to_first, 1))
        rows.append((translate("AnswerDetails", "Until the first word"), waited))
    if facts.generated_tokens:
        wrote = translate("AnswerDetails", "%n tokens", "", facts.generated_tokens)
        rows.append((translate("AnswerDetails", "Written"), wrote))
    if facts.seconds_generating and facts.generated_tokens:
        speed = translate("AnswerDetails", "{number} tokens a second")
        rows.append(
            (
                translate("AnswerDetails", "Speed"),
                speed.format(number=number(facts.generated_tokens / facts.seconds_generating, 1)),
            )
        )
    if facts.seed:
        rows.append((translate("AnswerDetails", "Seed"), str(facts.seed)))
    return rows
