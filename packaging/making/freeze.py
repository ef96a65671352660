# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The application as a folder that needs no Python: PyInstaller's work, and what goes before it."""

import json
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

from making import engine, environments, translations
from making.environments import PACKAGE
from making.places import ROOT
from making.tagged import version

BUILD = ROOT / "build/package"
PREPARED = BUILD / "prepared"
FROZEN = BUILD / "frozen/jewelbox"
SPEC = ROOT / "packaging/frozen/jewelbox.spec"
# The low-level functions. Its high-level classes would bring numpy, which is a third of everything.
BINDING = ("_ctypes_extensions", "_utils", "llama_cpp", "llama_cpp_ext", "mtmd_cpp")


def _git(*words: str) -> str:
    try:
        done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):  # an archive of the source
        return ""
    return done.stdout.strip()


def moment() -> int:
    """When this state of the source was made, so that two builds say the same. Seconds, UTC."""
    return int(os.environ.get("SOURCE_DATE_EPOCH") or _git("log", "-1", "--format=%ct") or 0)


def freeze() -> Path:
    """The folder with the program in it.

    Raises:
        system.Missing, engine.BuildFailed, subprocess.CalledProcessError
    """
    python = environments.ready(PACKAGE)
    translations.build(python)
    if PREPARED.exists():
        shutil.rmtree(PREPARED)
    _prepare_engine(engine.wheel(engine.EVERYONE))
    if sys.platform == "linux":
        _prepare_vulkan()
    _prepare_resources()
    environ = {
        **os.environ,
        "JEWELBOX_PREPARED": str(PREPARED),
        "JEWELBOX_VERSION": version(),
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": str(ROOT / "packaging"),
        "SOURCE_DATE_EPOCH": str(moment()),
    }
    subprocess.run(
        [str(python), "-m", "making.icons", str(PREPARED / "icons")], env=environ, check=True
    )
    work = ["--workpath", str(BUILD / "work"), "--distpath", str(FROZEN.parent)]
    command = [str(python), "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", *work]
    subprocess.run([*command, str(SPEC)], cwd=ROOT, env=environ, check=True)
    if sys.platform == "linux":
        # The binding asks for this name; a second copy would be a second engine.
        (FROZEN / "_internal/llama_cpp/lib/libllama.so").symlink_to("libllama.so.0")
    return FROZEN


def _prepare_engine(wheel: Path) -> None:
    """Its libraries, one folder, each once; of its modules the low-level ones."""
    libraries, modules = PREPARED / "engine", PREPARED / "modules/llama_cpp"
    libraries.mkdir(parents=True)
    modules.mkdir(parents=True)
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            path = Path(name)
            if is_library(path):
                (libraries / path.name).write_bytes(archive.read(name))
            elif path.parent.as_posix() == "llama_cpp" and path.stem in BINDING:
                (modules / path.name).write_bytes(archive.read(name))
    number = wheel.name.split("-")[1]
    (modules / "__init__.py").write_text(f'__version__ = "{number}"\n', "utf-8")


def _prepare_vulkan() -> None:
    """The engine's part for graphics processors, where it can be had. It is loaded when there is a
    driver, and left alone when there is none.
    """
    why_not = engine.no_vulkan()
    if why_not:
        print(f"No part for graphics processors: {why_not}.")
        return
    with zipfile.ZipFile(engine.wheel(engine.VULKAN)) as archive:
        for name in archive.namelist():
            if Path(name).parent.name == "bin" and "vulkan" in Path(name).name:
                (PREPARED / "engine" / Path(name).name).write_bytes(archive.read(name))


def is_library(path: Path) -> bool:
    """Whether the program loads this file of the engine's wheel. On Linux each library is there
    under three names; it is loaded by the one that the others link to.
    """
    if path.parent.name == "bin":  # what is chosen when the program starts
        return path.name.removeprefix("lib").startswith("ggml-")
    if path.parent.as_posix() != "llama_cpp/lib":
        return False
    linked = path.name == "libmtmd.so" or path.name.endswith(".so.0")
    return linked and path.name != "libmtmd.so.0" if ".so" in path.name else True


def _prepare_resources() -> None:
    """As in a wheel, with the facts of this build."""
    unwanted = shutil.ignore_patterns("*.ts", "*.pyc", "__pycache__")
    shutil.copytree(ROOT / "resources", PREPARED / "resources", ignore=unwanted)
    facts = {
        "version": version(),
        "commit": _git("rev-parse", "HEAD"),
        "python": platform.python_version(),
        "system": sysconfig.get_platform(),
        "releases": os.environ.get("JEWELBOX_RELEASES", ""),
    }
    (PREPARED / "resources/build.json").write_text(json.dumps(facts, indent=2), "utf-8")
