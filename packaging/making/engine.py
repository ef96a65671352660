# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The engine's wheels: llama-cpp-python comes as source, is built here once and then kept.

For ourselves llama.cpp is built for the very processor it is built on, so the processor is part of
the key under which the wheel is kept. What we give away has a library for each kind of processor,
and chooses when it starts.
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
from dataclasses import dataclass
from pathlib import Path

from making import system
from making.places import BASE_PYTHON, LOCKS, shared_cache, tool

STEP = re.compile(r"\[(\d+)/(\d+)\] ")
FROM_SOURCE = ("--no-binary", "llama-cpp-python")
LOCKED = ("--require-hashes", "--no-deps", "-r")
LAST_LINES = 40  # of a failed build: enough to see what the compiler did not like


@dataclass(frozen=True)
class Build:
    """One way to build the engine.

    Attributes:
        name: what the person reads.
        options: for CMake, beside what CMAKE_ARGS says.
        for_here: the wheel runs well on this processor and may not run on others.
    """

    name: str
    options: str = ""
    for_here: bool = False


VULKAN_HEADERS = 309  # VK_HEADER_VERSION: with 239 (Debian 12) it does not build, with 309 it does
_ANYWHERE = "-DGGML_NATIVE=OFF -DGGML_BACKEND_DL=ON"
HERE = Build("the engine", for_here=True)
EVERYONE = Build("the engine for every processor", f"{_ANYWHERE} -DGGML_CPU_ALL_VARIANTS=ON")
# Of this one only the library of the graphics processor is used. It needs glslc and Vulkan's
# headers, which CMake takes from the folder VULKAN_SDK, or from the system's.
VULKAN = Build(
    "the engine's part for graphics processors", f"{_ANYWHERE} -DGGML_CPU=OFF -DGGML_VULKAN=ON"
)


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


def key(environ: Mapping[str, str], build: Build = HERE) -> str:
    """The name under which a wheel is kept. Python is no part of it: one wheel serves them all."""
    lock = (LOCKS / "engine.lock").read_text("utf-8")
    parts = [lock, _processor() if build.for_here else build.options]
    parts += [environ.get(name, "") for name in ("CMAKE_ARGS", "CC", "CXX")]
    digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
    place = sysconfig.get_platform().replace("-", "_")
    return f"{_locked()}-{place}-{digest}"


def _locked() -> str:
    """The version in the lock."""
    lock = (LOCKS / "engine.lock").read_text("utf-8")
    version = re.search(r"^llama-cpp-python==(\S+)", lock, re.MULTILINE)
    return version.group(1) if version else "unknown"


def _kept(folder: Path) -> Path | None:
    return next(iter(sorted(folder.glob("llama_cpp_python-*.whl"))), None)


def wheel(build: Build = HERE) -> Path:
    """The wheel, for this computer if nothing else is said, built when it is not there yet.

    Raises:
        system.Missing: there is no compiler.
        BuildFailed: the build ended badly.
    """
    folder = shared_cache() / "wheels" / key(os.environ, build)
    kept = _kept(folder)
    if kept:
        return kept
    print(f"llama.cpp comes as source: {build.name} is built once and kept for all checkouts;")
    print("that needs a compiler for C and C++ and takes some minutes.")
    system.bring_compiler()
    folder.parent.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="engine-", dir=folder.parent) as made:
        _build(build, Path(made), folder.parent / "build.log")
        built = _kept(Path(made))
        if built is None:
            raise BuildFailed("the build ended without a wheel")
        folder.mkdir(exist_ok=True)
        kept = Path(shutil.copy2(built, folder / f".{built.name}"))
        kept = kept.replace(folder / built.name)  # whole or not at all
    print(f"Built: {build.name} ({time.monotonic() - began:.0f} s).")
    return kept


def no_vulkan() -> str:
    """Why the part for graphics processors cannot be packed here; "" when it can."""
    if _kept(shared_cache() / "wheels" / key(os.environ, VULKAN)):
        return ""
    if not shutil.which("glslc"):
        return "glslc is not here"
    sdk = os.environ.get("VULKAN_SDK", "")
    include = Path(sdk) / "include" if sdk else Path("/usr/include")
    header = include / "vulkan/vulkan_core.h"
    text = header.read_text("utf-8") if header.is_file() else ""
    found = re.search(r"^#define VK_HEADER_VERSION (\d+)", text, re.MULTILINE)
    number = int(found[1]) if found else 0
    if number < VULKAN_HEADERS:
        return f"Vulkan's headers have number {number}, {VULKAN_HEADERS} is needed"
    return ""


def source() -> Path:
    """The archive of the source, checked by its lock: its licences are not in the wheel."""
    folder = shared_cache() / "sources" / _locked()
    kept = next(iter(folder.glob("*.tar.gz")), None)
    if kept is None:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="source-", dir=folder) as made:
            pip = _tools(Path(made) / "tools")
            command = [*pip, "download", "-qq", "--no-build-isolation", *FROM_SOURCE, "-d", made]
            subprocess.run([*command, *LOCKED, str(LOCKS / "engine.lock")], check=True)
            archive = next(Path(made).glob("*.tar.gz"))
            kept = archive.replace(folder / archive.name)
    return kept


def _tools(folder: Path) -> list[str]:
    """A pip in an environment with what builds the engine, also as its lock says."""
    subprocess.run([BASE_PYTHON, "-m", "venv", str(folder)], check=True)
    pip = [str(tool(folder, "python")), "-m", "pip", "--disable-pip-version-check", "--no-input"]
    subprocess.run([*pip, "install", "-qq", *LOCKED, str(LOCKS / "build.lock")], check=True)
    return pip


def _build(build: Build, folder: Path, log: Path) -> None:
    """From the source, checked by its lock, to a wheel in the folder."""
    pip = _tools(folder / "tools")
    environ = {
        **os.environ,
        "CMAKE_BUILD_PARALLEL_LEVEL": str(os.cpu_count() or 1),
        "CMAKE_ARGS": f"{os.environ.get('CMAKE_ARGS', '')} {build.options}".strip(),
        "PATH": f"{Path(pip[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}",
    }
    command = [*pip, "wheel", "-v", "--no-build-isolation", *FROM_SOURCE, "--no-cache-dir"]
    _show([*command, "-w", str(folder), *LOCKED, str(LOCKS / "engine.lock")], environ, log)


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
            if step and int(step[1]):  # a build inside the build begins at 0
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
