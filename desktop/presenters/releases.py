# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Whether there is a newer version of the program: asked when one wants it, or once a day."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain.errors import AppError
from desktop.domain.release import Release
from desktop.presenters.background import Background, Lane
from desktop.presenters.preferences import Preferences
from desktop.services.releases import ReleaseFeed
from desktop.services.stop import Stop

DAY = 86_400  # seconds
LOOK_AGAIN = 3_600_000  # milliseconds: whether a day is over


class Releases(QObject):
    """Off until the person turns it on; and then nothing but the question is sent.

    Args:
        version: of this program.
    """

    changed = Signal()

    def __init__(
        self,
        feed: ReleaseFeed,
        version: str,
        preferences: Preferences,
        background: Background,
        parent: QObject | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(parent)
        self._feed, self._version = feed, version
        self._preferences, self._background, self._clock = preferences, background, clock
        self._stop = Stop()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_AGAIN)
        self._timer.timeout.connect(self.look_daily)
        self._last: Release | None = None
        self.looking = False
        self.looked = False  # an answer came since the start
        self.error: AppError | None = None
        preferences.changed.connect(self._on_preference)

    @property
    def address(self) -> str:
        """Where is asked; "" when nobody can be."""
        return self._preferences.text("releases_address") or self._feed.usual

    @property
    def newer(self) -> Release | None:
        """The version that can be had, when it is newer than this one."""
        last = self._last
        return last if last is not None and last.is_newer_than(self._version) else None

    def start(self) -> None:
        """What was found before; then, if the person wants that, a look once a day."""
        self._background.run(Lane.POOL, self._feed.last, self._on_last)
        self._timer.start()
        self.look_daily()

    def look_daily(self) -> None:
        """Look, when the person asked for it and a day is over. A failure stays silent."""
        since = self._clock() - self._preferences.number("releases_looked")
        if self._preferences.flag("look_for_releases") and not 0 <= since < DAY:
            self._look(tell=False)

    def look(self) -> None:
        """Look now, because the person wants to know."""
        self._look(tell=True)

    def close(self) -> None:
        """End what is going on."""
        self._timer.stop()
        self._stop.set()

    def _look(self, tell: bool) -> None:
        address = self.address
        if self.looking or not address:
            return
        self.looking, self.error = True, None
        self._preferences.set("releases_looked", int(self._clock()))
        self.changed.emit()

        def failed(error: Exception) -> None:
            self.looking = False
            self.error = error if tell and isinstance(error, AppError) else None
            self.changed.emit()

        self._background.run(
            Lane.POOL, lambda: self._feed.latest(address, self._stop), self._on_latest, failed
        )

    def _on_last(self, last: Release | None) -> None:
        if not self.looked:
            self._last = last
            self.changed.emit()

    def _on_latest(self, latest: Release | None) -> None:
        self.looking, self.looked = False, True
        self._last = latest
        self.changed.emit()

    def _on_preference(self, key: str) -> None:
        if key == "look_for_releases":
            self.look_daily()
