# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""What people have set for their models, on the disk: one JSON object."""

import logging
from collections.abc import Mapping
from pathlib import Path

import msgspec

from desktop.domain.tuning import Tuning
from desktop.services.files import refusal, write_atomically

log = logging.getLogger(__name__)


class TuningFile:
    """By the id of the installed model."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> dict[str, Tuning]:
        """What was set; a model whose values are not allowed is as recommended."""
        try:
            kept = msgspec.json.decode(self._path.read_bytes(), type=dict[str, msgspec.Raw])
        except FileNotFoundError:
            return {}
        except (OSError, msgspec.MsgspecError) as error:
            log.warning("what was set for models could not be read: %s", type(error).__name__)
            return {}
        tunings = {}
        for model_id, raw in kept.items():
            try:
                tunings[model_id] = msgspec.json.decode(raw, type=Tuning)
            except msgspec.MsgspecError as error:
                log.warning("what was set for a model is not allowed: %s", type(error).__name__)
        return tunings

    def save(self, tunings: Mapping[str, Tuning]) -> None:
        """Replace the file. AppError: DISK_FULL or FOLDER_NOT_WRITABLE."""
        data = msgspec.json.encode({key: tuning.changes() for key, tuning in tunings.items()})
        try:
            write_atomically(self._path, msgspec.json.format(data))
        except OSError as error:
            raise refusal(error, self._path, len(data)) from error
