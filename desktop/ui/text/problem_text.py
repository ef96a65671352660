# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""A failure in words, and what the words of many failures have in common."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class ProblemText:
    """A failure in words.

    Attributes:
        title: what happened, a few words without a full stop.
        what: what was tried and what is kept.
        next: the one thing to do.
    """

    title: str
    what: str
    next: str


def name_of(values: Mapping[str, object]) -> str:
    """The file's name, or words for it."""
    return str(values.get("name") or translate("Problem", "This file"))


def model_of(values: Mapping[str, object]) -> str:
    """The model's name, or words for it."""
    return str(values.get("name") or translate("Problem", "This model"))


def number_of(values: Mapping[str, object], key: str) -> float:
    """A value that is a number, else 0."""
    value = values.get(key)
    return float(value) if isinstance(value, int | float) else 0.0
