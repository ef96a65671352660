# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Two answers to one question: beside each other, or where it is narrow one below the other."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.domain.conversation import Message, MessageState
from desktop.presenters.answering import Status
from desktop.presenters.comparing import Comparing, Pair
from desktop.ui.chat.answer_view import AnswerView
from desktop.ui.chat.message_view import EDGE, MessageView
from desktop.ui.chat.stack import Stack
from desktop.ui.chat.text_style import TextStyle
from desktop.ui.chat.text_view import ReadView
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.label import Label

translate = QCoreApplication.translate

LEAST = 340  # pixels of one answer that stands beside another one
BETWEEN, BELOW = 40, 28  # pixels from one to the other


class AnswerColumn(Stack):
    """The model's name, its answer or a word on when it comes, and a button that keeps it."""

    def __init__(self, style: TextStyle, name: str) -> None:
        super().__init__()
        self._themes, self._name = style.themes, name
        self.answer: AnswerView | None = None
        self._current = False
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(EDGE, 0, EDGE, 0)
        row.addWidget(Label(style.themes, name, "strong", wrap=True))
        self.add(head)
        self._waiting: Label | None = None
        self._keep: QWidget | None = None

    def wait(self, words: str) -> None:
        """The answer has not begun."""
        self._waiting = Label(self._themes, words, "body", "text_soft", wrap=True)
        self._waiting.setContentsMargins(EDGE, 0, EDGE, 0)
        self.add(self._waiting, gap=8)

    def show_answer(self, answer: AnswerView) -> None:
        """It has begun."""
        if self._waiting is not None:
            self.drop(1, 2)
            self._waiting = None
        self.answer = answer
        answer.height_changed.connect(self._on_height)
        answer.set_current(self._current)
        self.add(answer, gap=8)
        self.settle()

    def set_current(self, current: bool) -> None:
        """Tab comes here, or not."""
        self._current = current
        if self.answer is not None:
            self.answer.set_current(current)

    def offer_keeping(self, keep: Callable[[], None], wanted: bool) -> None:
        """Let the person go on with this answer."""
        if wanted and self._keep is None:
            words = translate("PairView", "Keep this answer")
            button = Button(self._themes, words, "plain", keep)
            said = translate("PairView", "Keep the answer of {name}").format(name=self._name)
            button.setAccessibleName(said)
            self._keep = QWidget()
            row = QHBoxLayout(self._keep)
            row.setContentsMargins(EDGE, 0, EDGE, 0)
            row.addWidget(button)
            row.addStretch(1)
            self.add(self._keep, gap=8)
        if self._keep is not None:
            self._keep.setVisible(wanted)
            self.settle()

    def _on_height(self) -> None:
        self.settle(1)


class Beside(QWidget):
    """Two columns, of one width."""

    def __init__(self, themes: ThemeSource, first: Stack, second: Stack) -> None:
        super().__init__()
        self._themes, self._columns = themes, (first, second)
        self._apart = False
        for column in self._columns:
            column.setParent(self)

    def height_for(self, width: int) -> int:
        """Places both for this width."""
        self._apart = width >= 2 * LEAST + BETWEEN
        first, second = self._columns
        each = (width - BETWEEN) // 2 if self._apart else width
        heights = [column.height_for(each) for column in self._columns]
        before, after = 0, width - each
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            before, after = after, before
        first.setGeometry(before, 0, each, heights[0])
        second.setGeometry(after, 0 if self._apart else heights[0] + BELOW, each, heights[1])
        return max(heights) if self._apart else sum(heights) + BELOW

    def paintEvent(self, event: QPaintEvent) -> None:
        """A line between them."""
        painter = QPainter(self)
        painter.setPen(QPen(self._themes.theme.line, 1))
        if self._apart:
            painter.drawLine(self.width() // 2, 0, self.width() // 2, self.height())
        else:
            at = self._columns[0].height() + BELOW // 2
            painter.drawLine(EDGE, at, self.width() - EDGE, at)


class PairView(MessageView):
    """Stands in the place of the first answer, which belongs to the chat that is shown.

    Args:
        make: an answer's view that is joined to what can be done with it.
        name: of an installed model by its id.
    """

    is_wide = True

    def __init__(
        self,
        style: TextStyle,
        comparing: Comparing,
        pair: Pair,
        message: Message,
        make: Callable[[Message], AnswerView],
        name: Callable[[str], str],
    ) -> None:
        super().__init__(style, message)
        self._comparing, self._pair, self._make = comparing, pair, make
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._columns = tuple(AnswerColumn(style, name(one)) for one in (message.model, pair.model))
        self._names = name(message.model), name(pair.model)
        self._beside = Beside(style.themes, *self._columns)
        self.add(self._beside)
        self._hint: Label | None = None
        self._show_first(message)
        self._columns[1].wait(self._waiting_words())
        for column in self._columns:
            column.height_changed.connect(self.settle)
        self.show_second()
        comparing.answer_changed.connect(self._on_second)
        comparing.text_arrived.connect(self._on_text)

    @property
    def pair(self) -> Pair:
        """Which answers these are."""
        return self._pair

    def answers(self) -> Sequence[AnswerView]:
        """Those that have begun."""
        return [column.answer for column in self._columns if column.answer is not None]

    def views(self) -> Sequence[ReadView]:
        """Of the answer that belongs to the chat."""
        return self.answers()[0].views()

    def show_pair(self, pair: Pair) -> None:
        """The second answer may have begun."""
        self._pair = pair
        self.show_second()

    def show_second(self) -> None:
        """As far as it has come."""
        message = self._comparing.second(self._pair)
        column = self._columns[1]
        if message is not None and column.answer is None:
            answer = self._make(message)
            answer.move_wanted.connect(self._on_move_from_second)
            column.show_answer(answer)
            answer.set_last(False)
            answer.keep_foot()
        self._offer()

    def show_message(self, message: Message) -> None:
        """The first one, in another state."""
        super().show_message(message)
        self.answers()[0].show_message(message)
        self._offer()

    def show_status(self, status: Status, model: str) -> None:
        """Of the one that grows."""
        for answer, name in zip(self.answers(), self._names, strict=False):
            answer.show_status(status, name)

    def set_current(self, current: bool) -> None:
        """Tab comes to both, one after the other."""
        for column in self._columns:
            column.set_current(current)

    def set_last(self, last: bool) -> None:
        """What can be done with the last answer can be done with the first of both."""
        self.answers()[0].set_last(last)

    def restyle(self) -> None:
        """The theme or the size of letters changed."""
        for answer in self.answers():
            answer.restyle()

    def _show_first(self, message: Message) -> None:
        answer = self._make(message)
        answer.move_wanted.connect(self._on_move_from_first)
        self._columns[0].show_answer(answer)
        self.setFocusProxy(answer)

    def _waiting_words(self) -> str:
        first, second = self._names
        if self._message.state is MessageState.GENERATING:
            words = translate("PairView", "{second} answers when {first} has finished.")
            return words.format(first=first, second=second)
        return translate("PairView", "{name} answers in a moment.").format(name=second)

    def _offer(self) -> None:
        """One can be kept once both are there."""
        answers = self.answers()
        ended = len(answers) == 2 and not any(
            answer.message.state is MessageState.GENERATING for answer in answers
        )
        for column in self._columns:
            answer = column.answer
            if answer is not None:
                column.offer_keeping(self._keeper(answer), ended)
        if ended and self._hint is None:
            words = translate(
                "PairView", "Your next question goes on from the first, unless you keep the other."
            )
            self._hint = Label(self._style.themes, words, "caption", "text_soft", wrap=True)
            self._hint.setContentsMargins(EDGE, 0, EDGE, 0)
            self.add(self._hint, gap=12)
        self.settle()

    def _keeper(self, answer: AnswerView) -> Callable[[], None]:
        return lambda: self._comparing.keep(answer.message.id)

    def _on_second(self, message: Message) -> None:
        if message.id == self._pair.second and len(self.answers()) == 2:
            self.answers()[1].show_message(message)
            self._offer()

    def _on_text(self, message: Message, channel: str, text: str) -> None:
        if message.id == self._pair.second and len(self.answers()) == 2:
            self.answers()[1].add_text(channel, text, message)

    def _on_move_from_first(self, step: int) -> None:
        self._move(0, step)

    def _on_move_from_second(self, step: int) -> None:
        self._move(1, step)

    def _move(self, place: int, step: int) -> None:
        """Arrows go from one to the other, and on."""
        answers = self.answers()
        if 0 <= place + step < len(answers):
            answers[place + step].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.move_wanted.emit(step)
