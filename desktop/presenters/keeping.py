# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Gives a model's memory back when it is idle, or when the computer runs short of memory."""

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from desktop.domain.keeping import Strain, gives_way
from desktop.presenters.engine_host import EngineHost, EngineState
from desktop.presenters.preferences import Preferences

log = logging.getLogger("desktop.engine")

INTERVAL = 10_000  # milliseconds


class Keeping(QObject):
    """Looks every ten seconds while a model waits for questions, and never otherwise.

    Args:
        clock: seconds, counted also while the computer sleeps: who comes back after a night finds
            the memory free. strain: of the memory; both must return at once.
    """

    def __init__(
        self,
        engine: EngineHost,
        preferences: Preferences,
        clock: Callable[[], float],
        strain: Callable[[], Strain],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._engine, self._preferences = engine, preferences
        self._clock, self._strain = clock, strain
        self._since = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL)
        self._timer.timeout.connect(self.look)
        engine.changed.connect(self._on_changed)

    @property
    def _waits(self) -> bool:
        return self._engine.state is EngineState.READY and not self._engine.busy

    def look(self) -> None:
        """Give the memory back if it is time."""
        minutes = self._preferences.number("release_after")
        idle, strain = self._clock() - self._since, self._strain()
        if self._waits and gives_way(idle, minutes, strain):
            log.info("memory is given back after %.0f s, %d MB were free", idle, strain.free >> 20)
            self._engine.unload()

    def _on_changed(self) -> None:
        """From the end of an answer on the time counts."""
        if self._waits:
            self._since = self._clock()
            self._timer.start()
        elif self._engine.state is not EngineState.READY:
            self._timer.stop()
