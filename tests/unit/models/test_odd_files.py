# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Odd names, odd files and odd words of other programs: none of them hides the rest."""

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from desktop.domain.errors import AppError, Problem
from desktop.domain.library import FileFacts, Place
from desktop.domain.model import FileKind
from desktop.domain.pairing import projector_for
from desktop.services.engine.gguf_writer import Tensor
from desktop.services.models.elsewhere import Elsewhere
from desktop.services.models.inventory import Inventory
from desktop.services.models.library import ModelLibrary
from desktop.services.stop import Stop
from tests.fakes.sparse import write_sparse
from tests.unit.models.conftest import CATALOGUE, Put
from tests.unit.models.test_inventory import look


@pytest.mark.skipif(sys.platform != "linux", reason="there all names are text")
def test_a_name_that_is_no_text_stops_no_look(
    tmp_path: Path, put: Put, inventory: Inventory
) -> None:
    path = put("models/one.gguf")
    shutil.copyfile(path, os.fsencode(path.parent) + b"/m\xf6del.gguf")
    (entry,) = look(inventory, tmp_path / "models")
    assert entry.installed.name == "one"
    (left,) = inventory.left_out
    assert (Path(left.path).name, left.why) == ("m?del.gguf", Problem.NAME_NO_TEXT)


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


def test_what_is_left_out_is_named_with_its_reason(
    tmp_path: Path, put: Put, inventory: Inventory
) -> None:
    put("models/one.gguf")
    (tmp_path / "models/notes.gguf").write_text("no model")
    put("models/sub/mmproj.gguf", eyes=True)
    put("models/big-00001-of-00002.gguf", other=1)
    other = tmp_path / "home/.lmstudio/models/x/llama.gguf"
    other.parent.mkdir(parents=True)
    other.write_text("of no interest")
    look(inventory, tmp_path / "models")
    assert {(Path(left.path).name, left.why) for left in inventory.left_out} == {
        ("notes.gguf", Problem.FILE_NOT_GGUF),
        ("mmproj.gguf", Problem.PROJECTOR_ALONE),
        ("big-00001-of-00002.gguf", Problem.PART_MISSING),
    }
    (tmp_path / "models/notes.gguf").unlink()
    look(inventory, tmp_path / "models")
    assert len(inventory.left_out) == 2


def test_what_is_still_coming_is_no_model(tmp_path: Path, put: Put, library: ModelLibrary) -> None:
    """The weights are there; the part that sees is on its way, or the download was stopped."""
    weights = put("models/owner/name/weights.gguf")
    coming = {str(weights), str(weights.with_name("mmproj.gguf"))}
    home = Elsewhere({}, tmp_path / "home", shared=False, system="linux")
    inventory = Inventory(library, tmp_path / "facts", home, lambda: CATALOGUE, lambda: coming)
    assert look(inventory, tmp_path / "models") == [] == inventory.left_out
    coming.clear()
    assert len(look(inventory, tmp_path / "models")) == 1


def test_a_gemma_in_ollamas_own_form_is_refused_in_words(
    tmp_path: Path, inventory: Inventory, library: ModelLibrary
) -> None:
    """Its converter puts the part that sees into the weights: manifest, blob and all."""
    model = next(m for m in CATALOGUE.models if m.id == "gemma-3-4b")
    store = tmp_path / "home/.ollama/models"
    blob = store / "blobs" / f"sha256-{'ab' * 32}"
    blob.parent.mkdir(parents=True)
    eyes: list[Tensor] = [("v.patch_embedding.weight", (32,), 0), ("mm.mm_norm.weight", (32,), 0)]
    write_sparse(blob, model, more=eyes)
    manifest = store / "manifests/registry.ollama.ai/library/gemma3/4b"
    manifest.parent.mkdir(parents=True)
    layer = {"mediaType": "application/vnd.ollama.image.model", "digest": f"sha256:{'ab' * 32}"}
    manifest.write_text(json.dumps({"layers": [layer]}))
    assert look(inventory) == []
    assert [(Path(one.path), one.why) for one in inventory.left_out] == [
        (blob, Problem.FILE_FOREIGN)
    ]
    with pytest.raises(AppError) as caught:
        inventory.import_file(blob, Stop())
    assert caught.value.problem is Problem.FILE_FOREIGN
