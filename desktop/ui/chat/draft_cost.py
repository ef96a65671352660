# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a draft or a changed question costs before it is sent: tokens, and how long they take."""

from PySide6.QtCore import QCoreApplication, QObject, QTimer

from desktop.domain.estimate import Estimate
from desktop.presenters.drafting import Drafting
from desktop.presenters.editing import Editing
from desktop.presenters.estimating import Estimating
from desktop.ui.chat.message_editor import MessageEditor
from desktop.ui.text.amounts import duration_words, rough_number
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.label import Label

translate = QCoreApplication.translate

PAUSE = 300  # milliseconds without a key, after which it is counted
WORTH = 1.0  # seconds; what is read sooner needs no words


class DraftCost(Label):
    """Says nothing while the draft is short."""

    def __init__(self, themes: ThemeSource, drafting: Drafting, estimating: Estimating) -> None:
        super().__init__(themes, "", "caption", "text_soft", wrap=True, figures=True)
        self._drafting, self._estimating = drafting, estimating
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.tell)
        drafting.changed.connect(self.tell_soon)
        self.tell()

    def tell(self) -> None:
        """What the draft costs now."""
        words = cost_words(self._estimating.of(self._drafting.draft))
        self.setText(words)
        self.setVisible(bool(words))

    def tell_soon(self) -> None:
        """Somebody types; it is counted when they pause."""
        self._pause.start()


class QuestionCost(QObject):
    """Tells a message's editor what asking it in its new words costs."""

    def __init__(
        self, editor: MessageEditor, question_id: str, editing: Editing, estimating: Estimating
    ) -> None:
        super().__init__(editor)
        self._editor, self._question = editor, question_id
        self._editing, self._estimating = editing, estimating
        estimating.told.connect(self._on_told)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._tell)
        editor.typed.connect(self._on_typed)
        self._tell()

    def _on_typed(self, _: str) -> None:
        self._pause.start()

    def _tell(self) -> None:
        text = self._editor.text.toPlainText()
        said = self._editing.in_other_words(self._question, text)
        if said:
            self._estimating.look_up(said)

    def _on_told(self, question_id: str, cost: Estimate) -> None:
        if question_id == self._question:
            self._editor.say_cost(cost_words(cost))


def cost_words(cost: Estimate | None) -> str:
    """Of what takes long; "" for what is read at once, or when no model is chosen."""
    if cost is None or not cost.tokens:
        return ""
    tokens = rough_number(cost.tokens)
    if not cost.fits:
        words = translate("DraftCost", "{count} tokens: more than this model keeps in mind")
        return words.format(count=tokens)
    if cost.seconds is None or cost.seconds <= WORTH:
        return ""
    words = translate("DraftCost", "To read: {time}, {count} tokens")
    return words.format(count=tokens, time=duration_words(cost.seconds))
