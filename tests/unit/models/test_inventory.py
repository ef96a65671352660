# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Models in folders, in any layout: found, opened, lost and found again."""

import hashlib
import os
import shutil
import socket
import struct
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.catalogue import Catalogue, Family
from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.domain.library import Entry, FileFacts, Place
from desktop.domain.prompt import PromptStyle
from desktop.services.engine.gguf_writer import write_shape
from desktop.services.models.inventory import Inventory
from desktop.services.models.library import ModelLibrary
from desktop.services.stop import Stop
from tests.fakes.sparse import write_sparse
from tests.unit.models.conftest import CATALOGUE, TINY, Put


def look(inventory: Inventory, *folders: Path) -> list[Entry]:
    return inventory.rescan(folders, Stop())


def test_models_are_found_in_any_layout(tmp_path: Path, put: Put, inventory: Inventory) -> None:
    put("models/flat.gguf")
    put("models/deep/er/Ünïcode name.GGUF", other=1)
    put("models/deep/er/mmproj.gguf", eyes=True)
    (tmp_path / "models/readme.gguf").write_text("no model")
    found = look(inventory, tmp_path / "models")
    assert [(e.installed.name, e.installed.sees) for e in found] == [
        ("flat", False),
        ("Ünïcode name", True),
    ]
    assert all(e.taken and e.installed.licence == "gemma-terms" for e in found)
    assert found[1].installed.size == sum(Path(path).stat().st_size for path in found[1].files)
    assert len(found[1].files) == 2


def test_what_has_not_changed_is_not_read_again(
    tmp_path: Path, put: Put, inventory: Inventory, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktop.services.models import scan

    read: list[str] = []
    real = scan.read_facts

    def reading(facts: FileFacts) -> FileFacts:
        read.append(facts.path)
        return real(facts)

    monkeypatch.setattr(scan, "read_facts", reading)
    first, second = put("models/one.gguf"), put("models/two.gguf", other=1)
    look(inventory, tmp_path / "models")
    assert read == [str(first), str(second)]
    put("models/two.gguf", other=2)
    look(inventory, tmp_path / "models")
    assert read[2:] == [str(second)]


def test_an_away_disk_is_not_forgotten_and_comes_back(
    tmp_path: Path, put: Put, inventory: Inventory, library: ModelLibrary
) -> None:
    put("disk/models/one.gguf")
    (entry,) = look(inventory, tmp_path / "disk/models")
    library.change(entry.id, own_name="Fritz")
    (tmp_path / "disk").rename(tmp_path / "unplugged")
    (away,) = look(inventory, tmp_path / "disk/models")
    assert (away.place, away.own_name) == (Place.AWAY, "Fritz")
    assert library.installed() == []
    (tmp_path / "unplugged").rename(tmp_path / "disk")
    (back,) = look(inventory, tmp_path / "disk/models")
    assert (back.place, back.own_name, back.id) == (Place.HERE, "Fritz", entry.id)


def test_a_file_that_somebody_moved_keeps_everything(
    tmp_path: Path, put: Put, inventory: Inventory, library: ModelLibrary
) -> None:
    path = put("models/one.gguf")
    (entry,) = look(inventory, tmp_path / "models")
    library.change(entry.id, note="mine", favourite=True)
    new = tmp_path / "models/sub/renamed.gguf"
    new.parent.mkdir()
    path.rename(new)
    (moved,) = look(inventory, tmp_path / "models")
    assert (moved.id, moved.note, moved.favourite) == (entry.id, "mine", True)
    assert (moved.installed.weights, moved.place) == (str(new), Place.HERE)
    new.unlink()
    (gone,) = look(inventory, tmp_path / "models")
    assert (gone.place, gone.note) == (Place.GONE, "mine")


def test_the_same_content_is_shown_once(tmp_path: Path, put: Put, inventory: Inventory) -> None:
    put("models/a.gguf")
    second = put("models/b.gguf")
    (tmp_path / "models/c.gguf").symlink_to(second)  # one file under two names is no copy
    os.link(tmp_path / "models/a.gguf", tmp_path / "models/d.gguf")
    (entry,) = look(inventory, tmp_path / "models")
    assert entry.installed.weights.endswith("a.gguf")
    assert entry.copies == (str(second),)


def test_a_split_model_is_one(tmp_path: Path, put: Put, inventory: Inventory) -> None:
    first = put("models/big-00001-of-00002.gguf")
    second = tmp_path / "models/big-00002-of-00002.gguf"
    write_shape(second, {"split.no": 1, "split.count": 2}, [("blk.9.x", (32,), 0)])
    (entry,) = look(inventory, tmp_path / "models")
    assert entry.installed.name == "big"
    assert entry.files == (str(first), str(second))
    assert entry.installed.size == first.stat().st_size + second.stat().st_size
    assert inventory.import_file(second, Stop()).id == entry.id
    second.unlink()
    with pytest.raises(AppError) as caught:
        inventory.import_file(first, Stop())
    assert caught.value.problem is Problem.PART_MISSING


def test_an_unknown_gemma_has_the_shape_of_a_known_one(
    tmp_path: Path, inventory: Inventory
) -> None:
    model = CATALOGUE.model("gemma-3-4b")
    assert model is not None
    path = tmp_path / "my-own-tune.gguf"
    write_sparse(path, model)
    entry = inventory.import_file(path, Stop())
    installed = entry.installed
    assert (installed.model, installed.kin, installed.shape) == ("", model.id, model.id)
    assert (installed.name, installed.licence) == ("my-own-tune", "gemma-terms")
    assert (installed.stone, installed.sampling) == (model.stone, model.sampling)
    assert not installed.sees
    newer = CATALOGUE.model("gemma-4-e4b")
    assert newer is not None
    write_sparse(tmp_path / "medgemma-of-mine.gguf", newer)
    tuned = inventory.import_file(tmp_path / "medgemma-of-mine.gguf", Stop()).installed
    assert (tuned.style, tuned.licence) == (PromptStyle.TURNS_4, "hai-def")
    assert tuned.thinks is newer.thinks


def catalogue_with(content: bytes) -> Catalogue:
    """In which a file of this content is Gemma 4 E4B."""
    model = next(m for m in CATALOGUE.models if m.id == "gemma-4-e4b")
    sha256 = hashlib.sha256(content).hexdigest()
    file = replace(model.files[0], size=len(content), sha256=sha256, exact=True)
    return Catalogue((Family("gemma-4", "Gemma 4", (), (replace(model, files=(file,)),)),))


def test_a_file_of_the_catalogue_is_recognised_when_it_is_opened(
    tmp_path: Path, put: Put, library: ModelLibrary
) -> None:
    known = catalogue_with(TINY.read_bytes())
    inventory = Inventory(library, tmp_path / "files.json", None, lambda: known)
    found = inventory.import_file(put("x.gguf"), Stop()).installed
    assert (found.model, found.name, found.licence) == ("gemma-4-e4b", "Gemma 4 E4B", "apache-2.0")
    assert not inventory.unknown()
    assert inventory.import_file(put("y.gguf", other=1), Stop()).installed.model == ""


def test_a_found_file_is_recognised_when_it_is_read(
    tmp_path: Path, put: Put, library: ModelLibrary
) -> None:
    """Only what may be known is read; its id and all that hangs on it stay."""
    known = catalogue_with(TINY.read_bytes())
    inventory = Inventory(library, tmp_path / "files.json", None, lambda: known)
    put("models/x.gguf")
    (entry,) = look(inventory, tmp_path / "models")
    assert entry.installed.model == ""
    (waiting,) = inventory.unknown()
    stop = Stop()
    stop.set()
    with pytest.raises(Cancelled):
        inventory.check(waiting, stop)
    told: list[int] = []
    checked = inventory.check(waiting, Stop(), told.append)
    assert (checked.id, checked.installed.model) == (entry.id, "gemma-4-e4b")
    assert checked.checked > 0 and told[-1] == TINY.stat().st_size
    (again,) = look(inventory, tmp_path / "models")
    assert again == checked and not inventory.unknown()


def test_what_went_bad_on_the_disk_is_noticed(
    tmp_path: Path, put: Put, inventory: Inventory
) -> None:
    """A content that nobody knows is remembered; the time of a file may not tell of a change."""
    path = put("models/x.gguf")
    (entry,) = look(inventory, tmp_path / "models")
    right = inventory.check(entry, Stop())
    assert right.sha256 and not right.damaged
    before = path.stat()
    with path.open("r+b") as file:
        file.seek(before.st_size // 2 + 77)
        file.write(b"\xff\x00\xff")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    bad = inventory.check(right, Stop())
    assert bad.damaged and bad.sha256 == right.sha256
    (shown,) = look(inventory, tmp_path / "models")
    assert shown.damaged


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"no model at all", Problem.FILE_NOT_GGUF),
        (b"GGUF" + struct.pack("<IQQ", 3, 1 << 60, 1), Problem.FILE_DAMAGED),
        (TINY.read_bytes()[:5000], Problem.FILE_DAMAGED),
    ],
)
def test_what_is_refused_says_why(
    tmp_path: Path, inventory: Inventory, content: bytes, problem: Problem
) -> None:
    path = tmp_path / "x.gguf"
    path.write_bytes(content)
    with pytest.raises(AppError) as caught:
        inventory.import_file(path, Stop())
    assert caught.value.problem is problem
    assert look(inventory, tmp_path) == []


def test_strange_files_are_refused(tmp_path: Path, put: Put, inventory: Inventory) -> None:
    eyes = put("eyes/mmproj.gguf", eyes=True)
    llama, ollama = tmp_path / "llama.gguf", tmp_path / "ollama.gguf"
    write_shape(llama, {"general.architecture": "llama"}, [("t", (32,), 0)])
    shutil.copyfile(TINY, ollama)
    assert refusal(inventory, eyes) is Problem.PROJECTOR_ALONE
    assert refusal(inventory, llama) is Problem.ARCHITECTURE_UNKNOWN
    assert refusal(inventory, tmp_path / "none.gguf") is Problem.FILE_MISSING
    os.mkfifo(tmp_path / "pipe.gguf")
    assert refusal(inventory, tmp_path / "pipe.gguf") is Problem.FILE_NOT_GGUF


def refusal(inventory: Inventory, path: Path) -> Problem:
    with pytest.raises(AppError) as caught:
        inventory.import_file(path, Stop())
    return caught.value.problem


def test_loops_sockets_and_pipes_do_no_harm(tmp_path: Path, put: Put, inventory: Inventory) -> None:
    put("models/a/one.gguf")
    (tmp_path / "models/a/loop").symlink_to(tmp_path / "models")
    (tmp_path / "models/self.gguf").symlink_to(tmp_path / "models/self.gguf")
    (tmp_path / "models/folder.gguf").mkdir()
    os.mkfifo(tmp_path / "models/pipe.gguf")
    with socket.socket(socket.AF_UNIX) as listener:
        here = Path.cwd()
        os.chdir(tmp_path / "models")  # the path of a socket may be too long
        try:
            listener.bind("socket.gguf")
        finally:
            os.chdir(here)
        found = look(inventory, tmp_path / "models", tmp_path / "models/a", tmp_path / "nowhere")
    assert [entry.installed.name for entry in found] == ["one"]


def test_a_look_can_be_stopped(tmp_path: Path, put: Put, inventory: Inventory) -> None:
    put("models/one.gguf")
    stop = Stop()
    stop.set()
    with pytest.raises(Cancelled):
        inventory.rescan([tmp_path / "models"], stop)


def test_another_content_in_the_same_place(
    tmp_path: Path, put: Put, inventory: Inventory, library: ModelLibrary
) -> None:
    """Another program wrote another model there; what came by download is damaged by that."""
    path = put("models/one.gguf")
    (entry,) = look(inventory, tmp_path / "models")
    library.change(entry.id, own_name="Fritz")
    put("models/one.gguf", other=7)
    (now,) = look(inventory, tmp_path / "models")
    assert (now.own_name, now.damaged) == ("Fritz", False) and now.id != entry.id
    library.add(replace(now.installed, id="got", origin="download"))
    assert not look(inventory, tmp_path / "models")[0].damaged
    path.write_bytes(path.read_bytes()[:-2000] + bytes(2000))
    (bad,) = look(inventory, tmp_path / "models")
    assert bad.damaged and bad.id == "got"
