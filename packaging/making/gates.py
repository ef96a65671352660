# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The gates of dev.py check: each says in one line whether it is open, and why not."""

import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from making import translations
from making.places import ROOT, tool

CODE = ("desktop", "tests", "packaging", "dev.py")


@dataclass(frozen=True)
class Gate:
    """A name and what to ask: nothing when all is well, else what is wrong."""

    name: str
    ask: Callable[[], str]


def _command(environment: Path, name: str, *arguments: str) -> Callable[[], str]:
    def ask() -> str:
        done = subprocess.run(
            [str(tool(environment, name)), *arguments],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        return done.stdout.strip() or f"exit status {done.returncode}" if done.returncode else ""

    return ask


def _translations() -> str:
    try:
        stale = translations.stale()
    except translations.Unclear as error:
        return str(error)
    if stale:
        return f"behind the code: {', '.join(stale)}. Run: python3 dev.py translate"
    lacking = translations.unfinished()
    for language, count in lacking.items():
        if count:
            print(f"      {language}: {count} texts are not translated yet")
    if lacking.get(translations.SOURCE):
        return "the English plurals have to be written: resources/translations/en.ts"
    return ""


def gates(environment: Path) -> Iterator[Gate]:
    """All of them, the quick ones first."""
    concise = ("--quiet", "--output-format", "concise")
    yield Gate("format", _command(environment, "ruff", "format", "--check", *concise, *CODE))
    yield Gate("lint", _command(environment, "ruff", "check", *concise, *CODE))
    yield Gate("spelling", _command(environment, "codespell"))
    yield Gate("layers", _command(environment, "lint-imports", "--no-cache"))
    yield Gate("dependencies", _command(environment, "deptry", "--no-ansi", "desktop"))
    yield Gate("translations", _translations)
    catalogue = ("-q", "--tb=line", "-p", "no:randomly", "tests/unit/models/test_catalogue.py")
    yield Gate("catalogue", _command(environment, "pytest", *catalogue))
    house = ("-q", "--tb=line", "-p", "no:randomly", "tests/house/test_rules.py")
    yield Gate("ceilings and house rules", _command(environment, "pytest", *house))
    yield Gate("types", _command(environment, "mypy"))


def check(environment: Path) -> int:
    """Ask every gate, print a line each; how many are shut."""
    shut = 0
    for gate in gates(environment):
        began = time.monotonic()
        trouble = gate.ask()
        shut += bool(trouble)
        taken = f"{time.monotonic() - began:.1f} s"
        print(f"{'FAIL' if trouble else 'ok  '}  {gate.name}  ({taken})", flush=True)
        if trouble:
            print(trouble, flush=True)
    print("All gates are open." if not shut else f"{shut} shut.")
    return shut
