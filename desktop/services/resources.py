# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Where the icons, themes, translations and the catalogue are."""

from pathlib import Path


def resources_folder() -> Path:
    """In an installation inside the package; in a checkout beside it."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "_resources"
    return installed if installed.is_dir() else package.parent / "resources"
