# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Looks through folders for models, in any layout, and reads the heads of their files.

Whatever has not changed since the last look is not read again. Links are followed, each folder is
entered once, and what is no ordinary file is not opened.
"""

import hashlib
import logging
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.domain.library import SPLIT, FileFacts
from desktop.domain.model import FileKind
from desktop.services.engine.gguf_header import Header, HeadIncomplete, read_header
from desktop.services.engine.model_file import facts_of, projector_of
from desktop.services.files import write_atomically
from desktop.services.stop import Stop

log = logging.getLogger("desktop.library")

DEEPEST = 12  # folders in folders
MOST_FILES = 20_000  # looked at below one folder
MOST_NAMES = 400_000
SAMPLE = 64 << 10  # bytes
SAMPLES = 4


@dataclass(frozen=True, slots=True)
class Seen:
    """A file that may be a model, before it is read. The rest as in FileFacts."""

    path: str
    group: str = ""
    program: str = ""
    label: str = ""
    sha256: str = ""


def files_below(folder: Path, stop: Stop) -> Iterator[Seen]:
    """Every GGUF below a folder. One that is not there, or may not be read, has none."""
    entered: set[tuple[int, int]] = set()
    found = names = 0
    for top, folders, files in os.walk(folder, followlinks=True, onerror=_unreadable):
        if stop.is_set():
            raise Cancelled
        depth = len(Path(top).parts) - len(folder.parts)
        folders[:] = [] if depth >= DEEPEST else _new(top, folders, entered)
        names += len(files)
        for name in sorted(files):
            if name.lower().endswith(".gguf"):
                found += 1
                yield Seen(f"{top}{os.sep}{name}", group=top)
        if found > MOST_FILES or names > MOST_NAMES:
            log.warning("there are more files in a folder of models than are looked at")
            return


def _unreadable(error: OSError) -> None:
    log.info("a folder could not be read: %s", type(error).__name__)


def _new(top: str, folders: list[str], entered: set[tuple[int, int]]) -> list[str]:
    """The folders that were not entered before, by whichever name."""
    fresh = []
    for name in sorted(folders):
        try:
            status = Path(top, name).stat()
        except OSError:
            continue
        place = (status.st_dev, status.st_ino)
        if place not in entered or status.st_ino == 0:
            entered.add(place)
            fresh.append(name)
    return fresh


def look_at(
    seen: Iterable[Seen],
    known: Mapping[str, FileFacts],
    stop: Stop,
    progress: Callable[[int], None] = lambda count: None,
) -> list[FileFacts]:
    """What the files are. known: what was found the last time, by path. Cancelled on stop."""
    found = []
    for count, one in enumerate(seen, 1):
        if stop.is_set():
            raise Cancelled
        facts = _look(one, known.get(one.path))
        if facts is not None:
            found.append(facts)
        progress(count)
    return found


def _look(seen: Seen, before: FileFacts | None) -> FileFacts | None:
    shown = seen.path.encode("utf-8", "replace").decode()
    if shown != seen.path:  # names of old archives are of no alphabet, and cannot be kept
        return FileFacts(shown, 0, 0, problem=str(Problem.NAME_NO_TEXT), program=seen.program)
    try:
        status = Path(seen.path).stat()
    except OSError:
        return None
    if not stat.S_ISREG(status.st_mode):  # a socket or a pipe would wait for ever
        return None
    stamp = status.st_size, status.st_mtime_ns, status.st_ino
    facts = before
    if facts is None or facts.stamp != stamp:
        facts = FileFacts(seen.path, *stamp)
        try:
            facts = read_facts(facts)
        except AppError as error:
            facts = replace(facts, problem=str(error.problem))
    return replace(
        facts,
        device=status.st_dev,
        link=Path(seen.path).is_symlink(),
        program=seen.program,
        label=seen.label,
        group=seen.group or str(Path(seen.path).parent),
        sha256=seen.sha256,
    )


def read_known(file: Path) -> dict[str, FileFacts]:
    """What was kept of an earlier look, by path; nothing where that cannot be read."""
    try:
        lines = msgspec.json.decode(file.read_bytes(), type=list[msgspec.Raw])
        read = [msgspec.json.decode(line, type=FileFacts) for line in lines]
    except (OSError, msgspec.MsgspecError):
        return {}  # they are read again
    return {facts.path: facts for facts in read}


def keep_known(file: Path, facts: Iterable[FileFacts]) -> None:
    """Keep it for the next time."""
    try:
        lines = [msgspec.Raw(msgspec.json.encode(one)) for one in facts]
        write_atomically(file, msgspec.json.encode(lines))
    except OSError as error:
        log.warning("what the models' files say was not kept: %s", error.strerror)


def read_facts(facts: FileFacts) -> FileFacts:
    """Fill in what the head of the file says.

    Raises AppError: what look_at_model raises, for a file that is no part of a Gemma.
    """
    path = Path(facts.path)
    try:
        header = read_header(path)
    except HeadIncomplete as error:  # it became shorter while it was read
        raise AppError(Problem.FILE_DAMAGED, name=path.name) from error
    facts = replace(facts, fingerprint=fingerprint_of(path, facts.size))
    split = SPLIT.fullmatch(path.name)
    if split is not None and int(split[2]) > 1 and header.number("split.no"):
        return replace(facts, kind=FileKind.WEIGHTS)
    if header.text("general.architecture") == "clip":
        architectures, width = projector_of(header, path.name)
        return replace(
            _told(facts, header, "clip"),
            kind=FileKind.PROJECTOR,
            architecture=architectures[0],
            width=width,
        )
    model = facts_of(header, path.name)
    return replace(
        _told(facts, header, model.architecture),
        kind=FileKind.WEIGHTS,
        architecture=model.architecture,
        quantization=model.quantization,
        width=model.width,
        context=model.context,
        base=model.base,
    )


def _told(facts: FileFacts, header: Header, architecture: str) -> FileFacts:
    return replace(
        facts,
        name=header.text("general.name")[:200],
        layers=header.number(f"{architecture}.block_count"),
        quantization={0: "F32", 1: "F16", 32: "BF16"}.get(header.number("general.file_type"), ""),
    )


def fingerprint_of(path: Path, size: int) -> str:
    """Some samples of a file, its beginning and its end among them, as 32 hexadecimal digits.

    Files that differ in their weights differ nearly everywhere, so the samples tell them apart
    without reading gigabytes. Whoever deletes or merges files compares them whole.
    """
    digest = hashlib.sha256(str(size).encode())
    step = max(size - SAMPLE, 0) // (SAMPLES - 1)
    try:
        with path.open("rb", buffering=0) as file:
            for number in range(SAMPLES):
                file.seek(number * step)
                digest.update(file.read(SAMPLE))
    except OSError as error:
        raise AppError(Problem.FILE_MISSING, detail=str(error), name=path.name) from error
    return digest.hexdigest()[:32]
