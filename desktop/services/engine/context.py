# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""One llama.cpp context and its cache: reading tokens, going back, being stopped."""

import ctypes
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.domain.plan import CacheType, Plan
from desktop.services.engine.native import Halt, encoded
from desktop.services.stop import Stop

CACHE_TYPES = {CacheType.F16: 1, CacheType.Q8_0: 8}  # ggml_type
SEQUENCE = 0
WINDOW = 1  # llama_state_seq_flags: the sliding layers alone
READ, NO_ROOM, ABORTED = 0, 1, 2  # what llama_decode returns


def flash_attention(plan: Plan) -> int:
    """llama_flash_attn_type: -1 lets llama.cpp decide. It keeps values in q8_0 only with it."""
    if plan.flash_attention is None or plan.cache is not CacheType.F16:
        return 1 if plan.cache is not CacheType.F16 else -1
    return int(plan.flash_attention)


class Context:
    """A context of a loaded model, with one sequence.

    Args:
        llama: the library. handle: the `llama_context`; freed by `close`. words: its vocabulary's.
        window: positions that the sliding layers look back over, 0 when there are none.
    """

    def __init__(self, llama: Any, handle: int, window: int, words: int) -> None:
        self._llama, self._words = llama, words
        self.handle = handle
        self._window = window
        self._memory = llama.llama_get_memory(handle)
        self.size = int(llama.llama_n_ctx(handle))
        self.batch = int(llama.llama_n_batch(handle))
        self._ids = (llama.llama_token * self.batch)()
        self._silent = (ctypes.c_int8 * self.batch)()  # no scores are wanted
        self._speaking = (ctypes.c_int8 * self.batch)(*[1] * self.batch)
        self._one = (llama.llama_token * 1)()
        self._halt = Halt(llama)
        llama.llama_set_abort_callback(handle, self._halt.callback, self._halt.data)
        one = llama.llama_batch_get_one(self._one, 1)
        decode = llama.llama_decode

        def read_one(token: int) -> int:
            self._one[0] = token
            return int(decode(handle, one))

        # A closure: this is called for every token of an answer.
        self.read_one: Callable[[int], int] = read_one

    def close(self) -> None:
        """Free the memory; nothing may be called afterwards."""
        self._llama.llama_free(self.handle)

    @contextmanager
    def stoppable(self, stop: threading.Event) -> Iterator[None]:
        """Inside, setting a `Stop` ends even a computation on a processor; what it read is missing.

        Another kind of Event is looked at between two computations only.
        """
        if not isinstance(stop, Stop):
            yield
            return
        try:
            with stop.calling(self._halt.ask):
                yield
        finally:
            self._halt.clear()

    def read(self, ids: Sequence[int], *, scores: bool) -> None:
        """Read at most a batch of tokens at the end; with `scores` the next token can be chosen.

        Raises:
            Cancelled: stopped; nothing of these tokens is in the cache.
            AppError: CONTEXT_FULL, ENGINE_FAILED; the cache's content is unknown after the latter.
        """
        count = len(ids)
        self._ids[:count] = ids
        batch = self._llama.llama_batch_get_one(self._ids, count)
        if not scores:
            batch.logits = ctypes.cast(self._silent, type(batch.logits))
        self.check(self._llama.llama_decode(self.handle, batch))

    def read_all(self, ids: Sequence[int]) -> int:
        """Read a few tokens, with scores for each; returns what `llama_decode` does."""
        count = len(ids)
        self._ids[:count] = ids
        batch = self._llama.llama_batch_get_one(self._ids, count)
        batch.logits = ctypes.cast(self._speaking, type(batch.logits))
        return int(self._llama.llama_decode(self.handle, batch))

    def scores(self) -> bytearray:
        """Those by which the next token is chosen: a float for each word.

        Raises:
            AppError: ENGINE_FAILED where there are none.
        """
        return bytearray(ctypes.string_at(self._row(), 4 * self._words))

    @property
    def has_scores(self) -> bool:
        """There is a row of them; none before anything was read with scores."""
        return bool(self._llama.llama_get_logits_ith(self.handle, -1))

    def put_scores(self, data: bytearray) -> None:
        """Let the next token be chosen by these, which `scores` gave. Raises as that does."""
        source = (ctypes.c_uint8 * len(data)).from_buffer(data)
        ctypes.memmove(self._row(), source, min(len(data), 4 * self._words))

    def _row(self) -> Any:
        row = self._llama.llama_get_logits_ith(self.handle, -1)
        if not row:
            raise AppError(Problem.ENGINE_FAILED, detail="there are no scores")
        return row

    def check(self, result: int) -> None:
        """Turn a result of reading into an error."""
        if result == READ:
            return
        if result == ABORTED:
            raise Cancelled
        if result == NO_ROOM:
            raise AppError(Problem.CONTEXT_FULL, context=self.size, needed=self.size + 1)
        raise AppError(Problem.ENGINE_FAILED, detail=f"reading ended with {result}")

    def can_go_back(self, length: int) -> bool:
        """Whether the cache can be cut to so many positions and still be right.

        The sliding layers forget what is behind their window, and `llama_memory_seq_rm` does not
        tell.
        """
        if not length:
            return True
        first = int(self._llama.llama_memory_seq_pos_min(self._memory, SEQUENCE))
        return first >= 0 and self._reaches(first, length)

    def covers(self, kept: int, length: int) -> bool:
        """Whether a state kept after so many positions can be cut to the length and still be right.

        llama.cpp writes down what the last position of a state sees, and no more.
        """
        return length == kept or self._reaches(max(0, kept - self._window), length)

    def _reaches(self, first: int, length: int) -> bool:
        return not self._window or first <= max(0, length - self._window + 1)

    def cut(self, length: int) -> bool:
        """Keep only so many positions; when that does not work, none is kept."""
        llama = self._llama
        if length and llama.llama_memory_seq_rm(self._memory, SEQUENCE, length, -1):
            return True
        llama.llama_memory_clear(self._memory, False)
        return not length

    @property
    def slides(self) -> bool:
        """There are layers that forget."""
        return self._window > 0

    def window(self) -> bytearray:
        """What the sliding layers hold now; empty when it cannot be had."""
        llama = self._llama
        size = llama.llama_state_seq_get_size_ext(self.handle, SEQUENCE, WINDOW)
        buffer = bytearray(size)
        target = (ctypes.c_uint8 * size).from_buffer(buffer)
        written = llama.llama_state_seq_get_data_ext(self.handle, target, size, SEQUENCE, WINDOW)
        return buffer if written == size else bytearray()

    def put_window(self, state: bytearray) -> bool:
        """Bring back what `window` gave; on failure the content of the cache is unknown."""
        llama, size = self._llama, len(state)
        source = (ctypes.c_uint8 * size).from_buffer(state)
        read = llama.llama_state_seq_set_data_ext(self.handle, source, size, SEQUENCE, WINDOW)
        return bool(read)

    def save(self, path: Path) -> bool:
        """Write everything that was read to a file, without a copy of it in memory."""
        llama = self._llama
        return bool(
            llama.llama_state_seq_save_file(self.handle, encoded(str(path)), SEQUENCE, None, 0)
        )

    def load(self, path: Path) -> bool:
        """Read from a file of `save`, which may be longer; on failure the content is unknown."""
        llama, count = self._llama, ctypes.c_size_t()
        args = (SEQUENCE, self._one, 1, ctypes.byref(count))
        return bool(llama.llama_state_seq_load_file(self.handle, encoded(str(path)), *args))
