# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The models that are here, and which one answers."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.computer import Computer
from desktop.domain.model import InstalledModel
from desktop.domain.prompt import PromptStyle
from desktop.presenters.background import Background, Lane
from desktop.presenters.library import Library
from desktop.presenters.offers import Offers
from desktop.presenters.preferences import Preferences
from desktop.services.models.catalogue import read_catalogue
from desktop.services.models.disks import disks_of
from desktop.services.models.library import ModelLibrary
from desktop.services.resources import resources_folder
from desktop.services.settings_file import SettingsFile

COMPUTER = Computer(16 * 10**9, 12 * 10**9, 8, "", 500 * 10**9)


class Bench:
    """A library over a folder. refused: ids of models whose licence is not accepted."""

    def __init__(self, folder: Path, background: Background) -> None:
        self.folder = folder
        self.refused: set[str] = set()
        self.record = ModelLibrary(folder / "models.json")
        self.preferences = Preferences(SettingsFile(folder / "settings.json"), background)
        catalogue = read_catalogue(resources_folder() / "catalogue")
        self.offers = Offers(catalogue, lambda: COMPUTER, lambda: None, background)
        self.make: Callable[[], Library] = lambda: Library(
            self.record,
            self.preferences,
            self.offers,
            background,
            disks_of,
            lambda installed: installed.id not in self.refused,
        )

    def add(self, name: str, sees: bool = False) -> InstalledModel:
        weights = self.folder / f"{name}.gguf"
        weights.write_bytes(b"GGUF")
        return self.record.add(
            InstalledModel(
                name, name.title(), str(weights), 4, "gemma-terms", PromptStyle.TURNS, sees=sees
            )
        )


@pytest.fixture
def bench(tmp_path: Path, background: Background) -> Bench:
    return Bench(tmp_path, background)


def test_the_chosen_model_is_the_same_after_a_new_start(bench: Bench, qtbot: QtBot) -> None:
    one, two = bench.add("one"), bench.add("two")
    library = bench.make()
    with qtbot.waitSignals([library.changed, library.chosen_changed]):
        library.refresh()
    assert library.installed == [one, two]
    assert library.chosen == two  # the newest, as long as nobody chose
    assert library.find("one") == one and library.find("no") is None
    with qtbot.waitSignal(library.chosen_changed):
        library.choose("one")
    again = bench.make()
    with qtbot.waitSignal(again.chosen_changed):
        again.refresh()
    assert again.chosen == one


def test_a_model_that_has_just_come_can_be_chosen(bench: Bench, qtbot: QtBot) -> None:
    library = bench.make()
    new = bench.add("new")
    with qtbot.waitSignal(library.chosen_changed):
        library.choose("new")
    assert library.chosen == new


def test_a_model_that_is_away_is_replaced_and_comes_back(bench: Bench, qtbot: QtBot) -> None:
    one, two = bench.add("one"), bench.add("two")
    library = bench.make()
    with qtbot.waitSignal(library.chosen_changed):
        library.choose("one")
    away = Path(one.weights).rename(bench.folder / "away")
    with qtbot.waitSignal(library.chosen_changed):
        library.refresh()
    assert library.chosen == two
    away.rename(one.weights)
    with qtbot.waitSignal(library.chosen_changed):
        library.refresh()
    assert library.chosen == one


def test_a_model_whose_licence_was_withdrawn_does_not_answer(bench: Bench, qtbot: QtBot) -> None:
    bench.add("one")
    library = bench.make()
    with qtbot.waitSignal(library.chosen_changed):
        library.refresh()
    bench.refused.add("one")
    with qtbot.waitSignal(library.chosen_changed):
        library.review()
    assert library.chosen is None
    assert len(library.installed) == 1


def test_looking_again_tells_nothing_when_nothing_changed(bench: Bench, qtbot: QtBot) -> None:
    bench.add("one")
    library = bench.make()
    with qtbot.waitSignal(library.chosen_changed):
        library.refresh()
    told: list[str] = []
    library.changed.connect(lambda: told.append("changed"))
    library.chosen_changed.connect(lambda: told.append("chosen"))
    library.refresh()
    other = bench.make()
    with qtbot.waitSignal(other.chosen_changed):
        other.refresh()
    assert told == []


def test_which_model_sees_instead(bench: Bench, qtbot: QtBot) -> None:
    library = bench.make()
    assert library.sees_instead() == ""
    with qtbot.waitSignal(bench.offers.changed):
        bench.offers.refresh()
    assert library.sees_instead() == "Gemma 4 E4B"
    bench.add("blind")
    bench.add("eyes", sees=True)
    with qtbot.waitSignal(library.changed):
        library.refresh()
    assert library.sees_instead() == "Eyes"


def test_a_disk_that_hangs_holds_up_nothing_else(
    bench: Bench, background: Background, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One look waits for it; what is kept is kept and shown, and others have their threads."""
    bench.add("one")
    bench.add("hung")
    library = bench.make()
    with qtbot.waitSignal(library.changed):
        library.refresh()
    answers, looks = threading.Event(), 0
    real = Path.stat

    def stat(path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        nonlocal looks
        if path.name == "hung.gguf":
            looks += 1
            answers.wait(60)
        return real(path, follow_symlinks=follow_symlinks)

    try:
        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(Path, "stat", stat)
            for _ in range(5):
                library.refresh()
            library.keep("one", note="mine")
            qtbot.waitUntil(lambda: getattr(library.entry("one"), "note", "") == "mine")
            done: list[int] = []
            background.run(Lane.POOL, lambda: 1, done.append)
            background.run(Lane.STORE, lambda: 2, done.append)
            qtbot.waitUntil(lambda: sorted(done) == [1, 2])
            assert looks == 1
    finally:
        answers.set()
