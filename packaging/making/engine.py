# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The engine's wheel: llama-cpp-python comes as source, is built here once and then kept.

llama.cpp is built for the very processor it is built on, so the processor is part of the key under
which the wheel is kept.
"""

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections import deque
from collections.abc import Mapping
from pathlib import Path

from making import system
from making.places import BASE_PYTHON, LOCKS, shared_cache, tool

STEP = re.compile(r"\[(\d+)/(\d+)\] ")
LAST_LINES = 40  # of a failed build: enough to see what the compiler did not like


class BuildFailed(Exception):
    """The wheel could not be built; the message ends with the last lines of the log."""


def _processor() -> str:
    """What the compiler sees of this processor, as far as the system tells."""
    info = Path("/proc/cpuinfo")
    if info.is_file():
        for line in info.read_text("utf-8", "replace").splitlines():
            if line.startswith(("flags", "Features")):
                return line
    return platform.processor()


def key(environ: Mapping[str, str]) -> str:
    """The name under which a wheel is kept. Python is no part of it: one wheel serves them all."""
    lock = (LOCKS / "engine.lock").read_text("utf-8")
    version = re.search(r"^llama-cpp-python==(\S+)", lock, re.MULTILINE)
    parts = [lock, _processor(), *(environ.get(name, "") for name in ("CMAKE_ARGS", "CC", "CXX"))]
    digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
    place = sysconfig.get_platform().replace("-", "_")
    return f"{version.group(1) if version else 'unknown'}-{place}-{digest}"


def _kept(folder: Path) -> Path | None:
    return next(iter(sorted(folder.glob("llama_cpp_python-*.whl"))), None)


def wheel() -> Path:
    """The wheel for this computer, built when it is not there yet.

    Raises:
        system.Missing: there is no compiler.
        BuildFailed: the build ended badly.
    """
    folder = shared_cache() / "wheels" / key(os.environ)
    kept = _kept(folder)
    if kept:
        return kept
    print("The engine, llama.cpp, comes as source. It is built once and kept for all checkouts;")
    print("that needs a compiler for C and C++ and takes some minutes.")
    system.bring_compiler()
    folder.parent.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="engine-", dir=folder.parent) as made:
        _build(Path(made), folder.parent / "build.log")
        built = _kept(Path(made))
        if built is None:
            raise BuildFailed("the build ended without a wheel")
        folder.mkdir(exist_ok=True)
        kept = Path(shutil.copy2(built, folder / f".{built.name}"))
        kept = kept.replace(folder / built.name)  # whole or not at all
    print(f"The engine is built ({time.monotonic() - began:.0f} s).")
    return kept


def _build(folder: Path, log: Path) -> None:
    """From the source, checked by its lock, to a wheel in the folder; the tools are locked too."""
    tools = folder / "tools"
    subprocess.run([BASE_PYTHON, "-m", "venv", str(tools)], check=True)
    pip = [str(tool(tools, "python")), "-m", "pip", "--disable-pip-version-check", "--no-input"]
    locked = ["--require-hashes", "--no-deps", "-r"]
    subprocess.run([*pip, "install", "-qq", *locked, str(LOCKS / "build.lock")], check=True)
    environ = {
        **os.environ,
        "CMAKE_BUILD_PARALLEL_LEVEL": str(os.cpu_count() or 1),
        "PATH": f"{tool(tools, 'python').parent}{os.pathsep}{os.environ.get('PATH', '')}",
    }
    command = [*pip, "wheel", "-v", "--no-build-isolation", "--no-binary", "llama-cpp-python"]
    _show(
        [*command, "--no-cache-dir", "-w", str(folder), *locked, str(LOCKS / "engine.lock")],
        environ,
        log,
    )


def _show(command: list[str], environ: Mapping[str, str], log: Path) -> None:
    """Run the build, write its log, tell how far it is."""
    last: deque[str] = deque(maxlen=LAST_LINES)
    progress = Progress()
    with (
        log.open("w", encoding="utf-8") as file,
        subprocess.Popen(
            command,
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        ) as build,
    ):
        for line in build.stdout or ():
            file.write(line)
            last.append(line)
            step = STEP.search(line)
            if step:
                progress.tell(int(step[1]), int(step[2]))
    progress.end()
    if build.returncode:
        raise BuildFailed(f"{''.join(last)}\nThe engine was not built. The whole log: {log}")


class Progress:
    """One line that changes in a terminal, a line every tenth elsewhere."""

    def __init__(self) -> None:
        self._terminal = sys.stdout.isatty()
        self._told = -1
        self._began = time.monotonic()

    def tell(self, step: int, steps: int) -> None:
        """Step so-and-so of so many is done."""
        tenth = 10 * step // steps
        if not self._terminal and tenth == self._told:
            return
        self._told = tenth
        left = (time.monotonic() - self._began) / step * (steps - step)
        text = f"Building the engine: {100 * step // steps:3d} %, about {left:4.0f} s left"
        print(
            f"\r{text}" if self._terminal else text, end="" if self._terminal else "\n", flush=True
        )

    def end(self) -> None:
        """Leave the changing line."""
        if self._terminal and self._told >= 0:
            print()
