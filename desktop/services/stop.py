# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Stopping at once what waits for the network or computes, not when it next looks up."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator


class Stop(threading.Event):
    """An Event that also ends what cannot look at it: connections that wait, computations.

    Whoever asks for something passes it on; another thread sets it. Waiting between two tries is
    `stop.wait(seconds)`.
    """

    def __init__(self) -> None:
        super().__init__()
        self._guard = threading.Lock()
        self._sockets: set[socket.socket] = set()
        self._calls: list[Callable[[], None]] = []

    def set(self) -> None:
        """Stop. Reads that are under way fail at once, in their own threads."""
        super().set()
        with self._guard:
            sockets = list(self._sockets)
            for call in self._calls:  # none is called once its block has been left
                call()
        for connection in sockets:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    @contextlib.contextmanager
    def calling(self, call: Callable[[], None]) -> Iterator[None]:
        """Inside, the function is called by `set`, at once if that was already.

        It runs in the thread that sets, may be called twice, and has to return at once.
        """
        with self._guard:
            self._calls.append(call)
        if self.is_set():
            call()
        try:
            yield
        finally:
            with self._guard:
                self._calls.remove(call)

    @contextlib.contextmanager
    def watching(self) -> Iterator[Callable[[object], None]]:
        """Gives a function that takes network streams; they are let go at the end of the block."""
        mine: set[socket.socket] = set()

        def watch(stream: object) -> None:
            ask = getattr(stream, "get_extra_info", None)
            connection = ask("socket") if ask is not None else None
            if not isinstance(connection, socket.socket):
                return
            mine.add(connection)
            with self._guard:
                self._sockets.add(connection)
            if self.is_set():
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

        try:
            yield watch
        finally:
            with self._guard:
                self._sockets -= mine
