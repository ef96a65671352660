# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What is on this computer: models that were got, and files that the person named."""

import hashlib
import logging
import threading
from dataclasses import replace
from pathlib import Path

import msgspec

from desktop.domain.catalogue import Catalogue
from desktop.domain.errors import AppError, Problem
from desktop.domain.model import FileKind, InstalledModel, Model, ModelFile
from desktop.domain.prompt import PromptStyle
from desktop.services.downloads.part import digest_of
from desktop.services.files import write_atomically
from desktop.services.stop import Stop

log = logging.getLogger("desktop.library")


class ModelLibrary:
    """The list of installed models, in one file; the models are ordinary files anywhere.

    For any number of threads. What is not there is not listed, and not forgotten either: it may be
    on a disk that is not connected.
    """

    def __init__(self, record: Path) -> None:
        self._record = record
        self._lock = threading.Lock()

    def installed(self) -> list[InstalledModel]:
        """The models whose files are there, in the order in which they came."""
        with self._lock:
            known = self._read()
        return [model for model in known if _is_here(model)]

    def add(self, installed: InstalledModel) -> InstalledModel:
        """Remember a model; one with the same id is replaced. OSError when it cannot be written."""
        with self._lock:
            others = [model for model in self._read() if model.id != installed.id]
            write_atomically(self._record, _encoded([*others, installed]))
        return installed

    def forget(self, model_id: str) -> None:
        """Take a model off the list; its files stay."""
        with self._lock:
            others = [model for model in self._read() if model.id != model_id]
            write_atomically(self._record, _encoded(others))

    def _read(self) -> list[InstalledModel]:
        try:
            return msgspec.json.decode(self._record.read_bytes(), type=list[InstalledModel])
        except FileNotFoundError:
            return []
        except (OSError, msgspec.MsgspecError) as error:
            log.warning("the list of models could not be read: %s", type(error).__name__)
            aside = self._record.with_name(f"{self._record.stem}.bad.json")
            if self._record.is_file():
                self._record.replace(aside)
            return []


def installed_of(
    model: Model, file: ModelFile, weights: Path, projector: Path | None
) -> InstalledModel:
    """A model of the catalogue as it is once its files are there."""
    eyes = model.projector() if projector is not None else None
    return InstalledModel(
        id=f"{model.id}-{file.quantization}-{_mark(file)}".lower(),
        name=model.name,
        weights=str(weights),
        size=file.size + (eyes.size if eyes else 0),
        licence=model.licence,
        style=model.style,
        model=model.id,
        projector=str(projector) if projector is not None else "",
        quantization=file.quantization,
        stone=model.stone,
        sees=projector is not None,
        hears=model.hears and projector is not None,
        thinks=model.thinks,
        origin="download",
        sampling=model.sampling,
    )


def _mark(file: ModelFile) -> str:
    """Eight characters that tell a file from others of its quantization."""
    return (file.sha256 or hashlib.sha256(file.id.encode()).hexdigest())[:8]


def installed_of_file(
    catalogue: Catalogue, weights: Path, projector: Path | None, stop: Stop
) -> InstalledModel:
    """A file that the person named, recognised by its content where the catalogue knows it.

    An unknown one is taken for a Gemma under the Gemma terms, the stricter of the two that its kind
    can have. Raises AppError FILE_MISSING; Cancelled, since hashing a large file takes its time.
    """
    for path in (weights, *([projector] if projector else [])):
        if not path.is_file():
            raise AppError(Problem.FILE_MISSING, name=path.name)
    own_id = "file-" + hashlib.sha256(str(weights.absolute()).encode()).hexdigest()[:16]
    size = weights.stat().st_size + (projector.stat().st_size if projector else 0)
    known = _recognised(catalogue, weights, stop)
    if known is not None:
        found = installed_of(*known, weights, projector)
        return replace(found, id=own_id, size=size, origin="file")
    newer = "gemma-4" in weights.name.lower() or "gemma4" in weights.name.lower()
    return InstalledModel(
        id=own_id,
        name=weights.stem,
        weights=str(weights),
        size=size,
        licence="gemma-terms",
        style=PromptStyle.TURNS_4 if newer else PromptStyle.TURNS,
        projector=str(projector) if projector else "",
        sees=projector is not None,
    )


def _recognised(catalogue: Catalogue, weights: Path, stop: Stop) -> tuple[Model, ModelFile] | None:
    """By size first, so that only files that can be known are hashed."""
    size = weights.stat().st_size
    sizes = {
        file.size
        for model in catalogue.models
        for file in model.files
        if file.kind is FileKind.WEIGHTS
    }
    if size not in sizes:
        return None
    return catalogue.recognise(digest_of(weights, size, stop))


def _is_here(model: InstalledModel) -> bool:
    paths = [model.weights, *([model.projector] if model.projector else [])]
    return all(Path(path).is_file() for path in paths)


def _encoded(models: list[InstalledModel]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(models), indent=2)
