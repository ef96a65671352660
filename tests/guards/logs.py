# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A warning in the log that no test asked for is a failure."""

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

OURS = "desktop"


class Watch(logging.Handler):
    """Keeps what our loggers say from WARNING up."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@contextmanager
def watched(expected: Sequence[str] | None) -> Iterator[Watch]:
    """Fails the test on unexpected lines, and when an expected one did not come.

    Args:
        expected: patterns, each to be met at least once; () allows every line; None allows none.
    """
    watch = Watch()
    logger = logging.getLogger(OURS)
    logger.addHandler(watch)
    try:
        yield watch
    finally:
        logger.removeHandler(watch)
    patterns = [re.compile(pattern) for pattern in expected or ()]
    unexpected = [
        line for line in watch.lines if not any(pattern.search(line) for pattern in patterns)
    ]
    if unexpected and expected != ():
        pytest.fail("unexpected in the log:\n" + "\n".join(unexpected))
    missing = [p.pattern for p in patterns if not any(p.search(line) for line in watch.lines)]
    if missing:
        pytest.fail(f"expected in the log, but not there: {missing}")
