# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Rows of settings: a title, a second line, and the control at the end."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.presenters.preferences import Preferences
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.choice import Choice
from desktop.ui.widgets.label import Label, Line
from desktop.ui.widgets.page import heading
from desktop.ui.widgets.switch import Switch

ROW = 44


class SettingRow(QWidget):
    """The title is the label of the control, also for screen readers."""

    def __init__(self, themes: ThemeSource, title: str, note: str, *controls: QWidget) -> None:
        super().__init__()
        self.setMinimumHeight(ROW)
        self.title = Label(themes, title, wrap=True)
        self.note = Label(themes, note, token="text_soft", wrap=True, figures=True)
        if not note:
            self.note.hide()
        if controls:
            self.title.setBuddy(controls[0])
            if not controls[0].accessibleName() and not isinstance(controls[0], Choice):
                controls[0].setAccessibleDescription(title)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self.title)
        words.addWidget(self.note)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 6, 0, 6)
        row.setSpacing(8)
        row.addLayout(words, 1)
        if controls:
            row.addSpacing(8)
        for control in controls:
            row.addWidget(control)

    def show_note(self, note: str, token: str = "text_soft") -> None:
        """Another second line."""
        self.note.set_look("body", token)
        self.note.setText(note)
        self.note.setVisible(bool(note))


class Section(QWidget):
    """A heading and rows, with lines between them."""

    def __init__(self, themes: ThemeSource, title: str) -> None:
        super().__init__()
        self._themes, self.title = themes, title
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 32)
        self._column.setSpacing(0)
        self._column.addWidget(heading(themes, title))
        self._column.addSpacing(4)
        self._fixed = self._column.count()
        self._lines: dict[QObject, Line] = {}  # above a row

    def add(self, *widgets: QWidget) -> None:
        """One row more; what belongs to it follows without a line. A hidden row has none either."""
        if self._column.count() > self._fixed:
            line = self._lines[widgets[0]] = Line(self._themes)
            self._column.addWidget(line)
            # A row without a parent counts as hidden, too.
            hidden = widgets[0].testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)
            line.setHidden(hidden and widgets[0].isHidden())
            widgets[0].installEventFilter(self)
        for widget in widgets:
            self._column.addWidget(widget)

    def eventFilter(self, row: QObject, event: QEvent) -> bool:
        """A line comes and goes with its row."""
        kind = event.type()
        if kind in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent) and row in self._lines:
            self._lines[row].setVisible(kind is QEvent.Type.ShowToParent)
        return False

    def clear(self) -> None:
        """Take all rows away."""
        self._lines.clear()
        while self._column.count() > self._fixed:
            item = self._column.takeAt(self._fixed)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()


class SettingChoice(Choice):
    """A choice that is the setting: it follows it, and changes it at once."""

    def __init__(
        self,
        themes: ThemeSource,
        preferences: Preferences,
        key: str,
        values: Sequence[tuple[object, str]],
    ) -> None:
        super().__init__(themes)
        self._preferences, self._key = preferences, key
        for value, words in values:
            self.addItem(words, value)
        self._show(key)
        preferences.changed.connect(self._show)
        self.activated.connect(self._set)

    def _show(self, changed: str) -> None:
        if changed == self._key:
            self.setCurrentIndex(max(0, self.findData(self._preferences.get(self._key))))

    def _set(self, index: int) -> None:
        self._preferences.set(self._key, self.itemData(index))


class SettingSwitch(Switch):
    """A switch that is the setting."""

    def __init__(self, themes: ThemeSource, preferences: Preferences, key: str, name: str) -> None:
        super().__init__(themes, name)
        self._preferences, self._key = preferences, key
        self._show(key)
        self.toggled.connect(self._set)
        preferences.changed.connect(self._show)

    def _show(self, changed: str) -> None:
        if changed == self._key:
            self.setChecked(self._preferences.flag(self._key))

    def _set(self, on: bool) -> None:
        self._preferences.set(self._key, on)
