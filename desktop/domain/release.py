# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A version of the program that can be had, and whether it is newer than this one."""

import re
from dataclasses import dataclass

LONGEST_NOTES = 4000  # characters

_VERSION = re.compile(r"v?(\d{1,6}(?:\.\d{1,6}){0,3})")


@dataclass(frozen=True, slots=True)
class Release:
    """version: "1.2.3". page: where a person gets it. notes: plain text, what is new."""

    version: str
    page: str
    notes: str = ""

    def is_newer_than(self, version: str) -> bool:
        """Whether it comes after a version; never when that one cannot be read."""
        mine, other = version_number(self.version), version_number(version)
        return bool(mine and other) and _filled(mine) > _filled(other)


def version_number(version: str) -> tuple[int, ...]:
    """The numbers of "1.2.3" or "v1.2.3"; () for anything else, as a version that is tried out."""
    found = _VERSION.fullmatch(version)
    return tuple(int(number) for number in found[1].split(".")) if found else ()


def _filled(numbers: tuple[int, ...]) -> tuple[int, ...]:
    return (*numbers, 0, 0, 0)[:4]
