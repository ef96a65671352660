# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Extra parts of the engine: loaded when they are what their list says, and only then.

The part is a real one for ggml, in a few lines of C, that computes nothing.
"""

import ctypes
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.services.engine.backends import ExtraState, find_extras
from desktop.services.engine.native import keep_off_gpus, native

COMPILER = shutil.which("cc") or shutil.which("gcc")
NAME = "libggml-dummy.so"
# ggml's interface of a backend (ggml-backend-impl.h), as far as it is asked when one is loaded.
SOURCE = """
#include <stddef.h>
struct part {
    int version;
    const char *(*name)(void *);
    size_t (*count)(void *);
    void *(*device)(void *, size_t);
    void *(*address)(void *, const char *);
    void *context;
};
static const char *name(void *p) { return "Dummy"; }
static size_t count(void *p) { return 0; }
static void *device(void *p, size_t i) { return NULL; }
static void *address(void *p, const char *n) { return NULL; }
static struct part part = { 2, name, count, device, address, NULL };
struct part *ggml_backend_init(void) { return &part; }
"""
ASK = "from desktop.services.engine.native import native; print(*native().backends())"


@pytest.fixture
def part(tmp_path: Path) -> Path:
    """A folder as it should be, with a library that is none."""
    folder = tmp_path / "elsewhere/data/backends/dummy"
    folder.mkdir(parents=True)
    (folder / NAME).write_bytes(b"no library")
    list_files(folder)
    return folder


def list_files(folder: Path, **changes: object) -> None:
    files = {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.iterdir()
        if file.name != "manifest.json"
    }
    listed = {"name": "Dummy 1", "engine": "1.0", "library": NAME, "files": files}
    (folder / "manifest.json").write_text(json.dumps(listed | changes))


def state(part: Path, engine: str = "1.0") -> ExtraState:
    (found,) = find_extras(part.parent, engine)
    return found.state


def test_without_a_folder_there_is_none(tmp_path: Path) -> None:
    assert find_extras(tmp_path / "nowhere", "1.0") == []


def test_what_is_as_its_list_says_is_ready(part: Path) -> None:
    (found,) = find_extras(part.parent, "1.0")
    assert (found.name, found.library, found.state) == ("Dummy 1", part / NAME, ExtraState.READY)


def test_what_was_built_for_another_engine_is_not_ready(part: Path) -> None:
    assert state(part, "1.1") is ExtraState.OTHER_ENGINE


def _change(part: Path) -> None:
    (part / NAME).write_bytes(b"no librarY")


def _add(part: Path) -> None:
    (part / "libcuda.so").touch()


def _link(part: Path) -> None:
    shutil.move(part / NAME, part.parents[1] / NAME)
    (part / NAME).symlink_to(part.parents[1] / NAME)


def _unlisted(part: Path) -> None:
    list_files(part, library="other.so")


def _outside(part: Path) -> None:
    list_files(part, library="../x.so", files={"../x.so": "0" * 64})


@pytest.mark.parametrize(
    "damage",
    [
        _change,
        _add,
        _link,
        _unlisted,
        _outside,
        lambda part: (part / NAME).unlink(),
        lambda part: (part / "manifest.json").unlink(),
        lambda part: (part / "manifest.json").write_text("{"),
        lambda part: list_files(part, more=1),
    ],
)
@pytest.mark.expected_logs("an extra part of the engine")
def test_what_is_not_as_its_list_says_is_not_used(
    part: Path, damage: Callable[[Path], object]
) -> None:
    damage(part)
    assert state(part) is ExtraState.DAMAGED


def backends(part: Path) -> list[str]:
    """What a process of ours has that finds the part."""
    environ = {**os.environ, "JEWELBOX_HOME": str(part.parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=environ, capture_output=True, text=True, check=True
    )
    return done.stdout.split()


@pytest.mark.slow
@pytest.mark.skipif(not COMPILER or os.name == "nt", reason="needs a compiler for C")
def test_the_engine_loads_a_part_that_is_right_and_no_other(part: Path) -> None:
    assert COMPILER
    subprocess.run(
        [COMPILER, "-shared", "-fPIC", "-x", "c", "-", "-o", str(part / NAME)],
        input=SOURCE.encode(),
        check=True,
    )
    list_files(part, engine=native().version())
    usual = native().backends()
    assert backends(part) == [*usual, "Dummy"]
    list_files(part, engine="0")
    assert backends(part) == usual
    list_files(part, engine=native().version())
    with (part / NAME).open("ab") as file:
        file.write(b"\0")  # still a library, but another one
    assert backends(part) == usual


@pytest.mark.slow
def test_a_part_that_is_no_library_leaves_the_engine_as_it_was(part: Path) -> None:
    list_files(part, engine=native().version())
    assert backends(part) == native().backends()


def test_a_model_for_the_processor_is_given_an_empty_list_of_others() -> None:
    parameters = native().llama.llama_model_default_params()
    parameters.n_gpu_layers = 5
    keep_off_gpus(parameters)
    assert parameters.n_gpu_layers == 0
    assert parameters.devices and ctypes.c_void_p.from_address(parameters.devices).value is None
