# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Settings: the account at the Hub."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.presenters.gate import Gate
from desktop.ui.licences.account_form import AccountForm
from desktop.ui.settings.rows import Section
from desktop.ui.text.problems import problem_text
from desktop.ui.theme import ThemeSource
from desktop.ui.widgets.label import Label

translate = QCoreApplication.translate


def account_section(themes: ThemeSource, gate: Gate) -> Section:
    """Most models need none; those that do send people here or to their gate."""
    section = Section(themes, translate("Settings", "Account at the Hub"))
    words = translate(
        "Settings",
        "Most models need no account. A few are given only to people whom their owner knows.",
    )
    lead = Label(themes, words, token="text_soft", wrap=True)
    lead.setContentsMargins(0, 0, 0, 8)
    trouble = Label(themes, "", token="danger", wrap=True)

    def show() -> None:
        error = gate.error if gate.download is None else None
        text = problem_text(error) if error is not None else None
        trouble.setText(f"{text.title}. {text.next}" if text is not None else "")
        trouble.setVisible(text is not None)

    gate.changed.connect(show)
    show()
    widgets: tuple[QWidget, ...] = (
        lead,
        AccountForm(themes, gate),
        trouble,
    )
    section.add(*widgets)
    return section
