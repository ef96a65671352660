# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What is asked next: words, pictures, the model that answers, send or stop."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout

from desktop.presenters.answering import Activity
from desktop.presenters.conversation import Conversation
from desktop.presenters.library import Library
from desktop.ui.chat.attachments import Attachments
from desktop.ui.chat.composer_text import ComposerText
from desktop.ui.chat.draft_cost import DraftCost
from desktop.ui.chat.model_chip import ModelChip
from desktop.ui.personas.persona_button import PersonaButton
from desktop.ui.theme import Theme, ThemeSource
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.icon_button import icon_button

translate = QCoreApplication.translate

RADIUS = 12


class Composer(QFrame):
    """Nothing that is typed here is lost, whatever fails."""

    queued = Signal(str)  # words that are to be asked when the answer before has come

    def __init__(
        self,
        themes: ThemeSource,
        conversation: Conversation,
        library: Library,
        chip: ModelChip,
        persona: PersonaButton,
        enter_sends: Callable[[], bool],
    ) -> None:
        super().__init__()
        self._themes, self._conversation, self._chip = themes, conversation, chip
        self._library, self._persona = library, persona
        self._focused = False
        self._shown: tuple[bool, Theme] | None = None  # how the send button looks
        self.text = ComposerText(themes, conversation, enter_sends)
        self._attachments = Attachments(themes, conversation.drafting, library)
        self._attach = icon_button(themes, "attach", translate("Composer", "Add files"))
        self._send = icon_button(themes, "send", translate("Composer", "Send"))
        self._think = Button(themes, translate("Composer", "Think first"), "chip")
        self._stop = Button(themes, translate("Composer", "Stop"), "plain", self._on_stop)
        self._build()
        self._connect()
        self._show_draft()
        self._show_status()
        self._show_thinking()

    def begin(self, text: str) -> None:
        """Put words into the composer, as the beginning of a question."""
        self.text.setPlainText(text)
        self.text.moveCursor(self.text.textCursor().MoveOperation.End)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def add_cost(self, cost: DraftCost) -> None:
        """Say below the words what they cost."""
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(2, cost)
        self.text.textChanged.connect(cost.tell_soon)

    def insert(self, words: str) -> None:
        """Put words where the cursor is."""
        self.text.insertPlainText(words)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def pick_files(self) -> None:
        """Ask for files. All kinds are listed: any file with words in it can be read."""
        files, _ = QFileDialog.getOpenFileNames(
            self.window(),
            translate("Composer", "Add pictures, sounds or documents"),
            "",
            f"{translate('Composer', 'All files')} (*)",
        )
        if files:
            self._conversation.attach_files(files)

    def hideEvent(self, event: QHideEvent) -> None:
        """The window closes, or another page comes: nothing that was typed waits any longer."""
        super().hideEvent(event)
        self._conversation.keep_draft()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Raised; the border shows where the keyboard is."""
        theme = self._themes.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = 2 if self._focused else 1
        painter.setPen(QPen(theme.focus if self._focused else theme.line_strong, width))
        painter.setBrush(theme.raised)
        edge = width / 2
        frame = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        painter.drawRoundedRect(frame, RADIUS, RADIUS)

    def _build(self) -> None:
        self._send.setFixedSize(38, 38)
        self._think.setCheckable(True)
        self._think.setIcon(self._themes.icon("thinks"))
        self._think.setToolTip(
            translate(
                "Composer", "The model thinks before it answers: slower, and better at puzzles"
            )
        )
        self._stop.setIcon(self._themes.icon("stop", "text"))
        self._stop.setIconSize(QSize(16, 16))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._attach)
        row.addWidget(self._persona)
        row.addWidget(self._chip, 1)
        row.addWidget(self._think)
        row.addStretch(0)
        row.addWidget(self._stop)
        row.addWidget(self._send)
        column = QVBoxLayout(self)
        start, end = (12, 18) if self.isRightToLeft() else (18, 12)
        column.setContentsMargins(start, 14, end, 10)
        column.setSpacing(8)
        column.addWidget(self._attachments)
        column.addWidget(self.text)
        column.addLayout(row)
        self.setTabOrder(self.text, self._attach)
        self.setTabOrder(self._attach, self._persona)
        self.setTabOrder(self._persona, self._chip)
        self.setTabOrder(self._chip, self._think)
        self.setTabOrder(self._think, self._stop)
        self.setTabOrder(self._stop, self._send)

    def _connect(self) -> None:
        self.text.textChanged.connect(self._on_text)
        self.text.sent.connect(self._on_send)
        self.text.left.connect(self._conversation.keep_draft)
        self.text.focus_changed.connect(self._on_focus)
        self._attach.clicked.connect(self.pick_files)
        self._persona.prompt_chosen.connect(self.insert)
        self._send.clicked.connect(self._on_send)
        self._think.clicked.connect(self._library.let_think)
        self._library.chosen_changed.connect(self._show_thinking)
        self._library.thinks_changed.connect(self._show_thinking)
        self._conversation.draft_changed.connect(self._show_draft)
        self._conversation.status_changed.connect(self._show_status)
        self._themes.changed.connect(self._restyle)

    def _on_text(self) -> None:
        self._conversation.write_draft(self.text.toPlainText())
        self._show_sendable()

    def _on_send(self) -> None:
        if self._conversation.status.activity is Activity.IDLE:
            self._conversation.send(self.text.toPlainText())
        else:
            self.queued.emit(self.text.toPlainText())  # it is asked after the answer

    def _on_stop(self) -> None:
        self._conversation.stop()
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_focus(self, focused: bool) -> None:
        self._focused = focused
        self.update()

    def _show_draft(self) -> None:
        draft = self._conversation.draft
        if draft.text != self.text.toPlainText():
            self.text.setPlainText(draft.text)
            self.text.moveCursor(self.text.textCursor().MoveOperation.End)
        self._show_sendable()

    def _show_status(self) -> None:
        activity = self._conversation.status.activity
        busy = activity in (Activity.LOADING, Activity.READING, Activity.ANSWERING)
        had_focus = self._send.hasFocus() or self._stop.hasFocus()
        self._stop.setVisible(busy)
        self._show_sendable()
        if had_focus:
            (self._stop if busy else self.text).setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_thinking(self) -> None:
        """A choice for models that can think."""
        self._think.setVisible(self._library.can_think)
        self._think.setChecked(self._library.thinks)

    def _show_sendable(self) -> None:
        something = self.text.toPlainText().strip() or self._conversation.draft.media
        sendable = bool(something)
        self._send.setVisible(sendable or self._stop.isHidden())
        theme = self._themes.theme
        if (sendable, theme) == self._shown:
            return
        self._shown = sendable, theme
        self._send.setEnabled(sendable)
        ground = theme.accent if sendable else theme.hover
        self._send.show_icon("send", "on_accent" if sendable else "text_off")
        self._send.setStyleSheet(
            f"QToolButton {{ background: {ground.name()}; border-radius: 8px; }}"
        )

    def _restyle(self) -> None:
        self._stop.setIcon(self._themes.icon("stop", "text"))
        self._think.setIcon(self._themes.icon("thinks"))
        self._show_sendable()
        self.update()
