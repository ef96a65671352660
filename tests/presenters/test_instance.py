# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A second start brings the first window forward."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLockFile
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from desktop.presenters import instance as module
from desktop.presenters.instance import Instance

ROOT = Path(__file__).parents[2]

OTHER = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from desktop.presenters.instance import Instance
application = QCoreApplication(sys.argv)
instance = Instance(Path(sys.argv[1]))
print("first" if instance.first else "second", flush=True)
if not instance.first:
    print("told" if instance.call(sys.argv[2:]) else "first", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def first(tmp_path: Path, qtbot: QtBot) -> Iterator[Instance]:
    made = Instance(tmp_path)
    assert made.first
    yield made
    made.close()


def start(folder: Path, *files: str, **environ: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", OTHER, str(folder), *files],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | environ,
    )


def said(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_the_second_one_passes_its_files_on(
    first: Instance, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(module.TOKEN, "")
    with start(tmp_path, "ä.png", "/b.png", **{module.TOKEN: "abc-1"}) as second:
        with qtbot.waitSignal(first.raised, timeout=20_000) as raised:
            assert said(second) == "second"
        assert said(second) == "told"
        second.communicate()
    assert raised.args == [[str(ROOT / "ä.png"), str(Path("/b.png").absolute())]]
    assert os.environ[module.TOKEN] == "abc-1"


def test_other_folders_are_independent(first: Instance, tmp_path: Path, qtbot: QtBot) -> None:
    other = Instance(tmp_path / "other")
    assert other.first
    assert other.name != first.name
    other.close()


def test_a_killed_one_leaves_nothing_behind(tmp_path: Path, qtbot: QtBot) -> None:
    with start(tmp_path) as killed:
        assert said(killed) == "first"
        killed.kill()
    again = Instance(tmp_path)
    assert again.first
    with start(tmp_path) as second:
        with qtbot.waitSignal(again.raised, timeout=20_000):
            assert said(second) == "second"
        second.communicate()
    again.close()


def test_while_one_ends_the_next_one_waits(tmp_path: Path, qtbot: QtBot) -> None:
    ending = QLockFile(str(tmp_path / "running.lock"))
    assert ending.tryLock(0)
    with start(tmp_path) as second:
        assert said(second) == "second"
        ending.unlock()
        assert said(second) == "first"
        second.communicate()


def test_one_that_hangs_is_left_alone(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.2)
    hanging = QLockFile(str(tmp_path / "running.lock"))
    assert hanging.tryLock(0)
    second = Instance(tmp_path)
    assert not second.first
    assert second.call([])
    assert not second.first
    assert hanging.isLocked()
    hanging.unlock()


def test_another_program_with_the_number_of_a_killed_one_is_not_it(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.2)
    path = tmp_path / "running.lock"
    lock = QLockFile(str(path))
    assert lock.tryLock(0)
    left = path.read_bytes()  # names this process, which lives
    lock.unlock()
    path.write_bytes(left)
    again = Instance(tmp_path)
    assert (again.first, again.call([]), again.first) == (False, False, True)
    again.close()


@pytest.mark.parametrize(
    "noise",
    [
        b"\n",
        b"[]\n",
        b"{}\n",
        b'{"files": 1}\n',
        b"\xff\xfe\n",
        b"[" * 90_000 + b"\n",
        b"x" * 200_000,
    ],
    ids=range(7),
)
def test_noise_on_the_socket_does_no_harm(first: Instance, qtbot: QtBot, noise: bytes) -> None:
    raised: list[list[str]] = []
    first.raised.connect(raised.append)
    socket = QLocalSocket()
    with qtbot.waitSignal(socket.connected):
        socket.connectToServer(first.name)
    with qtbot.waitSignal(socket.disconnected):
        socket.write(noise)
    assert not raised


def test_what_is_no_name_of_a_file_is_left_out(first: Instance, qtbot: QtBot) -> None:
    socket = QLocalSocket()
    with qtbot.waitSignal(socket.connected):
        socket.connectToServer(first.name)
    with qtbot.waitSignal(first.raised) as raised:
        socket.write(b'{"files": ["/a", null, 7]}\n')
    assert raised.args == [["/a"]]
    socket.abort()
