# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Settings: what was read and is kept, and models that are held apart."""

from PySide6.QtWidgets import QWidget

from desktop.domain.plan import Plan
from desktop.presenters.navigation import Page
from desktop.ui.settings.engine_care import ApartRow, KeptRow
from desktop.ui.settings.rows import Section
from desktop.ui.widgets.label import Line
from tests.ui.conftest import MakeStage


def test_a_hidden_row_has_no_line(make_stage: MakeStage) -> None:
    section = Section(make_stage().themes, "A section")
    rows = [QWidget() for _ in range(3)]
    rows[1].hide()
    section.add(rows[0])
    section.add(rows[1])
    section.add(rows[2])
    first, second = section.findChildren(Line)
    assert first.isHidden() and not second.isHidden()
    rows[1].show()
    assert not first.isHidden()
    rows[1].hide()
    assert first.isHidden()
    section.deleteLater()


def test_what_is_kept_and_who_is_held_apart_is_told_and_undone(make_stage: MakeStage) -> None:
    stage = make_stage()
    folder = stage.paths.sessions / "of-a-model"
    folder.mkdir(parents=True)
    (folder / "one.whole").write_bytes(bytes(3_000_000))
    stage.house.services.check_ups.crashed(Plan("nothing.gguf"))
    stage.presenters.navigation.go(Page.SETTINGS)
    page, care = stage.window.page(Page.SETTINGS), stage.presenters.engine_care
    kept, apart = page.findChild(KeptRow), page.findChild(ApartRow)
    assert kept is not None and apart is not None
    stage.wait(lambda: care.kept > 0)
    assert kept.note.text().startswith("3 MB.") and kept.clear.isEnabled()
    assert apart.isVisibleTo(page) and apart.note.text().startswith("1 ")
    apart.trust.click()
    stage.wait(lambda: not care.apart)
    assert not apart.isVisibleTo(page)
    kept.clear.click()
    stage.wait(lambda: not care.kept)
    assert not kept.clear.isEnabled() and not list(folder.iterdir())
