# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The states of the models on this computer, to be drawn by tests/shots.py."""

import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.domain.catalogue import recommended_file
from desktop.domain.errors import AppError, Problem
from desktop.domain.library import Entry, Place, Program
from desktop.domain.overview import Disk
from desktop.presenters.navigation import Page
from desktop.presenters.removals import Removed
from desktop.presenters.work_queue import Task, Work
from desktop.services.engine.gguf_writer import write_shape
from desktop.services.models.library import installed_of
from tests.fakes.stage import Setting, Stage
from tests.shot import ALL, LEAST, SMALL, Shot

if TYPE_CHECKING:
    from desktop.ui.models.models_page import ModelsPage

EYES = Path(__file__).parent / "assets" / "tiny-mmproj.gguf"
DAY = 86_400
AWAY = "/media/anna/Backup/models"


def entry(stage: Stage, model_id: str, place: str = "", **more: object) -> Entry:
    """A model of the catalogue, on this computer or on a disk that is not connected."""
    model = stage.presenters.offers.catalogue.model(model_id)
    assert model is not None
    folder = Path(place) if place else stage.paths.models / "more"
    weights = folder / f"{model_id}.gguf"
    if not place:
        folder.mkdir(exist_ok=True)
        weights.write_bytes(b"GGUF")
    installed = installed_of(model, recommended_file(model), weights, None)
    installed = replace(installed, sees=model.sees)
    return replace(Entry(installed, added=time.time()), **more)  # type: ignore[arg-type]


def put(stage: Stage, entries: list[Entry]) -> None:
    """Into the list of the house, and onto the page."""
    models, library = stage.house.services.models, stage.presenters.library
    holdings = stage.presenters.holdings
    stage.wait(lambda: not holdings.work)
    now = time.time()
    kept = models.entries()
    kept = [replace(kept[0], used=now - 9 * DAY), replace(kept[1], used=now - 60), *kept[2:]]
    models.update(lambda _: [*entries, *kept])
    library.refresh()
    stage.wait(lambda: len(library.entries) == len(kept) + len(entries))
    stage.presenters.navigation.go(Page.MODELS)
    models_page(stage).show_installed()
    stage.settle()


def models_page(stage: Stage) -> "ModelsPage":
    """It is made when it is first shown."""
    from desktop.ui.models.models_page import ModelsPage

    page = stage.window.page(Page.MODELS)
    assert isinstance(page, ModelsPage)
    return page


def _all(stage: Stage) -> None:
    """One of each state."""
    away: dict[str, object] = {"place": Place.AWAY}
    entries = [
        entry(stage, "gemma-3-4b", taken=False, program=Program.LM_STUDIO),
        entry(stage, "gemma-3-12b", taken=False, program=Program.OLLAMA, label="gemma3:12b"),
        replace(entry(stage, "gemma-3-27b", AWAY), used=time.time() - 100 * DAY, **away),  # type: ignore[arg-type]
        replace(entry(stage, "medgemma-1.5-4b", AWAY), **away),  # type: ignore[arg-type]
        entry(stage, "gemma-4-12b", damaged=True, used=time.time() - 22 * DAY),
        entry(stage, "gemma-3n-e4b", own_name="Fritz, for the letters", favourite=True),
        entry(
            stage,
            "gemma-2-9b",
            added=time.time() - 200 * DAY,
            copies=("/home/anna/models/gemma-2-9b-it-Q4_K_M.gguf",),
            stamp=(5_761_058_368, 1, 1),
        ),
        replace(entry(stage, "gemma-1.1-2b", str(stage.paths.models)), place=Place.GONE),
    ]
    put(stage, entries)
    library = stage.presenters.library
    library.disks = [
        *library.disks,
        Disk("/media/anna/Music/models", 17_300_000_000, 1_000_000_000_000, 240_000_000_000),
    ]
    library.disks_changed.emit()


def _freeable(stage: Stage) -> None:
    """Only what could be freed."""
    _all(stage)
    page = stage.window.page(Page.MODELS)
    from desktop.ui.models.overview import Overview

    page.findChildren(Overview)[0].only.click()
    stage.settle()


def _not_found(stage: Stage) -> None:
    _all(stage)
    page = stage.window.page(Page.MODELS)
    from desktop.ui.models.overview import Overview

    page.findChildren(Overview)[0].search.setText("llama")
    stage.settle()


def _left_out(stage: Stage) -> None:
    """What is no model, with its reasons."""
    from desktop.ui.models.left_out import LeftOutSection

    folder = stage.paths.models / "a folder with a long name" / "downloads of last summer"
    folder.mkdir(parents=True)
    (folder / "llama-3.1-8b-instruct-q4_k_m.gguf").write_text("of another kind")
    write_shape(folder / "qwen.gguf", {"general.architecture": "qwen3"}, [("t", (32,), 0)])
    shutil.copyfile(EYES, folder / "mmproj-F16.gguf")
    put(stage, [])
    stage.presenters.holdings.rescan()
    (section,) = stage.window.findChildren(LeftOutSection)
    stage.wait(lambda: len(stage.presenters.holdings.left_out) == 3)
    stage.wait(section.isVisible)
    section.line.button.click()
    stage.settle()
    bar = models_page(stage).installed.verticalScrollBar()
    bar.setValue(bar.maximum())
    stage.settle()


def _many(stage: Stage) -> None:
    one = entry(stage, "gemma-3-4b")
    put(
        stage,
        [
            replace(one, installed=replace(one.installed, id=f"many-{n}", name=f"My tune {n}"))
            for n in range(300)
        ],
    )


def _busy(task: Task) -> Callable[[Stage], None]:
    """Something is under way, and nothing ends it."""

    def act(stage: Stage) -> None:
        put(stage, [])
        holdings = stage.presenters.holdings
        size = 10_400_000_000
        work = Work(task, "", "Gemma 4 E4B", size, round(size * 0.37))
        holdings._queue._queue.append((work, lambda: None, lambda _: None))
        holdings.changed.emit()
        page = stage.window.page(Page.MODELS)
        from desktop.ui.models.work_line import WorkLine

        line = page.findChildren(WorkLine)[0]
        stage.wait(line._content.isVisible)

    return act


def _refused(stage: Stage) -> None:
    put(stage, [])
    error = AppError(Problem.ARCHITECTURE_UNKNOWN, name="llama-3.1-8b-q4.gguf", detail="llama")
    stage.presenters.holdings.refused.emit(error)


def _one(stage: Stage) -> None:
    """Everything about one model."""
    copies = ("/home/anna/Downloads/gemma-2-9b-it-Q4_K_M.gguf",)
    mine = entry(
        stage,
        "gemma-2-9b",
        own_name="Fritz",
        note="Writes the letters to the council.",
        favourite=True,
        copies=copies,
        checked=time.time() - 40 * DAY,
        used=time.time() - 3 * DAY,
    )
    put(stage, [mine])
    stage.presenters.navigation.go(Page.INSTALLED, mine.id)


def _removed(stage: Stage) -> None:
    put(stage, [])
    last = stage.presenters.library.entries[-1]
    stage.presenters.removals.last = Removed(last, [], last.installed.size)
    stage.presenters.removals.removed.emit(last)


def _folders(stage: Stage) -> None:
    for folder in ("/media/anna/Backup/models", str(stage.paths.models)):
        stage.presenters.holdings.add_folder(folder)
    stage.presenters.holdings.add_folder(str(stage.paths.models.parent))
    stage.presenters.navigation.go(Page.SETTINGS)
    stage.settle()
    from desktop.ui.settings.folders import FoldersSection
    from desktop.ui.settings.settings_page import SettingsPage

    page = stage.window.page(Page.SETTINGS)
    assert isinstance(page, SettingsPage)
    found = [n for n, section in enumerate(page.sections) if isinstance(section, FoldersSection)]
    page.show_section(found[0])


LIBRARY_SHOTS: dict[str, Shot] = {
    "library": Shot(Setting, _all, sets=ALL),
    "library-800": Shot(Setting, _all, SMALL, ("light", "pseudo")),
    "library-640": Shot(Setting, _all, LEAST, ("light", "pseudo")),
    "library-left-out": Shot(Setting, _left_out, sets=("light", "dark", "large", "pseudo")),
    "library-freed": Shot(Setting, _freeable, sets=("light", "dark", "pseudo")),
    "library-not-found": Shot(Setting, _not_found, sets=("light",)),
    "library-many": Shot(Setting, _many, sets=("light",)),
    "library-moving": Shot(Setting, _busy(Task.MOVE)),
    "library-refused": Shot(Setting, _refused),
    "library-removed": Shot(Setting, _removed, sets=("light", "dark", "pseudo")),
    "installed": Shot(Setting, _one, sets=ALL),
    "installed-640": Shot(Setting, _one, LEAST, ("light", "pseudo")),
    "settings-folders": Shot(Setting, _folders),
}
