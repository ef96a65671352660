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
from desktop.ui.widgets.focus_frame import FocusFrame
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.tabs import Tabs

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
        together: dict[tuple[str, str], list[Acceptance]] = {}
        for acceptance in self._licences.acceptances():
            together.setdefault((acceptance.licence, acceptance.model), []).append(acceptance)
        if not together:
            nothing = translate("Settings", "The terms that you accept will stand here.")
            self.add(Label(self._themes, nothing, token="text_soft", wrap=True))
        for acceptances in together.values():
            self.add(self._row(acceptances))

    def _row(self, acceptances: list[Acceptance]) -> QWidget:
        first = acceptances[0]
        licence = LICENCES.get(first.licence)
        name = licence.name if licence is not None else first.licence
        words = translate("Settings", "Accepted {day}, for {model}")
        note = words.format(day=date_words(first.accepted), model=self._model_name(first))
        read = Button(
            self._themes,
            translate("Settings", "Read"),
            "small",
            lambda: self._read(name, acceptances),
        )
        withdraw = Button(
            self._themes,
            translate("Settings", "Withdraw"),
            "quiet",
            lambda: self._withdraw(acceptances),
        )
        for button in (read, withdraw):
            button.setAccessibleDescription(f"{name}. {note}")
        withdraw.setToolTip(
            translate("Settings", "The model stays, and asks again before it is used.")
        )
        return SettingRow(self._themes, name, note, withdraw, read)

    def _withdraw(self, acceptances: list[Acceptance]) -> None:
        for acceptance in acceptances:
            self._licences.withdraw(acceptance)

    def _model_name(self, acceptance: Acceptance) -> str:
        model = self._offers.model(acceptance.model)
        if model is not None:
            return model.name
        installed = self._library.find(acceptance.model)
        return installed.name if installed is not None else acceptance.model

    def _read(self, name: str, acceptances: list[Acceptance]) -> None:
        gone = translate("Settings", "This text is no longer on this computer.")
        texts = [
            (_document_name(acceptance), self._licences.text_of(acceptance) or gone)
            for acceptance in reversed(acceptances)
        ]
        TextDialog(self._themes, name, texts, self.window()).open()


class TextDialog(QDialog):
    """Texts to be read, one tab each, and nothing else."""

    def __init__(
        self, themes: ThemeSource, name: str, texts: list[tuple[str, str]], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(name)
        self.resize(720, min(640, parent.height()))
        self._texts = texts
        self.view = PlainText(themes)
        self.tabs = Tabs(themes, translate("TextDialog", "Documents"), *(text[0] for text in texts))
        self.tabs.currentChanged.connect(self._show)
        self._frame = FocusFrame(themes, self)
        close = Button(themes, translate("TextDialog", "Close"), "plain", self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(8)
        column.addWidget(self.tabs)
        column.addWidget(TextCard(themes, self.view), 1)
        column.addSpacing(8)
        column.addLayout(foot)
        self._show(0)
        self.view.setFocus()

    def _show(self, index: int) -> None:
        name, text = self._texts[index]
        self.view.show_text(text, name)


def _document_name(acceptance: Acceptance) -> str:
    licence = LICENCES.get(acceptance.licence)
    documents = licence.documents if licence is not None else ()
    return next((d.name for d in documents if d.id == acceptance.document), acceptance.document)
