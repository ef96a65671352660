# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The messages of the open chat, the newest ones built first."""

from PySide6.QtCore import QCoreApplication, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QFontMetricsF
from PySide6.QtWidgets import QFrame, QMessageBox, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.conversation import Message, Role
from desktop.presenters.conversation import Conversation
from desktop.presenters.library import Library
from desktop.ui.chat.answer_view import AnswerView
from desktop.ui.chat.question_view import QuestionView
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.page import page_margin

translate = QCoreApplication.translate

BUILT = 40  # messages at once
BETWEEN = 24
OPENABLE = ("http", "https", "mailto")


def column_width(themes: ThemeSource, page: int) -> int:
    """Pixels of the reading column: 74 letters, from 480 to 720, less where the page is narrow."""
    letters = 74 * QFontMetricsF(themes.font("reading")).averageCharWidth()
    return min(round(min(max(letters, 480), 720)), page - 2 * page_margin(page))


class Transcript(QScrollArea):
    """What the reader sees stays where it is; only a reader at the end is taken along."""

    def __init__(self, themes: ThemeSource, conversation: Conversation, library: Library) -> None:
        super().__init__()
        self._themes, self._conversation, self._library = themes, conversation, library
        self._views: dict[str, QuestionView | AnswerView] = {}
        self._at_end = True
        self._first = 0  # index of the first message that is built
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self._inside = QWidget()
        self._inside.setAutoFillBackground(False)
        outer = self._outer = QVBoxLayout(self._inside)
        outer.setContentsMargins(0, 24, 0, 24)
        self._holder = QWidget()
        self._column = QVBoxLayout(self._holder)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(BETWEEN)
        self._earlier = Button(
            themes, translate("Transcript", "Show earlier messages"), "link", self._build_earlier
        )
        self._column.addWidget(self._earlier, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addWidget(self._holder, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(1)
        self.setWidget(self._inside)
        bar = self.verticalScrollBar()
        bar.valueChanged.connect(self._on_scrolled)
        bar.rangeChanged.connect(self._on_range)
        self._connect()
        self._rebuild()

    def set_column_width(self, width: int) -> None:
        """The column is in the middle of the page, whether there is a scroll bar or not."""
        at_end = self._at_end
        if width != self._holder.width():
            self._holder.setFixedWidth(width)
            for view in self._views.values():
                if isinstance(view, QuestionView):
                    view.fit_width(width)
        self._at_end = at_end

    def scroll_by_page(self, pages: float) -> None:
        """From the keyboard."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + round(pages * self.viewport().height() * 0.9))

    def follow_link(self, address: str) -> None:
        """Show where a link leads before anything opens."""
        url = QUrl(address)
        if url.scheme().lower() not in OPENABLE:
            return
        box = QMessageBox(self.window())
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(translate("Transcript", "Open this address in the browser?"))
        box.setInformativeText(url.toDisplayString())
        go = box.addButton(translate("Transcript", "Open"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        go.clicked.connect(lambda: QDesktopServices.openUrl(url))
        box.open()

    def _connect(self) -> None:
        c = self._conversation
        c.opened.connect(self._rebuild)
        c.message_added.connect(self._on_added)
        c.message_changed.connect(self._on_changed)
        c.message_removed.connect(self._on_removed)
        c.text_arrived.connect(self._on_text)
        c.status_changed.connect(self._on_status)

    def _rebuild(self) -> None:
        for view in self._views.values():
            view.hide()
            view.deleteLater()
        self._views.clear()
        messages = self._conversation.messages
        self._first = max(len(messages) - BUILT, 0)
        for message in messages[self._first :]:
            self._add(message)
        self._mark_last()
        self._earlier.setVisible(self._first > 0)
        self._at_end = True
        self._on_status()
        QTimer.singleShot(0, self, self._to_end)

    def _build_earlier(self) -> None:
        """Put older messages above; what is seen stays where it is."""
        bar = self.verticalScrollBar()
        below = bar.maximum() - bar.value()
        messages = self._conversation.messages
        first = max(self._first - BUILT, 0)
        for place, message in enumerate(messages[first : self._first]):
            self._add(message, place + 1)
        self._first = first
        self._earlier.setVisible(first > 0)
        self._at_end = False
        QTimer.singleShot(0, self, lambda: bar.setValue(bar.maximum() - below))

    def _add(self, message: Message, place: int = -1) -> None:
        view: QuestionView | AnswerView
        if message.role is Role.USER:
            view = QuestionView(self._themes, self._conversation, message)
            view.take_back.connect(self._conversation.take_back)
            view.fit_width(self._holder.width())
        else:
            view = AnswerView(self._themes, message)
            view.try_again.connect(self._conversation.try_again)
            view.link_followed.connect(self.follow_link)
        self._views[message.id] = view
        self._column.insertWidget(place, view)
        view.show()

    def _on_added(self, message: Message) -> None:
        self._add(message)
        self._mark_last()
        self._at_end = True  # whoever asks wants to see the answer

    def _mark_last(self) -> None:
        messages = self._conversation.messages
        for number, message in enumerate(messages[-3:], max(len(messages) - 3, 0)):
            view = self._views.get(message.id)
            if isinstance(view, AnswerView):
                view.set_last(number == len(messages) - 1)

    def _on_changed(self, message: Message) -> None:
        view = self._views.get(message.id)
        if view is not None:
            view.show_message(message)

    def _on_removed(self, message_id: str) -> None:
        view = self._views.pop(message_id, None)
        if view is not None:
            view.hide()
            view.deleteLater()
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

    def _on_scrolled(self, value: int) -> None:
        self._at_end = value >= self.verticalScrollBar().maximum() - 24

    def _on_range(self, _: int, maximum: int) -> None:
        bar = self.verticalScrollBar()
        self._outer.setContentsMargins(bar.sizeHint().width() if maximum else 0, 24, 0, 24)
        if self._at_end:
            self.verticalScrollBar().setValue(maximum)

    def _to_end(self) -> None:
        self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())
