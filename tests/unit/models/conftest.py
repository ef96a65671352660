# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Files that are models: tiny ones, of true form."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.services.models.catalogue import read_catalogue
from desktop.services.models.elsewhere import Elsewhere
from desktop.services.models.inventory import Inventory
from desktop.services.models.library import ModelLibrary
from desktop.services.resources import resources_folder

ASSETS = Path(__file__).parents[2] / "assets"
TINY, EYES = ASSETS / "tiny.gguf", ASSETS / "tiny-mmproj.gguf"
CATALOGUE = read_catalogue(resources_folder() / "catalogue")

Put = Callable[..., Path]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Put a tiny model at a place below the test's folder. other: its content is another one.
    eyes: it is the projector."""

    def put(place: str, other: int = 0, eyes: bool = False) -> Path:
        path = tmp_path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(EYES if eyes else TINY, path)
        if other:
            with path.open("r+b") as file:
                file.seek(-1000, 2)
                file.write(other.to_bytes(8, "big"))
        return path

    return put


@pytest.fixture
def library(tmp_path: Path) -> ModelLibrary:
    return ModelLibrary(tmp_path / "data" / "models.json")


@pytest.fixture
def inventory(tmp_path: Path, library: ModelLibrary) -> Inventory:
    """Over a home of the test's own."""
    home = Elsewhere({}, tmp_path / "home", shared=False, system="linux")
    return Inventory(library, tmp_path / "cache" / "files.json", home, lambda: CATALOGUE)
