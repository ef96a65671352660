# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What holds for every test: its own folders, no network, and nothing left behind.

It works without PySide6 too, since tests/unit runs in an environment that does not have it.

A test that provokes warnings in our log says so with
`@pytest.mark.expected_logs("pattern", …)`, or by asking for pytest's `caplog`.
"""

import gc
import importlib.util
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import hypothesis
import pytest

from tests.guards import logs, network, qt, threads

HAS_QT = importlib.util.find_spec("PySide6") is not None
OF_THE_PERSON = ("HF_", "HUGGING_FACE_", "JEWELBOX_")
PATIENCE_WITH_A_REAL_MODEL = 240  # seconds
FAILED = pytest.StashKey[bool]()
HOME = pytest.StashKey[str]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Without Qt there is no pytest-qt, but pyproject.toml still speaks of it."""
    if not HAS_QT:
        parser.addini("qt_api", "of pytest-qt, which is not here")
        parser.addini("qt_log_level_fail", "of pytest-qt, which is not here")
        parser.addini("qt_log_ignore", "of pytest-qt, which is not here", type="linelist")


def pytest_configure(config: pytest.Config) -> None:
    """Nothing of the person who runs the tests is read or written."""
    config.stash[HOME] = tempfile.mkdtemp(prefix="jewelbox-tests-")
    for name in list(os.environ):
        if name.startswith(OF_THE_PERSON) or name.lower().endswith("_proxy"):
            del os.environ[name]
    os.environ["JEWELBOX_HOME"] = config.stash[HOME]
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    network.install()
    # a shared machine may take its time over one example; CI tries the same ones every time
    hypothesis.settings.register_profile(
        "house", deadline=None, derandomize="CI" in os.environ, database=None
    )
    hypothesis.settings.load_profile("house")
    if HAS_QT:
        gc.disable()  # as the application does: see desktop/presenters/background.py


def pytest_unconfigure(config: pytest.Config) -> None:
    """Take away what pytest_configure made."""
    shutil.rmtree(config.stash[HOME], ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A real model on a busy machine may take longer than the limit for all others."""
    for item in items:
        if item.get_closest_marker("real_model") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(PATIENCE_WITH_A_REAL_MODEL))


def pytest_collection_finish() -> None:
    """Modules stay; looking through them after every test would take most of the time."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """A failed test keeps its objects for the report: what it leaves behind is not its fault."""
    if call.excinfo is not None:
        item.stash[FAILED] = True
    return (yield)


def _expected_logs(request: pytest.FixtureRequest) -> Sequence[str] | None:
    marker = request.node.get_closest_marker("expected_logs")
    if marker is not None:
        return tuple(marker.args)
    return () if "caplog" in request.fixturenames else None


@pytest.fixture(autouse=True)
def house_rules(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Every test has its own home and leaves nothing behind (the last to end, of all fixtures)."""
    monkeypatch.setenv("JEWELBOX_HOME", str(tmp_path / "home"))
    stack = ExitStack()
    stack.enter_context(logs.watched(_expected_logs(request)))
    stack.enter_context(network.watched())
    stack.enter_context(threads.watched())
    stack.enter_context(qt.watched())
    yield
    try:
        stack.close()
    except pytest.fail.Exception:
        if not request.node.stash.get(FAILED, False):  # only the first fault is told
            raise
