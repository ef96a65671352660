# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Odd names, odd files and odd words of other programs: none of them hides the rest."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from desktop.domain.library import FileFacts, Place
from desktop.domain.model import FileKind
from desktop.domain.pairing import projector_for
from desktop.services.models.elsewhere import Elsewhere
from desktop.services.models.inventory import Inventory
from desktop.services.models.library import ModelLibrary
from desktop.services.stop import Stop
from tests.unit.models.conftest import Put
from tests.unit.models.test_inventory import look


@pytest.mark.skipif(sys.platform != "linux", reason="there all names are text")
def test_a_name_that_is_no_text_stops_no_look(
    tmp_path: Path, put: Put, inventory: Inventory
) -> None:
    path = put("models/one.gguf")
    shutil.copyfile(path, os.fsencode(path.parent) + b"/m\xf6del.gguf")
    (entry,) = look(inventory, tmp_path / "models")
    assert entry.installed.name == "one"


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (".ollama/models/manifests/registry/library/gemma/latest", "[" * 200_000),
        (".lmstudio/settings.json", '{"downloadsFolder": ' + "[" * 200_000),
        (".lmstudio/settings.json", '{"downloadsFolder": "/x\\u0000y"}'),
        (".lmstudio-home-pointer", "/x\0y"),
    ],
)
def test_what_another_program_wrote_stops_no_look(
    tmp_path: Path, put: Put, inventory: Inventory, place: str, text: str
) -> None:
    put("models/one.gguf")
    file = tmp_path / "home" / place
    file.parent.mkdir(parents=True)
    file.write_text(text)
    assert len(look(inventory, tmp_path / "models")) == 1


@pytest.mark.parametrize("value", ["~nobody-of-this-name/x", "/x\0y"])
def test_an_odd_variable_stops_no_look(tmp_path: Path, value: str) -> None:
    variables = {"OLLAMA_MODELS": value, "LLAMA_CACHE": value}
    elsewhere = Elsewhere(variables, tmp_path / "home", shared=False, system="linux")
    assert list(elsewhere.files(Stop())) == []


def test_a_file_that_is_no_model_any_more_needs_repair(
    tmp_path: Path, put: Put, inventory: Inventory
) -> None:
    path = put("models/one.gguf")
    content = path.read_bytes()
    (before,) = look(inventory, tmp_path / "models")
    os.truncate(path, len(content) - 5000)
    (short,) = look(inventory, tmp_path / "models")
    path.write_bytes(b"FUGG" + content[4:])
    (none,) = look(inventory, tmp_path / "models")
    path.write_bytes(content)
    (after,) = look(inventory, tmp_path / "models")
    assert [e.damaged for e in (before, short, none, after)] == [False, True, True, False]
    assert {e.id for e in (before, short, none, after)} == {before.id}


def test_what_was_right_once_is_remembered_although_it_was_touched(
    tmp_path: Path, put: Put, inventory: Inventory
) -> None:
    """A copy that went wrong has another time, and so no look believes what was checked."""
    path = put("models/one.gguf")
    (entry,) = look(inventory, tmp_path / "models")
    checked = inventory.check(entry, Stop())
    flip(path, path.stat().st_size // 2 + 50_000)
    (touched,) = look(inventory, tmp_path / "models")
    assert (touched.sha256, touched.checked, touched.damaged) == (checked.sha256, 0.0, False)
    assert inventory.check(touched, Stop()).damaged


def test_all_files_of_a_model_are_checked(tmp_path: Path, put: Put, inventory: Inventory) -> None:
    put("models/one.gguf")
    eyes = put("models/mmproj.gguf", eyes=True)
    (entry,) = look(inventory, tmp_path / "models")
    told: list[int] = []
    right = inventory.check(entry, Stop(), told.append)
    assert (right.damaged, told[-1]) == (False, entry.installed.size)
    flip(eyes, eyes.stat().st_size // 2)
    assert inventory.check(right, Stop()).damaged


def test_a_folder_to_which_a_disk_was_joined_is_away_and_not_gone(
    tmp_path: Path, put: Put, inventory: Inventory, library: ModelLibrary
) -> None:
    """An empty folder stays in its place, on another disk."""
    path = put("models/one.gguf")
    (entry,) = look(inventory, tmp_path / "models")
    assert entry.device == path.stat().st_dev
    path.unlink()
    library.change(entry.id, device=entry.device + 1)
    (away,) = look(inventory, tmp_path / "models")
    assert away.place is Place.AWAY


def flip(path: Path, place: int) -> None:
    """Change one byte, where no sample is taken."""
    with path.open("r+b") as file:
        file.seek(place)
        byte = file.read(1)[0]
        file.seek(place)
        file.write(bytes([byte ^ 255]))


def test_eyes_of_another_model_are_not_taken(tmp_path: Path) -> None:
    """MedGemma's fit Gemma 3, and were trained to see otherwise."""

    def facts(name: str, kind: FileKind) -> FileFacts:
        return FileFacts(
            f"/m/{name}", 1, 1, len(name), kind=kind, architecture="gemma3", width=2560, group="/m"
        )

    plain, medical = (
        facts(f"{name}-4b-it-Q4_K_M.gguf", FileKind.WEIGHTS) for name in ("gemma-3", "medgemma")
    )
    eyes, doctor = (
        facts(f"mmproj-{name}-4b-it-F16.gguf", FileKind.PROJECTOR)
        for name in ("gemma-3", "medgemma")
    )
    other = facts("mmproj-gemma-3-27b.gguf", FileKind.PROJECTOR)
    for projectors in ([other, eyes, doctor], [doctor, eyes, other]):
        assert projector_for(plain, projectors) == eyes
        assert projector_for(medical, projectors) == doctor
    assert projector_for(medical, [eyes]) is None
