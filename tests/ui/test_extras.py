# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Extra parts of the engine, in the settings."""

import hashlib
import json

import pytest

from desktop.presenters.navigation import Page
from desktop.services.engine.backends import ExtraState
from desktop.ui.settings.about import ExpertsSection
from desktop.ui.settings.settings_page import SettingsPage
from tests.ui.conftest import MakeStage


@pytest.mark.expected_logs("an extra part of the engine")
def test_each_part_is_named_with_whether_it_is_used(make_stage: MakeStage) -> None:
    stage = make_stage(models=())
    stage.presenters.navigation.go(Page.SETTINGS)
    page = stage.window.page(Page.SETTINGS)
    assert isinstance(page, SettingsPage)
    section = next(s for s in page.sections if isinstance(s, ExpertsSection))
    note = section._extras_row.note
    stage.settle()
    assert not section._extras_row.isVisible()
    folder = stage.paths.backends / "cuda"
    folder.mkdir(parents=True)
    (folder / "a.so").write_bytes(b"a")
    listed = {"a.so": hashlib.sha256(b"a").hexdigest()}
    manifest = {"name": "<b>CUDA</b>", "engine": "0.0.1", "library": "a.so", "files": listed}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    extras = stage.presenters.extras
    extras.refresh()
    stage.wait(lambda: bool(extras.found))
    assert section._extras_row.isVisible()
    assert note.text().startswith("<b>CUDA</b> is not used: it was made for another version")
    (folder / "a.so").write_bytes(b"b")
    extras.refresh()
    stage.wait(lambda: extras.found[0].state is ExtraState.DAMAGED)
    assert "its files are not what its list says" in note.text()
