# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The settings on the disk: one JSON object."""

import json
import logging
from collections.abc import Mapping
from pathlib import Path

from desktop.domain.settings import SETTINGS
from desktop.services.files import refusal, write_atomically

log = logging.getLogger("desktop.settings")

LARGEST = 4_000_000  # bytes; ours has about a thousand


class SettingsFile:
    """Reads what is valid, keeps what it does not know, and never loses a file it cannot read.

    Only what differs from its default is written, so that a better default of a later version
    reaches everyone who never chose.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._unknown: dict[str, object] = {}

    def load(self) -> dict[str, object]:
        """Every declared setting; what is missing or not allowed has its default.

        A file in which something was not allowed is copied to settings.bad.json beside it.
        """
        data = self._read()
        values, complaints = self._understood(data)
        for complaint in complaints:
            log.warning("a setting was not valid and has its default again: %s", complaint)
        if complaints:
            self._keep_bad(data)
        return values

    def save(self, values: Mapping[str, object]) -> None:
        """Write all settings.

        Raises:
            ValueError: a value is not allowed; KeyError: a setting is not declared. Nothing is
                written.
            AppError: DISK_FULL or FOLDER_NOT_WRITABLE; the old file is as it was.
        """
        checked = {key: SETTINGS[key].checked(value) for key, value in values.items()}
        chosen = {key: value for key, value in checked.items() if value != SETTINGS[key].default}
        text = json.dumps({**self._unknown, **chosen}, indent=2, sort_keys=True)
        try:
            write_atomically(self._path, f"{text}\n".encode())
        except OSError as error:
            raise refusal(error, self._path, len(text)) from error

    def _read(self) -> bytes:
        try:
            with self._path.open("rb") as file:
                return file.read(LARGEST)
        except FileNotFoundError:
            pass
        except OSError as error:
            log.warning("the settings could not be read: %s", type(error).__name__)
        return b"{}"

    def _understood(self, data: bytes) -> tuple[dict[str, object], list[str]]:
        """The values, and what was wrong with the file."""
        values: dict[str, object] = {key: setting.default for key, setting in SETTINGS.items()}
        self._unknown = {}
        try:
            read = json.loads(data)
        except (ValueError, RecursionError) as error:
            return values, [f"the file is no JSON ({type(error).__name__})"]
        if not isinstance(read, dict):
            return values, ["the file is no object"]
        complaints = []
        for key, value in read.items():
            if key not in SETTINGS:
                self._unknown[key] = value  # of a newer version: kept when we write
                continue
            try:
                values[key] = SETTINGS[key].checked(value)
            except ValueError as error:
                complaints.append(str(error))
        return values, complaints

    def _keep_bad(self, data: bytes) -> None:
        try:
            write_atomically(self._path.with_name("settings.bad.json"), data)
        except OSError as error:
            log.warning("the old settings could not be kept: %s", type(error).__name__)
