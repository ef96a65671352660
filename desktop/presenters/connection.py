# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""The test of the connection, and the password of the proxy."""

from PySide6.QtCore import QObject, Signal

from desktop.presenters.background import Background, Lane
from desktop.services.connection import ConnectionTest, Finding
from desktop.services.proxies import Proxies
from desktop.services.stop import Stop


class Connection(QObject):
    """finding is None before the first test and while one runs."""

    changed = Signal()

    def __init__(
        self,
        test: ConnectionTest,
        proxies: Proxies,
        background: Background,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._test, self._proxies, self._background = test, proxies, background
        self._stop = Stop()
        self.running = False
        self.finding: Finding | None = None

    def test(self) -> None:
        """Try now; nothing while it is tried already."""
        if self.running:
            return
        self.running, self.finding = True, None
        self.changed.emit()

        def done(finding: Finding) -> None:
            self.running, self.finding = False, finding
            self.changed.emit()

        def failed(_: Exception) -> None:
            self.running = False
            self.changed.emit()

        self._background.run(Lane.POOL, lambda: self._test.run(self._stop), done, failed)

    def keep_password(self, password: str) -> None:
        """The proxy's, into the keyring."""
        self._background.run(Lane.POOL, lambda: self._proxies.keep_password(password))

    def close(self) -> None:
        """End what is tried."""
        self._stop.set()
