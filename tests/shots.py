# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Draws every screen and state into a folder: python -m tests.shots DIR [--only NAME].

Look at them. Each set needs a process of its own, because the scale, the font and the direction of
an application cannot change while it runs: the module starts itself once a set.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QLocale, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from desktop.domain.computer import Device, Speeds
from desktop.domain.errors import AppError, Problem
from desktop.domain.plan import Plan
from desktop.domain.tuning import Tuning
from desktop.presenters.chat_list import ChatRole
from desktop.presenters.engine_host import EngineState
from desktop.presenters.navigation import Page
from desktop.services.backups import Backup
from desktop.services.files import write_atomically
from desktop.ui.trouble_notice import trouble_box
from tests.chat_shots import CHAT_SHOTS, long_chat
from tests.download_shots import DOWNLOAD_SHOTS
from tests.fakes.stage import COMPUTER, Setting, Stage
from tests.history_shots import HISTORY_SHOTS
from tests.library_shots import LIBRARY_SHOTS
from tests.licence_shots import LICENCE_SHOTS
from tests.model_shots import MODEL_SHOTS
from tests.shot import ALL, LEAST, SMALL, Shot, first
from tests.ui.pseudo import PseudoTranslator


def _go(page: Page, model_id: str = "") -> Callable[[Stage], None]:
    return lambda stage: stage.presenters.navigation.go(page, model_id)


def _download(stage: Stage) -> None:
    p = stage.presenters
    offer = p.offers.recommended
    assert offer is not None
    p.downloads.start(offer)
    p.preferences.set("welcomed", True)
    p.navigation.go(Page.CHAT)
    stage.wait(lambda: any(d.share > 0.37 for d in p.downloads.downloads))


def _waiting(stage: Stage) -> None:
    _download(stage)
    stage.presenters.conversation.send("How do I keep basil alive on a window that faces north?")
    stage.wait(lambda: bool(stage.presenters.conversation.messages))
    stage.presenters.conversation.write_draft("And which herbs need less light?")


def _download_failed(stage: Stage) -> None:
    _download(stage)
    stage.wait(lambda: any(d.error is not None for d in stage.presenters.downloads.downloads))
    stage.presenters.navigation.go(Page.MODELS)


def _open_sidebar(stage: Stage) -> None:
    long_chat(stage)
    stage.window.header.sidebar.click()
    sidebar = stage.window.sidebar
    stage.wait(lambda: stage.window.rect().contains(sidebar.geometry()))


def _how_loaded(stage: Stage) -> None:
    stage.presenters.navigation.go(Page.MODEL, "gemma-4-e4b")
    from desktop.ui.models.model_page import ModelPage

    page = stage.window.page(Page.MODEL)
    assert isinstance(page, ModelPage)
    page.how_loaded.button.click()
    model = stage.presenters.library.chosen
    assert model is not None
    stage.presenters.tunings.set(model.id, Tuning(context=32_768, temperature=0.4))
    stage.settle()
    bar = page.scroll_column.verticalScrollBar()
    bar.setValue(page.how_loaded.y() - 16)


def _layers(stage: Stage) -> None:
    """A graphics processor that does not hold everything."""
    card = Device("CUDA0", "A card", 6 * 10**9, 5 * 10**9)
    services, offers = stage.house.services, stage.presenters.offers
    services.speeds.measured(
        services.look(), Speeds(20e9, 30e9, 1e11, 5e-5, 7e10, 1e-8), (card,), ()
    )
    offers.refresh()
    stage.wait(lambda: bool(offers.computer and offers.computer.gpus))
    _how_loaded(stage)


def _costs(stage: Stage) -> None:
    """The list of a choice."""
    _layers(stage)
    from desktop.ui.models.model_page import ModelPage

    page = stage.window.page(Page.MODEL)
    assert isinstance(page, ModelPage)
    box = page.loading.boxes["gpu_layers"]
    box.showPopup()
    stage.shown = box.view().window()


def _full() -> Setting:
    return Setting(computer=replace(COMPUTER, memory_free=3 << 30))


def _all_files(stage: Stage) -> None:
    stage.presenters.navigation.go(Page.MODEL, "gemma-4-e4b")
    from desktop.ui.models.model_page import ModelPage

    page = stage.window.page(Page.MODEL)
    assert isinstance(page, ModelPage)
    page.all_files.button.click()
    stage.settle()
    bar = page.scroll_column.verticalScrollBar()
    bar.setValue(bar.maximum())


def _held_over(stage: Stage) -> None:
    long_chat(stage)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/picture.png")])
    none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(QPoint(600, 400), Qt.DropAction.CopyAction, data, left, none)
    QApplication.sendEvent(stage.window, enter)


def _deleted(stage: Stage) -> None:
    chats = stage.presenters.chat_list
    chats.delete(str(chats.index(2).data(ChatRole.ID)))


def _experts(stage: Stage) -> None:
    """A model in memory, one that failed, something that was read."""
    stage.house.services.check_ups.crashed(Plan("nothing.gguf"))
    stage.presenters.engine_care.refresh()
    kept = stage.paths.sessions / "one"
    kept.mkdir(parents=True)
    (kept / "two.whole").write_bytes(bytes(20_000_000))
    stage.presenters.conversation.send("Hello")
    stage.wait(lambda: stage.presenters.engine.state is EngineState.READY)
    stage.presenters.navigation.go(Page.SETTINGS)
    stage.settle()
    from desktop.ui.settings.about import ExpertsSection
    from desktop.ui.settings.settings_page import SettingsPage

    page = stage.window.page(Page.SETTINGS)
    assert isinstance(page, SettingsPage)
    stage.wait(lambda: stage.presenters.engine_care.kept > 0)
    page.show_section([isinstance(one, ExpertsSection) for one in page.sections].index(True))


def _new_version(stage: Stage) -> None:
    write_atomically(
        stage.paths.cache / "release.json",
        b'{"version": "99.0", "page": "https://example.org", "notes": "- Answers read aloud.\\n'
        b'- Folders for chats.\\n- Starts in half the time."}',
    )
    stage.presenters.releases.start()
    stage.wait(lambda: stage.presenters.releases.newer is not None)
    stage.presenters.navigation.go(Page.SETTINGS)
    stage.settle()
    from desktop.ui.settings.settings_page import SettingsPage

    page = stage.window.page(Page.SETTINGS)
    assert isinstance(page, SettingsPage)
    page.show_section(len(page.sections) - 1)


def _newer_data(stage: Stage) -> None:
    error = AppError(Problem.DATA_NEWER, version="99.0")
    box = trouble_box(error, stage.window, Backup(stage.paths.data, "0.1.0", 1_790_000_000.0))
    box.show()
    stage.shown = box


def _chats_settings(stage: Stage) -> None:
    stage.house.services.store.keep_copy_of_day()
    stage.presenters.chat_copies.refresh()
    stage.wait(lambda: bool(stage.presenters.chat_copies.copies))
    stage.presenters.navigation.go(Page.SETTINGS)
    stage.settle()
    from desktop.ui.settings.settings_page import SettingsPage

    page = stage.window.page(Page.SETTINGS)
    assert isinstance(page, SettingsPage)
    page.show_section(2)


OFFLINE = AppError(Problem.OFFLINE, detail="ConnectError")

SHOTS: dict[str, Shot] = {
    **CHAT_SHOTS,
    **LICENCE_SHOTS,
    "welcome": Shot(first),
    "welcome-small": Shot(first, size=LEAST),
    "downloading": Shot(first, _download),
    "downloading-waiting": Shot(first, _waiting),
    "download-failed": Shot(lambda: first(download_error=OFFLINE), _download_failed),
    "empty": Shot(Setting),
    "empty-no-model": Shot(lambda: Setting(models=(), chats=False)),
    "dropping": Shot(Setting, _held_over, sets=("light", "dark", "pseudo")),
    "deleted": Shot(Setting, _deleted, sets=("light", "dark", "pseudo")),
    **HISTORY_SHOTS,
    "models": Shot(Setting, _go(Page.MODELS)),
    "models-none": Shot(lambda: Setting(models=()), _go(Page.MODELS), sets=("light",)),
    "models-get": Shot(lambda: Setting(models=()), _go(Page.MODELS), sets=ALL),
    **MODEL_SHOTS,
    **DOWNLOAD_SHOTS,
    **LIBRARY_SHOTS,
    "model": Shot(Setting, _go(Page.MODEL, "gemma-4-e4b"), sets=ALL),
    "model-all-files": Shot(Setting, _all_files),
    "model-how-loaded": Shot(Setting, _how_loaded, sets=ALL),
    "model-layers": Shot(Setting, _layers),
    "model-layers-costs": Shot(Setting, _costs, sets=ALL),
    "model-does-not-fit": Shot(_full, _how_loaded),
    "model-800": Shot(Setting, _go(Page.MODEL, "gemma-4-e4b"), SMALL, ("light", "pseudo")),
    "settings": Shot(Setting, _go(Page.SETTINGS), sets=ALL),
    "settings-chats": Shot(Setting, _chats_settings),
    "settings-version": Shot(Setting, _new_version),
    "newer-data": Shot(Setting, _newer_data),
    "settings-experts": Shot(Setting, _experts, sets=ALL),
    "settings-640": Shot(Setting, _go(Page.SETTINGS), LEAST, ("light", "pseudo")),
    "sidebar-640": Shot(Setting, _open_sidebar, LEAST, ("light", "dark", "pseudo")),
    "models-800": Shot(lambda: Setting(models=()), _go(Page.MODELS), SMALL, ("light", "pseudo")),
}


def main() -> int:
    """Start a process for each set, or draw one."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="part of a name")
    parser.add_argument("--set", default="", choices=("", *ALL))
    options = parser.parse_args()
    if options.set:
        draw(options.folder / options.set, options.set, options.only)
        return 0
    for name in ALL:
        command = [sys.executable, "-m", "tests.shots", str(options.folder), "--set", name]
        scale = "2" if name == "large" else "1"
        environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale}
        only = ["--only", options.only] if options.only else []
        if subprocess.run([*command, *only], env=environment, check=False).returncode:
            return 1
    return 0


def draw(folder: Path, name: str, only: str) -> None:
    """All shots of one set, one after the other."""
    application = QApplication([])
    QLocale.setDefault(QLocale("en"))
    _choose_font()
    if name == "pseudo":
        application.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        translator = PseudoTranslator(application)
        application.installTranslator(translator)
    folder.mkdir(parents=True, exist_ok=True)
    for title, shot in SHOTS.items():
        if only in title and name in shot.sets:
            _draw_one(folder / f"{title}.png", name, shot)


def _draw_one(file: Path, name: str, shot: Shot) -> None:
    setting = shot.setting()
    setting.colours = {"dark": "dark"}.get(name, "light")
    if name.startswith("contrast"):
        setting.colours, setting.theme = "high-contrast", name
    with tempfile.TemporaryDirectory() as home:
        stage = Stage(Path(home), setting)
        try:
            stage.window.resize(shot.size)
            stage.settle()
            shot.act(stage)
            stage.settle()
            stage.shown.grab().save(str(file))
            print(file)
        finally:
            stage.close()


def _choose_font() -> None:
    """The comps' font where it is here: pictures then do not depend on the machine."""
    if "Inter" in QFontDatabase.families():
        QApplication.setFont(QFont("Inter", 10))


if __name__ == "__main__":
    sys.exit(main())
