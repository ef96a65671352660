# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What is on this computer, and the starter that comes in parts."""

import errno
import hashlib
import importlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.domain.library import Place
from desktop.domain.model import FileKind, InstalledModel, ModelFile
from desktop.domain.prompt import PromptStyle
from desktop.services.models import starter
from desktop.services.models.library import ModelLibrary, place_of


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    path = tmp_path / "model.gguf"
    path.write_bytes(b"GGUF weights")
    return path


def installed(weights: Path, name: str = "one", projector: str = "") -> InstalledModel:
    """Each in a file of its own."""
    place = weights.with_name(f"{name}.gguf")
    if weights.is_file():
        place.write_bytes(weights.read_bytes())
    return InstalledModel(
        id=name,
        name=name,
        weights=str(place),
        size=12,
        licence="gemma-terms",
        style=PromptStyle.TURNS,
        projector=projector,
    )


def test_models_are_remembered_in_order(tmp_path: Path, weights: Path) -> None:
    record = tmp_path / "models.json"
    ModelLibrary(record).add(installed(weights))
    ModelLibrary(record).add(installed(weights, "two"))
    ModelLibrary(record).add(replace(installed(weights), stone=3))
    found = ModelLibrary(record).installed()
    assert [(model.id, model.stone) for model in found] == [("two", 1), ("one", 3)]
    ModelLibrary(record).forget("two")
    assert [model.id for model in ModelLibrary(record).installed()] == ["one"]


def test_what_is_not_there_is_not_listed_and_not_forgotten(tmp_path: Path, weights: Path) -> None:
    library = ModelLibrary(tmp_path / "models.json")
    eyes = tmp_path / "mmproj.gguf"
    eyes.write_bytes(b"eyes")
    library.add(installed(weights, projector=str(eyes)))
    away = eyes.rename(tmp_path / "away")
    assert library.installed() == []
    library.add(installed(weights, "two"))
    away.rename(eyes)
    assert {model.id for model in library.installed()} == {"one", "two"}


def test_a_list_of_before_is_read(tmp_path: Path, weights: Path) -> None:
    """Version 1 was a bare list of installed models."""
    record = tmp_path / "models.json"
    record.write_bytes(msgspec.json.encode([installed(weights), installed(weights, "two")]))
    library = ModelLibrary(record)
    assert [entry.id for entry in library.entries()] == ["one", "two"]
    library.change("two", note="mine")
    assert [entry.note for entry in ModelLibrary(record).entries()] == ["", "mine"]


SOURCE = ModelFile(FileKind.WEIGHTS, "owner/name", "main", "model.gguf", 1, "ab" * 32, "Q4_0")


def test_what_was_said_of_a_model_stays_when_it_comes_again(tmp_path: Path, weights: Path) -> None:
    library = ModelLibrary(tmp_path / "models.json")
    library.add(installed(weights))
    library.change("one", own_name="Fritz", note="for letters", favourite=True, used=5.0)
    library.add(replace(installed(weights), stone=2), (SOURCE,))
    library.add(replace(installed(weights), id="newer"))  # another content in the same place
    (entry,) = library.entries()
    assert (entry.id, entry.own_name, entry.note) == ("newer", "Fritz", "for letters")
    assert (entry.favourite, entry.used, entry.named.name) == (True, 5.0, "Fritz")


def test_a_list_that_cannot_be_written_says_so(
    tmp_path: Path, weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = ModelLibrary(tmp_path / "models.json")
    library.add(installed(weights))

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr("desktop.services.models.library.write_atomically", full)
    with pytest.raises(AppError) as caught:
        library.change("one", note="mine")
    assert caught.value.problem is Problem.DISK_FULL
    assert library.entries()[0].note == ""


def test_two_programs_lose_nothing(tmp_path: Path, weights: Path) -> None:
    """Each adds its models to the same list, many times."""
    record = tmp_path / "models.json"
    code = (
        "import sys; from pathlib import Path;"
        "from tests.unit.models.test_library import installed, ModelLibrary;"
        "library = ModelLibrary(Path(sys.argv[1]));"
        "[library.add(installed(Path('/x'), f'{sys.argv[2]}{n}')) for n in range(40)]"
    )
    root = Path(__file__).parents[3]
    both = [
        subprocess.Popen([sys.executable, "-c", code, str(record), name], cwd=root)
        for name in ("a", "b")
    ]
    assert [one.wait(50) for one in both] == [0, 0]
    assert len(ModelLibrary(record).entries()) == 80


@pytest.mark.expected_logs("a model of the list could not be read")
def test_a_model_that_cannot_be_read_takes_none_with_it(tmp_path: Path, weights: Path) -> None:
    library = ModelLibrary(tmp_path / "models.json")
    for name in ("one", "two"):
        library.add(installed(weights, name))
    record = tmp_path / "models.json"
    record.write_bytes(record.read_bytes().replace(b'"place":"here"', b'"place":"moon"', 1))
    assert [entry.id for entry in ModelLibrary(record).entries()] == ["two"]


@pytest.mark.expected_logs("the list of models could not be read")
@pytest.mark.parametrize("text", ["", '{"models": 1}', '[{"id": 1}]', "\x00"])
def test_a_damaged_list_is_put_aside_and_told_once(
    tmp_path: Path, weights: Path, text: str
) -> None:
    record, before = tmp_path / "models.json", tmp_path / "models.bad.json"
    before.write_text("of another day")
    record.write_text(text)
    library = ModelLibrary(record)
    with pytest.raises(AppError) as caught:
        library.entries()
    assert caught.value.problem is Problem.LIST_DAMAGED
    assert library.installed() == []
    assert (tmp_path / "models.bad1.json").read_text() == text
    assert before.read_text() == "of another day"
    library.add(installed(weights))
    assert len(library.installed()) == 1


def test_a_list_that_cannot_be_read_just_now_is_not_given_up(
    tmp_path: Path, weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program holds it for a moment, or there are too many open files."""
    ModelLibrary(tmp_path / "models.json").add(installed(weights))
    library = ModelLibrary(tmp_path / "models.json")

    def held(_: Path) -> bytes:
        raise PermissionError(errno.EACCES, "held")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Path, "read_bytes", held)
        for change in (library.entries, lambda: library.change("one", note="mine")):
            with pytest.raises(AppError) as caught:
                change()
            assert caught.value.problem is Problem.LIST_UNREADABLE
    assert [entry.id for entry in library.change("one", note="mine")] == ["one"]


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOTCONN, errno.ESTALE, errno.EACCES])
def test_a_disk_that_answers_with_an_error_is_away_and_no_other(
    tmp_path: Path, weights: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    library = ModelLibrary(tmp_path / "models.json")
    library.add(installed(weights))
    library.add(installed(tmp_path / "broken" / "model.gguf", "two"))
    real = Path.stat

    def stat(path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        if "broken" in path.parts:
            raise OSError(code, "no answer")
        return real(path, follow_symlinks=follow_symlinks)

    monkeypatch.setattr(Path, "stat", stat)
    assert [place_of(entry) for entry in library.entries()] == [Place.HERE, Place.AWAY]
    assert [model.id for model in library.installed()] == ["one"]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package of the same shape, small, whose code must never run."""
    folder = tmp_path / "site"
    content = bytes(range(256)) * 5000
    size = len(content) // starter.PARTS
    for number in range(starter.PARTS + 1):
        name = "tiny_starter" + (f"_part{number}" if number else "")
        data = folder / name / "data"
        data.mkdir(parents=True)
        (folder / name / "__init__.py").write_text("raise RuntimeError('run')")
        if number:
            part = content[(number - 1) * size : number * size]
            (data / f"{starter.FILE}.part{number - 1:02}").write_bytes(part)
    monkeypatch.setattr(sys, "path", [str(folder), *sys.path])
    importlib.invalidate_caches()
    monkeypatch.setattr(starter, "PACKAGE", "tiny_starter")
    monkeypatch.setattr(starter, "SIZE", len(content))
    monkeypatch.setattr(starter, "SHA256", hashlib.sha256(content).hexdigest())
    monkeypatch.setattr(starter, "BLOCK", 100_000)
    yield folder
    importlib.invalidate_caches()


def test_the_parts_become_one_file(package: Path, tmp_path: Path) -> None:
    found = starter.find_starter(tmp_path / "models")
    assert found is not None
    assert not starter.is_ready(found)
    assert not (tmp_path / "models").exists()  # finding writes nothing
    told: list[int] = []
    starter.put_together(found, threading.Event(), told.append)
    assert starter.is_ready(found)
    assert told == sorted(told) and told[-1] == found.size
    assert [path.name for path in (tmp_path / "models").iterdir()] == [starter.FILE]
    again: list[int] = []
    starter.put_together(found, threading.Event(), again.append)
    assert again == []


def test_a_part_that_is_wrong_makes_no_file(package: Path, tmp_path: Path) -> None:
    found = starter.find_starter(tmp_path / "models")
    assert found is not None
    part = package / "tiny_starter_part2" / "data" / f"{starter.FILE}.part01"
    part.write_bytes(b"x" * part.stat().st_size)
    with pytest.raises(AppError) as caught:
        starter.put_together(found, threading.Event(), lambda written: None)
    assert caught.value.problem is Problem.CONTENT_WRONG
    assert not list((tmp_path / "models").iterdir())


def test_putting_together_can_be_stopped(package: Path, tmp_path: Path) -> None:
    found = starter.find_starter(tmp_path / "models")
    assert found is not None
    stop = threading.Event()
    with pytest.raises(Cancelled):
        starter.put_together(found, stop, lambda written: stop.set())
    assert not list((tmp_path / "models").iterdir())


def test_a_package_that_lacks_a_part_is_no_starter(package: Path, tmp_path: Path) -> None:
    (package / "tiny_starter_part4" / "data" / f"{starter.FILE}.part03").unlink()
    assert starter.find_starter(tmp_path) is None


def test_without_the_package_there_is_no_starter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starter, "PACKAGE", "no_such_package")
    assert starter.find_starter(tmp_path) is None
