# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Small models to be had from the stand-in Hub: the real catalogue's E4B with other files."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from desktop.domain.catalogue import Catalogue, Family
from desktop.domain.fit import Fit, Offer
from desktop.domain.model import FileKind, Model, ModelFile
from desktop.services.models.catalogue import read_catalogue
from desktop.services.resources import resources_folder


def model_of(files: Mapping[str, bytes], model_id: str = "gemma-4-e4b") -> Model:
    """A model of the catalogue whose files are these; the first is its weights, others its eyes."""
    model = read_catalogue(resources_folder() / "catalogue").model(model_id)
    assert model is not None
    made = tuple(
        _file(model.files[0], key, content, FileKind.PROJECTOR if place else FileKind.WEIGHTS)
        for place, (key, content) in enumerate(files.items())
    )
    return replace(model, files=made, sees=len(made) > 1)


def catalogue_of(*models: Model) -> Catalogue:
    """A catalogue of one family."""
    return Catalogue((Family("gemma-4", "Gemma 4", (), models),))


def offer_of(files: Mapping[str, bytes], model_id: str = "gemma-4-e4b") -> Offer:
    """An offer for files of the stand-in Hub."""
    model = model_of(files, model_id)
    size = sum(len(content) for content in files.values())
    return Offer(model, model.weights()[0], model.projector(), 10**9, Fit.FITS, 9.0, size)


def _file(like: ModelFile, key: str, content: bytes, kind: FileKind) -> ModelFile:
    owner, name, path = key.split("/", 2)
    return replace(
        like,
        kind=kind,
        repository=f"{owner}/{name}",
        revision="main",
        name=path,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        step=like.step if kind is FileKind.WEIGHTS else None,
    )
