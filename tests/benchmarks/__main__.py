# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""`dev.py bench [NAME…]`: one JSON line a figure.

A benchmark is a module in this folder with a function `figures()` that yields dicts with the keys
figure, value, unit, peer, goal and met. Each runs in a process of its own, so that none finds
memory, caches or an application that another one left.
"""

import importlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

KEYS = ("figure", "value", "unit", "peer", "goal", "met")
FOLDER = Path(__file__).parent


def names() -> list[str]:
    """All benchmarks."""
    files = FOLDER.glob("*.py")
    return sorted(f.stem for f in files if "\ndef figures(" in f.read_text("utf-8"))


def print_figures(name: str) -> None:
    """Run one benchmark in this process."""
    module = importlib.import_module(f"tests.benchmarks.{name}")
    for figure in module.figures():
        print(json.dumps({key: figure[key] for key in KEYS}, ensure_ascii=False), flush=True)


def main(arguments: Sequence[str]) -> int:
    """Run those that are named, or all; 1 when one of them broke (not when a goal was missed)."""
    if arguments[:1] == ["--here"]:
        print_figures(arguments[1])
        return 0
    unknown = set(arguments) - set(names())
    if unknown:
        print(f"There is no {', '.join(sorted(unknown))}. There are: {', '.join(names())}")
        return 2
    status = 0
    for name in arguments or names():
        with tempfile.TemporaryDirectory(prefix="jewelbox-bench-") as home:
            environ = {**os.environ, "JEWELBOX_HOME": home}
            environ.setdefault("QT_QPA_PLATFORM", "offscreen")
            command = [sys.executable, "-m", "tests.benchmarks", "--here", name]
            status |= min(1, abs(subprocess.run(command, env=environ, check=False).returncode))
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
