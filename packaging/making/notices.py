# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Whose work is in what we give away: every file belongs to a component, and every component comes
with its licence. What belongs to nobody stops the packaging.

The folder `notices` in the program is for people, the SBOM (CycloneDX 1.6, JSON) for machines.
"""

import ast
import json
import os
import platform
import subprocess
import sys
import sysconfig
import tarfile
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import Distribution, distributions
from pathlib import Path

from making import engine
from making.places import ROOT

LLAMA, PYTHON, OURS = "llama.cpp", "Python", "Jewelbox"
WORDS = ROOT / "packaging/frozen"
# What is under the LGPL comes with both of its texts and with words of ours: how to put other
# libraries in the place of these, and the offer of the source.
LGPL = {"PySide6_Essentials": "qt.txt", "shiboken6": "qt.txt", "pi_heif": "heif.txt"}
# Debian's; elsewhere the environment says where these texts are.
COMMON = Path(os.environ.get("JEWELBOX_LICENCES", "/usr/share/common-licenses"))
TEXT_NAMES = ("LICEN", "COPYING", "NOTICE", "AUTHORS", "COPYRIGHT")


class Unowned(Exception):
    """A file belongs to no component, or a component has no licence."""


@dataclass
class Component:
    """Something that others made, or we.

    Attributes:
        licence: as its metadata says, in SPDX's words where they do.
        purl: its address among packages (https://github.com/package-url/purl-spec).
        texts: licences and notices by file name.
        files: in the program's folder, relative, with /.
    """

    name: str
    version: str
    licence: str
    home: str = ""
    purl: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


class Components:
    """Finds the component of a file by where the file came from.

    Args:
        site: the packages of the environment that was packed.
        prepared: the folder with the engine and the resources.
        version: of the application.
        licences: of packages, by name: the licence and where its home is.
    """

    def __init__(
        self, site: Path, prepared: Path, version: str, licences: dict[str, tuple[str, str]]
    ) -> None:
        self._site, self._prepared, self._version = site, prepared, version
        self._licences = licences
        self._known: dict[str, Component] = {}
        self._distributions: dict[Path, Distribution] = {}
        for one in distributions(path=[str(site)]):
            for file in one.files or ():
                self._distributions[Path(str(one.locate_file(file))).resolve()] = one

    def all(self) -> list[Component]:
        """Those that were met, by name."""
        return sorted(self._known.values(), key=lambda component: component.name.lower())

    def of(self, source: Path) -> Component:
        """The component that a file belongs to. Unowned."""
        source = source.resolve()
        one = self._distributions.get(source)
        if one is not None:
            return self._met(one.name, lambda: self._package(one))
        stdlib = Path(sysconfig.get_path("stdlib")).resolve()
        if source.is_relative_to(self._prepared / "resources"):
            return self._met(OURS, self._ours)
        if source.is_relative_to(self._prepared):
            return self._met(LLAMA, self._llama)
        whole = sys.platform != "linux" and source.is_relative_to(Path(sys.base_prefix).resolve())
        if (
            whole
            or source.is_relative_to(stdlib)
            or "python3" in source.name
            or (source.suffix == ".zip")
        ):
            return self._met(PYTHON, lambda: _python(stdlib))
        if source.is_relative_to(ROOT) and not source.is_relative_to(self._site):
            return self._met(OURS, self._ours)
        if sys.platform == "linux":
            package, version = debian_package(source)
            return self._met(package, lambda: _debian(package, version))
        raise Unowned(f"{source} belongs to no component")

    def _met(self, name: str, make: Callable[[], Component]) -> Component:
        if name not in self._known:
            component = make()
            if not component.texts:
                raise Unowned(f"{name} ({component.licence}) has no text of its licence")
            self._known[name] = component
        return self._known[name]

    def _ours(self) -> Component:
        texts = {"LICENSE": (ROOT / "LICENSE").read_text("utf-8")}
        return Component(OURS, self._version, "Apache-2.0", texts=texts)

    def _package(self, one: Distribution) -> Component:
        licence, home = self._licences.get(one.name, ("", ""))
        texts = _texts(one)
        if one.name in LGPL:
            words = (WORDS / LGPL[one.name]).read_text("utf-8")
            texts = {
                "LGPL": words,
                **texts,
                **{name: _common(name) for name in ("LGPL-3", "GPL-3")},
            }
        if not texts and licence in ("MIT", "MIT License"):
            author = one.metadata["Author"] or one.metadata["Author-email"]
            texts["MIT"] = (WORDS / "mit.txt").read_text("utf-8").format(author=author)
        purl = f"pkg:pypi/{one.name.lower().replace('_', '-')}@{one.version}"
        return Component(one.name, one.version, licence, home, purl, texts)

    def _llama(self) -> Component:
        one = next(d for d in distributions(path=[str(self._site)]) if d.name == "llama_cpp_python")
        texts = {}
        with tarfile.open(engine.source()) as archive:
            for member in archive.getmembers():
                path = Path(member.name)
                if path.name.upper().startswith("LICEN") and "tools" not in path.parts:
                    text = archive.extractfile(member)
                    if text is not None and path.suffix != ".cmake":
                        name = "-".join(path.parts[1:])
                        texts[name] = text.read().decode("utf-8", "replace")
        home = "https://github.com/ggml-org/llama.cpp"
        purl = f"pkg:pypi/llama-cpp-python@{one.version}"
        return Component(LLAMA, f"in llama-cpp-python {one.version}", "MIT", home, purl, texts)


def _texts(one: Distribution) -> dict[str, str]:
    """The licences and notices that a package brings, by name; also of what is built into it."""
    texts = {}
    for file in one.files or ():
        folder, *inside = file.parts
        if folder.endswith(".dist-info") and (
            "licenses" in inside[:-1] or file.name.upper().startswith(TEXT_NAMES)
        ):
            name = "/".join(inside).removeprefix("licenses/")
            texts[name] = Path(str(one.locate_file(file))).read_text("utf-8", "replace")
    return texts


def licences_of(python: Path) -> dict[str, tuple[str, str]]:
    """What pip-licenses says of every package: its licence and its home."""
    command = [str(python), "-m", "piplicenses", "--format=json", "--from=mixed"]
    done = subprocess.run(
        [*command, "--with-urls", "--with-system"], capture_output=True, text=True, check=True
    )
    rows = json.loads(done.stdout)
    return {row["Name"]: (row["License"], row["URL"].replace("UNKNOWN", "")) for row in rows}


def _common(name: str) -> str:
    """A licence that every Debian has."""
    path = COMMON / name
    if not path.is_file():
        raise Unowned(f"the text of {name} is not at {path}")
    return path.read_text("utf-8")


def _python(stdlib: Path) -> Component:
    texts: dict[str, str] = {}
    for folder in (stdlib, stdlib.parent, Path(sys.base_prefix)):
        for file in (folder / "LICENSE.txt", folder / "LICENSE"):
            if file.is_file() and not texts:
                texts["LICENSE"] = file.read_text("utf-8", "replace")
    version = platform.python_version()
    return Component(PYTHON, version, "PSF-2.0", "https://www.python.org", texts=texts)


def debian_package(file: Path) -> tuple[str, str]:
    """Name and version of the package of Debian or Ubuntu that a library comes from. Unowned."""
    for path in (file, Path("/", *file.parts[2:])):  # /usr/lib may be known as /lib
        asked = subprocess.run(
            ["dpkg-query", "-S", str(path)], capture_output=True, text=True, check=False
        )
        if asked.returncode == 0:
            name = asked.stdout.split(":")[0]
            version = subprocess.run(
                ["dpkg-query", "-W", "-f", "${Version}\n", name],
                capture_output=True,
                text=True,
                check=True,
            )
            return name, version.stdout.splitlines()[0]
    raise Unowned(f"{file} belongs to no package")


def _debian(package: str, version: str) -> Component:
    file = Path("/usr/share/doc", package, "copyright")
    texts = {"copyright": file.read_text("utf-8", "replace")} if file.is_file() else {}
    for name in sorted(path.name for path in COMMON.iterdir() if not path.is_symlink()):
        if f"common-licenses/{name}" in texts.get("copyright", ""):
            texts[name] = _common(name)
    home = f"https://tracker.debian.org/pkg/{package}"
    purl = f"pkg:deb/debian/{package}@{version}"
    return Component(package, version, "see its copyright file", home, purl, texts)


def sources(work: Path) -> list[tuple[str, Path]]:
    """What PyInstaller packed: the name in the program's folder, and where it is from. Modules in
    its archive are listed under the program, which carries the archive.
    """
    collected = ast.literal_eval((work / "COLLECT-00.toc").read_text("utf-8"))[0]
    archived = ast.literal_eval((work / "PYZ-00.toc").read_text("utf-8"))[1]
    programs = {"jewelbox", "jewelbox.exe", "jewelbox-console.exe"}
    places = []
    for name, source, kind in collected:
        inside = name if name in programs else f"_internal/{name}"
        if kind != "SYMLINK":
            places.append((inside, Path(source)))
    places += [
        ("jewelbox", Path(source)) for _, source, kind in archived if source not in ("", "-")
    ]
    return places


def write(folder: Path, components: list[Component]) -> None:
    """The folder of notices: an index, and a file for each component."""
    folder.mkdir()
    lines = ["Jewelbox contains the work of others. Each has a file here with its licence.", ""]
    for component in components:
        head = f"{component.name} {component.version}: {component.licence}"
        lines.append(f"{head}  {component.home}".rstrip())
        texts = [
            f"{'=' * 78}\n{name}\n{'=' * 78}\n\n{text}" for name, text in component.texts.items()
        ]
        (folder / f"{component.name}.txt").write_text("\n\n".join([head, *texts]), "utf-8")
    (folder / "README.txt").write_text("\n".join([*lines, ""]), "utf-8")
