# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A newer catalogue from a server: kept when it passes every check, and never otherwise."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.errors import AppError, Problem
from desktop.services.http import Http
from desktop.services.models.catalogue import CatalogueDamaged, read_catalogue
from desktop.services.models.updates import CatalogueUpdates, read_bundle
from desktop.services.resources import resources_folder
from desktop.services.stop import Stop
from tests.fakes.hub import HubServer

FOLDER = resources_folder() / "catalogue"
BUILT_IN = read_catalogue(FOLDER)


def bundle(published: str = "2030-01-01") -> dict[str, Any]:
    families = [json.loads(file.read_text()) for file in sorted(FOLDER.glob("*.json"))]
    return {"published": published, "families": families}


@pytest.fixture
def server() -> Iterator[HubServer]:
    with HubServer() as hub:
        yield hub


@pytest.fixture
def updates(tmp_path: Path, server: HubServer) -> Iterator[CatalogueUpdates]:
    http = Http(server.endpoint, connect=5.0, silence=5.0)
    yield CatalogueUpdates(http, tmp_path / "catalogue.json", BUILT_IN, lambda: date(2030, 1, 1))
    http.close()


def fetch(updates: CatalogueUpdates, server: HubServer, content: str) -> None:
    server.pages = {"/list.json": content}
    updates.fetch(f"{server.endpoint}/list.json", Stop())


def test_without_a_newer_one_the_built_in_one_is_used(updates: CatalogueUpdates) -> None:
    assert updates.load() is BUILT_IN
    assert BUILT_IN.published


def test_a_newer_one_is_used_from_then_on(updates: CatalogueUpdates, server: HubServer) -> None:
    newer = bundle()
    newer["families"] = [f for f in newer["families"] if f["family"] == "gemma-4"]
    newer["families"][0]["absent"] = []
    fetch(updates, server, json.dumps(newer))
    used = updates.load()
    assert [family.id for family in used.families] == ["gemma-4"]
    assert used.published == "2030-01-01"


def test_an_older_one_is_not_taken(updates: CatalogueUpdates, server: HubServer) -> None:
    for published in (BUILT_IN.published, "2020-01-01"):
        with pytest.raises(AppError) as caught:
            fetch(updates, server, json.dumps(bundle(published)))
        assert caught.value.problem is Problem.CATALOGUE_OLD
    assert updates.load() is BUILT_IN


def _named(data: dict[str, Any], model_id: str) -> dict[str, Any]:
    models = [model for family in data["families"] for model in family["models"]]
    found: dict[str, Any] = next(model for model in models if model["id"] == model_id)
    return found


def _model(data: dict[str, Any]) -> dict[str, Any]:
    model: dict[str, Any] = data["families"][0]["models"][0]
    return model


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.update(code="print(1)"),
        lambda data: data.update(published="soon"),
        lambda data: data.update(families=[]),
        lambda data: data.update(families={}),
        lambda data: data["families"].append(data["families"][0]),
        lambda data: data.update(published="9999-12-31"),
        lambda data: data.update(published="2030-01-03"),
        lambda data: [family.update(models=[], absent=[]) for family in data["families"]],
        lambda data: _named(data, "medgemma-4b").update(licence="apache-2.0"),
        lambda data: _named(data, "medgemma-4b").update(cautions=[]),
        lambda data: _named(data, "translategemma-4b").update(cautions=[]),
        lambda data: _named(data, "gemma-1.1-2b").update(cautions=["medical"]),
        lambda data: _named(data, "gemma-3-4b").update(licence="apache-2.0"),
        lambda data: _model(data).update(sampling={"temperature": -9}),
        lambda data: _model(data).update(sampling={"top_k": 1 << 40}),
        lambda data: _model(data)["files"][0].update(name="nul/x.gguf"),
        lambda data: _model(data)["files"][0].update(name="CON.gguf"),
        lambda data: _model(data)["files"][0].update(repository="con/aux."),
        lambda data: _model(data)["files"][0].update(repository="gооgle/gemma"),  # Cyrillic
        lambda data: _model(data)["files"][0].update(quantization="Q" * 400),
        lambda data: _model(data)["files"][0].update(source="x" * 100_000),
        lambda data: data["families"][0].update(schema=1),
        lambda data: _model(data).update(script="rm"),
        lambda data: _model(data).update(licence="mine"),
        lambda data: _model(data).update(name="Gemma\N{RIGHT-TO-LEFT OVERRIDE}"),
        lambda data: _model(data).update(name="x" * 500),
        lambda data: _model(data).update(context=1 << 40),
        lambda data: _model(data)["architecture"].update(layers=1 << 50),
        lambda data: _model(data)["files"][0].update(name="../../.bashrc.gguf"),
        lambda data: _model(data)["files"][0].update(name="/etc/passwd"),
        lambda data: _model(data)["files"][0].update(repository="../.."),
        lambda data: _model(data)["files"][0].update(repository="https://evil.example/a"),
        lambda data: _model(data)["files"][0].update(size=1 << 70),
        lambda data: _model(data)["files"][0].update(sha256="z" * 64),
    ],
)
def test_what_does_not_pass_is_not_kept(
    updates: CatalogueUpdates,
    server: HubServer,
    spoil: Callable[[dict[str, Any]], object],
    tmp_path: Path,
) -> None:
    data = bundle()
    spoil(data)
    with pytest.raises(AppError) as caught:
        fetch(updates, server, json.dumps(data))
    assert caught.value.problem is Problem.CATALOGUE_WRONG
    assert not (tmp_path / "catalogue.json").exists()
    assert updates.load() is BUILT_IN


@pytest.mark.parametrize("content", ["", "{", "[]", "null", "[" * 100_000, "<html>Sign in</html>"])
def test_what_is_no_catalogue_is_refused(
    updates: CatalogueUpdates, server: HubServer, content: str
) -> None:
    with pytest.raises(AppError) as caught:
        fetch(updates, server, content)
    assert caught.value.problem is Problem.CATALOGUE_WRONG


def test_an_endless_answer_ends(updates: CatalogueUpdates, server: HubServer) -> None:
    with pytest.raises(AppError) as caught:
        fetch(updates, server, "x" * 5_000_000)
    assert caught.value.problem is Problem.WRONG_ANSWER


@pytest.mark.expected_logs("the newer catalogue is not used")
def test_a_damaged_one_on_the_disk_falls_back(updates: CatalogueUpdates, tmp_path: Path) -> None:
    (tmp_path / "catalogue.json").write_text("{")
    assert updates.load() is BUILT_IN


@pytest.mark.expected_logs("the newer catalogue is not used")
def test_one_from_a_day_to_come_does_not_stand_in_the_way(
    updates: CatalogueUpdates, server: HubServer, tmp_path: Path
) -> None:
    (tmp_path / "catalogue.json").write_text(json.dumps(bundle("9999-12-31")))
    assert updates.load() is BUILT_IN
    fetch(updates, server, json.dumps(bundle("2029-05-05")))
    assert updates.load().published == "2029-05-05"


def test_the_programs_own_list_comes_back(updates: CatalogueUpdates, server: HubServer) -> None:
    fetch(updates, server, json.dumps(bundle()))
    assert updates.load() is not BUILT_IN
    updates.forget()
    assert updates.load() is BUILT_IN


def test_a_program_that_is_newer_than_the_kept_list(
    updates: CatalogueUpdates, tmp_path: Path
) -> None:
    (tmp_path / "catalogue.json").write_text(json.dumps(bundle("2020-01-01")))
    assert updates.load() is BUILT_IN


def test_a_family_twice_is_refused() -> None:
    data = bundle()
    data["families"] *= 2
    with pytest.raises(CatalogueDamaged, match="twice"):
        read_bundle(json.dumps(data).encode())
