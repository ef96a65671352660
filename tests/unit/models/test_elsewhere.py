# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What other programs downloaded, with files laid out as each of them does."""

import hashlib
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.catalogue import Catalogue, Family
from desktop.domain.library import Entry, Program
from desktop.services.models.elsewhere import Elsewhere
from desktop.services.models.inventory import Inventory
from desktop.services.models.library import ModelLibrary
from desktop.services.stop import Stop
from tests.unit.models.conftest import CATALOGUE, EYES, TINY, Put

SHA256 = hashlib.sha256(TINY.read_bytes()).hexdigest()
EYES_SHA256 = hashlib.sha256(EYES.read_bytes()).hexdigest()
MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
OLLAMA = "application/vnd.ollama.image"


def look(inventory: Inventory) -> list[Entry]:
    return inventory.rescan([], Stop())


def test_lm_studio(put: Put, inventory: Inventory) -> None:
    """models/PUBLISHER/REPOSITORY/FILE, projectors beside them."""
    put("home/.lmstudio/models/somebody/gemma-tiny-GGUF/gemma-tiny-Q8_0.gguf")
    put("home/.lmstudio/models/somebody/gemma-tiny-GGUF/mmproj-gemma-tiny-F16.gguf", eyes=True)
    (entry,) = look(inventory)
    assert (entry.program, entry.taken) == (Program.LM_STUDIO, False)
    assert (entry.installed.name, entry.installed.sees) == ("gemma-tiny-Q8_0", True)


def test_lm_studio_with_a_folder_of_its_own(tmp_path: Path, put: Put, inventory: Inventory) -> None:
    put("disk/lm/somebody/gemma-GGUF/gemma.gguf")
    settings = tmp_path / "home/.lmstudio/settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"downloadsFolder": str(tmp_path / "disk/lm")}))
    (entry,) = look(inventory)
    assert entry.installed.weights == str(tmp_path / "disk/lm/somebody/gemma-GGUF/gemma.gguf")


def ollama(models: Path, name: str = "library/gemma3", tag: str = "4b") -> None:
    """A manifest with the layers that a model of Ollama has, and their blobs."""
    layers = [
        ("model", TINY),
        ("projector", EYES),
        ("license", None),
        ("template", None),
        ("params", None),
    ]
    made = []
    (models / "blobs").mkdir(parents=True, exist_ok=True)
    for kind, source in layers:
        content = source.read_bytes() if source is not None else kind.encode()
        digest = hashlib.sha256(content).hexdigest()
        (models / "blobs" / f"sha256-{digest}").write_bytes(content)
        made.append({"mediaType": f"{OLLAMA}.{kind}", "digest": f"sha256:{digest}", "size": 1})
    manifest = {"schemaVersion": 2, "mediaType": MANIFEST, "config": made[2], "layers": made}
    path = models / "manifests" / "registry.ollama.ai" / name / tag
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(manifest))


def test_ollama(tmp_path: Path, inventory: Inventory) -> None:
    """Blobs are found by the manifest, which also says which projector is whose."""
    ollama(tmp_path / "home/.ollama/models")
    ollama(tmp_path / "home/.ollama/models", "somebody/tuned", "latest")
    (entry,) = look(inventory)
    assert (entry.program, entry.installed.name) == (Program.OLLAMA, "gemma3:4b")
    assert entry.installed.sees and entry.installed.weights.endswith(f"sha256-{SHA256}")
    assert entry.sha256 == SHA256 and entry.copies == ()


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"layers": [{"digest": "sha256:../../x", "mediaType": "a"}]}', "\x00" * 99],
)
def test_a_manifest_that_is_none(tmp_path: Path, inventory: Inventory, text: str) -> None:
    models = tmp_path / "home/.ollama/models"
    ollama(models)
    (models / "manifests/registry.ollama.ai/library/gemma3/bad").write_text(text)
    hostile = {"layers": [{"mediaType": f"{OLLAMA}.model", "digest": "sha256:../../../x"}]}
    (models / "manifests/registry.ollama.ai/library/gemma3/worse").write_text(json.dumps(hostile))
    assert len(look(inventory)) == 1


def test_jan(put: Put, inventory: Inventory) -> None:
    """llamacpp/models/ID/model.gguf: all files have one name, so the folder tells it."""
    put("home/.local/share/Jan/data/llamacpp/models/somebody/gemma-tiny/model.gguf")
    put("home/.local/share/Jan/data/llamacpp/models/somebody/gemma-tiny/mmproj.gguf", eyes=True)
    (entry,) = look(inventory)
    assert (entry.program, entry.installed.name) == (Program.JAN, "somebody/gemma-tiny")
    assert entry.installed.sees


def test_gpt4all(put: Put, inventory: Inventory) -> None:
    put("home/.local/share/nomic.ai/GPT4All/gemma-tiny.Q8_0.gguf")
    (entry,) = look(inventory)
    assert (entry.program, entry.installed.name) == (Program.GPT4ALL, "gemma-tiny.Q8_0")


def test_llama_cpp(put: Put, inventory: Inventory) -> None:
    """Everything in one folder, with the repository in the name: the likest projector is taken."""
    cache = "home/.cache/llama.cpp"
    put(f"{cache}/ggml-org_tiny-it-GGUF_tiny-it-Q8_0.gguf")
    put(f"{cache}/ggml-org_tiny-it-GGUF_mmproj-model-f16.gguf", eyes=True)
    put(f"{cache}/another_tiny-GGUF_mmproj-model-f16.gguf", eyes=True)
    (entry,) = look(inventory)
    assert entry.program == Program.LLAMA_CPP
    assert entry.installed.projector.endswith("ggml-org_tiny-it-GGUF_mmproj-model-f16.gguf")


def test_the_hubs_cache(tmp_path: Path, inventory: Inventory) -> None:
    """snapshots/REVISION/FILE are links to blobs that are named by their sha256."""
    top = tmp_path / "home/.cache/huggingface/hub/models--somebody--tiny-GGUF"
    blobs, snapshot = top / "blobs", top / "snapshots" / ("ab" * 20)
    for folder in (blobs, snapshot):
        folder.mkdir(parents=True)
    for name, sha256, source in (("tiny.gguf", SHA256, TINY), ("mmproj.gguf", EYES_SHA256, EYES)):
        shutil.copyfile(source, blobs / sha256)
        (snapshot / name).symlink_to(Path("../../blobs") / sha256)
    (entry,) = look(inventory)
    assert (entry.program, entry.installed.name) == (Program.HUB, "tiny")
    assert entry.installed.sees and entry.sha256 == SHA256


def test_a_file_of_the_catalogue_is_recognised_by_its_hash(
    tmp_path: Path, library: ModelLibrary
) -> None:
    model = next(m for m in CATALOGUE.models if m.id == "gemma-3-4b")
    file = replace(model.files[0], size=TINY.stat().st_size, sha256=SHA256, exact=True)
    known = Catalogue((Family("gemma-3", "Gemma 3", (), (replace(model, files=(file,)),)),))
    home = Elsewhere({}, tmp_path / "home", shared=False, system="linux")
    ollama(tmp_path / "home/.ollama/models")
    (entry,) = look(Inventory(library, tmp_path / "files.json", home, lambda: known))
    assert (entry.installed.model, entry.installed.name) == ("gemma-3-4b", "Gemma 3 4B")


def test_the_persons_own_copy_comes_first(tmp_path: Path, put: Put, inventory: Inventory) -> None:
    own = put("own/tiny.gguf")
    theirs = put("home/.lmstudio/models/a/b/tiny.gguf")
    (entry,) = inventory.rescan([tmp_path / "own"], Stop())
    assert (entry.installed.weights, entry.copies) == (str(own), (str(theirs),))
    assert entry.taken and entry.program == ""


def test_what_another_program_deleted_is_no_longer_shown(
    tmp_path: Path, put: Put, inventory: Inventory, library: ModelLibrary
) -> None:
    """Unless it was in use here: then its name and note wait for it."""
    path = put("home/.lmstudio/models/a/b/tiny.gguf")
    (entry,) = look(inventory)
    path.unlink()
    assert look(inventory) == []
    put("home/.lmstudio/models/a/b/tiny.gguf")
    library.change(look(inventory)[0].id, taken=True)
    path.unlink()
    (kept,) = look(inventory)
    assert kept.id == entry.id


def test_other_programs_are_left_alone_where_that_was_asked(put: Put, inventory: Inventory) -> None:
    put("home/.lmstudio/models/a/b/tiny.gguf")
    assert inventory.rescan([], Stop(), others=False) == []


@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
def test_places_on_every_system(system: str) -> None:
    home = Path("/home/p")
    environ = {"APPDATA": "/r", "LOCALAPPDATA": "/l"} if system == "win32" else {}
    folders = Elsewhere(environ, home, system=system).folders()
    assert set(folders) == set(Program)
    jan, gpt4all = folders[Program.JAN][0], folders[Program.GPT4ALL][0]
    assert (str(jan), str(gpt4all)) == {
        "linux": (
            "/home/p/.local/share/Jan/data/llamacpp/models",
            "/home/p/.local/share/nomic.ai/GPT4All",
        ),
        "darwin": (
            "/home/p/Library/Application Support/Jan/data/llamacpp/models",
            "/home/p/Library/Application Support/nomic.ai/GPT4All",
        ),
        "win32": ("/r/Jan/data/llamacpp/models", "/l/nomic.ai/GPT4All"),
    }[system]
    named = {"OLLAMA_MODELS": "/o", "HF_HOME": "/h", "LLAMA_CACHE": "/c"}
    folders = Elsewhere(named, home, system=system).folders()
    assert folders[Program.OLLAMA][0] == Path("/o")
    assert folders[Program.HUB] == [Path("/h/hub")]
    assert folders[Program.LLAMA_CPP] == [Path("/c")]
