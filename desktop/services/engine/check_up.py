# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The check-up: a child process tries a file with its plan before this process takes it.

Native code that ends its process at a file takes nothing with it there. What was found is kept, so
that a file is tried once, and again only when the file, the plan or the engine has changed.
"""

import functools
import hashlib
import logging
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import msgspec

from desktop.domain.conversation import ImagePart, Message, Part, Role, TextPart
from desktop.domain.errors import AppError, Problem
from desktop.domain.plan import Measured, Memory, Plan, Sampling
from desktop.domain.prompt import PromptStyle
from desktop.domain.rendering import render
from desktop.services.engine.protocol import Answered, Engine, LoadedModel
from desktop.services.files import write_atomically

log = logging.getLogger(__name__)

ENDS = 1 << 16  # bytes at both ends of a file that its identity is made of
KEPT = 500  # combinations; the oldest go
FEW = Sampling(temperature=0, longest=12)
QUESTION = "What do you see?"
LOADING = 0.7  # share of the time that a check-up takes for loading

Progress = Callable[[float], None]


class Record(msgspec.Struct):
    """What is known of one combination: None as long as it has only crashed.

    Attributes:
        crashed: it runs in a child. ends: how often this process ended while it worked here, which
            need not have been its fault.
    """

    measured: Measured | None = None
    crashed: bool = False
    ends: int = 0


class CheckUps:
    """Which combinations of file, plan and engine have proved harmless, and which have crashed.

    One process at a time uses the file.

    Args:
        file: where that is kept. mark: a file that is there while native code works in this
            process; when it is found at the start, that code ended the process before.
    """

    def __init__(self, file: Path, mark: Path) -> None:
        self._file, self._mark = file, mark

    def measured(self, plan: Plan) -> Measured | None:
        """What the check-up found; None before it."""
        record = self._records.get(combination(plan))
        return record.measured if record is not None else None

    def is_harmless(self, plan: Plan) -> bool:
        """It passed and has never crashed."""
        record = self._records.get(combination(plan))
        return record is not None and record.measured is not None and not record.crashed

    def has_crashed(self, plan: Plan) -> bool:
        """It ended a process although it had passed."""
        record = self._records.get(combination(plan))
        return record is not None and record.crashed

    def passed(self, plan: Plan, measured: Measured) -> None:
        """The check-up went well."""
        self._keep(combination(plan), measured=measured)

    def crashed(self, plan: Plan) -> None:
        """It ended the child's process, so it is its fault."""
        self._keep(combination(plan), crashed=True)

    def worked(self, plan: Plan) -> None:
        """It answered in a child: what ended this process once may have been something else.

        It may come back into this process then; after a second end it never does by itself.
        """
        record = self._records.get(combination(plan))
        if record is not None and record.crashed and record.ends == 1:
            record.crashed = False
            self._write(self._records)

    def held(self) -> int:
        """How many combinations run in a child because of what happened."""
        return sum(record.crashed for record in self._records.values())

    def trust(self) -> None:
        """The person wants all of them back in this process."""
        for record in self._records.values():
            record.crashed, record.ends = False, 0
        self._write(self._records)

    def begin(self, plan: Plan) -> None:
        """Native code begins to work in this process."""
        try:
            self._mark.write_text(combination(plan), "ascii")
        except OSError as error:
            log.warning("no mark could be left: %s", error.strerror)

    def end(self) -> None:
        """It has ended, well or with an error."""
        try:
            self._mark.unlink(missing_ok=True)
        except OSError as error:
            log.warning("the mark could not be taken away: %s", error.strerror)

    @functools.cached_property
    def _records(self) -> dict[str, Record]:
        """Read at the first use; a file that cannot be read is as good as none."""
        records: dict[str, Record] = {}
        try:
            records = msgspec.msgpack.decode(self._file.read_bytes(), type=dict[str, Record])
        except FileNotFoundError:
            pass
        except (OSError, msgspec.MsgspecError) as error:
            log.warning("what check-ups found could not be read: %s", type(error).__name__)
        try:
            left = self._mark.read_text("ascii")
        except (OSError, ValueError):
            return records
        record = records.setdefault(left, Record())
        record.crashed, record.ends = True, record.ends + 1
        self._write(records)
        self.end()
        return records

    def _keep(self, key: str, measured: Measured | None = None, crashed: bool = False) -> None:
        record = self._records.pop(key, Record())
        record.measured = measured or record.measured
        record.crashed = crashed or record.crashed
        record.ends += 2 * crashed
        self._records[key] = record
        for old in list(self._records)[:-KEPT]:
            del self._records[old]
        self._write(self._records)

    def _write(self, records: dict[str, Record]) -> None:
        try:
            write_atomically(self._file, msgspec.msgpack.encode(records))
        except OSError as error:
            log.warning("what a check-up found could not be kept: %s", error.strerror)


def check_up(engine: Engine, plan: Plan, progress: Progress, stop: threading.Event) -> Measured:
    """Load, answer a few words, look at a picture when the model sees; then unload.

    Raises:
        Cancelled: stopped.
        AppError: as `Engine.load`; LOAD_FAILED when the engine's process ended.
    """
    try:
        loaded = engine.load(plan, lambda share: progress(share * LOADING), stop)
        text = [TextPart(QUESTION)]
        facts = ask(engine, loaded, text, {}, FEW, stop)[1]
        progress((1 + LOADING) / 2)
        picture = _look(engine, loaded, stop) if loaded.sees else 0.0
        progress(1.0)
    except AppError as error:
        name = Path(plan.weights).name
        if error.problem in (Problem.ENGINE_DIED, Problem.ENGINE_FAILED):
            raise AppError(Problem.LOAD_FAILED, detail=error.detail, name=name) from error
        if error.problem is Problem.OUT_OF_MEMORY and not error.values:
            needed = plan.memory.total
            raise AppError(error.problem, detail=error.detail, name=name, bytes=needed) from error
        raise
    finally:
        engine.unload()
    return Measured(
        memory=loaded.memory_bytes,
        reading=facts.prompt_tokens / max(facts.seconds_reading, 1e-6),
        generating=facts.generated_tokens / max(facts.seconds_generating, 1e-6),
        sees=loaded.sees,
        picture=picture,
    )


def ask(
    engine: Engine,
    loaded: LoadedModel,
    parts: Sequence[Part],
    media: Mapping[str, Path],
    sampling: Sampling,
    stop: threading.Event,
) -> tuple[str, Answered]:
    """One question and its answer, in the style of the loaded model."""
    message = Message("check", "check", None, Role.USER, tuple(parts))
    text: list[str] = []
    prompt = replace(render(_style(loaded), [message]), private=True)  # nothing is kept of it
    facts = engine.answer(
        prompt,
        media,
        sampling,
        stop,
        lambda _reading: None,
        lambda _channel, piece: text.append(piece),
    )
    return "".join(text), facts


@functools.lru_cache(maxsize=64)
def _identity(path: str, size: int, changed: int) -> bytes:
    """What a file is: its size, its time, and the hash of its two ends."""
    with Path(path).open("rb") as file:
        ends = file.read(ENDS)
        file.seek(max(0, size - ENDS))
        ends += file.read(ENDS)
    return hashlib.sha256(ends + f"{size} {changed}".encode()).digest()


def combination(plan: Plan) -> str:
    """The name of files, plan and engine together; files that are away count as empty."""
    whole = hashlib.sha256()
    for path in (plan.weights, plan.projector, plan.drafter):
        try:
            state = Path(path).stat() if path else None
            whole.update(_identity(path, state.st_size, state.st_mtime_ns) if state else b"-")
        except OSError:
            whole.update(b"-")
    # A context that grows with its chat is not checked up anew: a chat waits for that. Nor are a
    # few layers more or less on a graphics processor, which has more or less memory every day.
    bare = replace(plan, weights="", projector="", drafter="", context=0, memory=Memory())
    bare = replace(bare, split=(), gpu_layers=min(plan.gpu_layers, 1))
    whole.update(f"{bare} {engine_version()}".encode())
    return whole.hexdigest()


def engine_version() -> str:
    """Of the binding, without loading it; "" when there is none."""
    try:
        return version("llama-cpp-python")
    except PackageNotFoundError:
        return ""


def _look(engine: Engine, loaded: LoadedModel, stop: threading.Event) -> float:
    """Seconds that looking at a picture takes."""
    from PIL import Image

    sha256 = "0" * 64
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "picture.png"
        Image.new("RGB", (448, 448), (200, 120, 40)).save(path)
        parts: list[Part] = [ImagePart(sha256, "image/png", 448, 448), TextPart(QUESTION)]
        began = time.perf_counter()
        facts = ask(engine, loaded, parts, {sha256: path}, FEW, stop)[1]
        return time.perf_counter() - began - facts.seconds_generating


def _style(loaded: LoadedModel) -> PromptStyle:
    if loaded.base:
        return PromptStyle.PLAIN
    return PromptStyle.TURNS_4 if loaded.architecture == "gemma4" else PromptStyle.TURNS
