# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A store of its own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.services.chats.store import ChatStore


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "chats.sqlite3"


@pytest.fixture
def store(path: Path) -> Iterator[ChatStore]:
    made = ChatStore(path)
    yield made
    made.close()
