# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What people install, as far as this system can make it, into dist/, and how large it is."""

import hashlib
import json
import lzma
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path

from making import debian, environments, freeze, notices
from making.notices import Component
from making.places import ROOT
from making.tagged import version

DIST = ROOT / "dist"
MEGABYTE = 1_000_000
GOALS = {".deb": 90, ".tar.xz": 80, "installed": 260}  # megabytes
MACHINES = {"x86_64": "x86_64", "AMD64": "x86_64", "arm64": "aarch64", "aarch64": "aarch64"}
# x86 code compresses a tenth better when its jumps are written as places.
JUMPS = [{"id": lzma.FILTER_X86}] if MACHINES.get(platform.machine()) == "x86_64" else []
# Large enough to see that the engine's libraries are alike. More effort gains a hundredth.
TIGHT = [*JUMPS, {"id": lzma.FILTER_LZMA2, "preset": 6, "dict_size": 1 << 26}]


def package() -> None:
    """Freeze, add the notices, pack.

    Raises:
        notices.Unowned, system.Missing, engine.BuildFailed, subprocess.CalledProcessError
    """
    frozen = freeze.freeze()
    components = own(frozen)
    answer(frozen)
    if DIST.exists():
        shutil.rmtree(DIST)
    DIST.mkdir()
    name = f"jewelbox-{version()}-{sys.platform}-{MACHINES[platform.machine()]}"
    made = [sbom(DIST / f"{name}.cdx.json", components)]
    if sys.platform == "linux":
        made.append(archive(frozen, DIST / f"{name}.tar.xz", freeze.moment()))
        if shutil.which("dpkg-deb"):
            carried = [c.name for c in components if c.purl.startswith("pkg:deb")]
            made.append(debian.make(frozen, DIST, freeze.moment(), carried))
        else:
            print("No .deb: dpkg-deb is not here.")
    else:
        print(
            f"The program is in {frozen}; packaging/README.md says what makes an installer of it."
        )
    checksums(DIST, made)
    tell(frozen, components, made)


def answer(frozen: Path) -> None:
    """The program answers, looks at a photo and reads a document. CalledProcessError, what it said
    on the standard output: something that it opens by its name was not packed.
    """
    program = "jewelbox-console.exe" if sys.platform == "win32" else "jewelbox"
    words = ["--check", "--model", "tiny.gguf", "--projector", "tiny-mmproj.gguf"]
    words += ["--image", "turned.heic", "--document", "count.pdf"]
    with tempfile.TemporaryDirectory() as home:
        environ = {**os.environ, "JEWELBOX_HOME": home}
        subprocess.run(
            [str(frozen / program), *words], cwd=ROOT / "tests/assets", env=environ, check=True
        )


def own(frozen: Path) -> list[Component]:
    """The components of what was packed, with their files; and the folder of notices. Unowned."""
    python = environments.PACKAGE.python
    site = next(python.parents[1].glob("[Ll]ib/**/site-packages"))
    licences = notices.licences_of(python)
    found = notices.Components(site, freeze.PREPARED, version(), licences)
    for inside, source in notices.sources(freeze.BUILD / "work/jewelbox"):
        component = found.of(source)
        if inside not in component.files:
            component.files.append(inside)
    shutil.rmtree(frozen / "notices", ignore_errors=True)
    notices.write(frozen / "notices", found.all())
    owned = {file for component in found.all() for file in component.files}
    for file in sorted(frozen.rglob("*")):
        inside = file.relative_to(frozen).as_posix()
        packed = file.is_file() and not file.is_symlink() and not inside.startswith("notices/")
        if packed and inside not in owned:
            raise notices.Unowned(f"{inside} was packed and belongs to no component")
    return found.all()


def archive(folder: Path, target: Path, moment: int) -> Path:
    """A .tar.xz whose bytes depend on nothing but the files."""
    with (
        lzma.open(target, "wb", format=lzma.FORMAT_XZ, filters=TIGHT) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        for path in [folder, *sorted(folder.rglob("*"))]:
            entry = tar.gettarinfo(path, path.relative_to(folder.parent).as_posix())
            entry.uid = entry.gid = 0
            entry.uname = entry.gname = "root"
            entry.mtime = moment
            entry.mode = 0o755 if entry.mode & 0o100 else 0o644
            if entry.isreg():
                with path.open("rb") as data:
                    tar.addfile(entry, data)
            else:
                tar.addfile(entry)
    return target


def sbom(target: Path, components: Iterable[Component]) -> Path:
    """A CycloneDX 1.6 list of the components, each with its files."""
    listed = [
        {
            "type": "library",
            "bom-ref": component.name,
            "name": component.name,
            "version": component.version,
            "licenses": [{"license": {"name": component.licence}}],
            **({"purl": component.purl} if component.purl else {}),
            "properties": [{"name": "file", "value": file} for file in sorted(component.files)],
        }
        for component in components
    ]
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "jewelbox-program",
                "name": "jewelbox",
                "version": version(),
            }
        },
        "components": listed,
    }
    target.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return target


def checksums(folder: Path, files: Iterable[Path]) -> None:
    """SHA256SUMS, as sha256sum -c reads it."""
    lines = []
    for file in sorted(files):
        with file.open("rb") as data:
            lines.append(f"{hashlib.file_digest(data, 'sha256').hexdigest()}  {file.name}\n")
    (folder / "SHA256SUMS").write_text("".join(lines), "utf-8")


def size(folder: Path) -> int:
    """Bytes of the files in a folder, links not counted."""
    return sum(f.lstat().st_size for f in folder.rglob("*") if f.is_file() and not f.is_symlink())


def tell(frozen: Path, components: Iterable[Component], made: Iterable[Path]) -> None:
    """How large: by component, and each thing that was made beside its goal."""
    print("\nWhat is in it (megabytes):")
    sizes = []
    for component in components:
        files = [frozen / file for file in component.files if file != "jewelbox"]
        sizes.append((sum(file.stat().st_size for file in files), component.name))
    sizes.append(((frozen / "jewelbox").stat().st_size, "all Python modules, in the program"))
    for bytes_, name in sorted(sizes, reverse=True):
        if bytes_ >= MEGABYTE / 10:
            print(f"{bytes_ / MEGABYTE:8.1f}  {name}")
    print()
    figures = {file.name: file.stat().st_size for file in made}
    for name, bytes_ in {**figures, "installed": size(frozen)}.items():
        goal = next((goal for ending, goal in GOALS.items() if name.endswith(ending)), None)
        figure = {"figure": f"size of {name}", "value": round(bytes_ / MEGABYTE, 1), "unit": "MB"}
        if goal:
            figure |= {"goal": f"<= {goal}", "met": bytes_ <= goal * MEGABYTE}
        print(json.dumps(figure))
