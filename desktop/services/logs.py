# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The local log: a file that is kept short, and the last lines in memory for a crash report.

Each module has a logger below "desktop" (`logging.getLogger("desktop.chats")`). What people write
and what models answer is never logged; secrets and the home folder are taken out of what is.
"""

import logging
import re
import traceback
from collections import deque
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from desktop.domain.errors import AppError

FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"
LAST_LINES = 200
LARGEST = 1_000_000  # bytes of one file; there are three at most

SECRETS = re.compile(
    r"hf_[A-Za-z0-9]{8,}"  # a token of the Hub
    r"|(?i:bearer|basic)\s+[A-Za-z0-9._~+/=-]{6,}"
    r"|(?i:(?:proxy-)?authorization|(?:set-)?cookie|x-api-key)['\"]?\s*[:=]\s*[^\r\n]+"
    r"|(?<=://)[^/\s@]+(?=@)"  # a name and a password in an address
    r"|(?<=\?)[^\s\"'<>?]*=[^\s\"'<>]*"  # what is asked of an address: it may be signed
)

# Errors whose words are about the program. Those of others may quote what somebody wrote.
SPEAKABLE = (AppError, ImportError, AttributeError, NameError, TypeError)


class _Form(logging.Formatter):
    """Lines without secrets; what belongs to a line is set in below it."""

    def format(self, record: logging.LogRecord) -> str:
        line = record.message = record.getMessage()
        line = self.formatMessage(self._dated(record))
        if record.exc_info and record.exc_info[0] is not None:
            line += "\n" + told(*record.exc_info)
        return scrubbed(line).replace("\r", "").replace("\n", "\n    ")

    def _dated(self, record: logging.LogRecord) -> logging.LogRecord:
        record.asctime = self.formatTime(record)
        return record


class _Ring(logging.Handler):
    """Keeps the last lines."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: deque[str] = deque(maxlen=LAST_LINES)

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self.lines.append(self.format(record))
        except Exception:
            self.handleError(record)


def scrubbed(text: str) -> str:
    """Without tokens, passwords, signatures, and the person's home folder."""
    text = SECRETS.sub("(secret)", text)
    try:
        home = str(Path.home())
    except RuntimeError:
        return text
    if len(home) <= 3:  # "/" or "C:\"
        return text
    for written in {home, home.replace("\\", "/"), home.replace("\\", "\\\\")}:
        text = re.sub(re.escape(written) + r"(?![\w.-])", "~", text)
    return text


def told(
    kind: type[BaseException] | None,
    error: BaseException | None,
    trace: TracebackType | None,
) -> str:
    """Where an exception was raised, and of what kind it and those before it are.

    Its own words only when they cannot hold what somebody wrote (SPEAKABLE, and of an OSError the
    system's words without the file).
    """
    stack = "".join(traceback.format_tb(trace))
    name = f"{kind.__module__}.{kind.__qualname__}" if kind is not None else "(nothing)"
    words = ""
    if isinstance(error, SPEAKABLE):
        words = f": {error}"
    elif isinstance(error, OSError):
        words = f": [{error.errno}] {error.strerror}"
    earlier = (
        error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        if (error is not None)
        else None
    )
    before = ""
    if earlier is not None:
        before = told(type(earlier), earlier, earlier.__traceback__) + "which led to\n"
    return f"{before}{stack}{name}{words}\n"


def start_logging(folder: Path, level: int = logging.INFO) -> deque[str]:
    """Log into `folder`/jewelbox.log; returns the last lines, which go on to grow.

    The libraries we use log addresses with signatures in them: of theirs only warnings are kept.
    Where no file can be written there is none, and the program goes on.
    """
    ring = _Ring()
    handlers: list[logging.Handler] = [ring]
    problem: OSError | None = None
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handlers.append(
            RotatingFileHandler(
                folder / "jewelbox.log",
                maxBytes=LARGEST,
                backupCount=2,
                encoding="utf-8",
                errors="backslashreplace",
            )
        )
    except OSError as error:
        problem = error
    root = logging.getLogger()
    logging.getLogger("desktop").setLevel(level)
    for handler in handlers:
        handler.setFormatter(_Form(FORM))
        root.addHandler(handler)
    if problem is not None:
        logging.getLogger("desktop.logs").warning("there is no log file: %s", problem.strerror)
    return ring.lines


def stop_logging() -> None:
    """Close the file and forget the handlers and the level."""
    logging.getLogger("desktop").setLevel(logging.NOTSET)
    root = logging.getLogger()
    for handler in root.handlers[:]:
        if isinstance(handler.formatter, _Form):
            root.removeHandler(handler)
            handler.close()
