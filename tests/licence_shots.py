# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The states of licences and gates, to be drawn by tests/shots.py."""

from collections.abc import Callable
from dataclasses import replace

from desktop.domain.errors import AppError, Problem
from desktop.domain.licence import licence_of_derivative
from desktop.presenters.navigation import Page
from desktop.ui.licences.gate_page import GatePage
from desktop.ui.licences.licence_page import LicencePage
from desktop.ui.settings.licences import LicencesSection
from desktop.ui.settings.settings_page import SettingsPage
from tests.fakes.stage import SampleTexts, Setting, Stage
from tests.shot import ALL, LEAST, SMALL, Shot, first


def _licence(stage: Stage) -> None:
    navigation, licences = stage.presenters.navigation, stage.presenters.licences
    offers = {offer.model.id: offer for offer in stage.presenters.offers.offers()}
    navigation.get(offers["gemma-3-4b"])
    stage.wait(lambda: bool(licences.texts) or licences.error is not None)


def _full_text(stage: Stage) -> None:
    _licence(stage)
    page = stage.window.page(Page.LICENCE)
    assert isinstance(page, LicencePage)
    page.halves.setCurrentIndex(1)


def _gate(stage: Stage) -> None:
    p = stage.presenters
    offer = next(o for o in p.offers.offers() if o.model.id == "gemma-3-4b")
    p.downloads.start(offer)
    stage.wait(lambda: p.navigation.page is Page.GATE)


def _at_gate(problem: Problem, user: str = "ada") -> Callable[[], Setting]:
    error = AppError(problem, repository="google/gemma-3-4b-it-qat-q4_0-gguf")
    kept: dict[str, object] = {"hub_user": user}
    return lambda: Setting(models=(), chats=False, download_error=error, preferences=kept)


def _no_keyring(stage: Stage) -> None:
    _gate(stage)
    gate = stage.presenters.gate
    gate.kept = False
    gate.changed.emit()


def _typed_token(stage: Stage) -> None:
    _gate(stage)
    page = stage.window.page(Page.GATE)
    assert isinstance(page, GatePage)
    page.form.field.setText("hf_abcdefghijkl")


def _gate_left(stage: Stage) -> None:
    _gate(stage)
    stage.presenters.gate.close()
    stage.presenters.navigation.back()


def _find(words: str) -> Callable[[Stage], None]:
    def act(stage: Stage) -> None:
        _licence(stage)
        page = stage.window.page(Page.LICENCE)
        assert isinstance(page, LicencePage)
        page.view.find_button.click()
        page.view.finder.field.setText(words)

    return act


def _changed(stage: Stage) -> None:
    """Accepted for one model, changed since, and asked again for another one."""
    _licence(stage)
    p = stage.presenters
    p.navigation.accept()
    texts = stage.house.services.licence_texts
    assert isinstance(texts, SampleTexts)
    texts.edits = (
        ("Section 3: Sample", "Section 3: Sample of a newer version"),
        ("Section 5: Sample\n", "Section 5: Sample\n\nThis paragraph was not there before.\n"),
        ("Section 9: Sample\n", ""),
    )
    offer = next(o for o in p.offers.offers() if o.model.id == "gemma-3-1b")
    p.navigation.get(offer)
    stage.wait(lambda: bool(p.licences.texts))


def _derived(stage: Stage) -> None:
    p = stage.presenters
    offer = next(o for o in p.offers.offers() if o.model.id == "gemma-4-e2b")
    licence = licence_of_derivative("apache-2.0", "other", "somebody/gemma-4-gardener-GGUF")
    model = replace(offer.model, name="Gardener E2B", licence=licence)
    p.navigation.get(replace(offer, model=model))
    stage.wait(lambda: bool(p.licences.texts))


def _licence_settings(stage: Stage) -> None:
    stage.presenters.navigation.go(Page.SETTINGS)
    stage.settle()
    page = stage.window.page(Page.SETTINGS)
    assert isinstance(page, SettingsPage)
    bar = page.scroll_column.verticalScrollBar()
    section = next(s for s in page.sections if isinstance(s, LicencesSection))
    bar.setValue(section.y())


def _withdrawn(stage: Stage) -> None:
    licences = stage.presenters.licences
    models = [a.model for a in licences.acceptances()]
    licences.withdraw([a for a in licences.acceptances() if a.model == models[-1]])
    _licence_settings(stage)


LICENCE_SHOTS: dict[str, Shot] = {
    "licence-found": Shot(first, _find("sample that")),
    "licence-not-found": Shot(first, _find("nowhere"), sets=("light", "pseudo")),
    "licence-changed": Shot(first, _changed, sets=ALL),
    "licence-derived": Shot(first, _derived),
    "settings-licences": Shot(Setting, _licence_settings),
    "settings-withdrawn": Shot(Setting, _withdrawn),
    "licence": Shot(first, _licence),
    "licence-failed": Shot(lambda: first(texts=False), _licence),
    "licence-800": Shot(first, _licence, SMALL),
    "licence-640": Shot(first, _full_text, LEAST, ("light", "pseudo")),
    "gate-no-token": Shot(_at_gate(Problem.TOKEN_MISSING, ""), _gate),
    "gate-bad-token": Shot(_at_gate(Problem.TOKEN_REFUSED, ""), _typed_token),
    "gate-narrow-token": Shot(_at_gate(Problem.TOKEN_TOO_NARROW), _gate),
    "gate-not-accepted": Shot(_at_gate(Problem.GATE_NOT_ACCEPTED), _gate, sets=ALL),
    "gate-no-keyring": Shot(_at_gate(Problem.GATE_NOT_ACCEPTED), _no_keyring),
    "gate-pending": Shot(_at_gate(Problem.GATE_PENDING), _gate),
    "gate-refused": Shot(_at_gate(Problem.GATE_REFUSED), _gate),
    "gate-gone": Shot(_at_gate(Problem.REPOSITORY_GONE), _gate),
    "gate-800": Shot(_at_gate(Problem.TOKEN_MISSING, ""), _gate, SMALL, ("light", "pseudo")),
    "gate-640": Shot(_at_gate(Problem.TOKEN_MISSING, ""), _gate, LEAST, ("light", "pseudo")),
    "gate-left": Shot(_at_gate(Problem.TOKEN_MISSING, ""), _gate_left),
}
