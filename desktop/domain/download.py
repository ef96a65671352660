# SPDX-FileCopyrightText: The Jewelbox authors
# SPDX-License-Identifier: Apache-2.0
"""Getting a model: its states and its numbers."""

from collections import deque
from dataclasses import dataclass
from enum import StrEnum

from desktop.domain.errors import AppError, Problem
from desktop.domain.waiting import NIGHT, Waiting


class DownloadState(StrEnum):
    """How far an installation has come."""

    WAITING = "waiting"  # in the queue
    CONNECTING = "connecting"
    DOWNLOADING = "downloading"
    CHECKING = "checking"  # the sha256
    MOVING = "moving"  # what has come, to another folder
    PAUSED = "paused"
    FAILED = "failed"  # see Download.error; what is right on the disk stays
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Download:
    """The installation of one model: weights and projector become usable together.

    Attributes:
        id: the key of this installation.
        model: id of the catalogue's Model. name: as people read it.
        got, size: bytes of all its files. speed: bytes a second, 0 when unknown.
        seconds_left: None when unknown. silent: seconds without data. attempt: 1 for the first try.
        wait: seconds until the next try. waiting: for what, while the state is WAITING.
        goes_on: hour of the day from which it may run, while it waits for the night.
        error: why it failed; why the last try did, while it waits for the next; or, while it waits
            for the disk, what that lacks.
        movable: another folder can be chosen for it.
    """

    id: str
    model: str
    name: str
    quantization: str
    size: int
    got: int = 0
    state: DownloadState = DownloadState.WAITING
    speed: float = 0.0
    seconds_left: float | None = None
    silent: float = 0.0
    attempt: int = 1
    wait: float = 0.0
    waiting: Waiting | None = None
    goes_on: int = NIGHT[0]
    error: AppError | None = None
    movable: bool = False

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.got / self.size if self.size else 0.0

    @property
    def is_open(self) -> bool:
        """It still has a way to go by itself: it runs or waits for its turn."""
        return self.state in OPEN


OPEN = frozenset(
    {
        DownloadState.WAITING,
        DownloadState.CONNECTING,
        DownloadState.DOWNLOADING,
        DownloadState.CHECKING,
        DownloadState.MOVING,
    }
)


def is_portal(error: AppError) -> bool:
    """A network between here and the server answers in its place, and may let us through later."""
    return bool(error.values.get("portal")) or error.problem is Problem.CERTIFICATE_UNKNOWN


class Meter:
    """Speed as a moving average over the last seconds."""

    def __init__(self, size: int, window: float = 5.0) -> None:
        self._size, self._window = size, window
        self._seen: deque[tuple[float, int]] = deque()

    def add(self, now: float, got: int) -> None:
        """So many bytes are here at this time."""
        self._seen.append((now, got))
        while len(self._seen) > 2 and now - self._seen[1][0] >= self._window:
            self._seen.popleft()

    def restart(self) -> None:
        """A pause: what was before says nothing about what comes."""
        self._seen.clear()

    @property
    def speed(self) -> float:
        """Bytes a second; 0 until there is something to go by."""
        if len(self._seen) < 2:
            return 0.0
        (began, first), (ended, last) = self._seen[0], self._seen[-1]
        return (last - first) / (ended - began) if ended > began else 0.0

    @property
    def seconds_left(self) -> float | None:
        """None when the speed is not known."""
        if not self._seen or self.speed <= 0:
            return None
        return max(self._size - self._seen[-1][1], 0) / self.speed
