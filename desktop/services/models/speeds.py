# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What was measured of this computer's speed, and how fast models really were, kept on the disk."""

import logging
import threading
from dataclasses import replace
from pathlib import Path

import msgspec

from desktop.domain.computer import Computer, Device, Run, Speeds
from desktop.domain.forecast import with_run
from desktop.services.engine.check_up import engine_version
from desktop.services.files import write_atomically

log = logging.getLogger(__name__)


class Kept(msgspec.Struct, frozen=True):
    """of: the computer and engine that it holds for; another one begins anew."""

    of: str = ""
    speeds: Speeds | None = None
    gpus: tuple[Device, ...] = ()
    instructions: tuple[str, ...] = ()
    runs: tuple[Run, ...] = ()


class SpeedRecord:
    """For any number of threads. A file that cannot be read or written is as good as none."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._kept: Kept | None = None

    def complete(self, computer: Computer) -> Computer:
        """The computer with what is known of its speed."""
        kept = self._read(computer)
        return replace(
            computer,
            speeds=kept.speeds,
            gpus=kept.gpus,
            instructions=kept.instructions,
            runs=kept.runs,
        )

    def measured(
        self,
        computer: Computer,
        speeds: Speeds,
        gpus: tuple[Device, ...],
        instructions: tuple[str, ...],
    ) -> None:
        """Keep what was measured."""
        with self._lock:
            kept = self._load(computer)
            self._save(Kept(kept.of, speeds, gpus, instructions, kept.runs))

    def ran(self, computer: Computer, run: Run) -> None:
        """Keep how fast a model was."""
        with self._lock:
            kept = self._load(computer)
            self._save(msgspec.structs.replace(kept, runs=with_run(kept.runs, run)))

    def _read(self, computer: Computer) -> Kept:
        with self._lock:
            return self._load(computer)

    def _load(self, computer: Computer) -> Kept:
        of = f"{computer.processor} {computer.cores} {engine_version()}"
        if self._kept is None:
            self._kept = self._from_disk()
        return self._kept if self._kept.of == of else Kept(of)

    def _from_disk(self) -> Kept:
        try:
            kept = msgspec.json.decode(self._file.read_bytes(), type=Kept)
        except FileNotFoundError:
            return Kept()
        except (OSError, msgspec.MsgspecError) as error:
            log.warning("the record of speeds could not be read: %s", type(error).__name__)
            return Kept()
        if not _is_sound(kept):
            log.warning("the record of speeds could not be read: it speaks of no speed")
            return Kept()
        return kept

    def _save(self, kept: Kept) -> None:
        self._kept = kept
        try:
            write_atomically(self._file, msgspec.json.encode(kept))
        except OSError as error:
            log.warning("the record of speeds could not be written: %s", error.strerror)


def _is_sound(kept: Kept) -> bool:
    """Whatever is divided by is more than nothing."""
    speeds = kept.speeds
    numbers = [run.tokens for run in kept.runs]
    if speeds is not None:
        numbers += [speeds.four, speeds.eight, speeds.compute, speeds.compute_eight]
    return all(number > 0 for number in numbers)
