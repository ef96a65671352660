# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Personas and prompts on the disk: one JSON object."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from desktop.domain.persona import Cast, Persona, SavedPrompt
from desktop.services.files import refusal, write_atomically

log = logging.getLogger(__name__)

T = TypeVar("T")


class _Kept(msgspec.Struct):
    personas: list[msgspec.Raw] = []
    prompts: list[msgspec.Raw] = []


class PersonaFile:
    """Made when something is kept."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> Cast:
        """What was kept; what is not allowed is left out."""
        try:
            kept = msgspec.json.decode(self._path.read_bytes(), type=_Kept)
        except FileNotFoundError:
            return Cast()
        except (OSError, msgspec.MsgspecError) as error:
            log.warning("personas could not be read: %s", type(error).__name__)
            return Cast()
        return Cast(_allowed(kept.personas, Persona), _allowed(kept.prompts, SavedPrompt))

    def save(self, cast: Cast) -> None:
        """Replace the file. AppError: DISK_FULL or FOLDER_NOT_WRITABLE."""
        data = msgspec.json.format(msgspec.json.encode(cast))
        try:
            write_atomically(self._path, data)
        except OSError as error:
            raise refusal(error, self._path, len(data)) from error


def _allowed(kept: Sequence[msgspec.Raw], kind: type[T]) -> tuple[T, ...]:
    found = []
    for raw in kept:
        try:
            found.append(msgspec.json.decode(raw, type=kind))
        except msgspec.MsgspecError as error:
            log.warning("a persona or prompt is not allowed: %s", type(error).__name__)
    return tuple(found)
