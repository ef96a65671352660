# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Where the icons, themes, translations and the catalogue are, and what is known of this build."""

import json
from pathlib import Path


def resources_folder() -> Path:
    """In an installation inside the package; in a checkout beside it."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "_resources"
    return installed if installed.is_dir() else package.parent / "resources"


def releases_address() -> str:
    """Where the makers of this build tell of new versions; "" for a checkout."""
    try:
        facts = json.loads((resources_folder() / "build.json").read_bytes())
    except (OSError, ValueError):
        return ""
    return str(facts.get("releases", "")) if isinstance(facts, dict) else ""
