# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Secrets: in the system's keyring, or in this run's memory. Never anywhere else."""

import logging
import threading

log = logging.getLogger("desktop.secrets")

SERVICE = "jewelbox"
HUB_TOKEN = "hub-token"


class Secrets:
    """Blocking: a keyring may ask the person to unlock it. For any number of threads.

    What was read or set is kept for this run, so the keyring is asked once for each name.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[str, str] = {}
        self.kept = True  # False: there is no keyring, what is set ends with this run

    def get(self, name: str) -> str:
        """The secret, "" when there is none."""
        with self._lock:
            if name not in self._known:
                self._known[name] = self._read(name)
            return self._known[name]

    def set(self, name: str, value: str) -> None:
        """Keep a secret; an empty one is taken away."""
        with self._lock:
            self._known[name] = value
            self._write(name, value)

    def _read(self, name: str) -> str:
        import keyring
        import keyring.errors

        try:
            return keyring.get_password(SERVICE, name) or ""
        except keyring.errors.KeyringError as error:
            self._missing(error)
            return ""

    def _write(self, name: str, value: str) -> None:
        import keyring
        import keyring.errors

        try:
            if value:
                keyring.set_password(SERVICE, name, value)
            else:
                keyring.delete_password(SERVICE, name)
        except keyring.errors.PasswordDeleteError:
            return
        except keyring.errors.KeyringError as error:
            self._missing(error)

    def _missing(self, error: Exception) -> None:
        self.kept = False
        log.info("no keyring: %s", type(error).__name__)
