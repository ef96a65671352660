# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The chat: what was said, and what is asked next."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from desktop.domain.conversation import Message, is_temporary
from desktop.domain.errors import AppError, Problem
from desktop.presenters.background import Background, Lane
from desktop.presenters.comparing import Comparing
from desktop.presenters.conversation import Conversation
from desktop.presenters.downloads import Downloads
from desktop.presenters.editing import Editing
from desktop.presenters.engine_host import EngineHost
from desktop.presenters.library import Library
from desktop.presenters.personas import Personas
from desktop.presenters.queue import Queue
from desktop.ui.chat import code_colours, markdown
from desktop.ui.chat.arriving import Arriving
from desktop.ui.chat.composer import Composer
from desktop.ui.chat.empty_chat import EmptyChat
from desktop.ui.chat.find_in_chat import FindInChat
from desktop.ui.chat.formula import Run
from desktop.ui.chat.model_chip import ModelChip
from desktop.ui.chat.queue_list import QueueList
from desktop.ui.chat.reading_column import column_width
from desktop.ui.chat.temporary_line import TemporaryLine
from desktop.ui.chat.text_style import TextStyle, at_once
from desktop.ui.chat.transcript import Transcript
from desktop.ui.personas.persona_button import PersonaButton
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.failure_card import FailureCard

translate = QCoreApplication.translate

PREPARE = 500  # milliseconds after the start: what the first answer needs is made ready


class ChatPage(QWidget):
    """Transcript, notice and composer, all of one width."""

    models_wanted = Signal()

    def __init__(
        self,
        conversation: Conversation,
        editing: Editing,
        comparing: Comparing,
        queue: Queue,
        library: Library,
        engine: EngineHost,
        downloads: Downloads,
        personas: Personas,
        themes: ThemeSource,
        enter_sends: Callable[[], bool] = lambda: True,
        background: Background | None = None,
    ) -> None:
        super().__init__()
        self._themes, self._conversation = themes, conversation
        self._library, self._downloads = library, downloads
        style = TextStyle(themes, at_once if background is None else _elsewhere(background))
        self.transcript = Transcript(style, conversation, editing, comparing, library)
        self._preparing = QTimer(self, singleShot=True)
        self._preparing.setInterval(PREPARE)
        if background is not None:
            self._preparing.timeout.connect(lambda: background.run(Lane.POOL, _prepare))
            self._preparing.start()
        self.finder = FindInChat(themes, conversation, self.transcript, style.run)
        self.transcript.models_wanted.connect(self.models_wanted)
        self._empty = EmptyChat(themes)
        self._arriving = Arriving(themes, downloads, library)
        chip = ModelChip(themes, library, comparing, engine, downloads)
        chip.models_wanted.connect(self.models_wanted)
        persona = PersonaButton(themes, conversation, personas)
        self.composer = Composer(themes, conversation, library, chip, persona, enter_sends)
        self.queue = QueueList(themes, queue, conversation)
        self.composer.queued.connect(queue.add)
        self._notice: FailureCard | None = None
        self._notice_place = QVBoxLayout()
        self._above, self._column = QStackedLayout(), QWidget()
        self._build()
        self._connect()
        self.transcript.set_head(self._arriving)
        self._show_empty()

    def first_focus(self) -> QWidget:
        """Whoever comes here wants to write."""
        return self.composer.text

    def _build(self) -> None:
        self._middle = QWidget()
        middle = QVBoxLayout(self._middle)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.addWidget(self._empty, 1)
        room = QWidget()
        room_column = QVBoxLayout(room)
        room_column.setContentsMargins(0, 0, 0, 0)
        room_column.addWidget(self._middle, 1, Qt.AlignmentFlag.AlignHCenter)
        inside = QVBoxLayout(self._column)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(12)
        inside.addLayout(self._notice_place)
        inside.addWidget(TemporaryLine(self._themes, self._conversation))
        inside.addWidget(self.queue)
        inside.addWidget(self.composer)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 20)  # the transcript keeps room for its scroll bar
        column.setSpacing(12)
        self._find_room = QWidget()
        find_room = QVBoxLayout(self._find_room)
        find_room.setContentsMargins(0, 8, 0, 0)
        find_room.addWidget(self.finder)
        column.addLayout(_centred(self._find_room))
        column.addLayout(self._above, 1)
        self._above.addWidget(self.transcript)
        self._above.addWidget(room)
        column.addLayout(_centred(self._column))
        self._add_keys()

    def _add_keys(self) -> None:
        """From the whole page."""
        for keys, pages in (("PgUp", -1.0), ("PgDown", 1.0)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(lambda pages=pages: self.transcript.scroll_by_page(pages))
        for keys, done in (
            ("Ctrl+F", self.finder.begin),
            ("F3", self.finder.go_next),
            ("Shift+F3", self.finder.go_before),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(done)
        self.finder.closed.connect(self.composer.text.setFocus)
        stop = QShortcut(QKeySequence("Esc"), self)
        stop.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        stop.activated.connect(self._conversation.stop)
        temporary = QShortcut(QKeySequence("Ctrl+Shift+N"), self)
        temporary.activated.connect(self._conversation.new_temporary)
        write = QShortcut(QKeySequence("Ctrl+L"), self)
        write.activated.connect(lambda: self.composer.text.setFocus())

    def _connect(self) -> None:
        c = self._conversation
        self._themes.changed.connect(self._fit)
        self._empty.begun.connect(self.composer.begin)
        self._empty.picture_wanted.connect(self.composer.pick_files)
        self._empty.temporary_wanted.connect(c.new_temporary)
        self._arriving.needed_changed.connect(self._show_empty)
        c.refused.connect(self._on_refused)
        c.opened.connect(self._show_empty)
        c.opened.connect(self._on_opened)
        c.opened.connect(self._drop_notice)
        c.message_added.connect(self._show_empty)
        c.message_added.connect(self._on_added)
        self._library.chosen_changed.connect(self._drop_notice)
        c.branch_changed.connect(self._show_empty)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Whoever types while a message has the focus means the composer."""
        held = event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        if event.text().strip() and event.text().isprintable() and not held:
            self.composer.text.setFocus(Qt.FocusReason.OtherFocusReason)
            self.composer.text.insertPlainText(event.text())
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One column from the top to the bottom."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        width = column_width(self._themes, self.width())
        for widget in (self._column, self._middle, self._find_room):
            widget.setFixedWidth(width)

    def _on_opened(self) -> None:
        """Whoever begins or opens a chat wants to write."""
        if self.isVisible():
            self.composer.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_empty(self) -> None:
        arriving = self._arriving.is_needed
        self.transcript.show_head(arriving)
        empty = not self._conversation.messages and not arriving
        self._above.setCurrentIndex(1 if empty else 0)
        self._empty.show_temporary(is_temporary(self._conversation.chat_id))

    def _on_added(self, message: Message) -> None:
        """A question goes; when there is nothing that could answer it, a way to that."""
        self._drop_notice()
        if self._library.chosen is None and not self._downloads.downloads:
            notice = self._new_notice()
            notice.show_words(
                translate("ChatPage", "There is no model yet"),
                translate(
                    "ChatPage", "Your question waits, and is answered as soon as one is here."
                ),
            )
            notice.add_button(translate("ChatPage", "See models"), self.models_wanted.emit)

    def _new_notice(self) -> FailureCard:
        self._drop_notice()
        notice = self._notice = FailureCard(self._themes, warning=True)
        self._notice_place.addWidget(notice)
        return notice

    def _on_refused(self, error: AppError) -> None:
        """Why not, and the next step; words and pictures stay in the composer."""
        notice = self._new_notice()
        notice.show_error(error)
        able = {
            Problem.CANNOT_SEE: [model for model in self._library.installed if model.sees],
            Problem.CANNOT_HEAR: [model for model in self._library.installed if model.hears],
        }.get(error.problem)
        if able:
            other = able[-1]
            words = translate("ChatPage", "Use {name}").format(name=other.name)
            notice.add_button(words, lambda: self._use(other.id))
        elif able is not None:
            notice.add_button(translate("ChatPage", "See models"), self.models_wanted.emit)
        notice.add_button(translate("ChatPage", "Close"), self._drop_notice, "plain")

    def _use(self, model_id: str) -> None:
        self._library.choose(model_id)
        self._drop_notice()

    def _drop_notice(self) -> None:
        if self._notice is not None:
            self._notice.hide()
            self._notice.deleteLater()
            self._notice = None


def _prepare() -> None:
    """What would keep the first answer waiting."""
    markdown.prepare()
    code_colours.prepare("python")


def _elsewhere(background: Background) -> Run:
    """Work in another thread, and then go on here."""
    return lambda work, done: background.run(Lane.POOL, work, lambda _: done())


def _centred(widget: QWidget) -> QHBoxLayout:
    """In the middle, and as high as its words need: an alignment would ignore that."""
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(widget)
    row.addStretch(1)
    return row
