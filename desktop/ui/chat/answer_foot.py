# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The line below an answer: what can be done with it, and how fast it came."""

from PySide6.QtCore import QCoreApplication, QSize, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.domain.conversation import Message, MessageState
from desktop.ui.chat.version_switch import VersionSwitch
from desktop.ui.text.amounts import rounded
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.icon_button import IconButton, icon_button
from desktop.ui.widgets.label import Label

translate = QCoreApplication.translate

HEIGHT = 32
COPIED = 1500  # milliseconds in which a button says that it was done
SHORTEST = 4  # tokens, below which a speed says nothing


class AnswerFoot(QWidget):
    """Always takes the same room, so that nothing moves when its content comes and goes."""

    copy_wanted = Signal()
    again_wanted = Signal()
    menu_wanted = Signal()
    version_wanted = Signal(int)  # a step

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__()
        self._themes = themes
        self._kept = self._near = self._last = False
        self._message: Message | None = None
        self._speed_words = ""
        self._buttons: tuple[IconButton, ...] = ()
        self._speed: Label | None = None
        self._versions: VersionSwitch | None = None
        self._version = 1, 1

    def height_for(self, width: int) -> int:
        """Pixels, at any width."""
        return HEIGHT

    def sizeHint(self) -> QSize:
        """A line."""
        return QSize(100, HEIGHT)

    def show_message(self, message: Message) -> None:
        """What can be done depends on how it ended."""
        self._message = message
        facts = message.facts
        if facts.seconds_generating > 0 and facts.generated_tokens > SHORTEST:
            self.show_speed(len(message.text.split()) / facts.seconds_generating)
        elif message.state is not MessageState.GENERATING:
            self._speed_words = translate("AnswerFoot", "Changed by you") if facts.edited else ""
        self._show()

    def show_speed(self, speed: float) -> None:
        """Words a second."""
        if speed >= 0.5:
            words = translate("AnswerFoot", "%n words a second", "", max(rounded(speed), 1))
            if words != self._speed_words:
                self._speed_words = words
                self._show()

    def show_version(self, place: int, count: int) -> None:
        """Which version this is, of how many."""
        self._version = place, count
        self._show()

    def set_kept(self, kept: bool, last: bool = True) -> None:
        """The last answer shows it always, and can be asked for again; nothing stands behind it."""
        self._kept, self._last = kept, last
        self._show()

    def set_near(self, near: bool) -> None:
        """Pointer or keyboard are at this answer."""
        self._near = near or self._has_focus()
        self._show()

    @property
    def menu_button(self) -> QWidget | None:
        """At which the menu opens; None while it is not there."""
        return self._buttons[-1] if self._buttons else None

    def _has_focus(self) -> bool:
        buttons = (*self._buttons, *(self._versions.buttons if self._versions else ()))
        return any(button.hasFocus() for button in buttons)

    def _show(self) -> None:
        shown = self._kept or self._near
        if shown and self._speed is None:
            self._build()
        if self._speed is None or self._message is None:
            return
        growing = self._message.state is MessageState.GENERATING
        copy, again, more = self._buttons
        copy.setVisible(shown and not growing and bool(self._message.text))
        failed = self._message.state is MessageState.FAILED
        again.setVisible(self._kept and self._last and not growing and not failed)
        more.setVisible(shown and not growing)
        assert self._versions is not None
        self._versions.setVisible(shown and not growing and self._version[1] > 1)
        self._versions.show_version(*self._version)
        self._speed.setVisible(shown)
        self._speed.setText(self._speed_words)

    def _build(self) -> None:
        """Most answers are never pointed at: their buttons are made when they are needed."""
        copy = icon_button(self._themes, "copy", translate("AnswerFoot", "Copy the answer"), self)
        again = icon_button(self._themes, "again", translate("AnswerFoot", "Answer again"), self)
        copy.clicked.connect(self._on_copy)
        again.clicked.connect(lambda: self.again_wanted.emit())
        more = icon_button(self._themes, "more", translate("AnswerFoot", "More"), self)
        more.clicked.connect(self.menu_wanted)
        self._buttons = (copy, again, more)
        self._versions = VersionSwitch(self._themes)
        self._versions.wanted.connect(self.version_wanted)
        self._copied = QTimer(self)
        self._copied.setSingleShot(True)
        self._copied.setInterval(COPIED)
        self._copied.timeout.connect(lambda: copy.show_icon("copy"))
        self._speed = Label(self._themes, "", "caption", "text_soft", figures=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for button in self._buttons:
            row.addWidget(button)
        row.addWidget(self._versions)
        row.addSpacing(6)
        row.addWidget(self._speed)
        row.addStretch(1)

    def _on_copy(self) -> None:
        self.copy_wanted.emit()
        self._buttons[0].show_icon("check", "success")
        self._copied.start()
