# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""No test leaves a thread behind."""

import gc
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

PATIENCE = 2.0  # seconds for all that still runs; a pool that was let go ends within a blink


def _running() -> list[threading.Thread]:
    alive = sys._current_frames()
    return [thread for thread in threading.enumerate() if thread.ident in alive]


def _place(thread: threading.Thread) -> str:
    frame = sys._current_frames().get(thread.ident or 0)
    stack = "".join(traceback.format_stack(frame, limit=-6)) if frame else "  (gone)\n"
    return f"{thread.name!r} is at\n{stack}"


@contextmanager
def watched() -> Iterator[None]:
    """Fails the test when a thread that began inside still runs afterwards, and says where."""
    before = set(_running())
    yield
    left = [thread for thread in _running() if thread not in before]
    if left:
        gc.collect()
    for thread in left:
        thread.join(PATIENCE / len(left))
    left = [thread for thread in _running() if thread not in before]
    if left:
        pytest.fail("threads were left behind: " + "\n".join(map(_place, left)))
