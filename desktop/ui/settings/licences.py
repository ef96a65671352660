# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Settings: what was accepted; to read it again, or to take it back."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.licence import LICENCES, Acceptance
from desktop.presenters.library import Library
from desktop.presenters.licences import Licences
from desktop.presenters.offers import Offers
from desktop.ui.licences.document_view import PlainText, TextCard
from desktop.ui.settings.rows import Section, SettingRow
from desktop.ui.text.amounts import date_words
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.label import Label

translate = QCoreApplication.translate


class LicencesSection(Section):
    """One row a document and model."""

    def __init__(
        self, themes: ThemeSource, licences: Licences, library: Library, offers: Offers
    ) -> None:
        super().__init__(themes, translate("Settings", "Licences"))
        self._licences, self._library, self._offers = licences, library, offers
        licences.changed.connect(self._show)
        library.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        self.clear()
        acceptances = self._licences.acceptances()
        if not acceptances:
            nothing = translate("Settings", "The terms that you accept will stand here.")
            self.add(Label(self._themes, nothing, token="text_soft", wrap=True))
        for acceptance in acceptances:
            self.add(self._row(acceptance))

    def _row(self, acceptance: Acceptance) -> QWidget:
        name = _document_name(acceptance)
        words = translate("Settings", "Accepted {day}, for {model}")
        note = words.format(day=date_words(acceptance.accepted), model=self._model_name(acceptance))
        read = Button(
            self._themes, translate("Settings", "Read"), "small", lambda: self._read(acceptance)
        )
        withdraw = Button(
            self._themes,
            translate("Settings", "Withdraw"),
            "quiet",
            lambda: self._licences.withdraw(acceptance),
        )
        for button in (read, withdraw):
            button.setAccessibleDescription(f"{name}. {note}")
        withdraw.setToolTip(
            translate("Settings", "The model stays, and asks again before it is used.")
        )
        return SettingRow(self._themes, name, note, withdraw, read)

    def _model_name(self, acceptance: Acceptance) -> str:
        model = self._offers.model(acceptance.model)
        if model is not None:
            return model.name
        installed = self._library.find(acceptance.model)
        return installed.name if installed is not None else acceptance.model

    def _read(self, acceptance: Acceptance) -> None:
        text = self._licences.text_of(acceptance)
        gone = translate("Settings", "This text is no longer on this computer.")
        dialog = TextDialog(self._themes, _document_name(acceptance), text or gone, self.window())
        dialog.open()


class TextDialog(QDialog):
    """A text to be read, and nothing else."""

    def __init__(self, themes: ThemeSource, name: str, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(name)
        self.resize(720, min(640, parent.height()))
        view = PlainText(themes)
        view.show_text(text, name)
        close = Button(themes, translate("TextDialog", "Close"), "plain", self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(16)
        column.addWidget(TextCard(themes, view), 1)
        column.addLayout(foot)
        view.setFocus()


def _document_name(acceptance: Acceptance) -> str:
    licence = LICENCES.get(acceptance.licence)
    documents = licence.documents if licence is not None else ()
    return next((d.name for d in documents if d.id == acceptance.document), acceptance.document)
