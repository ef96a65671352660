# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The environments: .venv with everything, .venv-unit without Qt, .venv-package with what is given
away. Made from the locks, and only then: when a lock changes, its environment is made anew, so it
is what a fresh clone would get.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from making import engine, system
from making.places import BASE_PYTHON, LOCKS, ROOT, tool

STAMP = "jewelbox-stamp"  # holds the fingerprint of what the environment was made from


@dataclass(frozen=True)
class Environment:
    """A folder with a Python and what one lock says.

    Attributes:
        itself: whether our own project is installed too, in place, with its command.
        build: how its engine is built.
    """

    folder: Path
    lock: Path
    itself: bool
    build: engine.Build = engine.HERE

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return tool(self.folder, "python")


MAIN = Environment(ROOT / ".venv", LOCKS / "dev.lock", itself=True)
UNIT = Environment(ROOT / ".venv-unit", LOCKS / "unit.lock", itself=False)
PACKAGE = Environment(
    ROOT / ".venv-package", LOCKS / "package.lock", itself=False, build=engine.EVERYONE
)


def _fingerprint(environment: Environment) -> str:
    """What the environment should be made from; a difference makes it anew."""
    parts = [sys.version, str(environment.folder), engine.key(os.environ, environment.build)]
    parts.append(environment.lock.read_text("utf-8"))
    if environment.itself:
        ours = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
        parts.append(json.dumps([ours["build-system"], ours["project"], ours["tool"]["hatch"]]))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def ready(environment: Environment) -> Path:
    """Make the environment if it is not as it should be; its Python.

    Raises:
        system.Missing, engine.BuildFailed, subprocess.CalledProcessError
    """
    stamp = environment.folder / STAMP
    wanted = _fingerprint(environment)
    if stamp.is_file() and stamp.read_text("utf-8") == wanted and environment.python.exists():
        return environment.python
    system.bring_venv()
    system.bring_qt_libraries()
    wheel = engine.wheel(environment.build)
    print(f"Making {environment.folder.name} from {environment.lock.name}.", flush=True)
    if environment.folder.exists():
        shutil.rmtree(environment.folder)
    subprocess.run([BASE_PYTHON, "-m", "venv", str(environment.folder)], check=True)
    _install(environment, "--require-hashes", "-r", str(environment.lock))
    _install(environment, "--no-index", str(wheel))
    if environment.itself:
        _install(environment, "--no-index", "--no-build-isolation", "-e", str(ROOT))
    stamp.write_text(wanted, "utf-8")
    return environment.python


def _install(environment: Environment, *what: str) -> None:
    pip = [str(environment.python), "-m", "pip", "--disable-pip-version-check", "--no-input"]
    told = [] if sys.stdout.isatty() else ["-qq"]  # in a terminal pip shows how far it is
    subprocess.run([*pip, "install", *told, "--no-deps", *what], check=True)
