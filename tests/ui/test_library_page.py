# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Files become models: opened, dropped, found; and everything about one of them."""

import os
import shutil
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QTimer, QUrl
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from desktop.domain.errors import AppError, Problem
from desktop.domain.library import Place
from desktop.presenters.navigation import Page
from desktop.ui.licences.licence_page import LicencePage
from desktop.ui.models.installed_page import InstalledPage
from desktop.ui.models.models_page import ModelsPage
from tests.fakes.stage import Stage
from tests.ui.conftest import TINY, MakeStage
from tests.ui.looking import LEFT, button, section, settings_page, words
from tests.ui.test_main_window import drop
from tests.unit.pictures.drawing import drawn, packed


def urls(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def models_page(stage: Stage) -> ModelsPage:
    page = stage.window.page(Page.MODELS)
    assert isinstance(page, ModelsPage)
    return page


def opened(stage: Stage, file: Path) -> InstalledPage:
    """Everything about a file that was taken into the library."""
    stage.presenters.holdings.take([str(file)])
    library = stage.presenters.library
    stage.wait(lambda: any(e.installed.weights == str(file) for e in library.entries))
    entry = next(e for e in library.entries if e.installed.weights == str(file))
    stage.presenters.navigation.go(Page.INSTALLED, entry.id)
    page = stage.window.page(Page.INSTALLED)
    assert isinstance(page, InstalledPage)
    stage.settle()
    return page


def test_a_dropped_model_passes_the_gate_and_answers(stage: Stage, file: Path) -> None:
    assert drop(stage, urls(file))
    stage.wait(lambda: stage.presenters.navigation.page is Page.LICENCE)
    licence = stage.window.page(Page.LICENCE)
    assert isinstance(licence, LicencePage)
    stage.wait(licence.accept.isEnabled)
    QTest.mouseClick(licence.accept, LEFT)
    stage.wait(lambda: getattr(stage.presenters.library.chosen, "name", "") == "Friend of mine")
    chosen = stage.presenters.library.chosen
    assert chosen is not None and chosen.sees and chosen.weights == str(file)
    assert stage.presenters.navigation.page is Page.CHAT
    assert file.is_file()  # where it was


def test_what_is_no_gemma_says_why(stage: Stage, tmp_path: Path) -> None:
    file = tmp_path / "letter.gguf"
    file.write_text("Dear Sir")
    assert drop(stage, urls(file))
    page = models_page(stage)
    stage.wait(page.installed.failure.isVisible)
    assert "letter.gguf is not a GGUF file" in words(page.installed)
    QTest.mouseClick(button(page.installed.failure, "Close"), LEFT)
    assert not page.installed.failure.isVisible()


def test_a_picture_and_a_model_each_go_their_way(stage: Stage, file: Path, tmp_path: Path) -> None:
    picture = tmp_path / "bed.png"
    picture.write_bytes(packed(drawn(), "PNG"))
    rest = stage.presenters.holdings.take([str(picture), str(file)])
    assert rest == [str(picture)]
    stage.wait(lambda: stage.presenters.navigation.page is Page.LICENCE)


def test_a_dropped_folder_is_looked_into(stage: Stage, file: Path) -> None:
    assert drop(stage, urls(file.parent))
    page = models_page(stage)
    stage.wait(lambda: "Friend of mine" in words(page.installed))
    assert str(file.parent) in stage.presenters.preferences.text("folders")
    shutil.move(file.parent, file.parent.with_name("unplugged"))
    stage.presenters.holdings.rescan()
    stage.wait(lambda: "a folder that is not connected" in words(page.installed))
    assert "Away" in words(page.installed)
    shutil.move(file.parent.with_name("unplugged"), file.parent)
    stage.presenters.library.refresh()
    stage.wait(lambda: "Away" not in words(page.installed))


def test_how_an_opened_file_is_loaded_can_be_set(stage: Stage, file: Path) -> None:
    page = opened(stage, file)
    assert page.how_loaded.isVisible()
    QTest.mouseClick(page.how_loaded.button, LEFT)
    assert "Takes" in words(page.loading) and "context" in page.loading.boxes


def test_own_name_note_and_favourite_are_kept(stage: Stage, file: Path) -> None:
    page = opened(stage, file)
    assert "terms" not in page.use.text().lower() and page.use.text() == "Read and use"
    page.name.setText("Fritz")
    page.name.editingFinished.emit()
    stage.wait(lambda: "Fritz" in words(page))
    page.note.setText("for letters")
    page.note.editingFinished.emit()
    QTest.mouseClick(page.favourite, LEFT)
    library = stage.presenters.library
    entry = library.entry(stage.presenters.navigation.model_id)
    assert entry is not None
    stage.wait(lambda: getattr(library.entry(entry.id), "favourite", False))
    kept = library.entry(entry.id)
    assert kept is not None
    assert (kept.own_name, kept.note) == ("Fritz", "for letters")
    stage.presenters.navigation.go(Page.MODELS)
    stage.settle()
    page_of_all = models_page(stage)
    page_of_all.show_installed()
    stage.settle()
    shown = words(page_of_all.installed)
    assert shown.index("Fritz") < shown.index("Gemma 4 E4B")  # favourites stand first


def test_models_of_another_program_are_found_and_used(
    make_stage: MakeStage, tmp_path: Path
) -> None:
    theirs = tmp_path / "home0" / "home" / ".lmstudio" / "models" / "somebody" / "tiny-GGUF"
    theirs.mkdir(parents=True)
    shutil.copyfile(TINY, theirs / "tiny-Q8_0.gguf")
    stage = make_stage()
    stage.presenters.navigation.go(Page.MODELS)
    page = models_page(stage)
    page.show_installed()
    stage.wait(lambda: "Found in another program" in words(page.installed))
    assert "in LM Studio" in words(page.installed)
    assert [m.name for m in stage.presenters.library.installed] == ["Gemma 3 1B", "Gemma 4 E4B"]
    QTest.mouseClick(button(page.installed, "Read and use"), LEFT)
    licence = stage.window.page(Page.LICENCE)
    assert isinstance(licence, LicencePage)
    stage.wait(licence.accept.isEnabled)
    QTest.mouseClick(licence.accept, LEFT)
    stage.wait(lambda: getattr(stage.presenters.library.chosen, "name", "") == "tiny-Q8_0")
    assert (theirs / "tiny-Q8_0.gguf").is_file()


def test_a_long_list_is_made_as_it_is_looked_at(stage: Stage) -> None:
    from dataclasses import replace

    library, page = stage.presenters.library, models_page(stage)
    one = library.entries[0]
    many = [
        replace(one, installed=replace(one.installed, id=f"id{n}", name=f"Model {n}"))
        for n in range(500)
    ]
    stage.presenters.navigation.go(Page.MODELS)
    page.show_installed()
    stage.wait(lambda: not stage.presenters.holdings.work)
    library.show(many)
    stage.settle()
    assert "Model 499" in words(page.installed) and "Model 400" not in words(page.installed)
    bar = page.installed.verticalScrollBar()
    for _ in range(8):
        bar.setValue(bar.maximum())
        stage.settle()
    assert "Model 400" in words(page.installed)
    assert all(entry.place is Place.HERE for entry in library.entries)


@pytest.fixture
def trash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's trash, in the test's own folder."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    return tmp_path / "share" / "Trash"


@pytest.mark.skipif(sys.platform != "linux", reason="the trash of a person is not for tests")
def test_a_model_goes_to_the_trash_and_comes_back(stage: Stage, file: Path, trash: Path) -> None:
    page = opened(stage, file)
    page.note.setText("mine")
    page.note.editingFinished.emit()
    library = stage.presenters.library
    model_id = stage.presenters.navigation.model_id
    stage.wait(lambda: getattr(library.entry(model_id), "note", "") == "mine")
    QTest.mouseClick(page.buttons["delete"], LEFT)
    stage.wait(lambda: library.entry(model_id) is None)
    assert not file.exists() and (trash / "files" / file.name).is_file()
    bar = stage.window._notice.bar
    stage.wait(bar.isVisible)
    assert "is in the trash. Emptying the trash frees" in words(bar)
    QTest.keySequence(stage.window, QKeySequence("Ctrl+Z"))
    stage.wait(lambda: library.entry(model_id) is not None)
    entry = library.entry(model_id)
    assert entry is not None and entry.note == "mine" and file.is_file()
    assert list((trash / "info").iterdir()) == [] and not bar.isVisible()


@pytest.mark.skipif(sys.platform != "linux", reason="the trash of a person is not for tests")
def test_no_room_is_promised_where_another_name_keeps_the_content(
    stage: Stage, file: Path, trash: Path, tmp_path: Path
) -> None:
    page = opened(stage, file)
    for number, one in enumerate(file.parent.iterdir()):
        os.link(one, tmp_path / f"again{number}.gguf")
    QTest.mouseClick(page.buttons["delete"], LEFT)
    bar = stage.window._notice.bar
    stage.wait(bar.isVisible)
    assert "is in the trash. Its content stays under another name" in words(bar)


@pytest.mark.skipif(sys.platform != "linux", reason="the trash of a person is not for tests")
def test_what_came_into_its_place_is_not_written_over(
    stage: Stage, file: Path, trash: Path
) -> None:
    page = opened(stage, file)
    library, model_id = stage.presenters.library, stage.presenters.navigation.model_id
    QTest.mouseClick(page.buttons["delete"], LEFT)
    stage.wait(lambda: library.entry(model_id) is None)
    stage.wait(stage.window._notice.bar.isVisible)
    file.write_text("came meanwhile")
    refused: list[AppError] = []
    stage.presenters.removals.refused.connect(refused.append)
    stage.presenters.removals.undo()
    stage.wait(lambda: [error.problem for error in refused] == [Problem.PLACE_TAKEN])
    assert file.read_text() == "came meanwhile" and (trash / "files" / file.name).is_file()


def test_a_damaged_model_in_use_can_be_repaired(stage: Stage) -> None:
    from dataclasses import replace

    library = stage.presenters.library
    chosen = library.chosen
    assert chosen is not None
    page = models_page(stage)
    stage.presenters.navigation.go(Page.MODELS)
    page.show_installed()
    stage.wait(lambda: not stage.presenters.holdings.work)
    library.keep(chosen.id, damaged=True, installed=replace(chosen, sha256=""))
    stage.wait(lambda: "Its file is damaged" in words(page.installed))
    QTest.mouseClick(button(page.installed, "Repair"), LEFT)
    stage.wait(lambda: "It cannot be repaired from here" in words(page.installed))


@pytest.mark.skipif(sys.platform != "linux", reason="the trash of a person is not for tests")
def test_what_another_model_needs_stays(stage: Stage, file: Path, trash: Path) -> None:
    """Two files of one model share the part that sees."""
    other = file.with_name("other.gguf")
    other.write_bytes(file.read_bytes()[:-8] + b"another.")
    opened(stage, other)
    page = opened(stage, file)
    QTest.mouseClick(page.buttons["delete"], LEFT)
    stage.wait(lambda: not file.exists())
    assert file.with_name("mmproj-friend.gguf").is_file()
    stage.wait(lambda: len(stage.presenters.library.entries) == 3)


def test_the_file_before_is_offered_to_be_deleted(stage: Stage) -> None:
    from dataclasses import replace

    before = stage.presenters.library.installed[-1]
    stage.presenters.removals.note_installed(before)
    assert not stage.window._notice.bar.isVisible()  # it was only used
    newer = replace(before, id="gemma-4-e4b-q8_0-00000000", weights=before.weights + ".new")
    stage.presenters.removals.note_installed(newer)
    bar = stage.window._notice.bar
    assert "The file before, Gemma 4 E4B" in words(bar)
    assert button(bar, "Delete it, 5.2 GB").isVisible()


def test_a_model_moves_to_another_folder(stage: Stage, file: Path, tmp_path: Path) -> None:
    opened(stage, file)
    entry = stage.presenters.library.entry(stage.presenters.navigation.model_id)
    assert entry is not None
    stage.presenters.library.keep(entry.id, favourite=True)
    stage.presenters.holdings.move(entry, str(tmp_path / "other disk"))
    stage.wait(lambda: not file.exists())
    library = stage.presenters.library
    stage.wait(lambda: "other disk" in getattr(library.entry(entry.id), "paths", ("",))[0])
    moved = library.entry(entry.id)
    assert moved is not None and moved.favourite and moved.place is Place.HERE
    assert all(Path(path).is_file() for path in moved.paths) and len(moved.paths) == 2


def test_two_copies_become_one(stage: Stage, file: Path, tmp_path: Path) -> None:
    again = tmp_path / "again" / "copy.gguf"
    again.parent.mkdir()
    shutil.copyfile(file, again)
    opened(stage, file)
    library, holdings = stage.presenters.library, stage.presenters.holdings
    holdings.add_folder(str(again.parent))
    model_id = stage.presenters.navigation.model_id
    stage.wait(lambda: bool(getattr(library.entry(model_id), "copies", ())))
    page = stage.window.page(Page.INSTALLED)
    assert isinstance(page, InstalledPage) and str(again) in words(page)
    asked: list[str] = []

    def agree() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        asked.append(box.informativeText())
        next(b for b in box.buttons() if b.text() == "Make it one file").click()

    QTimer.singleShot(0, agree)
    QTest.mouseClick(page.buttons["merge"], LEFT)
    assert str(again) in asked[0]
    stage.wait(lambda: not holdings.work and not getattr(library.entry(model_id), "copies", (1,)))
    holdings.rescan()
    stage.wait(lambda: not holdings.work)
    entry = library.entry(model_id)
    assert entry is not None and entry.copies == () and again.is_file()


def test_folders_are_added_and_left_out_in_the_settings(stage: Stage, file: Path) -> None:
    page = settings_page(stage)
    stage.presenters.holdings.add_folder(str(file.parent))
    folders = section(page, "Folders with models")
    stage.wait(lambda: "1 model" in words(folders))
    library = stage.presenters.library
    friend = next(e for e in library.entries if e.installed.weights == str(file))
    library.keep(friend.id, note="mine")
    QTest.mouseClick(button(folders, "Leave out"), LEFT)
    stage.settle()
    assert stage.presenters.preferences.text("folders") == ""
    assert str(file.parent) not in words(folders)
    stage.wait(lambda: len(library.entries) == 2 and not stage.presenters.holdings.work)
    stage.presenters.holdings.rescan()
    stage.wait(lambda: not stage.presenters.holdings.work)
    assert len(library.entries) == 2 and file.is_file()
    stage.presenters.holdings.add_folder(str(file.parent))  # nothing was forgotten
    stage.wait(lambda: getattr(library.entry(friend.id), "note", "") == "mine")


def test_the_menu_of_a_row_does_what_it_says(stage: Stage) -> None:
    from desktop.ui.models.installed_row import InstalledRow, menu_of

    library = stage.presenters.library
    stage.presenters.navigation.go(Page.MODELS)
    page = models_page(stage)
    page.show_installed()
    stage.settle()
    row = page.installed.findChildren(InstalledRow)[-1]
    entry = row._entry
    menu = menu_of(row, entry, newer=False)
    titles = [action.text() for action in menu.actions()]
    assert titles == [
        "Show everything about it",
        "Make it a favourite",
        "Show in its folder",
        "Check its content",
        "Move to another folder",
        "Delete",
    ]
    menu.actions()[1].trigger()
    stage.wait(lambda: getattr(library.entry(entry.id), "favourite", False))
    menu.actions()[3].trigger()
    stage.wait(lambda: getattr(library.entry(entry.id), "damaged", False))  # it is no model at all
    stage.settle()
    row = page.installed.findChildren(InstalledRow)[-1]  # a new one, since it looks another way
    menu_of(row, entry, newer=True).actions()[0].trigger()
    assert stage.presenters.navigation.page is Page.INSTALLED
