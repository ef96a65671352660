#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The commands of the house, for Linux, Windows and macOS. Needs nothing but Python.

python3 dev.py run [ARGUMENTS]     set everything up and open Jewelbox
python3 dev.py test [fast] [...]   set everything up and pass the tests; the rest goes to pytest
python3 dev.py check               format, lint, types, layers, dependencies, translations
python3 dev.py bench [NAME ...]    figures, one JSON line each
python3 dev.py shots [DIR]         draw every screen and state
python3 dev.py translate           bring the translations up to the code, and build them
python3 dev.py lock [--upgrade]    make the lock files anew
python3 dev.py package             make what people install, into dist/
python3 dev.py setup               only set everything up
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
OLDEST = (3, 11)

sys.path.insert(0, str(ROOT / "packaging"))
if sys.version_info >= OLDEST:
    from making import (
        engine,
        environments,
        gates,
        installers,
        locks,
        notices,
        system,
        translations,
    )

NO_SCREEN = "offscreen"
NOTHING_CHOSEN = 5  # pytest's exit status
FAST = ("-m", "not slow and not real_model")


def _python(*arguments: str, unit: bool = False, screen: str | None = None) -> int:
    """Run a Python of ours in the checkout; its exit status. A screen is one of Qt's platforms."""
    python = environments.ready(environments.UNIT if unit else environments.MAIN)
    command = [str(python), *arguments]
    environ = {**os.environ, **({"QT_QPA_PLATFORM": screen} if screen else {})}
    return subprocess.run(command, cwd=ROOT, env=environ, check=False).returncode


def setup(_: Sequence[str] = ()) -> int:
    """Everything that the other commands need."""
    environments.ready(environments.MAIN)
    translations.build(environments.MAIN.python)
    return 0


def run(arguments: Sequence[str]) -> int:
    """Open the application. Files in the arguments are looked for where the caller is."""
    setup()
    command = [str(environments.MAIN.python), "-m", "desktop", *arguments]
    return subprocess.run(command, check=False).returncode


def test(arguments: Sequence[str]) -> int:
    """The whole suite: first what has to do without Qt, then the rest; or what was asked for."""
    setup()
    fast = FAST if arguments[:1] == ["fast"] else ()
    rest = list(arguments[bool(fast) :])
    screen = os.environ.get("JEWELBOX_TEST_SCREEN", NO_SCREEN)
    if any((ROOT / word.split("::")[0]).exists() for word in rest if not word.startswith("-")):
        return _python("-m", "pytest", *fast, *rest, screen=screen)
    print("tests/unit, in an environment without PySide6", flush=True)
    status = _python("-m", "pytest", "tests/unit", *fast, *rest, unit=True)
    if rest and status == NOTHING_CHOSEN:  # as with -k and a name that is elsewhere
        status = 0
    print("all other tests", flush=True)
    others = ("--ignore=tests/unit", "tests")
    return _python("-m", "pytest", *others, *fast, *rest, screen=screen) or status


def check(_: Sequence[str]) -> int:
    """All gates that are not tests."""
    setup()
    return min(1, gates.check(environments.MAIN.folder))


def bench(arguments: Sequence[str]) -> int:
    """The figures of tests/benchmarks."""
    setup()
    return _python("-m", "tests.benchmarks", *arguments)


def shots(arguments: Sequence[str]) -> int:
    """Pictures of every screen and state."""
    setup()
    plain = bool(arguments) and not arguments[0].startswith("-")
    folder = Path(arguments[0] if plain else ROOT / "shots").absolute()
    rest = arguments[1:] if plain else arguments
    return _python("-m", "tests.shots", str(folder), *rest, screen=NO_SCREEN)


def translate(_: Sequence[str]) -> int:
    """The .ts files from the code, the .qm files from them."""
    changed = translations.refresh()
    print(f"Changed: {', '.join(changed) or 'nothing'}.")
    for language, count in translations.unfinished().items():
        print(f"{language}: {count} not translated yet")
    return setup()


def lock(arguments: Sequence[str]) -> int:
    """The lock files from pyproject.toml."""
    environments.ready(environments.MAIN)
    locks.write(environments.MAIN.folder, upgrade="--upgrade" in arguments)
    return 0


def package(_: Sequence[str]) -> int:
    """What this system can make of what people install, into dist/."""
    installers.package()
    return 0


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    command.__name__: command
    for command in (run, test, check, bench, shots, translate, lock, package, setup)
}


def main(arguments: Sequence[str]) -> int:
    """One command; the exit status."""
    if sys.version_info < OLDEST:
        have = f"{sys.version_info[0]}.{sys.version_info[1]}"
        print(f"Jewelbox needs Python 3.11 or newer; this is {have}.")
        return 2
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a Windows console may lack a letter
    if not arguments or arguments[0] not in COMMANDS:
        print(__doc__)
        return 0 if arguments[:1] in (["help"], ["-h"], ["--help"]) else 2
    try:
        return COMMANDS[arguments[0]](arguments[1:])
    except (system.Missing, engine.BuildFailed, notices.Unowned) as error:
        print(error, file=sys.stderr)
    except subprocess.CalledProcessError as error:
        print(f"This failed: {' '.join(map(str, error.cmd))}", file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
