# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What a file on the Hub is, before it is downloaded: its head tells.

The head (metadata, vocabulary, list of tensors) is the first 7 to 17 MB of a Gemma. It is fetched
with a range request, read by our own strict reader, put before a hole of the right size, and
llama.cpp is asked in a child process how much memory such a file takes. What came is kept as the
unfinished download that it is, so that nothing is fetched twice.
"""

import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from desktop.domain.errors import AppError, Problem
from desktop.domain.model import ModelFile
from desktop.domain.plan import Memory, Plan
from desktop.services.downloads.fetcher import Wanted
from desktop.services.downloads.part import Part, writing
from desktop.services.downloads.stream import Stream
from desktop.services.downloads.throttle import Throttle
from desktop.services.engine.gguf_header import LARGEST_HEAD, HeadIncomplete, read_header
from desktop.services.engine.measure import measure
from desktop.services.engine.model_file import ARCHITECTURES, ModelFacts, facts_of
from desktop.services.http import Http
from desktop.services.hub import file_address
from desktop.services.stop import Stop

FIRST = 8 << 20  # bytes that are asked for first; then twice as many, until the head is whole
CONTEXTS = (2048, 8192, 32_768, 131_072)
MOST_KEPT = 12  # heads of files that nobody downloaded

Measure = Callable[[Sequence[Plan], threading.Event], list[Memory]]


@dataclass(frozen=True, slots=True)
class Look:
    """What a file would be here.

    Attributes:
        file: with its size, hash and quantization as they really are.
        memories: what it takes at a context of so many tokens, without a projector.
    """

    file: ModelFile
    facts: ModelFacts
    memories: dict[int, Memory]


class Heads:
    """Blocking; never twice at once for the same file.

    Args:
        address: of the Hub. pinned: asks the Hub what a file of unknown content is.
        folder: for what has come of files that are only looked at.
    """

    def __init__(
        self,
        http: Http,
        address: Callable[[], str],
        pinned: Callable[[ModelFile], ModelFile],
        folder: Path,
        ask: Measure = measure,
    ) -> None:
        self._http, self._address, self._pinned = http, address, pinned
        self._folder, self._measure = folder, ask

    def look(self, file: ModelFile, stop: Stop, batch: int = 512) -> Look:
        """Fetch a weights file's head and ask the engine about it.

        Args:
            batch: tokens read in one go, which decides the size of buffers.

        Raises:
            Cancelled: stopped.
            AppError: what Fetcher.fetch raises; ARCHITECTURE_UNKNOWN, FILE_NOT_GGUF, FILE_DAMAGED,
                LOAD_FAILED or another failure of the engine for a file that it will not take.
        """
        file = self._pinned(file)
        with writing(self._folder):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = Part(self._wanted(file))
        try:
            facts = self._facts(part, file, stop)
        except AppError as error:
            if error.problem in (Problem.FILE_NOT_GGUF, Problem.FILE_DAMAGED):
                part.discard()
            if "name" in error.values:  # the file's, not that of what was kept of it
                error.values["name"] = file.name
            raise
        self._tidy(part)
        contexts = [context for context in CONTEXTS if context <= facts.context]
        contexts = contexts or [facts.context]
        with tempfile.TemporaryDirectory(dir=self._folder) as made:
            sparse = Path(made) / Path(file.name).name
            with writing(self._folder):
                _make_sparse(part.path, sparse, file.size)
            plan = Plan(weights=str(sparse), batch=batch)
            found = self._measure([replace(plan, context=c) for c in contexts], stop)
        quantization = facts.quantization or file.quantization
        return Look(
            replace(file, quantization=quantization),
            facts,
            dict(zip(contexts, found, strict=True)),
        )

    def hand_over(self, wanted: Wanted) -> None:
        """A download begins: what was kept of its file becomes its beginning."""
        kept = Part(replace(wanted, target=self._folder / wanted.sha256))
        beginning = Part(wanted)
        if wanted.sha256 and kept.got > beginning.got:
            beginning.take_over(kept)

    def _wanted(self, file: ModelFile) -> Wanted:
        address = file_address(self._address(), file)
        return Wanted(address, self._folder / file.sha256, file.size, file.sha256, file.revision)

    def _facts(self, part: Part, file: ModelFile, stop: Stop) -> ModelFacts:
        """Fetch until the head is whole, but no more than has to be known to refuse the file."""
        upto = FIRST
        while True:
            upto = min(upto, file.size, LARGEST_HEAD)
            if part.prefix < upto:
                self._fetch(part, upto, stop)
            try:
                return facts_of(read_header(part.path, file.size), file.name)
            except HeadIncomplete as incomplete:
                architecture = incomplete.values.get("general.architecture")
                if isinstance(architecture, str) and architecture not in ARCHITECTURES:
                    raise AppError(
                        Problem.ARCHITECTURE_UNKNOWN, name=file.name, architecture=architecture
                    ) from None
                if part.prefix < upto:
                    raise AppError(Problem.OFFLINE, detail="the answer ended early") from None
            upto *= 2

    def _fetch(self, part: Part, upto: int, stop: Stop) -> None:
        """Bytes up to `upto`, behind what is here."""
        with part.opened(stop):
            gap = (part.prefix, upto)
            stream = Stream(part, gap, stop, alone=True, ranges=True, whole=False)
            stream.ask(self._http, Throttle())

    def _tidy(self, latest: Part) -> None:
        """Of what was only looked at, the oldest goes."""
        parts = [path for path in self._folder.glob("*.part") if path != latest.path]
        parts.sort(key=lambda path: path.stat().st_mtime)
        for path in parts[:-MOST_KEPT]:
            path.unlink(missing_ok=True)
            for kind in ("json", "blocks"):
                path.with_name(f"{path.name}.{kind}").unlink(missing_ok=True)


def _make_sparse(head: Path, target: Path, size: int) -> None:
    """A file of the full size that begins as it should and takes no room on the disk."""
    with target.open("wb") as file:
        if sys.platform == "win32":  # elsewhere a hole is one by itself
            import ctypes
            import msvcrt

            set_sparse = 0x900C4  # FSCTL_SET_SPARSE
            handle, returned = msvcrt.get_osfhandle(file.fileno()), ctypes.c_ulong()
            ctypes.windll.kernel32.DeviceIoControl(
                ctypes.c_void_p(handle), set_sparse, None, 0, None, 0, ctypes.byref(returned), None
            )
        with head.open("rb") as source:
            shutil.copyfileobj(source, file)
        file.truncate(size)
