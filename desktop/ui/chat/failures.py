# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a failed answer offers as the way on."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.domain.errors import AppError, Problem
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.failure_card import FailureCard

if TYPE_CHECKING:
    from desktop.ui.chat.answer_view import AnswerView

translate = QCoreApplication.translate

OTHER_MODEL = (
    Problem.FILE_MISSING,
    Problem.FILE_NOT_GGUF,
    Problem.FILE_DAMAGED,
    Problem.ARCHITECTURE_UNKNOWN,
    Problem.MODEL_NEWER,
    Problem.PROJECTOR_MISMATCH,
    Problem.CANNOT_SEE,
    Problem.CANNOT_HEAR,
)


def failure_of(themes: ThemeSource, error: AppError, view: "AnswerView") -> FailureCard:
    """The card of an answer that failed: one main button, and other ways where there are some."""
    card = FailureCard(themes)
    card.show_error(error)
    models = translate("AnswerView", "See models")
    again = translate("AnswerView", "Try again")

    def ask_again() -> None:
        view.try_again.emit(view.message.id)

    if error.problem in OTHER_MODEL:
        card.add_button(models, view.models_wanted.emit)
        view.again_buttons.append(card.add_button(again, ask_again, "link"))
    elif error.problem is Problem.CONTEXT_FULL:
        go_on = card.add_button(
            translate("AnswerView", "Go on"), lambda: view.oldest_forgotten.emit(view.message.id)
        )
        view.again_buttons.append(go_on)
        card.add_button(translate("AnswerView", "New chat"), view.new_chat_wanted.emit, "link")
    elif error.problem is Problem.MESSAGE_TOO_LONG:
        shorten = translate("AnswerView", "Change the message")
        button = card.add_button(shorten, lambda: view.change_wanted.emit(view.message.id))
        view.again_buttons.append(button)
    else:
        if view.message.text.strip():
            words = translate("AnswerView", "Continue")
            view.again_buttons.append(
                card.add_button(words, lambda: view.go_on.emit(view.message.id))
            )
        kind = "link" if view.again_buttons else "main"
        view.again_buttons.append(card.add_button(again, ask_again, kind))
        if error.problem is Problem.OUT_OF_MEMORY:
            card.add_button(models, view.models_wanted.emit, "link")
    return card
