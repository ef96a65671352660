# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What dev.py package is made of. The packages themselves are tried by packaging/linux/prove.py."""

import os
import runpy
import shutil
import subprocess
import sysconfig
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from desktop.services.engine.native import _load_backends, native
from making import engine, freeze, installers, notices

ROOT = Path(__file__).parents[2]
SITE = Path(sysconfig.get_path("purelib"))


@pytest.fixture
def components(tmp_path: Path) -> notices.Components:
    return notices.Components(SITE, tmp_path / "prepared", "1.0", {"pillow": ("MIT-CMU", "")})


def test_every_kind_of_file_has_a_component_with_its_licence(
    components: notices.Components, tmp_path: Path
) -> None:
    stdlib = Path(sysconfig.get_path("stdlib"))
    sources = {
        SITE / "PIL/Image.py": "pillow",
        next((SITE / "msgspec").glob("_core*")): "msgspec",
        stdlib / "json/decoder.py": "Python",
        tmp_path / "prepared/resources/build.json": "Jewelbox",
        ROOT / "desktop/app.py": "Jewelbox",
    }
    assert {components.of(source).name for source in sources} == set(sources.values())
    assert all(one.texts for one in components.all())
    assert next(one for one in components.all() if one.name == "pillow").licence == "MIT-CMU"


@pytest.mark.skipif(not notices.COMMON.is_dir(), reason="Debian's folder of licences")
@pytest.mark.parametrize(
    ("name", "library"),
    [("PySide6_Essentials", "*Qt6Core.so*"), ("shiboken6", "libshib*"), ("pi_heif", "libheif*")],
)
def test_the_lgpl_comes_with_its_texts_and_the_offer_of_the_source(
    components: notices.Components, name: str, library: str
) -> None:
    one = components.of(next(SITE.rglob(library)))
    assert one.name == name
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in one.texts["LGPL-3"]
    assert "GNU GENERAL PUBLIC LICENSE" in one.texts["GPL-3"]
    assert "offered to everybody" in " ".join(one.texts["LGPL"].split())


def test_what_is_built_into_a_library_brings_its_licences(components: notices.Components) -> None:
    texts = components.of(next(SITE.rglob("libpdfium*"))).texts
    assert {"BUILD_LICENSES/freetype.txt", "BUILD_LICENSES/pdfium.txt"} <= set(texts)


def test_a_package_that_names_the_mit_licence_and_brings_no_text_gets_it(tmp_path: Path) -> None:
    known = {"latex2mathml": ("MIT", "")}
    components = notices.Components(SITE, tmp_path / "prepared", "1.0", known)
    texts = components.of(SITE / "latex2mathml/walker.py").texts
    assert "Ronie Martinez" in texts["MIT"] and "WITHOUT WARRANTY" in texts["MIT"]
    known.clear()
    with pytest.raises(notices.Unowned, match="latex2mathml"):
        notices.Components(SITE, tmp_path, "1.0", known).of(SITE / "latex2mathml/walker.py")


@pytest.mark.skipif(not shutil.which("dpkg-query"), reason="Debian's database of files")
def test_a_library_of_the_system_belongs_to_its_package(components: notices.Components) -> None:
    library = next(Path("/usr/lib").rglob("libfontconfig.so.1"))
    component = components.of(library)
    assert component.name.startswith("libfontconfig1")
    assert component.texts["copyright"]


def test_what_belongs_to_nobody_is_refused(components: notices.Components, tmp_path: Path) -> None:
    stray = tmp_path / "stray.so"
    stray.touch()
    with pytest.raises(notices.Unowned, match="stray"):
        components.of(stray)


def test_the_notices_name_every_component(components: notices.Components, tmp_path: Path) -> None:
    components.of(SITE / "PIL/Image.py")
    notices.write(tmp_path / "notices", components.all())
    assert "pillow" in (tmp_path / "notices/README.txt").read_text("utf-8")
    assert "Secret Labs" in (tmp_path / "notices/pillow.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "packed"),
    [
        ("bin/libggml-cpu-haswell.so", True),
        ("bin/ggml-cpu-haswell.dll", True),
        ("bin/llama-cli", False),
        ("llama_cpp/lib/libllama.so.0", True),
        ("llama_cpp/lib/libllama.so", False),
        ("llama_cpp/lib/libggml.so.0.25.3", False),
        ("llama_cpp/lib/libmtmd.so", True),
        ("llama_cpp/lib/libmtmd.so.0", False),
        ("llama_cpp/lib/llama.dll", True),
        ("llama_cpp/lib/libllama.dylib", True),
        ("lib/libllama.so.0", False),
        ("llama_cpp/llama_cpp.py", False),
    ],
)
def test_each_library_of_the_engine_is_packed_once(name: str, packed: bool) -> None:
    assert freeze.is_library(Path(name)) is packed


def test_an_archive_depends_on_its_files_alone(tmp_path: Path) -> None:
    folder = tmp_path / "one/jewelbox"
    (folder / "inside").mkdir(parents=True)
    (folder / "inside/file").write_text("words")
    (folder / "link").symlink_to("inside/file")
    first = installers.archive(folder, tmp_path / "first.tar.xz", moment=1_000_000)
    os.utime(folder / "inside/file", (5, 5))
    (folder / "inside/file").chmod(0o600)
    second = installers.archive(folder, tmp_path / "second.tar.xz", moment=1_000_000)
    assert first.read_bytes() == second.read_bytes()


@pytest.fixture
def start() -> SimpleNamespace:
    return SimpleNamespace(**runpy.run_path(str(ROOT / "packaging/frozen/start.py"), run_name="x"))


def test_a_browser_gets_the_library_path_that_was_there_before(
    start: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/ours")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/before")
    monkeypatch.setenv("PYINSTALLER_RESET_ENVIRONMENT", "0")
    start.give_back_library_path()
    assert os.environ["LD_LIBRARY_PATH"] == "/before"
    start.give_back_library_path()
    assert "LD_LIBRARY_PATH" not in os.environ
    assert os.environ["PYINSTALLER_RESET_ENVIRONMENT"] == "1"  # for a child of our own


def test_a_folder_beside_the_program_makes_it_portable(
    start: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JEWELBOX_HOME")
    start.keep_data_beside(tmp_path)
    assert "JEWELBOX_HOME" not in os.environ
    (tmp_path / "data").mkdir()
    start.keep_data_beside(tmp_path)
    assert os.environ["JEWELBOX_HOME"] == str(tmp_path / "data")
    monkeypatch.setenv("JEWELBOX_HOME", "/chosen")
    start.keep_data_beside(tmp_path)
    assert os.environ["JEWELBOX_HOME"] == "/chosen"


def test_the_program_runs_modules_of_ours_and_no_others(
    start: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["jewelbox", "-m", "this"])
    with pytest.raises(SystemExit):
        start.start()
    assert "unrecognized arguments" in capsys.readouterr().err


def test_backends_are_loaded_only_when_none_is_linked_in() -> None:
    asked: list[bytes] = []

    def binding(backends: int) -> SimpleNamespace:
        count: Callable[[], int] = lambda: backends  # noqa: E731
        library = SimpleNamespace(
            ggml_backend_reg_count=_Function(count),
            ggml_backend_load_all_from_path=lambda path: asked.append(path.value),
        )
        return SimpleNamespace(__file__="/there/llama_cpp.py", _lib=library)

    _load_backends(binding(1))
    assert asked == []
    _load_backends(binding(0))
    assert asked == [os.fsencode(str(Path("/there/lib")))]
    assert native().backends()  # and the real one has one


class _Function:
    """As ctypes has them: called, and told what they return."""

    restype: object = None

    def __init__(self, call: Callable[[], int]) -> None:
        self._call = call

    def __call__(self) -> int:
        return self._call()


def test_the_part_for_graphics_processors_is_packed_only_where_it_can_be_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VULKAN_SDK", str(tmp_path))
    monkeypatch.setenv("CMAKE_ARGS", "-DNOBODY_BUILT_THIS=ON")  # so that none is kept
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert engine.no_vulkan() == "glslc is not here"
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    assert "number 0" in engine.no_vulkan()
    header = tmp_path / "include/vulkan/vulkan_core.h"
    header.parent.mkdir(parents=True)
    header.write_text("#define VK_HEADER_VERSION 239\n")
    assert "number 239" in engine.no_vulkan()
    header.write_text("// Vulkan\n#define VK_HEADER_VERSION 309\n")
    assert engine.no_vulkan() == ""


@pytest.mark.parametrize(
    "words",
    [
        ["desktop-file-validate", "jewelbox.desktop"],
        [
            "appstreamcli",
            "validate",
            "--no-net",
            "io.github.jewelbox_authors.Jewelbox.metainfo.xml",
        ],
        ["flatpak-builder", "--show-manifest", "io.github.jewelbox_authors.Jewelbox.yml"],
        ["shellcheck", "appimage.sh", "flatpak.sh", "../macos/make_dmg.sh", "../macos/prove.sh"],
    ],
    ids=lambda words: words[0],
)
def test_what_a_desktop_is_told_and_what_builds_it_are_as_their_tools_want_them(
    words: list[str], tmp_path: Path
) -> None:
    if not shutil.which(words[0]):
        pytest.skip(f"{words[0]} is not here")
    folder = ROOT / "packaging/linux"
    words = [str(folder / word) if (folder / word).is_file() else word for word in words]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(not shutil.which("makensis"), reason="makensis is not here")
def test_the_installer_for_windows_compiles_with_a_stand_in_for_the_program(tmp_path: Path) -> None:
    payload, out = tmp_path / "payload", tmp_path / "jewelbox.exe"
    (payload / "_internal").mkdir(parents=True)
    (payload / "jewelbox.exe").touch()
    words = ["-WX", "-V2", "-DVERSION=1.2.3", f"-DPAYLOAD={payload}", f"-DOUT={out}"]
    script = ROOT / "packaging/windows/jewelbox.nsi"
    subprocess.run(["makensis", *words, str(script)], check=True)
    assert out.read_bytes().startswith(b"MZ")
