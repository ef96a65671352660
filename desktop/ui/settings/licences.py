# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Settings: what was accepted; to read it again, or to take it back."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.errors import AppError
from desktop.domain.licence import Acceptance, find_licence
from desktop.presenters.library import Library
from desktop.presenters.licences import Licences
from desktop.presenters.offers import Offers
from desktop.ui.licences.document_view import PlainText, TextCard
from desktop.ui.settings.rows import Section, SettingRow
from desktop.ui.text.amounts import date_words, size_words
from desktop.ui.text.licences import record_words
from desktop.ui.text.problems import problem_text
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.failure_card import FailureCard
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
        self._undo: Button | None = None
        self._record: SettingRow | None = None  # only when there is something to save
        licences.changed.connect(self._show)
        licences.saved.connect(self._on_saved)
        library.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        self.clear()
        self._record = None
        if self._licences.withdrawn:
            self.add(self._withdrawn(self._licences.withdrawn[0]))
        together: dict[tuple[str, str], list[Acceptance]] = {}
        for acceptance in self._licences.acceptances():
            together.setdefault((acceptance.licence, acceptance.model), []).append(acceptance)
        if not together:
            nothing = translate("Settings", "The terms that you accept will stand here.")
            self.add(Label(self._themes, nothing, token="text_soft", wrap=True))
        for acceptances in together.values():
            self.add(self._row(acceptances))
        if together:
            words = translate("Settings", "A record of it")
            note = translate("Settings", "What was accepted, when, and every text, in one file")
            save = Button(self._themes, translate("Settings", "Save a copy"), "small", self._save)
            self._record = SettingRow(self._themes, words, note, save)
            self.add(self._record)

    def _row(self, acceptances: list[Acceptance]) -> QWidget:
        first = acceptances[0]
        licence = find_licence(first.licence)
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
        self._licences.withdraw(acceptances)
        QTimer.singleShot(0, self, self._focus_undo)  # when it is to be seen

    def _focus_undo(self) -> None:
        if self._undo is not None and self._licences.withdrawn:
            self._undo.setFocus(Qt.FocusReason.OtherFocusReason)

    def _withdrawn(self, acceptance: Acceptance) -> QWidget:
        """What it means for the files, and the way back."""
        card = FailureCard(self._themes, warning=True)
        name = self._model_name(acceptance)
        here = [m for m in self._library.installed if (m.model or m.id) == acceptance.model]
        title = translate("Settings", "Your acceptance for {model} is withdrawn")
        gone = translate("Settings", "You are asked again before it is fetched.")
        stays = translate(
            "Settings",
            "The model stays on this computer ({size}) and is not used before you accept again."
            " If you do not agree to its terms any more, delete its files too.",
        )
        size = size_words(sum(model.size for model in here))
        card.show_words(title.format(model=name), stays.format(size=size) if here else gone)
        self._undo = card.add_button(
            translate("Settings", "Undo"), self._licences.undo_withdrawal, "plain"
        )
        if here:
            folder = QUrl.fromLocalFile(str(Path(here[0].weights).parent))
            words = translate("Settings", "Show its files")
            card.add_button(words, lambda: QDesktopServices.openUrl(folder), "plain")
        return card

    def _save(self) -> None:
        words = translate("Settings", "Save a copy")
        path, _ = QFileDialog.getSaveFileName(self, words, "jewelbox-licences.txt")
        if path:
            rows = [
                (a, _document_name(a), self._model_name(a), self._licences.text_of(a))
                for a in self._licences.acceptances()
            ]
            self._licences.save_copy(path, record_words(rows))

    def _on_saved(self, error: AppError | None) -> None:
        if self._record is None:  # withdrawn while it was saved
            return
        if error is not None:
            words = problem_text(error)
            self._record.show_note(f"{words.title}. {words.next}", "danger")
        else:
            self._record.show_note(translate("Settings", "Saved"))

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
    licence = find_licence(acceptance.licence)
    documents = licence.documents if licence is not None else ()
    return next((d.name for d in documents if d.id == acceptance.document), acceptance.document)
