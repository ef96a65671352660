# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""One model on this computer: what it is, what can be done with it."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop.domain.library import Entry, Place
from desktop.ui.text.amounts import size_words
from desktop.ui.text.library import away_words, second_line, used_words
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.direction import trailing
from desktop.ui.widgets.icon_button import icon_button
from desktop.ui.widgets.label import IconLabel, Label, NameLabel
from desktop.ui.widgets.stone import Stone

translate = QCoreApplication.translate

ROW = 64
NARROW = 700  # pixels


class InstalledRow(QWidget):
    """A row of the list. Whoever shows it does what it asks for.

    Args:
        chosen: it is the model that answers. accepted: its licence is. others: it has other files.
        newer: one of them has taken its place.
    """

    chat_asked = Signal()
    use_asked = Signal(object)  # Entry
    opened = Signal(str)  # id: everything about it
    others_asked = Signal(str)  # id of the catalogue's model
    done = Signal(str, str)  # what, id

    def __init__(
        self,
        themes: ThemeSource,
        entry: Entry,
        *,
        chosen: bool,
        accepted: bool,
        others: bool,
        newer: bool,
    ) -> None:
        super().__init__()
        self._themes, self._entry = themes, entry
        self._others, self._newer = others, newer
        self.setMinimumHeight(ROW)
        here = entry.place is Place.HERE
        stone = Stone(themes, entry.installed.stone, 36)
        stone.show_stone(entry.installed.stone, away=not here)
        size = Label(themes, size_words(entry.installed.size), token=self._token(), figures=True)
        size.setAlignment(trailing())
        size.setMinimumWidth(72)
        self.more = icon_button(themes, "more", translate("InstalledRow", "More"))
        self.more.setAccessibleDescription(entry.named.name)
        self.more.clicked.connect(self._show_menu)
        self._menu: QMenu | None = None
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 8, 0, 8)
        line.setSpacing(16)
        line.addWidget(stone)
        line.addLayout(self._names(), 4)
        line.addWidget(size)
        line.addSpacing(20)
        self._last = self._last_use(accepted)
        line.addWidget(self._last, 2)
        line.addWidget(self._end(self._action(chosen, accepted)))
        line.addWidget(self.more)

    def _token(self) -> str:
        return "text" if self._entry.place is Place.HERE else "text_soft"

    def _names(self) -> QVBoxLayout:
        entry = self._entry
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addStretch(1)
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(NameLabel(self._themes, entry.named.name, "strong", self._token()))
        if entry.favourite:
            pin = IconLabel(self._themes, "pin", "text_soft", 16)
            pin.setAccessibleName(translate("InstalledRow", "Favourite"))
            first.addWidget(pin)
        first.addStretch(1)
        names.addLayout(first)
        second = QHBoxLayout()
        second.setSpacing(8)
        words, token = second_line(entry), "text_soft"
        if entry.place is not Place.HERE:
            words = away_words(entry)
        elif entry.damaged:
            words, token = translate("InstalledRow", "Its file is damaged"), "warning"
            second.addWidget(IconLabel(self._themes, "repair", "warning", 16))
        elif self._newer:
            newer = translate("InstalledRow", "a newer version is there")
            words = f"{words} · {newer}"
        second.addWidget(NameLabel(self._themes, words, "body", token), 1)
        names.addLayout(second)
        names.addStretch(1)
        return names

    def _last_use(self, accepted: bool) -> QWidget:
        """When it was used, and the way to its other files."""
        last = QWidget()
        column = QVBoxLayout(last)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addStretch(1)
        words = used_words(self._entry)
        if not accepted and not self._entry.used:
            words = translate("InstalledRow", "terms not yet accepted")
        column.addWidget(NameLabel(self._themes, words, "body", "text_soft"))
        if self._others and self._entry.taken and self._entry.place is Place.HERE:
            other = Button(self._themes, translate("InstalledRow", "Other files"), "link bare")
            other.setAccessibleDescription(self._entry.named.name)
            other.clicked.connect(self._on_others)
            column.addWidget(other, 0, Qt.AlignmentFlag.AlignLeading)
        column.addStretch(1)
        return last

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, the name needs it most."""
        self._last.setVisible(self.width() >= NARROW)

    def _end(self, action: QWidget | None) -> QWidget:
        """Actions stand below each other."""
        end = QWidget()
        end.setMinimumWidth(170)
        row = QHBoxLayout(end)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        if action is not None:
            row.addWidget(action)
        return end

    def _action(self, chosen: bool, accepted: bool) -> QWidget | None:
        entry = self._entry
        if entry.place is not Place.HERE:
            return None
        if chosen and not entry.damaged:
            return self._in_use()
        if entry.damaged:
            words = translate("InstalledRow", "Repair")
        elif accepted:
            words = translate("InstalledRow", "Use")
        else:
            words = translate("InstalledRow", "Read and use")
        button = Button(self._themes, words, "small")
        button.setAccessibleDescription(entry.named.name)
        button.clicked.connect(self._on_repair if entry.damaged else self._on_use)
        return button

    def _in_use(self) -> QWidget:
        state = QWidget()
        line = QHBoxLayout(state)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(IconLabel(self._themes, "check", "success"))
        words = translate("InstalledRow", "In use")
        line.addWidget(Label(self._themes, words, token="text_soft"))
        chat = Button(self._themes, translate("InstalledRow", "Chat"), "small")
        chat.clicked.connect(self.chat_asked)
        line.addSpacing(8)
        line.addWidget(chat)
        return state

    def _on_others(self) -> None:
        self.others_asked.emit(self._entry.installed.model)

    def _on_use(self) -> None:
        self.use_asked.emit(self._entry)

    def _on_repair(self) -> None:
        self.done.emit("repair", self._entry.id)

    def _show_menu(self) -> None:
        """Made when it is first asked for: a long list has many rows."""
        if self._menu is None:
            self._menu = menu_of(self, self._entry, self._newer)
        self._menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))


def menu_of(row: InstalledRow, entry: Entry, newer: bool) -> QMenu:
    """Everything that can be done with a model."""
    menu = QMenu(row)
    here = entry.place is Place.HERE
    own, twice = here and not entry.program, here and bool(entry.doubles)
    menu.addAction(
        translate("InstalledRow", "Show everything about it"), lambda: row.opened.emit(entry.id)
    )
    words = (
        translate("InstalledRow", "No longer a favourite")
        if entry.favourite
        else translate("InstalledRow", "Make it a favourite")
    )
    actions = [
        ("favourite", words, True),
        ("folder", translate("InstalledRow", "Show in its folder"), here),
        ("check", translate("InstalledRow", "Check its content"), here),
        ("repair", translate("InstalledRow", "Repair"), here and entry.damaged),
        ("move", translate("InstalledRow", "Move to another folder"), own),
        ("copy", translate("InstalledRow", "Copy to your own folder"), here and not own),
        ("merge", translate("InstalledRow", "Make one file of its copies"), twice),
        ("update", translate("InstalledRow", "Get the newer version"), here and newer),
        ("delete", translate("InstalledRow", "Delete"), here),
        ("forget", translate("InstalledRow", "Take off the list"), not here),
    ]
    for what, title, possible in actions:
        if possible:
            menu.addAction(title, _asking(row, what, entry.id))
    return menu


def _asking(row: InstalledRow, what: str, model_id: str) -> Callable[[], None]:
    return lambda: row.done.emit(what, model_id)
