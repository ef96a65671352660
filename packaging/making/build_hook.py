# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Hatchling asks this when it makes a wheel: resources/ goes in as desktop/_resources, with its
translations built. An installation in place (editable) reads the checkout instead.
"""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Resources(BuildHookInterface[Any]):
    """The only build step that is ours."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before the wheel is packed."""
        if version == "editable":
            return
        resources = Path(self.root, "resources")
        sys.path.insert(0, str(Path(self.root, "packaging")))
        from making import translations

        translations.build(Path(sys.executable))
        for file in sorted(resources.rglob("*")):
            if file.is_file() and file.suffix not in (".ts", ".pyc"):
                inside = file.relative_to(resources).as_posix()
                build_data["force_include"][str(file)] = f"desktop/_resources/{inside}"
