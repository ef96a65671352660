# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Models move, and the program may end at any moment of it."""

import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import filelock
import pytest

from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.domain.library import Entry, Place
from desktop.services.models import moving
from desktop.services.models.inventory import Inventory
from desktop.services.models.library import ModelLibrary
from desktop.services.models.moves import Moves
from desktop.services.stop import Stop
from tests.unit.models.conftest import Put

KILLED = """
import os, sys
from pathlib import Path
from desktop.services.models import moving
from desktop.services.models.library import ModelLibrary
from desktop.services.models.moves import Moves
from desktop.services.stop import Stop

record, lock, folder, moment, other_disk = sys.argv[1:]

def kill(*_):
    os.kill(os.getpid(), 9)

if other_disk == "yes":
    moving._rename = lambda sources, target: False
if moment == "copied":
    moving.sha256_of = kill
elif moment == "named":
    moving.sync_folder = kill
elif moment == "half":
    real, names = Path.rename, []
    def rename(path, target):
        if names: kill()
        names.append(path)
        return real(path, target)
    Path.rename = rename
library = ModelLibrary(Path(record))
(entry,) = library.entries()
Moves(library, Path(lock)).move(entry, Path(folder), Stop())
"""


@pytest.fixture
def entry(tmp_path: Path, put: Put, inventory: Inventory) -> Entry:
    """A model of two files, in a folder that is looked into."""
    put("models/one.gguf")
    put("models/mmproj-one.gguf", eyes=True)
    (found,) = inventory.rescan([tmp_path / "models"], Stop())
    assert len(found.paths) == 2
    return found


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill like this")
@pytest.mark.parametrize(
    ("moment", "other_disk", "moved"),
    [
        ("copied", True, False),  # the first file is written, and not read back
        ("named", True, False),  # all have their names, and nobody knows it
        ("half", False, False),  # one of two is renamed
        ("named", False, True),  # both are renamed, and nobody knows it
    ],
)
def test_a_kill_loses_no_model_and_leaves_no_rest(
    tmp_path: Path, entry: Entry, inventory: Inventory, moment: str, other_disk: bool, moved: bool
) -> None:
    old, new = tmp_path / "models", tmp_path / "new"
    data, cache = tmp_path / "data", tmp_path / "cache"
    record, lock = data / "models.json", cache / "moving.lock"
    arguments = [str(record), str(lock), str(new), moment, "yes" if other_disk else "no"]
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, *arguments],
        cwd=Path(__file__).parents[3],
        check=False,
        timeout=50,
    )
    assert killed.returncode == -9
    assert files(new), "the kill came before anything was done"
    (after,) = inventory.rescan([old], Stop())
    assert (after.id, after.place, after.moving) == (entry.id, Place.HERE, ())
    whole = ["mmproj-one.gguf", "one.gguf"]
    assert (files(old), files(new)) == (([], whole) if moved else (whole, []))
    assert all(Path(path).parent == (new if moved else old) for path in after.paths)


def test_what_moves_in_another_window_is_left_alone(
    tmp_path: Path, entry: Entry, inventory: Inventory, library: ModelLibrary
) -> None:
    unfinished = tmp_path / "new" / "one.gguf.moving"
    unfinished.parent.mkdir()
    unfinished.write_bytes(b"more comes")
    places = tuple(str(unfinished.with_name(Path(path).name)) for path in entry.paths)
    library.change(entry.id, moving=places)
    stop = Stop()
    with filelock.FileLock(tmp_path / "cache" / "moving.lock"):
        inventory.rescan([tmp_path / "models"], Stop())
        assert unfinished.is_file()
        threading.Timer(0.05, stop.set).start()
        with pytest.raises(Cancelled):
            inventory.moves.move(entry, tmp_path / "third", stop)
    (after,) = inventory.rescan([tmp_path / "models"], Stop())
    assert not unfinished.exists() and after.moving == ()


def test_what_is_on_a_disk_that_is_away_is_tidied_later(
    tmp_path: Path, entry: Entry, inventory: Inventory, library: ModelLibrary
) -> None:
    away = tmp_path / "away"
    library.change(entry.id, moving=tuple(str(away / Path(p).name) for p in entry.paths))
    inventory.moves.tidy()
    assert library.entries()[0].moving
    away.mkdir()
    (away / "one.gguf.moving").write_bytes(b"rest")
    (away / "one.gguf").write_bytes(b"of somebody else")
    inventory.moves.tidy()
    assert files(away) == ["one.gguf"] and library.entries()[0].moving == ()


def test_a_move_that_fails_is_forgotten(
    tmp_path: Path, entry: Entry, library: ModelLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "_rename", lambda sources, target: False)
    monkeypatch.setattr(moving, "sha256_of", lambda *_: "other")
    moves = Moves(library, tmp_path / "cache" / "moving.lock")
    with pytest.raises(AppError) as caught:
        moves.move(entry, tmp_path / "new", Stop())
    assert caught.value.problem is Problem.MOVE_FAILED
    assert library.entries() == [replace(entry, moving=())]
    assert files(tmp_path / "new") == []
