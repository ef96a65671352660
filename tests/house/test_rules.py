# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The rules of the house that no linter knows. ARCHITECTURE.md says what they are for."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = [
    *sorted(
        file for top in ("desktop", "tests", "packaging") for file in (ROOT / top).rglob("*.py")
    ),
    ROOT / "dev.py",
]
FILE, CLASS, FUNCTION = 400, 250, 40  # lines
HEADER = (
    "# SPDX-FileCopyrightText: The Jewelbox authors",
    "# SPDX-License-Identifier: Apache-2.0",
)
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}

# Each outside library has one home: there it can be replaced, and a test can stand in for it.
HOMES = {
    "httpx": ["desktop/services/http.py"],
    "truststore": ["desktop/services/http.py"],
    "huggingface_hub": ["desktop/services/hub.py", "desktop/services/*/hub.py"],
    "llama_cpp": ["desktop/services/engine/*"],
    "PIL": [
        "desktop/services/pictures.py",
        "desktop/services/pixels.py",
        "desktop/services/engine/*",
    ],
    "pi_heif": ["desktop/services/pixels.py"],
    "pypdfium2": ["desktop/services/documents/pdf.py"],
    "defusedxml": ["desktop/services/documents/docx.py"],
    "charset_normalizer": ["desktop/services/documents/text.py"],
    "platformdirs": ["desktop/services/paths.py"],
    "psutil": ["desktop/services/computer.py"],
    "keyring": ["desktop/services/secrets.py"],
    "sqlite3": ["desktop/services/chats/*", "desktop/services/exchange/ollama.py"],
    "markdown_it": ["desktop/services/markdown_rules.py", "desktop/ui/chat/markdown.py"],
    "ziamath": ["desktop/services/formulas.py"],
    "pygments": ["desktop/ui/chat/code*.py"],
}


def _name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


@cache
def _imports(file: Path) -> list[str]:
    """Kept, and the tree is not: a large heap makes the guard of each test slow."""
    found = []
    for node in ast.walk(_tree(file)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append(node.module)
    return found


def _heights(file: Path) -> Iterator[str]:
    """What is higher than its ceiling."""
    lines = len(file.read_text("utf-8").splitlines())
    if lines > FILE:
        yield f"{_name(file)} has {lines} lines"
    for node in ast.walk(_tree(file)):
        if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        ceiling = CLASS if isinstance(node, ast.ClassDef) else FUNCTION
        tall = (node.end_lineno or node.lineno) - node.lineno
        if tall > ceiling:
            yield f"{_name(file)}:{node.lineno}: {node.name} has {tall} lines, not {ceiling}"


def test_ceilings() -> None:
    """What grows past them has more than one thing to do."""
    assert not [high for file in CODE for high in _heights(file)]


def test_headers() -> None:
    def first(file: Path) -> list[str]:
        lines = file.read_text("utf-8").splitlines()
        return [line for line in lines if not line.startswith("#!")][:2]

    assert not [_name(file) for file in CODE if first(file) != [*HEADER]]


def test_names_say_something() -> None:
    parts = {_name(file): {*file.relative_to(ROOT).with_suffix("").parts} for file in CODE}
    assert not [name for name, part in parts.items() if part & NAMES_THAT_SAY_NOTHING]


def test_domain_is_made_of_the_standard_library_alone() -> None:
    strangers = {
        f"{_name(file)}: {module}"
        for file in (ROOT / "desktop/domain").rglob("*.py")
        for module in _imports(file)
        if module.split(".")[0] not in sys.stdlib_module_names
        and not module.startswith("desktop.domain")
    }
    assert not strangers


def test_each_outside_library_has_its_home() -> None:
    strays = {
        f"{_name(file)}: {module}"
        for file in (ROOT / "desktop").rglob("*.py")
        for module in _imports(file)
        for home in [HOMES.get(module.split(".")[0])]
        if home is not None and not any(fnmatch(_name(file), pattern) for pattern in home)
    }
    assert not strays


def test_tests_unit_do_without_qt() -> None:
    """They run in an environment that does not have it; here it is told earlier."""
    strays = {
        f"{_name(file)}: {module}"
        for file in (ROOT / "tests/unit").rglob("*.py")
        for module in _imports(file)
        if module.split(".")[0] in ("PySide6", "shiboken6", "pytestqt")
        or module.startswith(("desktop.ui", "desktop.presenters", "desktop.app"))
    }
    assert not strays


def test_packaging_is_a_folder_and_no_package() -> None:
    """Else it would hide the library of that name from everything that runs in the checkout."""
    assert not (ROOT / "packaging/__init__.py").exists()


LOOK_AROUND = """
import importlib, pkgutil, sys, threading
import desktop
for module in pkgutil.walk_packages(desktop.__path__, "desktop."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
from PySide6.QtCore import QCoreApplication
assert QCoreApplication.instance() is None, "an application came to be"
assert threading.active_count() == 1, threading.enumerate()
heavy = {"llama_cpp", "huggingface_hub", "numpy"} & {*sys.modules}
assert not heavy, f"imported at once: {heavy}"
"""


def test_importing_does_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No folder, no thread, no application; what is slow to import waits until it is needed."""
    monkeypatch.setenv("JEWELBOX_HOME", str(tmp_path / "home"))
    command = [sys.executable, "-W", "error", "-c", LOOK_AROUND]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=50, check=False
    )
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "home").exists()
