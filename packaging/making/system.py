# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What the system has to bring: Qt's libraries, fonts, Python's venv, a compiler.

On Debian and Ubuntu what is missing is installed, when we may; elsewhere, and when we may not, the
command that does it is told. Looking takes no package manager: a library is there if it loads.
"""

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

# library: package of Debian and Ubuntu. What the wheels of PySide6 link to and do not carry.
LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
# A machine without a desktop has hardly a font: words in other scripts would be boxes.
FONTS = ("fonts-noto-core", "fonts-noto-mono", "fonts-droid-fallback", "fonts-noto-color-emoji")
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
FEW_FONTS = 40  # files; the DejaVu family alone, which every system has, is 22

COMPILER_ADVICE = {
    "linux": "Debian, Ubuntu: sudo apt-get install build-essential\n"
    "  Fedora: sudo dnf install gcc-c++\n"
    "  Arch: sudo pacman -S base-devel",
    "darwin": "xcode-select --install",
    "win32": "Visual Studio Build Tools with “Desktop development with C++”:\n"
    "  winget install Microsoft.VisualStudio.2022.BuildTools",
}


class Missing(Exception):
    """Something that the system has to bring is not there, and could not be installed."""


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _few_fonts() -> bool:
    folders = [Path(folder).expanduser() for folder in FONT_FOLDERS]
    files = [file for folder in folders for file in folder.rglob("*.[to]t[cf]")]
    return len(files) < FEW_FONTS


def _sudo() -> bool:
    """Whether it works without asking for a password."""
    if not shutil.which("sudo"):
        return False
    return subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0


def _packages(names: Sequence[str], what_for: str) -> bool:
    """Install packages of Debian or Ubuntu. False, with the command told, when it cannot be."""
    command = ["apt-get", "install", "-y", "--no-install-recommends", *names]
    if not shutil.which("apt-get"):
        print(f"{what_for} needs from your system what Debian calls: {' '.join(names)}")
        return False
    if os.geteuid() == 0:
        rights: list[str] = []
    elif _sudo():
        rights = ["sudo", "-n"]
    else:
        print(f"{what_for} needs:\n  sudo {' '.join(command)}")
        return False
    print(f"Installing for {what_for}: {' '.join(names)}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["apt-get", "update", "-qq"], [*command, "-qq"]):
        done = subprocess.run(
            [*rights, *step], env=quiet, capture_output=True, text=True, check=False
        )
        if done.returncode:
            print(f"{' '.join(step)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
            return False
    return True


def bring_qt_libraries() -> None:
    """Linux only. Goes on when it cannot help: some systems keep libraries where we do not see."""
    if sys.platform != "linux":
        return
    missing = [package for library, package in LIBRARIES.items() if not _loads(library)]
    if missing:
        _packages(missing, "the window")
    if _few_fonts() and shutil.which("apt-get"):
        _packages(FONTS, "words in every script")


def bring_venv() -> None:
    """Debian and Ubuntu split it off from Python."""
    if importlib.util.find_spec("ensurepip") is None and not _packages(
        ["python3-venv"], "an environment of its own"
    ):
        raise Missing("Python's module venv is missing.")


def _has_compiler() -> bool:
    if sys.platform == "win32":
        place = Path(os.environ.get("PROGRAMFILES(X86)", ""), "Microsoft Visual Studio/Installer")
        return bool(shutil.which("cl")) or (place / "vswhere.exe").is_file()
    if sys.platform == "darwin":
        asked = subprocess.run(["xcode-select", "-p"], capture_output=True, check=False)
        if asked.returncode:
            return False
    c = os.environ.get("CC") or shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    cpp = os.environ.get("CXX") or any(map(shutil.which, ("c++", "g++", "clang++")))
    return bool(c and cpp)


def bring_compiler() -> None:
    """A compiler for C and C++, or Missing with what to install."""
    if _has_compiler():
        return
    if shutil.which("apt-get") and _packages(["build-essential"], "building the engine"):
        return
    advice = COMPILER_ADVICE.get(sys.platform, COMPILER_ADVICE["linux"])
    raise Missing(f"The engine needs a compiler for C and C++. Install one:\n  {advice}")
