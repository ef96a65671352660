# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Where the packaged application starts: what a Python installation does by itself, done here."""

import os
import runpy
import sys
from pathlib import Path

PORTABLE = "data"


def start() -> int:
    """The command line, or a module of ours when this program calls itself with `-m`."""
    give_back_library_path()
    keep_data_beside(Path(sys.executable).parent)
    os.environ.pop("GGML_BACKEND_PATH", None)  # llama.cpp would load what no manifest vouches for
    if sys.argv[1:2] == ["-m"] and sys.argv[2:3] and sys.argv[2].startswith("desktop."):
        module = sys.argv[2]
        sys.argv = sys.argv[2:]
        runpy.run_module(module, run_name="__main__", alter_sys=True)
        return 0
    from desktop.__main__ import main

    return main()


def give_back_library_path() -> None:
    """The loader has read where our libraries are; a browser that we open must not find them.

    What we start of our own then has to look for them again, and PyInstaller's start is told so.
    """
    os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    if before:
        os.environ["LD_LIBRARY_PATH"] = before
    else:
        os.environ.pop("LD_LIBRARY_PATH", None)


def keep_data_beside(program: Path) -> None:
    """Portable: all goes into a folder called data, if somebody made one beside the program."""
    beside = program / PORTABLE
    if beside.is_dir():  # one that cannot be written is told at the start, and not gone round
        os.environ.setdefault("JEWELBOX_HOME", str(beside))


if __name__ == "__main__":
    sys.exit(start())
