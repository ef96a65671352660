# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Five hundred damaged copies of a model and its projector: an error in words, or a model."""

import os
import random
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.domain.errors import AppError, Problem
from desktop.domain.plan import Plan
from desktop.services.engine import wire
from desktop.services.engine.check_up import check_up
from desktop.services.engine.gguf_header import read_header
from desktop.services.engine.protected import ProtectedEngine
from desktop.services.engine.protocol import LoadedModel

from .conftest import TINY, TINY_EYES

COPIES = 500
ALLOWED = {
    "works",
    Problem.FILE_NOT_GGUF,
    Problem.FILE_DAMAGED,
    Problem.ARCHITECTURE_UNKNOWN,
    Problem.MODEL_NEWER,
    Problem.PROJECTOR_MISMATCH,
    Problem.OUT_OF_MEMORY,
    Problem.LOAD_FAILED,
}


class Patient(ProtectedEngine):
    """Tries one file after the other in one child, and in a new one only when that has ended."""

    def load(
        self, plan: Plan, progress: Callable[[float], None], stop: threading.Event
    ) -> LoadedModel:
        if not self.process_id:
            return super().load(plan, progress, stop)
        reply = self._ask(wire.Load.of(plan), stop)
        assert isinstance(reply, wire.Loaded)
        return reply.model

    def unload(self) -> None:
        """The next load does it."""


def damage(whole: bytes, head: int, dice: random.Random) -> bytes:
    """One of: bits of the head, a number in it made huge or nothing, tensor data, the end."""
    data = bytearray(whole)
    match dice.randrange(5):
        case 0:
            for _ in range(dice.randrange(1, 4)):
                data[dice.randrange(head)] ^= 1 << dice.randrange(8)
        case 1:
            at, size = dice.randrange(4, head - 8), dice.choice((4, 8))
            data[at : at + size] = dice.choice((b"\0", b"\xff", b"\x7f")) * size
        case 2:
            at = dice.randrange(4, min(4000, head))  # counts, kinds of values, the first keys
            data[at] = dice.randrange(256)
        case 3:
            for _ in range(50):
                data[dice.randrange(head, len(data))] = dice.randrange(256)
        case _:
            del data[dice.randrange(len(data)) :]
    return bytes(data)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_this_process_survives_whatever_a_file_is(tmp_path: Path) -> None:
    seed = int(os.environ.get("SOAK_SEED", "7"))
    dice, engine = random.Random(seed), Patient()
    wholes = {file: (file.read_bytes(), _head(file)) for file in (TINY, TINY_EYES)}
    found: dict[str, int] = {}
    for number in range(int(os.environ.get("SOAK_COPIES", COPIES))):
        files = {TINY: TINY, TINY_EYES: TINY_EYES}
        harmed = dice.choice((TINY, TINY, TINY_EYES))
        files[harmed] = tmp_path / f"{number}.gguf"
        files[harmed].write_bytes(damage(*wholes[harmed], dice))
        plan = Plan(
            str(files[TINY]), str(files[TINY_EYES]), context=512, threads=1, threads_batch=1
        )
        try:
            check_up(engine, plan, lambda _share: None, threading.Event())
            outcome = "works"
        except AppError as error:
            outcome = error.problem.value
        assert outcome in ALLOWED, f"seed {seed}, copy {number}"
        found[outcome] = found.get(outcome, 0) + 1
        files[harmed].unlink()
    ProtectedEngine.unload(engine)
    assert found["works"] and found["file_damaged"], found


def _head(file: Path) -> int:
    """Bytes before the tensors."""
    return file.stat().st_size - read_header(file).data
