# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The messages of the open chat, the newest ones built first."""

from PySide6.QtCore import QElapsedTimer, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetricsF, QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from desktop.domain.conversation import Message, Role
from desktop.presenters.conversation import Conversation
from desktop.presenters.library import Library
from desktop.ui.chat.answer_view import AnswerView
from desktop.ui.chat.links import LinkDialog
from desktop.ui.chat.message_view import EDGE, MessageView
from desktop.ui.chat.place import Place, height_at, place_at
from desktop.ui.chat.stack import Stack
from desktop.ui.chat.text_style import TextStyle
from desktop.ui.chat.views import made_view
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.page import page_margin

AT_ONCE = 40  # messages that are built when a chat is opened, or more when scrolling up
SLICE = 8  # milliseconds of building at a time
ABOVE, BELOW = 24, 20  # pixels around the messages
AFTER_ANSWER, AFTER_QUESTION = 18, 20
NEAR_END = 24  # pixels from the end that still count as the end


def column_width(themes: ThemeSource, page: int) -> int:
    """Pixels of the reading column: 74 letters, from 480 to 720, less where the page is narrow."""
    letters = 74 * QFontMetricsF(themes.font("reading")).averageCharWidth()
    return min(round(min(max(letters, 480), 720)), page - 2 * page_margin(page))


class Transcript(QScrollArea):
    """What the reader sees stays where it is; only a reader at the end is taken along."""

    models_wanted = Signal()

    def __init__(self, style: TextStyle, conversation: Conversation, library: Library) -> None:
        super().__init__()
        themes = style.themes
        self._themes, self._conversation, self._library = themes, conversation, library
        self._style = style
        self._stack, self._inside = Stack(), QWidget()
        self._column = 0
        self._follows = True
        self._moving = False  # by us
        self._first = 0  # index of the first message that is built
        self._wanted = 0  # index of the first message that is to be built
        self._head: QWidget | None = None
        self._views: dict[str, MessageView] = {}
        self._build()
        self._connect()
        self._open()

    def set_head(self, head: QWidget) -> None:
        """Something that may stand above the messages."""
        self._head = head
        self._stack.add(head, at=0)
        self.show_head(False)

    def show_head(self, shown: bool) -> None:
        """Show it, or take it away."""
        if self._head is not None:
            self._head.setVisible(shown)
            self._relayout()

    def view(self, message_id: str) -> MessageView | None:
        """The view of a message, when it is built."""
        return self._views.get(message_id)

    def scroll_by_page(self, pages: float) -> None:
        """From the keyboard."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + round(pages * self.viewport().height() * 0.9))

    def to_end(self) -> None:
        """Show the newest words, and go along with them."""
        self._follows = True
        self._keep(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, another column."""
        super().resizeEvent(event)
        self._relayout()

    def minimumSizeHint(self) -> QSize:
        """A few lines."""
        return QSize(200, 80)

    def _build(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self._inside.setAutoFillBackground(True)  # opaque: scrolling moves what is painted
        self._stack.setParent(self._inside)
        self._stack.height_changed.connect(self._fit)
        self.setWidget(self._inside)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.verticalScrollBar().setSingleStep(48)
        self._building = QTimer(self)
        self._building.setInterval(0)
        self._building.timeout.connect(self._build_more)
        self._inside.setPalette(_bare(self.palette(), self._themes))

    def _connect(self) -> None:
        c = self._conversation
        c.opened.connect(self._open)
        c.message_added.connect(self._on_added)
        c.message_changed.connect(self._on_changed)
        c.message_removed.connect(self._on_removed)
        c.text_arrived.connect(self._on_text)
        c.status_changed.connect(self._on_status)
        self._themes.changed.connect(self._restyle)

    def _open(self) -> None:
        """Another chat: as much as is seen now, the rest in a moment."""
        self._building.stop()
        head = 1 if self._head is not None else 0
        self._stack.drop(head)
        self._views.clear()
        messages = self._conversation.messages
        self._first = len(messages)
        self._wanted = max(self._first - AT_ONCE, 0)
        self._relayout()
        self._follows = True
        seen = self.viewport().height() * 1.5
        while self._first > self._wanted and self._stack.height() < seen:
            self._prepend()
            self._stack.settle()
        self._mark_last()
        self._on_status()
        self.to_end()
        if self._first > self._wanted:
            self._building.start()

    def _build_more(self) -> None:
        """Older messages above, a few milliseconds long; what is seen stays where it is."""
        clock = QElapsedTimer()
        clock.start()
        place = self._place()
        while self._first > self._wanted and clock.elapsed() < SLICE:
            self._prepend()
        self._stack.settle()
        self._keep(place)
        if self._first <= self._wanted:
            self._building.stop()

    def _prepend(self) -> None:
        self._first -= 1
        at = 1 if self._head is not None else 0
        self._add(self._conversation.messages[self._first], at)

    def _add(self, message: Message, at: int | None = None) -> MessageView:
        view = made_view(self._style, self._conversation, self._library, message)
        if isinstance(view, AnswerView):
            view.models_wanted.connect(self.models_wanted)
        view.set_current(False)
        view.link_followed.connect(
            lambda address: LinkDialog(self._themes, address, self.window()).open()
        )
        view.selection_begun.connect(self._clear_selections)
        view.move_wanted.connect(lambda step: self._move_from(view, step))
        view.height_changed.connect(lambda: self._on_view(view))
        self._views[message.id] = view
        gap = AFTER_ANSWER if message.role is Role.USER else AFTER_QUESTION
        self._stack.add(view, gap, at=at)
        return view

    def _mark_last(self) -> None:
        """Tab comes to the newest message; the newest answer shows what can be done with it."""
        messages = self._conversation.messages
        last = messages[-1].id if messages else ""
        for message_id, view in self._views.items():
            view.set_current(message_id == last)
            if isinstance(view, AnswerView):
                view.set_last(message_id == last)

    def _on_added(self, message: Message) -> None:
        self._add(message)
        self._mark_last()
        self._stack.settle()
        self._on_status()
        self.to_end()  # whoever asks wants to see the answer

    def _on_changed(self, message: Message) -> None:
        if message.id in self._views:
            self._views[message.id].show_message(message)

    def _on_removed(self, message_id: str) -> None:
        view = self._views.pop(message_id, None)
        if view is not None:
            place = self._row_of(view)
            self._stack.drop(place, place + 1)
            self._stack.settle()
        self._mark_last()

    def _on_text(self, message_id: str, channel: str, text: str) -> None:
        view = self._views.get(message_id)
        if isinstance(view, AnswerView):
            view.add_text(channel, text, self._conversation.messages[-1])

    def _on_status(self) -> None:
        messages = self._conversation.messages
        view = self._views.get(messages[-1].id) if messages else None
        if isinstance(view, AnswerView):
            model = self._library.chosen
            view.show_status(self._conversation.status, model.name if model else "")

    def _on_view(self, view: MessageView) -> None:
        """A message has another height: only what stands below it is placed again."""
        self._stack.settle(self._row_of(view))

    def _row_of(self, view: QWidget) -> int:
        """The newest ones are asked for most often."""
        rows = self._stack.rows
        return next(i for i in range(len(rows) - 1, -1, -1) if rows[i].widget is view)

    def _clear_selections(self) -> None:
        for view in self._views.values():
            view.selection.clear()

    def _move_from(self, view: MessageView, step: int) -> None:
        """The focus goes to the message before or after."""
        views = [row.widget for row in self._stack.rows if isinstance(row.widget, MessageView)]
        place = views.index(view) + step
        if 0 <= place < len(views):
            for other in views:
                other.set_current(other is views[place])
            views[place].setFocus(Qt.FocusReason.TabFocusReason)
            self.ensureWidgetVisible(views[place], 0, 24)
        elif place < 0:
            self._want_more()

    def _restyle(self) -> None:
        place = self._place()
        self._style.renew()
        self._inside.setPalette(_bare(self.palette(), self._themes))
        for view in self._views.values():
            view.restyle()
        self._stack.forget()
        self._relayout(place)

    def _relayout(self, place: Place | None = None) -> None:
        """Place everything anew."""
        place = place or self._place()
        self._column = column_width(self._themes, self.width())
        width = self._column + 2 * EDGE
        self._stack.resize(width, self._stack.height_for(width))
        self._fit()
        self._keep(place)

    def _fit(self) -> None:
        """The room inside follows the messages."""
        # In the middle of the page, whether there is a scroll bar or not.
        left = (self.width() - self._stack.width()) // 2 - self.viewport().x()
        self._stack.move(left, ABOVE)
        height = ABOVE + self._stack.height() + BELOW
        size = QSize(self.viewport().width(), max(height, self.viewport().height()))
        if size != self._inside.size():
            self._inside.resize(size)
        if self._follows:
            self._keep(None)

    def _place(self) -> Place | None:
        if self._follows:
            return None
        return place_at(self._stack, self.verticalScrollBar().value() - ABOVE)

    def _keep(self, place: Place | None) -> None:
        """Go back to a place, or to the end for those who follow."""
        bar = self.verticalScrollBar()
        height = height_at(self._stack, place) if place is not None else None
        follows, self._moving = self._follows, True
        if height is not None:
            bar.setValue(height + ABOVE)
        elif follows:
            bar.setValue(bar.maximum())
        self._moving = False

    def _on_scrolled(self, value: int) -> None:
        if self._moving:
            return
        self._follows = value >= self.verticalScrollBar().maximum() - NEAR_END
        if value < self.viewport().height():
            self._want_more()

    def _want_more(self) -> None:
        if self._first > 0 and not self._building.isActive():
            self._wanted = max(self._first - AT_ONCE, 0)
            self._building.start()


def _bare(palette: QPalette, themes: ThemeSource) -> QPalette:
    """For what is inside: texts have no ground of their own."""
    bare = QPalette(palette)
    bare.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
    bare.setColor(QPalette.ColorRole.Text, themes.theme.text)
    bare.setColor(QPalette.ColorRole.Window, themes.theme.window)
    return bare
