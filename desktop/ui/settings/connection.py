# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Settings: the proxy, and the test of the connection."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.domain.errors import Problem
from desktop.presenters.connection import Connection
from desktop.presenters.preferences import Preferences
from desktop.services.connection import Step
from desktop.ui.settings.rows import SettingChoice, SettingRow
from desktop.ui.text.problems import problem_text
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button

translate = QCoreApplication.translate

FIELD = 240  # pixels


class ProxyRows(QWidget):
    """Which proxy, and where the person enters one: its address, a name and a password."""

    def __init__(
        self, themes: ThemeSource, preferences: Preferences, connection: Connection
    ) -> None:
        super().__init__()
        self._preferences, self._connection = preferences, connection
        choice = SettingChoice(
            themes,
            preferences,
            "proxy",
            (
                ("system", translate("Settings", "As the system")),
                ("none", translate("Settings", "None")),
                ("manual", translate("Settings", "Another")),
            ),
        )
        title = translate("Settings", "Proxy")
        note = translate("Settings", "Never for this computer and its own network")
        words = translate("Settings", "Address of the proxy")
        self.address = self._field(words, preferences.text("proxy_address"), self._keep_address)
        self.address.setPlaceholderText("http://")
        user = preferences.text("proxy_user")
        self.user = self._field(translate("Settings", "Name"), user, self._keep_user)
        self.password = self._field(translate("Settings", "Password"), "", self._keep_password)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.place = SettingRow(themes, self.address.accessibleName(), "", self.address)
        where = translate("Settings", "Only if it asks for one")
        kept = translate("Settings", "Goes into the keyring of this computer")
        self._entered = [
            self.place,
            SettingRow(themes, self.user.accessibleName(), where, self.user),
            SettingRow(themes, self.password.accessibleName(), kept, self.password),
        ]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for row in (SettingRow(themes, title, note, choice), *self._entered):
            column.addWidget(row)
        preferences.changed.connect(self._show)
        self._show("proxy")

    def _field(self, name: str, text: str, keep: Callable[[], None]) -> QLineEdit:
        field = QLineEdit(text)
        field.setAccessibleName(name)
        field.setMinimumWidth(FIELD)
        field.editingFinished.connect(keep)
        return field

    def _show(self, changed: str) -> None:
        if changed == "proxy":
            for row in self._entered:
                row.setVisible(self._preferences.text("proxy") == "manual")

    def _keep_address(self) -> None:
        address = self.address.text().strip()
        if address and "://" not in address:
            address = f"http://{address}"
        try:
            self._preferences.set("proxy_address", address)
        except ValueError:
            wrong = translate("Settings", "This is no address. The one before is still used.")
            self.place.show_note(wrong, "danger")
        else:
            self.address.setText(address)
            self.place.show_note("")

    def _keep_user(self) -> None:
        self._preferences.set("proxy_user", self.user.text().strip())

    def _keep_password(self) -> None:
        if self.password.isModified():
            self.password.setModified(False)
            self._connection.keep_password(self.password.text())


class ConnectionRow(SettingRow):
    """Tries it, and says what does not work and what to do."""

    def __init__(self, themes: ThemeSource, connection: Connection) -> None:
        self.button = Button(themes, translate("Settings", "Test"), "small", connection.test)
        super().__init__(themes, translate("Settings", "Connection"), " ", self.button)
        self._connection = connection
        connection.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        finding = self._connection.finding
        self.button.setEnabled(not self._connection.running)
        if self._connection.running:
            self.show_note(translate("Settings", "Asking the Hub"))
        elif finding is None:
            self.show_note(translate("Settings", "Not tested yet"))
        elif finding.error is None:
            self.show_note(translate("Settings", "The Hub answers, and files come"))
        else:
            problem = problem_text(finding.error)
            rest = f"{problem.title}. {problem.next}"
            if finding.error.problem is Problem.NOT_FOUND:
                rest = translate("Settings", "At this address there are no such models.")
            begin = translate("Settings", "The Hub does not answer.")
            if finding.step is Step.FILES:
                begin = translate("Settings", "The Hub answers, but files do not come.")
            self.show_note(f"{begin} {rest}", "danger")
