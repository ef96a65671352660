# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Signing in at the Hub: a field for the token, or who is signed in."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.domain.gate import TOKEN_PROBLEMS
from desktop.presenters.gate import Gate
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.label import Label

translate = QCoreApplication.translate

FIELD = 240  # pixels at least


class TokenField(QLineEdit):
    """A secret: masked, and shown on demand."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(translate("AccountForm", "Token"))
        self.setPlaceholderText("hf_…")
        self.setMinimumWidth(FIELD)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self.show_secret(False)

    def show_secret(self, shown: bool) -> None:
        """In letters, or in dots."""
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.setEchoMode(mode)


class AccountForm(QWidget):
    """One row: what to type, or whose token it is and the way out."""

    def __init__(self, themes: ThemeSource, gate: Gate) -> None:
        super().__init__()
        self._gate = gate
        self.field = TokenField()
        self.shown = Button(themes, translate("AccountForm", "Show"), "quiet", self._toggle)
        self.sign_in = Button(themes, translate("AccountForm", "Sign in"), "small", self._sign_in)
        self.sign_out = Button(themes, translate("AccountForm", "Sign out"), "small", self._out)
        self._who = Label(themes, "", "medium", wrap=True)
        self.note = Label(themes, "", "body", "text_soft", wrap=True)
        self._out_row, self._in_row = QWidget(), QWidget()
        self._build(themes)
        self.field.returnPressed.connect(self._sign_in)
        self.field.textChanged.connect(self._show)
        gate.changed.connect(self._show)
        self._show()

    def _build(self, themes: ThemeSource) -> None:
        entry = QHBoxLayout(self._in_row)
        entry.setContentsMargins(0, 0, 0, 0)
        entry.setSpacing(8)
        entry.addWidget(self.field, 1)
        entry.addWidget(self.shown)
        entry.addWidget(self.sign_in)
        known = QHBoxLayout(self._out_row)
        known.setContentsMargins(0, 0, 0, 0)
        known.setSpacing(8)
        known.addWidget(self._who, 1)
        known.addWidget(self.sign_out)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._in_row)
        column.addWidget(self._out_row)
        column.addWidget(self.note)

    def _show(self) -> None:
        gate = self._gate
        another = gate.error is not None and gate.error.problem in TOKEN_PROBLEMS
        known = bool(gate.user) and not another
        self._in_row.setVisible(not known)
        self._out_row.setVisible(known)
        words = translate("AccountForm", "Signed in as {name}").format(name=gate.user)
        self._who.setText(words if gate.user else "")
        self.sign_in.setEnabled(bool(self.field.text().strip()) and not gate.busy)
        if known:
            self.field.clear()
        self.note.setText(self._note(known))

    def _note(self, known: bool) -> str:
        if not known:
            return translate(
                "AccountForm",
                "The token is told to nobody but the Hub. It is kept in the keyring of this"
                " computer, where there is one.",
            )
        if self._gate.kept is None:
            return translate("AccountForm", "The token was put into the keyring of this computer.")
        if self._gate.kept:
            return translate("AccountForm", "The token is in the keyring of this computer.")
        return translate(
            "AccountForm",
            "This computer has no keyring that can be used, so the token is forgotten when"
            " Jewelbox ends.",
        )

    def _toggle(self) -> None:
        masked = self.field.echoMode() is QLineEdit.EchoMode.Password
        self.field.show_secret(masked)
        self.shown.setText(
            translate("AccountForm", "Hide") if masked else translate("AccountForm", "Show")
        )

    def _sign_in(self) -> None:
        if self.sign_in.isEnabled():
            self._gate.sign_in(self.field.text())

    def _out(self) -> None:
        self._gate.sign_out()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
