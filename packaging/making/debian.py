# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The .deb: the program below /usr/lib/jewelbox, and what a desktop needs to know of it.

It has no scripts of its own: the packages of the desktop notice new entries, icons and types. So
removing it leaves nothing. Made without root by dpkg-deb; dpkg-shlibdeps names the packages that
bring the libraries we do not carry.
"""

import gzip
import os
import platform
import re
import shutil
import subprocess
from collections.abc import Iterable
from email.utils import formatdate
from pathlib import Path

from making import freeze
from making.places import ROOT
from making.tagged import version

LINUX = ROOT / "packaging/linux"
PROGRAM = "usr/lib/jewelbox"
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
# What is opened by name while running, so that no library's list tells of it.
OPENED = ("ca-certificates", "shared-mime-info", "xkb-data")
# What dpkg-shlibdeps wants to see before it looks.
CONTROL = "Source: jewelbox\n\nPackage: jewelbox\nArchitecture: any\n"
VERSIONED = ("libc6 ", "libstdc++6 ")
ELF = b"\x7fELF"


def make(frozen: Path, folder: Path, moment: int, carried: Iterable[str]) -> Path:
    """The package.

    Args:
        moment: what all its files say of their age (seconds, UTC).
        carried: packages of Debian whose libraries lie in the program's folder.
    """
    root, number = freeze.BUILD / "deb", version()
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(frozen, root / PROGRAM, symlinks=True)
    _for_the_desktop(root)
    _documents(root, number, moment)
    architecture = ARCHITECTURES[platform.machine()]
    control = (
        (LINUX / "control")
        .read_text("utf-8")
        .format(
            version=number,
            architecture=architecture,
            size=_kilobytes(root),
            depends=", ".join([*OPENED, *_libraries(root / PROGRAM, carried)]),
        )
    )
    (root / "DEBIAN").mkdir()
    (root / "DEBIAN/control").write_text(control, "utf-8")
    _settle(root, moment)
    target = folder / f"jewelbox_{number}_{architecture}.deb"
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "--build"]
    environ = {**os.environ, "SOURCE_DATE_EPOCH": str(moment)}
    subprocess.run(
        [*command, str(root), str(target)], env=environ, stdout=subprocess.DEVNULL, check=True
    )
    return target


def _for_the_desktop(root: Path) -> None:
    """Menu entry, icons, description, file type; the same that the other packages of Linux use."""
    share = root / "usr/share"
    for name, place in (
        ("jewelbox.desktop", "applications"),
        ("io.github.jewelbox_authors.Jewelbox.metainfo.xml", "metainfo"),
        ("jewelbox.xml", "mime/packages"),
    ):
        (share / place).mkdir(parents=True)
        shutil.copy(LINUX / name, share / place / name)
    for drawn in sorted((freeze.PREPARED / "icons").glob("*.png")):
        icons = share / f"icons/hicolor/{drawn.stem}x{drawn.stem}/apps"
        icons.mkdir(parents=True)
        shutil.copy(drawn, icons / "jewelbox.png")
    (share / "icons/hicolor/scalable/apps").mkdir(parents=True)
    shutil.copy(
        ROOT / "resources/icons/icon.svg", share / "icons/hicolor/scalable/apps/jewelbox.svg"
    )
    (root / "usr/bin").mkdir()
    (root / "usr/bin/jewelbox").symlink_to("../lib/jewelbox/jewelbox")


def _documents(root: Path, version: str, moment: int) -> None:
    """What Debian asks of a package: copyright, changelog, manual page, reasons."""
    documents = root / "usr/share/doc/jewelbox"
    documents.mkdir(parents=True)
    shutil.copy(LINUX / "copyright", documents / "copyright")
    shutil.copytree(root / PROGRAM / "notices", documents / "notices")
    shutil.rmtree(root / PROGRAM / "notices")
    _gzip(documents / "NEWS.gz", (ROOT / "CHANGELOG.md").read_text("utf-8"))
    entry = f"jewelbox ({version}) unstable; urgency=medium\n\n  * See NEWS.gz.\n\n"
    entry += f" -- The Jewelbox authors <jewelbox@localhost>  {formatdate(moment)}\n"
    _gzip(documents / "changelog.gz", entry)
    manual = root / "usr/share/man/man1"
    manual.mkdir(parents=True)
    _gzip(manual / "jewelbox.1.gz", (LINUX / "jewelbox.1").read_text("utf-8"))
    overrides = root / "usr/share/lintian/overrides"
    overrides.mkdir(parents=True)
    shutil.copy(LINUX / "lintian-overrides", overrides / "jewelbox")


def _gzip(target: Path, text: str) -> None:
    target.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def _libraries(program: Path, carried: Iterable[str]) -> list[str]:
    """The packages that bring what the program links to and does not carry.

    With a version only where a system may be too old: what a system with that C library has of the
    others is new enough, and their versions here say more of this system than of the program.
    """
    binaries = [file for file in sorted(program.rglob("*")) if _is_elf(file)]
    place = freeze.BUILD / "shlibdeps"
    (place / "debian").mkdir(parents=True, exist_ok=True)
    (place / "debian/control").write_text(CONTROL, "utf-8")
    folders = sorted({file.parent for file in binaries})
    command = ["dpkg-shlibdeps", "-O", "--ignore-missing-info", "--warnings=0"]
    command += [f"-l{folder}" for folder in folders] + [f"-e{file}" for file in binaries]
    command += [f"-x{package}" for package in carried]
    done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=True)
    found = re.sub(r"^shlibs:Depends=", "", done.stdout.strip())
    names = [name for name in found.split(", ") if name]
    return [name if name.startswith(VERSIONED) else name.split(" (")[0] for name in names]


def _is_elf(file: Path) -> bool:
    # The engine's part for graphics processors is loaded only where there is a driver.
    if file.is_symlink() or not file.is_file() or "vulkan" in file.name:
        return False
    with file.open("rb") as data:
        return data.read(4) == ELF


def _kilobytes(root: Path) -> int:
    return sum(-(-f.lstat().st_size // 1024) for f in root.rglob("*") if not f.is_dir())


def _settle(root: Path, moment: int) -> None:
    """Rights and ages that do not depend on who made the package, and when."""
    for path in [root, *root.rglob("*")]:
        if not path.is_symlink():
            runs = path.is_dir() or path == root / PROGRAM / "jewelbox"
            path.chmod(0o755 if runs else 0o644)
        os.utime(path, (moment, moment), follow_symlinks=False)
