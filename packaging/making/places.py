# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Where things are: in the checkout, and in the folder that all checkouts share."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ROOT / "requirements"
# not the one of an environment that is about to be made anew
BASE_PYTHON: str = getattr(sys, "_base_executable", sys.executable)


def shared_cache() -> Path:
    """The folder of this person for what is made once for all checkouts."""
    home = Path.home()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData/Local")
    elif sys.platform == "darwin":
        base = home / "Library/Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")
    return base / "jewelbox-dev"


def tool(environment: Path, name: str) -> Path:
    """A command in an environment."""
    if sys.platform == "win32":
        return environment / "Scripts" / f"{name}.exe"
    return environment / "bin" / name
