# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A model that waits: when it gives its memory back, what it keeps on the disk, what it costs."""

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from desktop.app import House
from desktop.domain.conversation import Draft, ImagePart
from desktop.domain.keeping import Strain
from desktop.domain.plan import Plan
from desktop.presenters.engine_host import EngineState
from desktop.presenters.keeping import Keeping
from desktop.services.paths import Paths
from tests.fakes.fake_engine import FakeEngine

from .conftest import MakeHouse

GB = 1 << 30


class Now:
    """A clock and a memory that a test sets."""

    def __init__(self, house: House) -> None:
        self.seconds, self.strain = 1000.0, Strain(8 * GB, 16 * GB)
        p, self._engine = house.presenters, house.presenters.engine
        self.keeping = Keeping(
            p.engine, p.preferences, lambda: self.seconds, lambda: self.strain, house
        )

    def holds(self) -> bool:
        """A model is in memory."""
        return self._engine.state is EngineState.READY


def answered(house: House, qtbot: QtBot) -> None:
    """One question has been answered and the model waits."""
    p = house.presenters
    with qtbot.waitSignal(p.engine.answered):
        p.conversation.send("Hello?")
    qtbot.waitUntil(lambda: p.engine.state is EngineState.READY and not p.engine.busy)


def test_a_computer_that_slept_finds_the_memory_free(make_house: MakeHouse, qtbot: QtBot) -> None:
    house = make_house(FakeEngine())
    now = Now(house)
    answered(house, qtbot)
    now.seconds += 14 * 60
    now.keeping.look()
    assert now.holds()
    answered(house, qtbot)  # begins anew
    now.seconds += 14 * 60
    now.keeping.look()
    assert now.holds()
    now.seconds += 8 * 3600
    now.keeping.look()
    assert not now.holds()


def test_others_need_the_memory(make_house: MakeHouse, qtbot: QtBot) -> None:
    house = make_house(FakeEngine())
    house.presenters.preferences.set("release_after", 0)
    now = Now(house)
    answered(house, qtbot)
    now.seconds += 8 * 3600
    now.keeping.look()
    assert now.holds()
    now.strain = Strain(GB // 4, 16 * GB)
    now.keeping.look()
    assert not now.holds()
    answered(house, qtbot)  # and it comes back when it is asked


def test_what_was_read_can_be_cleared(make_house: MakeHouse, qtbot: QtBot, paths: Paths) -> None:
    folder = paths.sessions / "of-a-model"
    folder.mkdir(parents=True)
    (folder / "one.whole").write_bytes(bytes(5000))
    house = make_house(FakeEngine())
    care = house.presenters.engine_care
    with qtbot.waitSignal(care.changed):
        care.refresh()
    assert care.kept == 5000
    with qtbot.waitSignal(care.changed):
        care.clear()
    assert care.kept == 0 and not list(folder.iterdir())


def test_models_that_are_held_apart_can_come_back(make_house: MakeHouse, qtbot: QtBot) -> None:
    house = make_house(FakeEngine())
    care, check_ups = house.presenters.engine_care, house.services.check_ups
    check_ups.crashed(Plan("nothing.gguf"))
    with qtbot.waitSignal(care.changed):
        care.refresh()
    assert care.apart == 1
    with qtbot.waitSignal(care.changed):
        care.trust()
    assert care.apart == 0 and not check_ups.has_crashed(Plan("nothing.gguf"))


def test_a_draft_tells_what_it_costs(make_house: MakeHouse, qtbot: QtBot) -> None:
    house = make_house(FakeEngine())
    of: Callable[[Draft], object] = house.presenters.estimating.of
    assert house.presenters.estimating.of(Draft()) is not None
    answered(house, qtbot)
    found = house.presenters.estimating.of(Draft("word " * 4000))
    assert found is not None and 3000 < found.tokens < 8000
    picture = house.presenters.estimating.of(Draft(media=(ImagePart("a" * 64, "image/png", 9, 9),)))
    assert picture is not None
    assert of(Draft("word")) != of(Draft("word " * 100))
