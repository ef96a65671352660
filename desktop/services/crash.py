# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What happens to mistakes of ours: a report on the disk, to be read before anyone sends it."""

import contextlib
import faulthandler
import logging
import sys
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from desktop import __version__
from desktop.services.files import write_atomically
from desktop.services.logs import scrubbed, told

log = logging.getLogger("desktop.crash")

KEPT = 10  # reports; the oldest go
MOST = 20  # reports of one run: what goes wrong at every repainting is known after the first
LIBRARIES = ("PySide6-Essentials", "llama-cpp-python", "httpx", "huggingface_hub", "Pillow")
NATIVE = "native-crash.txt"


class CrashHandler:
    """Writes crash-*.txt for every exception that nobody caught, and calls back with its path.

    A report holds versions, the place in the code and the last lines of the log. No chat's text, no
    values of variables, no secrets.

    Args:
        folder: of the reports.
        lines: the last lines of the log (start_logging).
        callback: called with a report's path, in whichever thread the exception was.

    Attributes:
        last_run: the report of a crash in native code that ended the last run, or None. Known after
            install().
    """

    def __init__(
        self, folder: Path, lines: Iterable[str], callback: Callable[[Path], None]
    ) -> None:
        self._folder, self._lines, self._callback = folder, lines, callback
        self._lock = threading.Lock()
        self._seen: set[str] = set()
        self._native: TextIO | None = None
        self._before: tuple[Any, Any] | None = None
        self.last_run: Path | None = None

    def install(self) -> None:
        """From now on nothing gets past.

        An exception still goes where it went before when somebody sits at a terminal. Otherwise its
        words, which may be somebody's, would end in the journal of the system.
        """
        self._before = sys.excepthook, threading.excepthook
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.last_run = self._native_report()
            self._native = (self._folder / NATIVE).open("w", encoding="utf-8")
        except OSError as error:
            log.warning("crashes of native code are not kept: %s", error.strerror)
            return
        faulthandler.enable(self._native)

    def uninstall(self) -> None:
        """As it was before. The program has ended well: nothing of native code is kept."""
        if self._before is not None:
            sys.excepthook, threading.excepthook = self._before
            self._before = None
        if self._native is not None:
            faulthandler.disable()
            self._native.close()
            self._native = None
            with contextlib.suppress(OSError):
                (self._folder / NATIVE).unlink()

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, Exception):
            self._handle(kind, error, trace)
            if not _at_terminal():
                return
        if self._before is not None:
            self._before[0](kind, error, trace)

    def _on_thread(self, args: threading.ExceptHookArgs) -> None:
        if issubclass(args.exc_type, Exception):
            self._handle(args.exc_type, args.exc_value, args.exc_traceback)
            if not _at_terminal():
                return
        if self._before is not None:
            self._before[1](args)

    def _handle(
        self,
        kind: type[BaseException],
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            where = told(kind, error, trace)
            with self._lock:
                if where in self._seen or len(self._seen) >= MOST:
                    return
                self._seen.add(where)
                log.error("a mistake of ours: %s", kind.__name__)
                report = self._write(self._report(where))
            self._callback(report)
        except Exception as trouble:
            log.error("a report could not be made: %s", type(trouble).__name__)

    def _report(self, where: str) -> str:
        import platform

        parts = [f"Jewelbox {__version__}", f"Python {sys.version}", platform.platform()]
        parts += [f"{name} {_version(name)}" for name in LIBRARIES]
        parts += [f"\nin the thread {threading.current_thread().name}:\n{where}"]
        parts += ["The last lines of the log:", *self._lines]
        return scrubbed("\n".join(parts) + "\n")

    def _write(self, report: str) -> Path:
        stamp = time.strftime("crash-%Y%m%d-%H%M%S")
        path, number = self._folder / f"{stamp}.txt", 1
        while path.exists():
            number += 1
            path = self._folder / f"{stamp}-{number}.txt"
        write_atomically(path, report.encode("utf-8", "backslashreplace"))
        reports = sorted(self._folder.glob("crash-*.txt"), key=lambda file: file.stat().st_mtime)
        for old in reports[:-KEPT]:
            old.unlink(missing_ok=True)
        return path

    def _native_report(self) -> Path | None:
        """What faulthandler wrote when the last run died, as a report like the others."""
        try:
            stack = (self._folder / NATIVE).read_text("utf-8", "replace")
        except FileNotFoundError:
            return None
        return self._write(self._report(f"the run before ended here:\n{stack}")) if stack else None


def _at_terminal() -> bool:
    return sys.stderr is not None and sys.stderr.isatty()  # Windows: None without a console


def _version(library: str) -> str:
    import importlib.metadata

    try:
        return importlib.metadata.version(library)
    except importlib.metadata.PackageNotFoundError:
        return "(none)"
