# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The way through a gate: why there is one, a token, the model's page, and the Hub's answer."""

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.errors import Problem
from desktop.domain.gate import TOKEN_PROBLEMS
from desktop.presenters.gate import Gate
from desktop.presenters.navigation import Navigation, Page
from desktop.ui.licences.account_form import AccountForm
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.failure_card import FailureCard
from desktop.ui.widgets.label import IconLabel, Label, Line
from desktop.ui.widgets.page import ScrollColumn, page_margin

translate = QCoreApplication.translate

WIDEST = 620
# The Hub fills in its form from these: a token that can read gated repositories, and nothing else.
NEW_TOKEN = "/settings/tokens/new?tokenType=fineGrained&canReadGatedRepos=true"
TOKENS = "/settings/tokens"
NAMES = {"google": "Google"}  # who writes itself otherwise than in its address
SIGNS = 20  # pixels
AT_PAGE = (Problem.GATE_NOT_ACCEPTED, Problem.GATE_REFUSED)


class Step(QWidget):
    """One step: its number, or that it is done; its words, and what belongs to it."""

    def __init__(self, themes: ThemeSource, number: int, title: str, *content: QWidget) -> None:
        super().__init__()
        self._title = title
        self._number = Label(themes, str(number), "strong", "text_soft")
        self._check = IconLabel(themes, "check", "success")
        self._label = Label(themes, title, "strong", wrap=True)
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(self._label)
        for widget in content:
            fixed = isinstance(widget, Button)
            side = Qt.AlignmentFlag.AlignLeading if fixed else Qt.AlignmentFlag(0)
            column.addWidget(widget, 0, side)
        signs = QWidget()
        signs.setFixedWidth(SIGNS)
        place = QVBoxLayout(signs)
        place.setContentsMargins(0, 0, 0, 0)
        place.addWidget(self._number)
        place.addWidget(self._check)
        place.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 16, 0, 16)
        row.setSpacing(12)
        row.addWidget(signs)
        row.addLayout(column, 1)

    def show_done(self, done: bool) -> None:
        """With a check mark, and in words for those who do not see it."""
        self._number.setVisible(not done)
        self._check.setVisible(done)
        done_words = translate("GatePage", "{step}: done").format(step=self._title)
        self._label.setText(done_words if done else self._title)


class GatePage(QWidget):
    """Where a download waits until its owner's gate is open."""

    def __init__(self, themes: ThemeSource, gate: Gate, navigation: Navigation) -> None:
        super().__init__()
        self._themes, self._gate, self._navigation = themes, gate, navigation
        self._away = False  # in the browser
        self._title = Label(themes, "", "title", wrap=True)
        self._lead = Label(themes, "", "reading", "text_soft", wrap=True)
        self.card = FailureCard(themes, warning=True)
        self.way_on = self.card.add_button(self._way_words(None), self._go_on)
        self.form = AccountForm(themes, gate)
        self.page = Button(
            themes, translate("GatePage", "Open the model's page"), "small", self._open_page
        )
        self._agree = Label(themes, "", "body", "text_soft", wrap=True)
        self.token_step = Step(themes, 1, translate("GatePage", "Sign in with a token"), self.form)
        self.page_step = Step(
            themes, 2, translate("GatePage", "Agree on the model's page"), self._agree, self.page
        )
        self.other = Button(themes, "", "plain", self._take_other)
        self._other_words = Label(themes, "", "body", "text_soft", wrap=True)
        self.not_now = Button(themes, translate("GatePage", "Not now"), "plain", self._leave)
        self.again = Button(themes, translate("GatePage", "Check again"), "plain", gate.check)
        self._note = Label(themes, "", "body", "text_soft", wrap=True)
        self.steps = QWidget()
        self.scroll_column = ScrollColumn(WIDEST)
        self._foot = QHBoxLayout()
        self._build()
        gate.changed.connect(self._show)
        self._show()

    def first_focus(self) -> QWidget:
        """Where one goes on."""
        error = self._gate.error
        pasting = not self._gate.user and error is not None and error.problem in TOKEN_PROBLEMS
        return self.form.field if pasting else self.way_on

    def changeEvent(self, event: QEvent) -> None:
        """Whoever comes back from the browser may have done what was asked."""
        super().changeEvent(event)
        back = event.type() is QEvent.Type.ActivationChange and self.isActiveWindow()
        if back and self._away and self.isVisible():
            self._away = False
            if self._gate.user and not self._gate.busy:
                self._gate.check()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The buttons stand on the edges of the page."""
        margin = page_margin(self.width())
        self._foot.setContentsMargins(margin, 16, margin, 16)

    def _build(self) -> None:
        column = self.scroll_column.column
        column.addSpacing(28)
        column.addWidget(self._title)
        column.addSpacing(4)
        column.addWidget(self._lead)
        column.addSpacing(20)
        column.addWidget(self.card)
        column.addSpacing(16)
        column.addWidget(self._other_words)
        column.addSpacing(8)
        column.addWidget(self.other)
        column.addSpacing(4)
        steps = QVBoxLayout(self.steps)
        steps.setContentsMargins(0, 0, 0, 0)
        steps.setSpacing(0)
        for step in (self.token_step, self.page_step):
            steps.addWidget(step)
            steps.addWidget(Line(self._themes))
        column.addWidget(self.steps)
        column.addStretch(1)
        self._foot.setSpacing(12)
        self._foot.addWidget(self._note, 1)
        self._foot.addWidget(self.again)
        self._foot.addWidget(self.not_now)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.scroll_column, 1)
        outer.addWidget(Line(self._themes))
        outer.addLayout(self._foot)

    def _show(self) -> None:
        gate = self._gate
        self._show_other()
        if not gate.name:
            return
        slug = gate.owner or translate("GatePage", "Its owner")
        owner = NAMES.get(slug, slug)
        title = translate("GatePage", "Before {name} can be fetched")
        self._title.setText(title.format(name=gate.name))
        lead = translate(
            "GatePage",
            "{owner} gives this model to people who agree to its terms at the Hub, where its"
            " files lie. That takes an account there, which is free; {owner} is told its name and"
            " e-mail address.",
        )
        self._lead.setText(lead.format(owner=owner))
        agree = translate("GatePage", "{owner} asks for it there; it cannot be done from here.")
        self._agree.setText(agree.format(owner=owner))
        problem = gate.error.problem if gate.error is not None else None
        if gate.error is not None:
            self.card.show_error(gate.error)
        self.card.setVisible(gate.error is not None)
        self.way_on.setText(self._way_words(problem))
        self.way_on.setEnabled(not gate.busy)
        self.token_step.show_done(bool(gate.user) and problem not in TOKEN_PROBLEMS)
        self.page_step.show_done(False)
        self.steps.setVisible(problem is not Problem.REPOSITORY_GONE)
        # The card has the same button as long as this is what is missing.
        self.page.setVisible(problem not in AT_PAGE)
        self.again.setEnabled(bool(gate.user) and not gate.busy)
        gone = problem is Problem.REPOSITORY_GONE  # nobody could agree to anything
        self._lead.setVisible(not gone)
        asking = translate("GatePage", "Asking the Hub")
        waits = translate("GatePage", "The download goes on by itself when the gate is open.")
        if gate.download is None:
            waits = translate("GatePage", "You can read the terms when the gate is open.")
        self._note.setText(asking if gate.busy else "" if gone else waits)

    def _show_other(self) -> None:
        other = self._gate.elsewhere()
        self.other.setVisible(other is not None)
        self._other_words.setVisible(other is not None)
        if other is not None:
            source = other.file.repository.partition("/")[0]
            words = translate("GatePage", "{source} gives the same model without an account.")
            self._other_words.setText(words.format(source=source))
            take = translate("GatePage", "Get it from {source}")
            self.other.setText(take.format(source=source))

    def _way_words(self, problem: Problem | None) -> str:
        if problem in (Problem.TOKEN_MISSING, Problem.TOKEN_REFUSED):
            return translate("GatePage", "Make a token")
        if problem is Problem.TOKEN_TOO_NARROW:
            return translate("GatePage", "Open my tokens")
        if problem in AT_PAGE:
            return translate("GatePage", "Open the page")
        if problem is Problem.REPOSITORY_GONE:
            return translate("GatePage", "Choose another model")
        return translate("GatePage", "Check again")

    def _go_on(self) -> None:
        problem = self._gate.error.problem if self._gate.error is not None else None
        if problem in (Problem.TOKEN_MISSING, Problem.TOKEN_REFUSED):
            self._make_token()
        elif problem is Problem.TOKEN_TOO_NARROW:
            self._browse(TOKENS)
        elif problem in AT_PAGE:
            self._open_page()
        elif problem is Problem.REPOSITORY_GONE:
            self._gate.close()
            self._navigation.go(Page.MODELS)
        else:
            self._gate.check()

    def _make_token(self) -> None:
        """Whoever comes back has a token to paste."""
        self._browse(NEW_TOKEN)
        self.form.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_page(self) -> None:
        self._browse(f"/{self._gate.repository}")

    def _browse(self, path: str) -> None:
        self._away = True
        QDesktopServices.openUrl(QUrl(f"{self._gate.hub.rstrip('/')}{path}"))

    def _take_other(self) -> None:
        other = self._gate.go_elsewhere()
        if other is not None:
            self._navigation.get(other)

    def _leave(self) -> None:
        self._gate.close()
        self._navigation.back()
