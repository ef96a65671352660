# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Reading a licence: our summary on one side, the full text on the other, accept or not now."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.errors import AppError
from desktop.domain.licence import OWN, Licence
from desktop.presenters.licences import Licences
from desktop.presenters.navigation import Navigation
from desktop.presenters.preferences import Preferences
from desktop.ui.licences.document_view import DocumentView
from desktop.ui.licences.summary import Summary
from desktop.ui.text.amounts import date_words
from desktop.ui.text.licences import origin_words, version_words
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.failure_card import FailureCard
from desktop.ui.widgets.label import Label, Line
from desktop.ui.widgets.page import page_margin
from desktop.ui.widgets.tabs import Tabs

translate = QCoreApplication.translate

NARROW = 900  # below it summary and text are tabs
LOW = 560  # below it the heading is short
FULL = 1  # the tab of the full text


class LicencePage(QWidget):
    """Nothing can be accepted before all of it is shown."""

    def __init__(
        self,
        themes: ThemeSource,
        licences: Licences,
        navigation: Navigation,
        preferences: Preferences,
    ) -> None:
        super().__init__()
        self._themes, self._licences = themes, licences
        self._navigation, self._preferences = navigation, preferences
        self._step = Label(themes, translate("LicencePage", "Step 2 of 3"), "caption", "text_soft")
        self._title = Label(themes, "", "title", wrap=True)
        self._lead = Label(themes, "", "body", "text_soft", wrap=True)
        self.halves = Tabs(
            themes,
            translate("LicencePage", "Summary or full text"),
            translate("LicencePage", "In short"),
            translate("LicencePage", "Full text"),
        )
        self.halves.currentChanged.connect(self._fold)
        self.summary = Summary(themes)
        self.view = DocumentView(themes)
        self.failure = FailureCard(themes)
        self._right = QStackedWidget()
        self._note = Label(themes, "", "body", "text_soft", wrap=True)
        self.not_now = Button(themes, translate("LicencePage", "Not now"), "plain", self._leave)
        self.accept = Button(
            themes, translate("LicencePage", "Accept and download"), "main", navigation.accept
        )
        self._ready = self._seen = False  # the text is there; it was in sight
        self._words = ""  # of the note, once it was in sight
        self._body = QHBoxLayout()
        self._outer = QVBoxLayout(self)
        self._build()
        navigation.changed.connect(self._on_navigation)
        licences.texts_ready.connect(self._show_texts)
        licences.texts_failed.connect(self._show_failure)
        self._on_navigation()

    def first_focus(self) -> QWidget:
        """The text is there to be read."""
        return self.view.text if self.view.isVisible() else self.summary

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side, or as tabs."""
        self._fold()

    def _build(self) -> None:
        self._head = QVBoxLayout()
        self._head.setSpacing(2)
        self._head.addWidget(self._step)
        self._head.addWidget(self._title)
        self._head.addWidget(self._lead)
        failed = QWidget()
        centre = QVBoxLayout(failed)
        centre.setContentsMargins(0, 36, 0, 0)
        centre.addWidget(self.failure)
        centre.addStretch(1)
        again = translate("LicencePage", "Try again")
        self.retry = self.failure.add_button(again, self._retry)
        web = translate("LicencePage", "Open in the browser")
        self.failure.add_button(web, self.view.open_in_browser, "link")
        self._right.addWidget(self.view)
        self._right.addWidget(failed)
        self._body.setSpacing(24)
        self._body.addWidget(self.summary, 9)
        self._body.addWidget(self._right, 16)
        self._foot = QHBoxLayout()
        self._foot.setSpacing(12)
        self._foot.addWidget(self._note, 1)
        self._foot.addWidget(self.not_now)
        self._foot.addWidget(self.accept)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(0)
        self._outer.addLayout(self._head)
        self._tabs = QHBoxLayout()
        self._tabs.addWidget(self.halves)
        self._outer.addLayout(self._tabs)
        self._outer.addLayout(self._body, 1)
        self._outer.addWidget(Line(self._themes))
        self._outer.addLayout(self._foot)

    def _fold(self) -> None:
        narrow, low = self.width() < NARROW, self.height() < LOW
        margin = page_margin(self.width())
        self._head.setContentsMargins(margin, 12 if low else 28, margin, 4 if low else 24)
        self._body.setContentsMargins(margin, 8 if narrow else 0, margin, 16)
        self._foot.setContentsMargins(margin, 12 if low else 16, margin, 12 if low else 16)
        self.halves.setVisible(narrow)
        self.summary.set_headed(not narrow)
        self._tabs.setContentsMargins(margin, 0, margin, 0)
        full = self.halves.currentIndex() == FULL
        self.summary.setVisible(not narrow or not full)
        self._right.setVisible(not narrow or full)
        self._lead.setVisible(not low or bool(self._licences.revisions))
        self._step.setVisible(not low and not self._preferences.flag("welcomed"))
        self._show_accept()

    def _show_accept(self) -> None:
        """In a narrow window the full text has to be opened first."""
        self._seen |= self._ready and not self._right.isHidden()
        self.accept.setEnabled(self._ready and self._seen)
        unseen = translate("LicencePage", "You can accept once you have opened the full text.")
        self._note.setText(unseen if self._ready and not self._seen else self._words)
        self.accept.setToolTip("" if self.accept.isEnabled() else self._note.text())

    def _on_navigation(self) -> None:
        wish, reading = self._navigation.wish, self._licences.reading
        if wish is None or reading is None:
            return
        here = wish.offer is None
        title = (
            translate("LicencePage", "Before you use {name}")
            if here
            else translate("LicencePage", "Before you get {name}")
        )
        self._title.setText(title.format(name=wish.name))
        self._lead.setText(_lead_words(reading.licence))
        self.accept.setText(
            translate("LicencePage", "Accept and use")
            if here
            else translate("LicencePage", "Accept and download")
        )
        self.summary.show_licence(reading.licence)
        self.view.show_documents(reading.licence.documents)
        self._right.setCurrentIndex(0)
        self._seen = False
        self._fold()
        if self._licences.texts:
            self._show_texts()
        elif self._licences.error is not None:
            self._show_failure(self._licences.error)
        else:
            self._set_ready(False, translate("LicencePage", "The text is being fetched."))

    def _show_texts(self) -> None:
        texts = self._licences.texts
        if not texts:
            return
        revisions = self._licences.revisions
        self.view.show_texts(texts, {key: known.changes for key, known in revisions.items()})
        if revisions:
            self.halves.setCurrentIndex(FULL)  # where what changed stands first
            accepted = max(known.accepted for known in revisions.values())
            changed = translate(
                "LicencePage",
                "The terms have changed since you accepted them ({day})."
                " What changed stands first.",
            )
            self._lead.setText(changed.format(day=date_words(accepted)))
        self._right.setCurrentIndex(0)
        kept = translate(
            "LicencePage",
            "Your acceptance is kept in Settings, where you can read and withdraw it.",
        )
        missing = translate(
            "LicencePage",
            "“{name}” belongs to these terms and binds you too. It could not be fetched: read it at"
            " {address}.",
        )
        words = [missing.format(name=d.name, address=d.address) for d in self._licences.missing()]
        origin = origin_words(texts[0].origin, texts[0].fetched)
        self._set_ready(
            True, " ".join(filter(None, (*words, version_words(texts[0]), origin, kept)))
        )

    def _show_failure(self, error: AppError) -> None:
        if self._navigation.wish is None:
            return
        unseen = translate(
            "LicencePage",
            "We could not fetch the terms, so you cannot accept them yet."
            " Try again, or open them in the browser.",
        )
        title = translate("LicencePage", "The terms could not be fetched")
        self.failure.show_words(title, unseen, str(error))
        self._right.setCurrentIndex(1)
        note = translate("LicencePage", "You can accept as soon as the full text is shown.")
        self._set_ready(False, note)

    def _set_ready(self, ready: bool, note: str) -> None:
        self._ready, self._words = ready, note
        self._show_accept()

    def _retry(self) -> None:
        self._licences.retry()
        self._on_navigation()

    def _leave(self) -> None:
        self._navigation.not_now()


def _lead_words(licence: Licence) -> str:
    if OWN in licence.id:
        return translate(
            "LicencePage",
            "It was made of a Gemma model. Google's terms hold for it, and so does the licence of"
            " its makers. Please read both.",
        )
    if licence.id == "apache-2.0":
        return translate(
            "LicencePage", "Google gives this model to everyone under this licence. Please read it."
        )
    return translate(
        "LicencePage",
        "Google lets you use this model under its terms."
        " Please read them; they hold for every copy, wherever it comes from.",
    )
