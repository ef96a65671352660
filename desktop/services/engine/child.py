# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A child process of this same application, for native code that may end its process.

It is asked one thing at a time over its standard input and output, in frames: four bytes with the
payload's length and one with its kind (little endian), then the payload, MessagePack as msgspec
writes it from typed structs; nothing that could run code is ever read. What the child writes to its
standard error goes to our log when it ends. It dies with its parent: its input then ends.

While it works the child sends a beat fifty times a second. So whoever waits for it needs no thread
to hear of a stop, or of a process that hangs.
"""

import faulthandler
import logging
import os
import queue
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import IO, Any, Generic, NoReturn, Protocol, TypeVar

import msgspec

from desktop.domain.errors import AppError, Cancelled, Problem
from desktop.services.logs import told
from desktop.services.stop import Stop

log = logging.getLogger(__name__)

Asked = TypeVar("Asked")
Replied = TypeVar("Replied")
Noted = TypeVar("Noted")

FRAME = struct.Struct("<IB")
LARGEST = 256 << 20  # bytes of one frame
BEAT = 0.02  # seconds
BATCH = 0.015  # seconds in which what is noted goes together; the first of it goes at once
FAREWELL = 5.0  # seconds that a child has for its end before it is killed
TOLD = 4000  # bytes of its last words that are read


class Kind(IntEnum):
    """What a frame is."""

    ASK = 1  # to the child: a request
    STOP = 2  # to the child: end what you are doing
    NOTES = 3  # from the child: a list of what happened on the way
    DONE = 4  # from the child: the reply
    FAILED = 5  # from the child: the record of an AppError
    CANCELLED = 6  # from the child: stopped
    BEAT = 7  # from the child: still at work


def command(role: str) -> list[str]:
    """What starts a child of this application, installed or from its source."""
    program = (
        [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "desktop"]
    )
    return [*program, "--child", role]


class Child(Generic[Replied, Noted]):
    """A running child, as its parent sees it; one thread alone uses it.

    Args:
        role: what it does; see `desktop/__main__.py`.
        replies, notes: the types (of msgspec structs, or unions of them) that it answers with.
        program: another command than that of the role.

    Raises:
        AppError: ENGINE_DIED when it cannot be started.
    """

    def __init__(
        self, role: str, replies: Any, notes: Any = None, program: Sequence[str] = ()
    ) -> None:
        self._replies = msgspec.msgpack.Decoder(replies)
        self._notes = msgspec.msgpack.Decoder(list[notes])
        self._words = tempfile.TemporaryFile()  # noqa: SIM115
        environ = {**os.environ, "GGML_NO_BACKTRACE": "1"}  # else it looks for a debugger
        try:
            self._process = subprocess.Popen(
                list(program) or command(role),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._words,
                env=environ,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            self._words.close()
            raise AppError(Problem.ENGINE_DIED, detail=str(error)) from error
        assert self._process.stdin is not None and self._process.stdout is not None
        self._to, self._from = self._process.stdin, self._process.stdout

    @property
    def process_id(self) -> int:
        """Of the child."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """It can still be asked."""
        return not self._words.closed

    def ask(
        self,
        request: msgspec.Struct,
        stop: threading.Event,
        on_note: Callable[[Noted], None] = lambda _note: None,
        patience: float = float("inf"),
    ) -> Replied:
        """Ask, and wait for the reply; a stop reaches the child within a beat.

        Args:
            patience: seconds after which the child is given up.

        Raises:
            Cancelled: stopped.
            AppError: what the child failed with; ENGINE_DIED, OUT_OF_MEMORY or
                PROCESSOR_TOO_OLD when it ended. It is closed then.
        """
        if stop.is_set():
            raise Cancelled
        self._send(Kind.ASK, msgspec.msgpack.encode(request))
        told, until = False, time.monotonic() + patience
        while True:
            kind, payload = self._receive()
            if kind is Kind.DONE:
                return self._decoded(self._replies, payload)  # type: ignore[no-any-return]
            if kind is Kind.FAILED:
                raise AppError.of_record(payload.decode("utf-8", "replace"))
            if kind is Kind.CANCELLED:
                raise Cancelled
            if kind is Kind.NOTES:
                for note in self._decoded(self._notes, payload):
                    on_note(note)
            if stop.is_set() and not told:
                told = True
                self._send(Kind.STOP)
            if time.monotonic() > until:
                self._process.kill()
                self.close()
                detail = f"no answer in {patience:.0f} seconds"
                raise AppError(Problem.ENGINE_DIED, detail=detail)

    def close(self) -> None:
        """End it. Harmless when it has ended."""
        if not self.alive:
            return
        for pipe in (self._to, self._from):
            try:
                pipe.close()
            except OSError:
                continue  # it is gone already
        try:
            self._process.wait(FAREWELL)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log_words()
        self._words.close()

    def _send(self, kind: Kind, payload: bytes = b"") -> None:
        try:
            _write(self._to, kind, payload)
        except (OSError, ValueError) as error:
            raise self._death() from error

    def _receive(self) -> tuple[Kind, bytes]:
        try:
            frame = _read(self._from)
        except (OSError, ValueError) as error:
            self._process.kill()
            raise self._death() from error
        if frame is None:
            raise self._death()
        return frame

    def _decoded(self, decoder: Any, payload: bytes) -> Any:
        try:
            return decoder.decode(payload)
        except msgspec.MsgspecError as error:
            self._process.kill()
            raise self._death(str(error)) from error

    def _death(self, why: str = "") -> AppError:
        """The error for a child that has ended."""
        if not self.alive:
            return AppError(Problem.ENGINE_DIED, detail="the process had ended before")
        try:
            status = self._process.wait(FAREWELL)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        last = self._last_words()
        self.close()
        return death(status, why or last)

    def _last_words(self) -> str:
        """The line that says most: a failed assertion, or the last one."""
        lines = self._said()
        telling = [line for line in lines if "GGML_ASSERT" in line or "error" in line.casefold()]
        return (telling or lines or [""])[-1]

    def _said(self) -> list[str]:
        self._words.seek(0, os.SEEK_END)
        self._words.seek(max(0, self._words.tell() - TOLD))
        text = self._words.read().decode("utf-8", "replace")
        return [line.strip() for line in text.splitlines() if line.strip()]

    def _log_words(self) -> None:
        for line in self._said():
            log.info("child %d: %s", self._process.pid, line)


def death(status: int, words: str) -> AppError:
    """What it means that a child ended with this status.

    Args:
        status: as `subprocess.Popen.returncode`: negative for a signal; on Windows an NTSTATUS.
    """
    name = str(status)
    if status < 0:
        try:
            name = signal.Signals(-status).name
        except ValueError:
            name = f"signal {-status}"
    elif status > 0xFFFF:
        name = f"0x{status:08X}"
    detail = f"the engine's process ended with {name}: {words}".removesuffix(": ")
    if name in ("SIGILL", "0xC000001D"):
        return AppError(Problem.PROCESSOR_TOO_OLD, detail=detail)
    # The system ends with this signal what takes its last memory.
    if name in ("SIGKILL", "0xC0000017") or "bad_alloc" in words or "MemoryError" in words:
        return AppError(Problem.OUT_OF_MEMORY, detail=detail)
    return AppError(Problem.ENGINE_DIED, detail=detail)


class Note(Protocol):
    """Takes what happens on the way to a reply; returns at once."""

    def __call__(self, note: msgspec.Struct, /) -> None: ...


class Parent(Generic[Asked]):
    """The other end: how a child hears its parent. Made once in a process, which it then owns.

    Args:
        requests: the type (of a msgspec struct, or a union of them) that can be asked.
    """

    def __init__(self, requests: Any) -> None:
        self._requests = msgspec.msgpack.Decoder(requests)
        # Whatever else writes to the standard output must not come between the frames.
        self._from = os.fdopen(os.dup(0), "rb")
        self._to = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)
        self._asked: queue.SimpleQueue[tuple[Asked, threading.Event]] = queue.SimpleQueue()
        self._latest = Stop()
        self._lock = threading.Lock()
        self._notes: list[msgspec.Struct] = []
        self._sent = 0.0
        self._busy = threading.Event()

    def serve(self, handle: Callable[[Asked, threading.Event, Note], msgspec.Struct]) -> None:
        """Answer until the parent ends, which ends this process.

        Args:
            handle: gets the request, an event that is set when it is no longer wanted, and a
                function for notes. AppError and Cancelled go to the parent, and the child goes on.
        """
        faulthandler.enable()
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all; the parent ends
        for work in (self._listen, self._beat):
            threading.Thread(target=work, daemon=True).start()
        while True:
            request, stop = self._asked.get()
            self._busy.set()
            try:
                kind, payload = Kind.DONE, msgspec.msgpack.encode(handle(request, stop, self._note))
            except AppError as error:
                kind, payload = Kind.FAILED, error.record().encode()
            except Cancelled:
                kind, payload = Kind.CANCELLED, b""
            except Exception:
                _end_with(sys.exc_info())
            with self._lock:
                self._busy.clear()
                self._flush()
                _write(self._to, kind, payload)

    def _listen(self) -> None:
        try:
            while (frame := _read(self._from)) is not None:
                kind, payload = frame
                if kind is Kind.STOP:
                    self._latest.set()
                else:
                    self._latest = Stop()
                    self._asked.put((self._requests.decode(payload), self._latest))
        except Exception:
            _end_with(sys.exc_info())
        os._exit(0)

    def _beat(self) -> None:
        while True:
            self._busy.wait()
            time.sleep(BEAT)
            with self._lock:
                if self._busy.is_set():
                    self._flush()
                    _write(self._to, Kind.BEAT)

    def _note(self, note: msgspec.Struct) -> None:
        with self._lock:
            self._notes.append(note)
            if time.monotonic() - self._sent > BATCH:
                self._flush()

    def _flush(self) -> None:
        if self._notes:
            _write(self._to, Kind.NOTES, msgspec.msgpack.encode(self._notes))
            self._notes.clear()
            self._sent = time.monotonic()


def _end_with(error: tuple[Any, Any, Any]) -> NoReturn:
    """A mistake of ours: said where, without words that may be somebody's."""
    sys.stderr.write(told(*error))
    sys.stderr.flush()
    os._exit(1)


def _write(pipe: IO[bytes], kind: Kind, payload: bytes = b"") -> None:
    pipe.write(FRAME.pack(len(payload), kind) + payload)
    pipe.flush()


def _read(pipe: IO[bytes]) -> tuple[Kind, bytes] | None:
    """The next frame, None at the end. ValueError for what is no frame."""
    head = pipe.read(FRAME.size)
    if len(head) < FRAME.size:
        return None
    length, kind = FRAME.unpack(head)
    if length > LARGEST:
        raise ValueError(f"a frame of {length} bytes")
    payload = pipe.read(length)
    return (Kind(kind), payload) if len(payload) == length else None
