# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The version of the source, printed: tagged.py [TAG]. Fails when the tag names another one."""

import re
import sys
from pathlib import Path

INIT = Path(__file__).resolve().parents[2] / "desktop/__init__.py"


def version() -> str:
    """As desktop/__init__.py says it."""
    found = re.search(r'^__version__ = "(.+)"$', INIT.read_text("utf-8"), re.MULTILINE)
    assert found is not None
    return found[1]


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1] != f"v{version()}":
        sys.exit(f"The tag is {sys.argv[1]}, the source is v{version()}.")
    print(version())
