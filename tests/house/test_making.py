# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What dev.py does with its hands tied: nothing here builds or installs."""

import runpy
import sys
from pathlib import Path

import pytest

from making import engine, environments, locks, places, system

ROOT = Path(__file__).parents[2]


def test_a_wheel_is_kept_under_what_it_was_built_with() -> None:
    plain = engine.key({})
    assert plain.startswith("0.3.36-")
    assert plain == engine.key({"HOME": "elsewhere"})
    assert plain != engine.key({"CMAKE_ARGS": "-DGGML_CUDA=on"})


def test_a_kept_wheel_is_not_built_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "shared_cache", lambda: tmp_path)
    folder = tmp_path / "wheels" / engine.key({})
    folder.mkdir(parents=True)
    wheel = folder / "llama_cpp_python-0.3.36-py3-none-any.whl"
    wheel.touch()
    monkeypatch.setattr("os.environ", {})
    assert engine.wheel() == wheel


def test_progress_tells_every_tenth(capsys: pytest.CaptureFixture[str]) -> None:
    progress = engine.Progress()
    for step in range(1, 194):
        progress.tell(step, 193)
    progress.end()
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 11
    assert lines[-1].startswith("Building the engine: 100 %")


def test_a_changed_lock_makes_an_environment_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "unit.lock"
    lock.write_text("a==1")
    environment = environments.Environment(tmp_path / "venv", lock, itself=False)
    before = environments._fingerprint(environment)
    assert environments._fingerprint(environment) == before
    lock.write_text("a==2")
    assert environments._fingerprint(environment) != before


def test_the_unit_environment_has_no_qt() -> None:
    text = (places.LOCKS / "unit.lock").read_text("utf-8")
    names = {line.split("==")[0] for line in text.splitlines() if "==" in line}
    assert "pytest" in names
    assert not names & {*locks.QT, "pytest-qt", locks.ENGINE}


def test_every_library_has_a_package_that_brings_it() -> None:
    assert all(name.startswith("lib") and ".so." in name for name in system.LIBRARIES)
    assert len(set(system.LIBRARIES.values())) == len(system.LIBRARIES)


@pytest.fixture
def apt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package manager that only notes what it was asked for; the file of its notes."""
    notes = tmp_path / "asked"
    command = tmp_path / "apt-get"
    command.write_text(f'#!/bin/sh\necho "$@" >> {notes}\n')
    command.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    return notes


@pytest.mark.skipif(sys.platform != "linux", reason="Debian's package manager")
def test_what_is_missing_is_installed_by_root(apt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setitem(system.LIBRARIES, "libnowhere.so.1", "libnowhere1")
    system.bring_qt_libraries()
    asked = apt.read_text().splitlines()
    assert asked[0].startswith("update")
    assert asked[1].startswith("install") and "libnowhere1" in asked[1]


@pytest.mark.skipif(sys.platform != "linux", reason="Debian's package manager")
def test_without_rights_the_command_is_told(
    apt: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setitem(system.LIBRARIES, "libnowhere.so.1", "libnowhere1")
    system.bring_qt_libraries()
    told = capsys.readouterr().out
    assert "sudo apt-get install -y --no-install-recommends " in told
    assert "libnowhere1" in told
    assert not apt.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="told differently elsewhere")
def test_a_missing_compiler_is_told_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.delenv("CXX", raising=False)
    with pytest.raises(system.Missing, match="build-essential"):
        system.bring_compiler()


def test_every_command_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    dev = runpy.run_path(str(ROOT / "dev.py"))
    assert dev["main"](["help"]) == 0
    told = capsys.readouterr().out
    assert all(f"dev.py {name} " in told for name in dev["COMMANDS"])
    assert dev["main"](["no such thing"]) == 2
